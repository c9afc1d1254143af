"""Which figures of a reference are measured, and which are only assumed."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.reference.confidence import Confidence
from planner.reference.dictionary import Column
from planner.reference.reference import Reference
from planner.reference.tables import TableName


@dataclass(frozen=True)
class Leaning:
    """How far a table leans on own assumptions: of its figures, so many are assumed."""

    table: TableName
    figures: int
    own_assumptions: int

    @property
    def share(self) -> float:
        """Own assumptions over figures; 0 for a table without figures."""
        return self.own_assumptions / self.figures if self.figures else 0.0


def confidence_of(reference: Reference, table: TableName, row_id: str, column: str) -> Confidence:
    """Return how well one figure is known.

    An override's own confidence comes first, then that of the field, then that of the row.

    Raises
    ------
    KeyError
        If the table has no such row or column.
    """
    spec = reference.dictionary.columns(table)[column]
    frame = reference.table(table)
    rows = frame[frame[reference.dictionary.key(table)] == row_id]
    if rows.empty:
        raise KeyError(row_id)
    own = _own_confidence(reference, table).get((row_id, column))
    return own or field_confidence(rows.to_dict("records")[0], spec)


def lean_on(reference: Reference) -> tuple[Leaning, ...]:
    """Return how far each table leans on own assumptions.

    A figure is a number that is present, coordinates and years included.
    """
    return tuple(_leaning(reference, table) for table in TableName)


def _leaning(reference: Reference, table: TableName) -> Leaning:
    own = _own_confidence(reference, table)
    key = reference.dictionary.key(table)
    numeric = [column for column in reference.dictionary.columns(table).values() if column.is_numeric]
    levels = [
        own.get((row[key], column.name)) or field_confidence(row, column)
        for row in reference.table(table).to_dict("records")
        for column in numeric
        if not math.isnan(row[column.name])
    ]
    return Leaning(table, len(levels), levels.count(Confidence.OWN_ASSUMPTION))


def field_confidence(row: Mapping[Hashable, Any], column: Column) -> Confidence:
    """Return the confidence of a field: a fixed one, or that in its column, or that of the row."""
    level = row.get(column.confidence, column.confidence)
    return Confidence(level or row["confidence"])


def _own_confidence(reference: Reference, table: TableName) -> dict[tuple[str, str], Confidence]:
    return {(o.row_id, o.column): o.confidence for o in reference.overridden if o.table is table}
