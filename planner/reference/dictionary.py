"""The data dictionary: what every column of every table means and may hold."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from buildout.quarters import parse_quarter
from planner.reference.paths import data_dir
from planner.reference.tables import TableName


class Dtype(StrEnum):
    """How a cell is read."""

    ID = "id"
    """Unique text that names the row."""
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "flag"
    """0 or 1."""
    QUARTER = "quarter"
    """A label such as 2026Q4."""
    LIST = "list"
    """Words separated by semicolons."""


@dataclass(frozen=True)
class Column:
    """One column of a reference table.

    Bounds of a quarter column are quarter numbers. ``confidence`` names the column that holds the
    confidence of this one, or is a confidence itself; empty where that of the row holds.
    """

    table: TableName
    name: str
    unit: str
    dtype: Dtype
    required: bool
    minimum: float | None
    maximum: float | None
    choices: tuple[str, ...]
    refers_to: tuple[TableName, str] | None
    confidence: str
    shown: bool
    """Whether a short view of the table has it."""
    meaning: str

    @property
    def is_numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.dtype in (Dtype.NUMBER, Dtype.INTEGER, Dtype.FLAG)


@dataclass(frozen=True)
class Dictionary:
    """Every column of every table, in the order of the files."""

    tables: Mapping[TableName, Mapping[str, Column]]

    def columns(self, table: TableName) -> Mapping[str, Column]:
        """Return the columns of a table by name."""
        return self.tables[table]

    def key(self, table: TableName) -> str:
        """Return the name of the column that holds the ids of a table."""
        return next(name for name, column in self.tables[table].items() if column.dtype is Dtype.ID)


def load_dictionary() -> Dictionary:
    """Read the dictionary that ships with the planner."""
    tables: dict[TableName, dict[str, Column]] = {table: {} for table in TableName}
    path = data_dir() / "reference" / "dictionary.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            column = _column(row)
            tables[column.table][column.name] = column
    return Dictionary(tables)


def _column(row: Mapping[str, str]) -> Column:
    dtype = Dtype(row["dtype"])
    return Column(
        table=TableName(row["table"]),
        name=row["column"],
        unit=row["unit"],
        dtype=dtype,
        required=row["required"] == "yes",
        minimum=_bound(row["minimum"], dtype),
        maximum=_bound(row["maximum"], dtype),
        choices=tuple(row["choices"].split(";")) if row["choices"] else (),
        refers_to=_link(row["refers_to"]),
        confidence=row["confidence"],
        shown=row["shown"] == "yes",
        meaning=row["meaning"],
    )


def _bound(text: str, dtype: Dtype) -> float | None:
    if not text:
        return None
    return float(parse_quarter(text)) if dtype is Dtype.QUARTER else float(text)


def _link(text: str) -> tuple[TableName, str] | None:
    if not text:
        return None
    table, column = text.split(".")
    return TableName(table), column
