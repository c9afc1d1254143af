"""GW at the end of each year: facility, IT and reference."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.draw import COLOURS, amount, styled
from planner.figures.figure import Figure, Layers
from planner.figures.source import Source

PANELS = (
    ("facility_gw", "Halls online, at the meter", amount("facility power", "GW")),
    ("it_gw", "Halls online, at the rack", amount("IT power", "GW")),
    ("reference_gw", "Chips standing, as inference work", amount("work", "reference GW")),
)
WIDTH, HEIGHT = 220, 190
MOST_WHOLE = 6
"""More years than this are written with two digits."""
_SHORT = "'\\'' + slice(datum.label, 2)"


def ladder_figure(source: Source) -> Figure | None:
    """Return GW by year; None where nothing ever stands."""
    frame = pd.DataFrame([vars(year) for year in source.run.plan.gw_by_year])
    columns = [column for column, _, _ in PANELS]
    if not frame[columns].to_numpy().any():
        return None
    frame = frame[["year", *columns]].round(4)
    panels = [_panel(frame, *panel, COLOURS[i]) for i, panel in enumerate(PANELS)]
    return Figure(
        name="ladder",
        title="GW by year",
        caption="What stands at the end of each year, in GW: halls at the meter and at the rack, and the "
        "inference that all chips standing could do; a reference GW is what a GW of reference chips does.",
        chart=styled(alt.hconcat(*panels, spacing=24)),
    )


def _panel(frame: pd.DataFrame, column: str, title: str, axis: str, colour: str) -> Layers:
    top = float(frame[column].max()) * 1.12 or 1.0
    base = alt.Chart(frame).encode(
        x=alt.X("year:O", title="end of year").axis(
            labelAngle=0, ticks=False, labelExpr=_SHORT if len(frame) > MOST_WHOLE else "datum.label"
        ),
        y=alt.Y(f"{column}:Q", title=axis, scale=alt.Scale(domain=[0, top], nice=False)).axis(tickCount=4),
    )
    texts = base.mark_text(dy=-7, fontSize=11, color="#222222").encode(
        text=alt.Text(f"{column}:Q", format=",.3r")
    )
    chart: Layers = alt.layer(base.mark_bar(color=colour), texts).properties(
        width=WIDTH, height=HEIGHT, title=alt.TitleParams(title, fontSize=13)
    )
    return chart
