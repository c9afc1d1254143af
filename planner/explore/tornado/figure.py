"""Figures with a low and a high end, from the reference tables as a case uses them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from planner.reference import (
    Column,
    Confidence,
    Dictionary,
    Dtype,
    Override,
    Reference,
    TableName,
    field_confidence,
)

LOW, HIGH = "low", "high"
_MIDDLE: Mapping[str, str] = {"": "value", "it_capex_usd_per_chip": "it_capex_usd_per_chip_all_in"}
"""Column between two ends, where its name is not what the ends begin with."""
_ENDS = ("_low", "_high")


Overridden: TypeAlias = Mapping[tuple[TableName, str, str], Override]
"""What a case sets, by table, row and column."""


class Side(StrEnum):
    """An end of a range."""

    LOW = LOW
    HIGH = HIGH


@dataclass(frozen=True)
class Figure:
    """A number with the range in which it may lie.

    Parameters
    ----------
    path
        Where a case changes it, as in ``--set``: ``table.row.column``, or a key of the case.
    value, low, high
        What the case is planned with, and the two ends, in ``unit``.
    unit
        Unit of the three.
    source
        What it rests on.
    confidence
        How well it is known.
    is_whole
        Whether only whole numbers make sense.
    """

    path: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    confidence: Confidence
    is_whole: bool = False

    @property
    def is_inside(self) -> bool:
        """Whether its value lies between the two ends."""
        return self.low <= self.value <= self.high

    def at(self, side: Side) -> float:
        """Return an end of its range."""
        return self.low if side is Side.LOW else self.high

    def change(self, side: Side) -> str:
        """Return the ``path=value`` that sets it to an end of its range."""
        return f"{self.path}={number_text(self.at(side), is_whole=self.is_whole)}"


@dataclass(frozen=True)
class Cell:
    """A figure of a table, and the row it stands in."""

    table: TableName
    row_id: str
    column: str
    row: Mapping[str, Any]
    figure: Figure


@dataclass(frozen=True)
class Cells:
    """Figures with a range, and how many there are without one."""

    ranged: tuple[Cell, ...]
    without_range: int
    """Numbers of the tables that have no low and high, or the same; ends of ranges not counted."""
    outside: tuple[str, ...]
    """Paths of figures that the case has set outside the range of the tables."""


def ranged_cells(reference: Reference) -> Cells:
    """Return every figure of the tables that has a low and a high end.

    Parameters
    ----------
    reference
        The tables with the case's own figures in them.
    """
    ranged: list[Cell] = []
    outside: list[str] = []
    without = 0
    overridden = {(o.table, o.row_id, o.column): o for o in reference.overridden}
    for table in TableName:
        columns = reference.dictionary.columns(table)
        ends = _ends(reference.dictionary, table)
        bounds = {end for pair in ends.values() for end in pair}
        numbers = [c.name for c in columns.values() if c.is_numeric and c.name not in bounds]
        key = reference.dictionary.key(table)
        for row in reference.table(table).to_dict("records"):
            if row.get("used_as"):  # evidence: the planner reads another figure instead
                continue
            for column in numbers:
                cell = _cell(overridden, columns[column], row, str(row[key]), ends.get(column))
                if cell is None:
                    without += not math.isnan(row[column])
                elif cell.figure.low == cell.figure.high:
                    without += 1
                elif cell.figure.is_inside:
                    ranged.append(cell)
                else:
                    outside.append(cell.figure.path)
    return Cells(tuple(ranged), without, tuple(outside))


def number_text(value: float, *, is_whole: bool = False) -> str:
    """Return a number as YAML reads it back, to the last digit."""
    return str(round(value)) if is_whole else repr(float(value))


def _ends(dictionary: Dictionary, table: TableName) -> Mapping[str, tuple[str, str]]:
    """Return the columns of the low and the high end, by the column between them."""
    columns = dictionary.columns(table)
    found = {}
    for name in columns:
        if name == LOW or name.endswith(_ENDS[0]):
            stem = name.removesuffix(LOW).removesuffix("_")
            middle = _MIDDLE.get(stem, stem)
            found[middle] = (name, f"{name.removesuffix(LOW)}{HIGH}")
    return found


def _cell(
    overridden: Overridden, column: Column, row: Mapping[Any, Any], row_id: str, ends: tuple[str, str] | None
) -> Cell | None:
    """Return a figure, or None where a number or an end of its range is missing."""
    if ends is None:
        return None
    value, low, high = (float(row[name]) for name in (column.name, *ends))
    if math.isnan(value) or math.isnan(low) or math.isnan(high):
        return None
    own = overridden.get((column.table, row_id, column.name))
    unit = str(row["unit"]) if column.unit == "see unit" else _unit(column, row)
    figure = Figure(
        path=f"{column.table}.{row_id}.{column.name}",
        value=value,
        low=low,
        high=high,
        unit=unit,
        source=str(row["source"]) if own is None else own.source,
        confidence=field_confidence(row, column) if own is None else own.confidence,
        is_whole=column.dtype is Dtype.INTEGER,
    )
    return Cell(column.table, row_id, column.name, {str(name): cell for name, cell in row.items()}, figure)


def _unit(column: Column, row: Mapping[Any, Any]) -> str:
    return f"USD per {row['basis']}" if column.unit == "USD per basis" else column.unit


def worst_confidence(figures: Sequence[Figure]) -> Confidence:
    """Return how well the least known of some figures is known; at least one is given."""
    order = list(Confidence)
    return max((figure.confidence for figure in figures), key=order.index)
