"""Chips standing, by generation and by vendor."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt

from buildout.inputs import Chip
from planner.draw import amount, styled
from planner.figures.figure import Figure, Layers
from planner.figures.source import Source, short_name
from planner.figures.stack import Stack, colours_of, largest_layers
from planner.figures.time_axis import TimeAxis, by_period
from planner.plan import TableName

MW_PER_GW = 1e3
WIDTH, HEIGHT = 310, 270


def chips_figure(source: Source) -> Figure | None:
    """Return the chips standing in each period; None where there are none."""
    if not source.tables[TableName.FLEET]["fleet_mw"].any():
        return None
    panels = alt.hconcat(
        _panel(source, "By generation", _generation), _panel(source, "By vendor", _vendor), spacing=18
    )
    return Figure(
        name="chips",
        title="Chips standing",
        caption="IT GW of chips that stand in each period, the ledger's included, by generation and by "
        "vendor.",
        chart=styled(panels),
    )


def _vendor(chip: Chip) -> str:
    return short_name(chip.vendor)


def _generation(chip: Chip) -> str:
    """Return vendor and generation, the vendor once."""
    start = "" if chip.generation.casefold().startswith(chip.vendor.casefold()) else f"{chip.vendor} "
    return short_name(f"{start}{chip.generation}")


def _panel(source: Source, title: str, layer_of: Callable[[Chip], str]) -> Layers:
    layer = {chip.chip_id: layer_of(chip) for chip in source.inputs.chips}
    fleet = source.tables[TableName.FLEET]
    frame = by_period(source, fleet[fleet["fleet_mw"] != 0])
    frame = frame.assign(layer=frame["chip_id"].map(layer), amount=frame["fleet_mw"] / MW_PER_GW)
    frame, layers = largest_layers(frame, "others")
    time = TimeAxis.of_horizon(source)
    axis = amount("IT power", "GW")
    return Stack(frame, axis, time, layers, colours_of(layers), title, WIDTH, HEIGHT).chart()
