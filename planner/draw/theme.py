"""Colours, fonts and axes of all pictures."""

from __future__ import annotations

from typing import TypeVar

import altair as alt

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
"""Okabe and Ito's, told apart by colour-blind readers too."""
GREY = "#AAAAAA"
"""For the rest, and for what is not in question."""
FONT = "Helvetica, Arial, sans-serif"

AnyChart = TypeVar("AnyChart", bound=alt.TopLevelMixin)


def styled(chart: AnyChart) -> AnyChart:
    """Return a chart, or several put together, in the style of all pictures."""
    drawn: AnyChart = chart.configure(
        background="white",
        padding=8,
        font=FONT,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(labelFontSize=12, titleFontSize=12, gridColor="#e4e4e4", domainColor="#888888"),
        legend=alt.LegendConfig(labelFontSize=11, titleFontSize=12, columnPadding=4),
        title=alt.TitleConfig(fontSize=14, anchor="start"),
        range=alt.RangeConfig(category=list(COLOURS)),
    )
    return drawn


def amount(what: str, unit: str) -> str:
    """Return the title of an axis: what it shows, and its unit.

    Raises
    ------
    ValueError
        If the unit is missing: a picture without units is not to be drawn.
    """
    if not unit:
        raise ValueError(f"the axis {what!r} has no unit")
    return f"{what}, {unit}"
