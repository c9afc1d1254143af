"""Fonts, colours and number formats of all workbooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

INK, QUIET, RULE, HEADER_FILL = "#1F2933", "#6B7280", "#C3CAD4", "#E3EBF4"
"""Text, text of lesser weight, thin lines, and the ground of a header."""
ALARM_FILL, SOON_FILL = "#F9D5C9", "#FDEFC3"
"""Grounds of what is late and of what is due soon; the text beside says so too."""

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
"""Those of `planner.draw`, which takes long to load; a test keeps both alike."""

WHOLE, AMOUNT, SHARE, YEAR, DATE = "#,##0", "#,##0.00", "0.0%", "0", "yyyy-mm-dd"
"""Number formats that look the same in every locale but for its separators."""
FLAG = '"TRUE";"TRUE";"FALSE"'
"""Excel knows flags itself, LibreOffice by this format."""

_WITHOUT_DECIMALS = ("USD", "MWh", "t CO2", "m3", "racks")


@dataclass(frozen=True)
class Styles:
    """The formats of one workbook."""

    title: Format
    heading: Format
    header: Format
    header_after: Format
    header_right: Format
    unit: Format
    unit_after: Format
    unit_right: Format
    text: Format
    text_after: Format
    """Text to the right of a number, a little apart from it."""
    wrapped: Format
    wrapped_after: Format
    note: Format
    label: Format
    link: Format


def styles_of(workbook: Workbook) -> Styles:
    """Return the formats of a workbook; they are its own."""

    def style(**properties: Any) -> Format:
        return workbook.add_format({"font_color": INK, "valign": "top", **properties})

    header = {"bold": True, "bg_color": HEADER_FILL, "bottom": 1, "bottom_color": RULE, "text_wrap": True}
    unit = {"italic": True, "font_color": QUIET}
    return Styles(
        title=style(bold=True, font_size=18),
        heading=style(bold=True, font_size=13, bottom=2, bottom_color=RULE),
        header=style(**header),
        header_after=style(**header, align="left", indent=1),
        header_right=style(**header, align="right"),
        unit=style(**unit),
        unit_after=style(**unit, align="left", indent=1),
        unit_right=style(**unit, align="right"),
        text=style(),
        text_after=style(align="left", indent=1),
        wrapped=style(text_wrap=True),
        wrapped_after=style(text_wrap=True, align="left", indent=1),
        note=style(font_color=QUIET),
        label=style(bold=True),
        link=style(font_color="#0B5FA5", underline=1),
    )


def number_style(workbook: Workbook, pattern: str, **properties: Any) -> Format:
    """Return a format for numbers, such as ``number_style(workbook, AMOUNT, bold=True)``."""
    return workbook.add_format({"font_color": INK, "valign": "top", "num_format": pattern, **properties})


def pattern_of(unit: str, *, is_whole: bool = False) -> str:
    """Return how numbers of a unit are shown.

    Parameters
    ----------
    unit
        As in the tables' schemas: ``IT MW``, ``USD``, ``USD per IT MW``, ``1`` for a share.
    is_whole
        Whether they are counts.
    """
    if unit == "1":
        return SHARE
    return WHOLE if is_whole or unit.startswith(_WITHOUT_DECIMALS) else AMOUNT
