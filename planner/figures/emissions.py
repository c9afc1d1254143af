"""Carbon and water by year."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.draw import COLOURS, amount, styled
from planner.figures.figure import Figure, Layers
from planner.figures.source import Source
from planner.figures.stack import Stack
from planner.figures.time_axis import TimeAxis, by_year
from planner.plan import TableName

PER_MILLION = 1e6
PANELS = (
    ("carbon_t", "Carbon of the energy taken", amount("in the year", "million t CO2"), COLOURS[0]),
    ("water_m3", "Water evaporated for cooling", amount("in the year", "million m3"), COLOURS[4]),
)
WIDTH, HEIGHT = 370, 220


def emissions_figure(source: Source) -> Figure | None:
    """Return carbon and water by year; None where there are none."""
    emissions = source.tables[TableName.EMISSIONS]
    shown = [panel for panel in PANELS if emissions[panel[0]].any()]
    if not shown:
        return None
    return Figure(
        name="emissions",
        title="Carbon and water",
        caption="Carbon of the energy taken and water evaporated for cooling in each year, of all sites; the "
        "first and the last year as far as the horizon covers them.",
        chart=styled(alt.hconcat(*(_panel(source, emissions, *panel) for panel in shown), spacing=30)),
    )


def _panel(
    source: Source, emissions: pd.DataFrame, column: str, title: str, axis: str, colour: str
) -> Layers:
    years = {label: period.year for label, period in source.periods.items()}
    year = emissions["period"].map(years).astype("int64")
    frame = by_year(pd.DataFrame({"year": year, "layer": "", "amount": emissions[column] / PER_MILLION}))
    time = TimeAxis.of_years(list(years.values()))
    return Stack(frame, axis, time, [""], [colour], title, WIDTH, HEIGHT, totals=True).chart()
