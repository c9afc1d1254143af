"""CSV files of a case: RTT and cost by site and node, direct demand, and weights of nodes."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pydantic import ValidationError

from planner.cases.case import Case
from planner.cases.demand import DirectRow
from planner.cases.messages import did_you_mean
from planner.cases.yaml_file import read_text
from planner.problems import InputError, Problem

MAX_BYTES = 50_000_000


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


def read_pairs(case: Case) -> Pairs:
    """Read the CSV files that a case names.

    Raises
    ------
    InputError
        If a file cannot be read, or any row of any file is wrong; every reason is listed.
    """
    problems: list[Problem] = []

    def rows_of(name: str | None, columns: tuple[str, ...]) -> list[tuple[str, dict[str, str]]]:
        if name is None:
            return []
        try:
            return _read_csv(case, name, columns)
        except InputError as error:
            problems.extend(error.problems)
            return []

    rtt_rows = rows_of(case.network.rtt_table, ("site_id", "node_id", "rtt_ms"))
    rtt = _pairs(rtt_rows, "rtt_ms", problems)
    cost_rows = rows_of(case.network.cost_table, ("site_id", "node_id", "usd_per_unit_quarter"))
    costs = _pairs(cost_rows, "usd_per_unit_quarter", problems)
    demand = _demand_rows(rows_of(case.demand.file, ("stream", "node", "at", "amount", "unit")), problems)
    weights = _weights(rows_of(case.demand.spread.file, ("stream", "node", "weight")), problems)
    if problems:
        raise InputError(problems)
    return Pairs(
        rtt_ms=tuple((site, node, ms) for (site, node), ms in rtt.items()),
        costs_musd=MappingProxyType({pair: usd / 1e6 for pair, usd in costs.items()}),
        demand=(*case.demand.rows, *demand),
        weights=MappingProxyType(weights),
    )


def _read_csv(case: Case, name: str, columns: tuple[str, ...]) -> list[tuple[str, dict[str, str]]]:
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
        (f"{name}: row {number}", dict(zip(header, (cell.strip() for cell in row), strict=True)))
        for number, row in enumerate(table[1:], start=2)
        if row
    ]


def _pairs(
    rows: list[tuple[str, dict[str, str]]], column: str, problems: list[Problem]
) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for where, row in rows:
        pair, value = (row["site_id"], row["node_id"]), _amount(where, row, column, problems)
        if pair in found:
            problems.append(Problem(where, " x ".join(pair), "every pair once", "remove one of the two rows"))
        found[pair] = value
    return found


def _weights(rows: list[tuple[str, dict[str, str]]], problems: list[Problem]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for where, row in rows:
        weight, by_node = _amount(where, row, "weight", problems), found.setdefault(row["stream"], {})
        if row["node"] in by_node:
            problems.append(Problem(where, row["node"], "every node once", "remove one of the two rows"))
        by_node[row["node"]] = weight
    return found


def _amount(where: str, row: dict[str, str], column: str, problems: list[Problem]) -> float:
    """Return a cell that must hold a number of 0 or more."""
    value = _number(row[column])
    if not (math.isfinite(value) and value >= 0):
        fix = "correct the cell"
        problems.append(Problem(f"{where}, {column}", repr(row[column]), "a number of 0 or more", fix))
    return value


def _demand_rows(rows: list[tuple[str, dict[str, str]]], problems: list[Problem]) -> list[DirectRow]:
    found = []
    for where, row in rows:
        try:
            found.append(DirectRow.model_validate({**row, "amount": _number(row["amount"])}))
        except ValidationError as error:
            problems += [
                Problem(
                    f"{where}, {detail['loc'][0]}",
                    repr(row[str(detail["loc"][0])]),
                    detail["msg"],
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
