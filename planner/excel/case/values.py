"""From a raw cell to a value as a YAML file would hold it, and back to what a cell shows."""

from __future__ import annotations

import datetime
import re

from planner.excel.case.cell import CellError, RawCell
from planner.excel.case.fields import Field, Kind
from planner.excel.case.numbers import read_number

EMPTY_LIST = "[none]"
"""A list without items, as an empty cell leaves the list to its default. No id can look like it."""

_EXACT_DIGITS = 15
"""Digits of a number that every spreadsheet keeps."""


def read_value(field: Field, cell: RawCell) -> object:
    """Return the value of a cell; None where it is blank.

    Raises
    ------
    CellError
        If it cannot be read, or not in one way only. Bounds are looked at by the case and the tables.
    """
    if cell.is_uncomputed:
        fix = "open and save the file in a spreadsheet program, or replace the formula by its value"
        raise CellError("a formula whose value is empty or not stored", "a value", fix)
    if cell.is_error:
        raise CellError(str(cell.value), "a value", "mend the formula, or type the value")
    if cell.is_blank:
        if field.is_required:
            raise CellError("an empty cell", f"a value for {field.key}", "fill it, or clear the whole row")
        return None
    return _READERS.get(field.kind, _name)(field, cell)


def shown_value(field: Field, value: object) -> str | float | None:
    """Return what a cell shows for a value; None for an empty cell."""
    if value is None or value == "":
        return None
    if isinstance(value, list):
        return "; ".join(map(str, value)) if value else EMPTY_LIST
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        is_kept = float(f"{value:.{_EXACT_DIGITS}g}") == value
        return value if field.kind.is_numeric and is_kept else repr(value)
    return str(value)


def as_text(value: object) -> str:
    """Return the text of a value: whole numbers without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _number(field: Field, cell: RawCell) -> object:
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise CellError(_seen(value), "a number", "type the number; check the format of the cell")
    if cell.is_percent and not field.is_fraction and not isinstance(value, str):
        fix = "type the figure in the unit of the column and give the cell a plain number format"
        raise CellError(f"{value * 100:g} %", "a number without a percent sign", fix)
    if isinstance(value, str):
        value = read_number(value, takes_percent=field.is_fraction)
    whole = field.kind is Kind.INTEGER and isinstance(value, float) and value.is_integer()
    return int(value) if whole else value


def _text(_field: Field, cell: RawCell) -> object:
    if isinstance(cell.value, datetime.date | datetime.time | datetime.timedelta | bool):
        fix = "put ' before it: the spreadsheet has turned the text into something else"
        raise CellError(_seen(cell.value), "text", fix)
    return as_text(cell.value)


def _name(field: Field, cell: RawCell) -> object:
    return str(_text(field, cell)).strip()


def _list(field: Field, cell: RawCell) -> object:
    text = str(_name(field, cell))
    if text == EMPTY_LIST:
        return []
    return [word.strip() for word in re.split(r"[;,\n]", text) if word.strip()]


def _flag(_field: Field, cell: RawCell) -> object:
    known = {"yes": True, "true": True, "no": False, "false": False}
    found = known.get(str(cell.value).strip().lower())
    if found is None:
        raise CellError(_seen(cell.value), "yes or no", "choose one of them")
    return found


def _quarter(field: Field, cell: RawCell) -> object:
    day = _day(cell.value)
    if day is not None:
        return f"{day.year}Q{(day.month + 2) // 3}"
    return str(_name(field, cell)).upper()


def _date(field: Field, cell: RawCell) -> object:
    day = _day(cell.value)
    if day is None:
        return str(_name(field, cell)).upper()
    if day.day != 1:
        fix = "write a year (2027), a quarter (2027Q3) or a month (2027-10)"
        raise CellError(day.isoformat(), "the end of a month, quarter or year", fix)
    return f"{day.year}-{day.month:02}"


def _day(value: object) -> datetime.date | None:
    """Return the day of a cell that is a date, or a text such as 2027-10-01."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip()):
        try:
            return datetime.date.fromisoformat(value.strip())
        except ValueError:
            return None
    return None


def _seen(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return f"the date {value.date().isoformat()}"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return repr(value) if isinstance(value, str | int | float) else f"{type(value).__name__} {value}"


_READERS = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.INTEGER: _number,
    Kind.FLAG: _flag,
    Kind.QUARTER: _quarter,
    Kind.DATE: _date,
    Kind.LIST: _list,
}
