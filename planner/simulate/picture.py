"""The picture of a simulation: share of decisions changed, cost and time, night by night."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.draw import COLOURS, amount, styled
from planner.simulate.record import SeriesName

WIDTH, HEIGHT = 640, 150


def draw_simulation(nights: pd.DataFrame) -> alt.VConcatChart:
    """Return the picture.

    Parameters
    ----------
    nights
        As `planner.simulate.summary.nights_frame` returns it; at least one row.
    """
    frame = nights.assign(
        changed=100 * nights["share"].astype(float),
        cost=nights["cost_usd"].astype(float) / 1e9,
        series=nights["series"].astype(str),
    )[["series", "night", "changed", "cost", "seconds"]]
    chart = alt.vconcat(
        _panel(frame, "changed", "Decisions changed", amount("share of decisions", "%"), zero=True),
        _panel(frame, "cost", "Cost ahead of the night's plan", amount("present value", "billion USD")),
        _panel(frame, "seconds", "Time of the night", amount("wall time", "s"), zero=True),
        spacing=18,
    )
    drawn: alt.VConcatChart = styled(chart)
    return drawn


def _panel(frame: pd.DataFrame, column: str, title: str, axis: str, *, zero: bool = False) -> alt.Chart:
    names = [name.value for name in SeriesName]
    chart: alt.Chart = (
        alt.Chart(frame.dropna(subset=[column]), title=title)
        .mark_line(point=True)
        .encode(
            x=alt.X("night:Q", title=amount("night", "number")).axis(tickMinStep=1, format="d"),
            y=alt.Y(f"{column}:Q", title=axis).scale(zero=zero),
            color=alt.Color("series:N", title=None).scale(domain=names, range=list(COLOURS[:2])),
        )
    )
    return chart.properties(width=WIDTH, height=HEIGHT)
