"""Firm power online, by family and by option."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.draw import amount, styled
from planner.figures.chips import HEIGHT, MW_PER_GW, WIDTH
from planner.figures.figure import Figure, Layers
from planner.figures.source import Source, words
from planner.figures.stack import Stack, colours_of, largest_layers
from planner.figures.time_axis import TimeAxis, by_period
from planner.plan import TableName


def power_figure(source: Source) -> Figure | None:
    """Return the firm power online in each period; None where there is none."""
    power = source.tables[TableName.POWER]
    power = power[power["firm_mw"] != 0]
    if power.empty:
        return None
    family_of = {(option.site_id, option.option_id): option.family for option in source.inputs.power}
    families = [family_of[key] for key in zip(power["site_id"], power["option_id"], strict=True)]
    options = power["option_id"]
    panels = alt.hconcat(
        _panel(source, power, "By family", pd.Series(families, power.index)),
        _panel(source, power, "By option", options),
        spacing=18,
    )
    return Figure(
        name="power",
        title="Power online",
        caption="Firm GW of power in each period, facility power, by family and by option. Contracts that "
        "are delivered over the grid count as what they are contracted for.",
        chart=styled(panels),
    )


def _panel(source: Source, power: pd.DataFrame, title: str, layer: pd.Series[str]) -> Layers:
    frame = by_period(source, power)
    frame = frame.assign(layer=layer.map(words), amount=frame["firm_mw"] / MW_PER_GW)
    frame, layers = largest_layers(frame, "others")
    time = TimeAxis.of_horizon(source)
    axis = amount("firm power", "GW")
    return Stack(frame, axis, time, layers, colours_of(layers), title, WIDTH, HEIGHT).chart()
