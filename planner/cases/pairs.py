"""CSV files of a case: RTT and cost by site and node, direct demand, and weights of nodes."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pydantic import ValidationError

from planner.cases.case import Case
from planner.cases.demand import DirectRow
from planner.cases.messages import did_you_mean
from planner.cases.yaml_file import read_text
from planner.problems import InputError, Problem

MAX_BYTES = 50_000_000
RTT_COLUMNS = ("site_id", "node_id", "rtt_ms")
COST_COLUMNS = ("site_id", "node_id", "usd_per_unit_quarter")
DEMAND_COLUMNS = ("stream", "node", "at", "amount", "unit")
WEIGHT_COLUMNS = ("stream", "node", "weight")


@dataclass(frozen=True)
class FileCells:
    """A row of a file: its text by column."""

    where: str
    """File and row, or the first cell of the row of a sheet."""
    text: Mapping[str, str]
    cells: Mapping[str, str] = field(default_factory=dict)
    """Cell of each column, where the file is a sheet of a workbook."""

    def at(self, column: str) -> str:
        """Return the place of a column, for messages."""
        return self.cells.get(column, f"{self.where}, {column}")


class FileRow(DirectRow):
    """Direct demand from a file: it knows its row."""

    place: str


@dataclass(frozen=True)
class Pairs:
    """What the CSV files of a case say; empty where it has none."""

    rtt_ms: tuple[tuple[str, str, float], ...]
    """(site, node, RTT ms incl. access and overhead)."""
    costs_musd: Mapping[tuple[str, str], float]
    """(site, node): million USD for serving one unit for a quarter."""
    demand: tuple[DirectRow, ...]
    """Direct demand, rows of the case and of its file."""
    weights: Mapping[str, Mapping[str, float]]
    """Weight of each node by stream; "" stands for the streams that are not named."""

    @property
    def named_nodes(self) -> tuple[str, ...]:
        """Nodes of direct demand and of own weights, in order."""
        of_weights = (node for weights in self.weights.values() for node in weights)
        return tuple(dict.fromkeys([*(row.node for row in self.demand), *of_weights]))


def read_pairs(case: Case) -> Pairs:
    """Read the CSV files that a case names.

    Raises
    ------
    InputError
        If a file cannot be read, or any row of any file is wrong; every reason is listed.
    """
    problems: list[Problem] = []

    def rows_of(name: str | None, columns: tuple[str, ...]) -> list[FileCells]:
        if name is None:
            return []
        try:
            return file_rows(case, name, columns)
        except InputError as error:
            problems.extend(error.problems)
            return []

    rtt = _pairs(rows_of(case.network.rtt_table, RTT_COLUMNS), "rtt_ms", problems)
    costs = _pairs(rows_of(case.network.cost_table, COST_COLUMNS), "usd_per_unit_quarter", problems)
    demand = _demand_rows(rows_of(case.demand.file, DEMAND_COLUMNS), problems)
    weights = _weights(rows_of(case.demand.spread.file, WEIGHT_COLUMNS), problems)
    if problems:
        raise InputError(problems)
    return Pairs(
        rtt_ms=tuple((site, node, ms) for (site, node), ms in rtt.items()),
        costs_musd=MappingProxyType({pair: usd / 1e6 for pair, usd in costs.items()}),
        demand=(*case.demand.rows, *demand),
        weights=MappingProxyType(weights),
    )


def file_rows(case: Case, name: str, columns: tuple[str, ...]) -> list[FileCells]:
    """Return the rows of a CSV file beside the case, or of a sheet of a workbook (``case.xlsx!RTT``).

    Raises
    ------
    InputError
        If it cannot be read, or has other columns.
    """
    book, _, sheet = name.rpartition("!")
    if book.lower().endswith(".xlsx"):
        # Cases without workbooks do without the libraries for them.
        from planner.excel.case.pair_sheets import read_pair_sheet

        rows = read_pair_sheet(case.beside(book), sheet)
        return [FileCells(cells[columns[0]], text, cells) for text, cells in rows]
    return _read_csv(case, name, columns)


def _read_csv(case: Case, name: str, columns: tuple[str, ...]) -> list[FileCells]:
    """Return the rows of a CSV file, each with where it is."""
    text = read_text(case.beside(name), MAX_BYTES)
    try:
        table = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise InputError([Problem(name, str(error), "CSV with commas", "mend the line")]) from error
    header = [column.strip() for column in table[0]] if table else []
    problems = [
        Problem(f"{name}: header", column, "one of " + ", ".join(columns), did_you_mean(column, columns))
        for column in header
        if column not in columns
    ]
    problems += [
        Problem(f"{name}: header", f"no column {column}", "all of " + ", ".join(columns), "add the column")
        for column in columns
        if column not in header
    ]
    for number, row in enumerate(table[1:], start=2):
        if row and len(row) != len(header):
            expected = f"{len(header)} cells as in the header"
            problems.append(Problem(f"{name}: row {number}", f"{len(row)} cells", expected, "mend the row"))
    if problems:
        raise InputError(problems)
    return [
        FileCells(f"{name}: row {number}", dict(zip(header, (cell.strip() for cell in row), strict=True)))
        for number, row in enumerate(table[1:], start=2)
        if row
    ]


def _pairs(rows: list[FileCells], column: str, problems: list[Problem]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for row in rows:
        pair, value = (row.text["site_id"], row.text["node_id"]), _amount(row, column, problems)
        if pair in found:
            fix = "remove one of the two rows"
            problems.append(Problem(row.where, " x ".join(pair), "every pair once", fix))
        found[pair] = value
    return found


def _weights(rows: list[FileCells], problems: list[Problem]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        weight, by_node = _amount(row, "weight", problems), found.setdefault(row.text["stream"], {})
        node = row.text["node"]
        if node in by_node:
            problems.append(Problem(row.where, node, "every node once", "remove one of the two rows"))
        by_node[node] = weight
    return found


def _amount(row: FileCells, column: str, problems: list[Problem]) -> float:
    """Return a cell that must hold a number of 0 or more."""
    text = row.text[column]
    value = _number(text)
    if not (math.isfinite(value) and value >= 0):
        problems.append(Problem(row.at(column), repr(text), "a number of 0 or more", "correct the cell"))
    return value


def _demand_rows(rows: list[FileCells], problems: list[Problem]) -> list[FileRow]:
    found = []
    for row in rows:
        values = {**row.text, "amount": _number(row.text["amount"]), "place": row.where}
        try:
            found.append(FileRow.model_validate(values))
        except ValidationError as error:
            problems += [
                Problem(
                    row.at(str(detail["loc"][0])),
                    repr(row.text[str(detail["loc"][0])]),
                    detail["msg"].removeprefix("Input should be "),
                    "correct the cell",
                )
                for detail in error.errors()
            ]
    return found


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan
