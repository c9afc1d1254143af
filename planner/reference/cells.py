"""From the text of a cell to its value."""

from __future__ import annotations

import math
from collections.abc import Iterable
from difflib import get_close_matches

from buildout.quarters import parse_quarter, quarter_label
from planner.problems import Problem
from planner.reference.dictionary import Column, Dtype

Cell = str | float
"""A value in a table: text, or a number (NaN where it is missing)."""

_NOUNS = {
    Dtype.ID: "a name",
    Dtype.TEXT: "text",
    Dtype.NUMBER: "a finite number",
    Dtype.INTEGER: "a whole number",
    Dtype.FLAG: "0 or 1",
    Dtype.QUARTER: "a quarter such as 2026Q4",
    Dtype.LIST: "words separated by semicolons",
}


def parse_cell(column: Column, text: str) -> Cell:
    """Return the value of a cell; missing text is empty, a missing number NaN.

    Raises
    ------
    ValueError
        If the text is not what the dictionary asks for; the message says what that is.
    """
    if not text:
        if column.required:
            raise ValueError(describe(column))
        return math.nan if column.is_numeric else ""
    if column.is_numeric:
        return _number(column, text)
    if column.dtype is Dtype.QUARTER:
        return _quarter(column, text)
    if column.dtype is Dtype.LIST:
        return ";".join(word.strip() for word in text.split(";") if word.strip())
    if column.choices and text not in column.choices:
        raise ValueError(describe(column))
    return text


def missing_cell(column: Column) -> Cell:
    """Return what stands in a table for a cell without a value."""
    return math.nan if column.is_numeric else ""


def describe(column: Column) -> str:
    """Return what a cell of the column may hold, with its unit and bounds."""
    if column.choices:
        return "one of " + ", ".join(column.choices)
    if column.dtype is Dtype.FLAG:
        return _NOUNS[Dtype.FLAG]
    unit = f" ({column.unit})" if column.is_numeric and column.unit else ""
    return f"{_NOUNS[column.dtype]}{unit}{_range(column)}"


def cell_problem(column: Column, text: str, where: str) -> Problem:
    """Return the problem of a cell that `parse_cell` refused."""
    hint = did_you_mean(text, column.choices)
    fix = hint or ("fill the cell" if not text else f"correct {column.name}")
    return Problem(where, repr(text) if text else "an empty cell", describe(column), fix)


def cell_text(value: Cell) -> str:
    """Return the text of a value that did not come from a file."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).strip()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to a misspelt one, or an empty string."""
    names = list(known)
    near = get_close_matches(word, names, n=1) or [name for name in names if word and name.startswith(word)]
    return f"did you mean {near[0]!r}?" if near else ""


def _number(column: Column, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(describe(column)) from None
    whole = column.dtype in (Dtype.INTEGER, Dtype.FLAG)
    if "_" in text or not math.isfinite(value) or (whole and not value.is_integer()):
        raise ValueError(describe(column))
    _check_bounds(column, value)
    return int(value) if whole and column.required else value


def _quarter(column: Column, text: str) -> str:
    try:
        number = parse_quarter(text)
    except ValueError:
        raise ValueError(describe(column)) from None
    _check_bounds(column, number)
    return quarter_label(number)


def _check_bounds(column: Column, value: float) -> None:
    low = -math.inf if column.minimum is None else column.minimum
    high = math.inf if column.maximum is None else column.maximum
    if not low <= value <= high:
        raise ValueError(describe(column))


def _range(column: Column) -> str:
    low, high = _bound_text(column, column.minimum), _bound_text(column, column.maximum)
    if low and high:
        return f" from {low} to {high}"
    if low:
        return f" of {low} or more"
    return f" of {high} or less" if high else ""


def _bound_text(column: Column, bound: float | None) -> str:
    if bound is None:
        return ""
    return quarter_label(int(bound)) if column.dtype is Dtype.QUARTER else f"{bound:,g}"
