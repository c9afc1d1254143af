"""Tables as text, between the files and the values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from planner.problems import InputError, Problem
from planner.reference.csvfile import CsvFile, read_csv
from planner.reference.dictionary import Dictionary
from planner.reference.paths import data_dir
from planner.reference.tables import TableName


@dataclass(frozen=True)
class RawTable:
    """A table as text.

    ``rows`` are by id; ``origins`` says where the cells come from that a case has set;
    ``incomplete`` are new rows whose missing cells are already reported.
    """

    name: TableName
    rows: Mapping[str, Mapping[str, str]]
    origins: Mapping[tuple[str, str], str] = field(default_factory=dict)
    incomplete: frozenset[str] = frozenset()

    def where(self, row_id: str, column: str) -> str:
        """Return the place of a cell, for messages."""
        return self.origins.get((row_id, column), f"{self.name}.csv: {row_id}.{column}")

    def texts(self, column: str) -> Iterator[tuple[str, str]]:
        """Yield the id of every row and its text in a column."""
        for row_id, cells in self.rows.items():
            yield row_id, cells.get(column, "")


def read_shipped(name: TableName, dictionary: Dictionary) -> RawTable:
    """Read a table that ships with the planner.

    Raises
    ------
    InputError
        If the file is unreadable, has other columns than the dictionary, or an id twice.
    """
    file = read_csv(data_dir() / "reference" / f"{name}.csv")
    if file.header != tuple(dictionary.columns(name)):
        problem = Problem(file.name, ", ".join(file.header), "the columns of dictionary.csv", "align the two")
        raise InputError([problem])
    key = dictionary.key(name)
    problems = duplicate_ids(file, key)
    if problems:
        raise InputError(problems)
    return RawTable(name, {row.cells[key]: row.cells for row in file.rows})


def duplicate_ids(file: CsvFile, key: str) -> list[Problem]:
    """Return a problem for every row whose id an earlier row has."""
    problems = []
    first: dict[str, int] = {}
    for row in file.rows:
        row_id = row.cells[key]
        if row_id and row_id in first:
            where = f"{file.name} line {row.line}, {key}"
            fix = "remove one of the two rows"
            problems.append(Problem(where, f"{row_id!r} as in line {first[row_id]}", "each id once", fix))
        first.setdefault(row_id, row.line)
    return problems
