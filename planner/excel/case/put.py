"""Writing one cell: its value, its number format, and what may be typed into it."""

from __future__ import annotations

import re

from xlsxwriter.worksheet import Worksheet

from planner.excel.case.cell import cell_address
from planner.excel.case.fields import Field, Kind
from planner.excel.case.look import Look, Tone
from planner.excel.case.values import shown_value
from planner.problems import InputError, Problem

WIDE = 44
"""Widest column, characters; longer texts take several lines."""
_MAX_LIST = 255
"""Longest list of words that a drop-down can hold."""
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f]|_x[0-9A-Fa-f]{4}_")
"""What workbooks write in a code that not every program reads back."""


def put(
    sheet: Worksheet,
    place: tuple[int, int],
    field: Field,
    value: object,
    look: Look,
    tone: Tone,
    *,
    is_left: bool = False,
) -> None:
    """Write one value to a row and column.

    Raises
    ------
    InputError
        If it does not fit into a cell.
    """
    row, column = place
    shown = shown_value(field, value)
    wraps = isinstance(shown, str) and len(shown) > WIDE
    style = look.cell(tone, pattern_of(shown), wraps=wraps, is_left=is_left)
    if shown is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(shown, str):
        refused = _UNWRITABLE.search(shown)
        if refused or sheet.write_string(row, column, shown, style):
            where = cell_address(str(sheet.name), row + 1, column + 1)
            found = repr(refused[0]) if refused else f"{len(shown):,} characters"
            expected = "text that a workbook can hold: at most 32,767 characters, none that steer a printer"
            raise InputError([Problem(where, found, expected, "change the text in the case")])
    else:
        sheet.write_number(row, column, shown, style)


def validate(sheet: Worksheet, field: Field, area: tuple[int, int, int, int], source: str | None) -> None:
    """Put a drop-down or bounds on cells, where the field has any."""
    rule: dict[str, object] | None = None
    if field.choices and field.kind is not Kind.LIST and len(",".join(field.choices)) <= _MAX_LIST:
        rule = {"validate": "list", "source": list(field.choices)}
    elif source is not None:
        # Names of the case's own are right too, so that a name that is not offered is no error.
        rule = {"validate": "list", "source": source, "show_error": False}
    elif field.kind.is_numeric:
        rule = _bounds(field)
    if rule is not None:
        text = (
            f"{field.key}: {rule['expected']}" if "expected" in rule else f"{field.key}: choose from the list"
        )
        rule.pop("expected", None)
        sheet.data_validation(
            *area, {**rule, "error_title": "Not possible here", "error_message": text[:255]}
        )


def _bounds(field: Field) -> dict[str, object] | None:
    kind = "integer" if field.kind is Kind.INTEGER else "decimal"
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        limits = {"criteria": "between", "minimum": low, "maximum": high}
        return {"validate": kind, **limits, "expected": f"a number from {low:,g} to {high:,g}"}
    if low is not None:
        return {"validate": kind, "criteria": ">=", "value": low, "expected": f"a number of {low:,g} or more"}
    return None


def pattern_of(shown: str | float | None) -> str:
    """Return the number format: thousands apart where it is whole and long, else what the number needs."""
    is_long = isinstance(shown, int | float) and abs(shown) >= 10_000 and float(shown).is_integer()
    return "#,##0" if is_long else "General"
