"""What is behind the shortage of each year."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.draw import GREY, amount, styled
from planner.figures.figure import Figure
from planner.figures.limits import TINTS
from planner.figures.source import Source
from planner.figures.spend import USD_PER_BILLION
from planner.figures.stack import Stack
from planner.figures.time_axis import TimeAxis, by_year
from planner.why.bottlenecks import YearBottlenecks, bottlenecks_by_year
from planner.why.limits_tables import CAUSES, REACH, causes_of

REACH_TINT = "#333333"


def bottlenecks_figure(source: Source) -> Figure | None:
    """Return the price of each year's shortage by what is behind it; None where nothing falls short."""
    causes = source.explaining(CAUSES)
    if causes is None or causes.empty:
        return None
    year = causes["period"].map({label: period.year for label, period in source.periods.items()})
    usd = causes["cost_usd"] / USD_PER_BILLION
    frame = pd.DataFrame({"year": year, "layer": causes["limited_by"], "amount": usd})
    tints = {str(name): tint for name, tint in TINTS.items()} | {REACH: REACH_TINT}
    layers = [layer for layer in tints if layer in set(frame["layer"])]
    stack = Stack(
        by_year(frame),
        amount("price of what falls short", "billion USD"),
        TimeAxis.of_years([period.year for period in source.inputs.periods]),
        layers,
        [tints.get(layer, GREY) for layer in layers],
        height=200,
        totals=True,
    )
    return Figure(
        name="bottlenecks",
        title="What is behind the shortage",
        caption="Nominal price of what falls short in each year, billion USD, by what holds back the sites "
        "that could serve it; reach: no site can. Below, the limit that binds first in the year and the one "
        "behind the dearest shortage.",
        chart=styled(alt.vconcat(stack.chart(), _table(source, causes), spacing=10)),
    )


def _table(source: Source, causes: pd.DataFrame) -> alt.Chart:
    """Return the first and the dearest bottleneck of each year in words."""
    years = bottlenecks_by_year(source.inputs, causes_of(causes))
    lines = [line for found in years for line in _lines(found)]
    frame = pd.DataFrame({"line": list(range(len(lines))), "text": lines})
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_text(align="left", fontSize=11, color="#222222", limit=680)
        .encode(x=alt.value(0), y=alt.Y("line:O", axis=None), text="text:N")
        .properties(height=alt.Step(15), width=560)
    )
    return chart


def _lines(found: YearBottlenecks) -> list[str]:
    """Return the first bottleneck of a year and the dearest, in one line where they are the same."""
    first, dearest = found.first, found.dearest
    if first is None or dearest is None:
        return []
    same = (first.limited_by, first.cause) == (dearest.limited_by, dearest.cause)
    start = f"{found.year}, first (in {first.period})"
    if same:
        return [f"{start} and dearest: {first.limited_by}, {first.cause}"]
    return [
        f"{start}: {first.limited_by}, {first.cause}",
        f"{found.year}, dearest: {dearest.limited_by}, {dearest.cause}",
    ]
