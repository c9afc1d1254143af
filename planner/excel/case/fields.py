"""What a cell of the workbook means and may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from planner.reference import Column, Dtype

Schema = Mapping[str, Any]
"""A JSON Schema, or a part of it."""


class Kind(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    """Kept as it is."""
    NAME = "name"
    """An id or a word; blanks around it are dropped."""
    LIST = "list"
    """Names with semicolons between them."""
    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "flag"
    """yes or no."""
    QUARTER = "quarter"
    DATE = "date"
    """The end of a year, half-year, quarter or month."""
    PATH = "path"
    """A quantity over time: a number, points or growth. On the sheet Paths."""
    POINTS = "points"
    """Values by date. On the sheet Paths."""
    MIX = "mix"
    """Values by stream and date. On the sheet Paths."""

    @property
    def is_over_time(self) -> bool:
        """Whether it takes rows of its own."""
        return self in (Kind.PATH, Kind.POINTS, Kind.MIX)

    @property
    def is_numeric(self) -> bool:
        """Whether its cells hold numbers."""
        return self in (Kind.NUMBER, Kind.INTEGER)


@dataclass(frozen=True)
class Field:
    """A column of a sheet, or a row of the sheet Case."""

    key: str
    """Its heading: keys below its item, with dots between them."""
    kind: Kind
    meaning: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    """What holds where the cell is empty, as text."""
    is_required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    is_fraction: bool = False
    """Whether 3 % means 0.03 here."""

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to it from its item."""
        return tuple(self.key.split("."))


_KINDS = {
    Dtype.ID: Kind.NAME,
    Dtype.TEXT: Kind.NAME,
    Dtype.NUMBER: Kind.NUMBER,
    Dtype.INTEGER: Kind.INTEGER,
    Dtype.FLAG: Kind.INTEGER,
    Dtype.QUARTER: Kind.QUARTER,
    Dtype.LIST: Kind.LIST,
}


def column_field(column: Column) -> Field:
    """Return the field of a column of a reference table."""
    is_flag = column.dtype is Dtype.FLAG
    is_quarter = column.dtype is Dtype.QUARTER
    return Field(
        key=column.name,
        kind=_KINDS[column.dtype],
        meaning=column.meaning,
        unit=column.unit,
        choices=("0", "1") if is_flag else column.choices,
        is_required=column.required,
        minimum=None if is_quarter else column.minimum,
        maximum=None if is_quarter else column.maximum,
        is_fraction=column.unit.startswith("fraction"),
    )
