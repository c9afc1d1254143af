"""Rows of the reference tables as plain mappings, with typed access to their cells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

Row = Mapping[str, Any]


def rows(table: pd.DataFrame) -> list[Row]:
    """Return the rows of a table."""
    return [{str(column): cell for column, cell in row.items()} for row in table.to_dict("records")]


def rows_by(table: pd.DataFrame, column: str) -> dict[str, Row]:
    """Return the rows of a table by the id in a column."""
    return {str(row[column]): row for row in rows(table)}


def text(row: Row, column: str) -> str:
    """Return a cell of text; "" where it is empty."""
    value = row[column]
    return "" if value is None or value != value else str(value)


def number(row: Row, column: str, default: float | None = None) -> float:
    """Return a cell that holds a number.

    Raises
    ------
    ValueError
        If the cell is empty and there is no default. The reference checks prevent that.
    """
    value = row[column]
    if value is None or value == "" or math.isnan(float(value)):
        if default is None:
            raise ValueError(f"no {column} in {dict(row)}")
        return default
    return float(value)


def has(row: Row, column: str) -> bool:
    """Tell whether a cell is filled."""
    return text(row, column) != ""


def items(row: Row, column: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds a ';' list."""
    return tuple(part.strip() for part in text(row, column).split(";") if part.strip())


def flag(row: Row, column: str) -> bool:
    """Tell whether a cell says yes: ``yes`` or 1."""
    return text(row, column) in {"yes", "1", "1.0", "True"}
