"""A case's own figures for the reference tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from planner.problems import InputError, Problem
from planner.reference.cells import Cell, cell_problem, did_you_mean, parse_cell
from planner.reference.confidence import Confidence
from planner.reference.csvfile import CsvFile, CsvRow, read_csv
from planner.reference.dictionary import Column, Dtype, load_dictionary
from planner.reference.raw import duplicate_ids
from planner.reference.tables import TableName

CASE_SOURCE = "case"
"""Source of a figure for which a case names none."""

_PROVENANCE = ("source", "confidence")

_UNIT = re.compile(
    r"(k|mm?|b|g|t|p)?(usd|eur|gbp|w|wh|s|b|bps|flops|btu)"
    r"|per|us|h|hours|days|weeks|months|quarters|years?|yr|kg|t|m3|km|miles|percent"
)
"""Words of a column name that are units, ours and those a user may write instead."""


@dataclass(frozen=True)
class Override:
    """One cell of a reference table that a case sets.

    Cells of a row that the table does not have make a new row. ``where`` is the place in the
    user's files, for messages.
    """

    table: TableName
    row_id: str
    column: str
    value: Cell
    where: str
    source: str = CASE_SOURCE
    confidence: Confidence = Confidence.OWN_ASSUMPTION


def read_override_table(path: Path, table: TableName) -> tuple[Override, ...]:
    """Read a case's own CSV for a reference table.

    Rows whose id the table has override it in the cells that are not empty; other rows are new. The
    columns ``source`` and ``confidence`` say where the figures of a row come from; without them they
    are the case's own assumption.

    Parameters
    ----------
    path
        CSV file in UTF-8 with the id column of the table and any of its other columns.
    table
        The reference table it speaks about.

    Raises
    ------
    InputError
        If the file is unreadable, a column is unknown or has another unit, an id is missing or
        comes twice, or a cell is not what the dictionary asks for.
    """
    dictionary = load_dictionary()
    columns, key = dictionary.columns(table), dictionary.key(table)
    file = read_csv(path)
    problems = _header_problems(file, columns.keys(), key)
    if problems:
        raise InputError(problems)
    problems = duplicate_ids(file, key)
    overrides: list[Override] = []
    for row in file.rows:
        problems.extend(_row_problems(file, row, [columns[name] for name in file.header]))
    if problems:
        raise InputError(problems)
    for row in file.rows:
        overrides.extend(_row_overrides(file, row, table, key))
    return tuple(overrides)


def unknown_column(name: str, known: Collection[str], where: str) -> Problem:
    """Return the problem of a column that a table does not have."""
    twin = next((other for other in known if _stem(other) and _stem(other) == _stem(name)), None)
    if twin is not None:
        return Problem(
            where, f"{name!r}", f"the unit of {twin!r}", "convert the figures and rename the column"
        )
    hint = did_you_mean(name, known) or "remove the column"
    return Problem(where, f"{name!r}", "a column of the table", hint)


def _stem(name: str) -> tuple[str, ...]:
    return tuple(word for word in name.lower().split("_") if not _UNIT.fullmatch(word))


def _header_problems(file: CsvFile, known: Collection[str], key: str) -> list[Problem]:
    where = f"{file.name} header"
    problems = [unknown_column(name, known, where) for name in file.header if name not in known]
    if key not in file.header:
        problems.append(Problem(where, "no id column", f"the column {key!r}", "add the column"))
    return problems


def _row_problems(file: CsvFile, row: CsvRow, columns: list[Column]) -> Iterator[Problem]:
    for column in columns:
        text = row.cells[column.name]
        if not text and column.dtype is not Dtype.ID:
            continue
        try:
            parse_cell(column, text)
        except ValueError:
            yield cell_problem(column, text, _where(file, row, column.name))


def _row_overrides(file: CsvFile, row: CsvRow, table: TableName, key: str) -> Iterator[Override]:
    cells = row.cells
    for name, text in cells.items():
        if text and name != key and name not in _PROVENANCE:
            yield Override(
                table=table,
                row_id=cells[key],
                column=name,
                value=text,
                where=_where(file, row, name),
                source=cells.get("source") or CASE_SOURCE,
                confidence=Confidence(cells.get("confidence") or Confidence.OWN_ASSUMPTION),
            )


def _where(file: CsvFile, row: CsvRow, column: str) -> str:
    return f"{file.name} line {row.line}, {column}"
