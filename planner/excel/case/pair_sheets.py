"""Sheets for the CSV files of a case: RTT and cost by site and node, and weights of nodes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from planner.excel.case.book import open_book
from planner.excel.case.entries import Key
from planner.excel.case.fields import Field, Kind
from planner.excel.case.rows import read_rows
from planner.excel.case.values import as_text
from planner.problems import InputError, Problem


@dataclass(frozen=True)
class PairSheet:
    """A table by site and node, or by stream and node, which a case names as ``case.xlsx!RTT``."""

    name: str
    about: str
    key: Key
    """Key of the case that names the file."""
    fields: tuple[Field, ...]


def _named(key: str, meaning: str, *, is_required: bool = True) -> Field:
    return Field(key, Kind.NAME, meaning, is_required=is_required)


_SITE, _NODE = _named("site_id", "Site"), _named("node_id", "Node")

PAIR_SHEETS = (
    PairSheet(
        "RTT",
        "Replaces distances where it has rows: pairs left out are then out of reach",
        ("network", "rtt_table"),
        (_SITE, _NODE, Field("rtt_ms", Kind.NUMBER, "Round trip with access", "ms", is_required=True)),
    ),
    PairSheet(
        "Serving costs",
        "Cost of serving a node from a site",
        ("network", "cost_table"),
        (
            _SITE,
            _NODE,
            Field(
                "usd_per_unit_quarter",
                Kind.NUMBER,
                "Cost of serving one unit for a quarter",
                "USD per unit quarter",
                is_required=True,
            ),
        ),
    ),
    PairSheet(
        "Weights",
        "Own weights by which demand without a node is spread over the nodes",
        ("demand", "spread", "file"),
        (
            _named("stream", "Stream; for all others where empty", is_required=False),
            _named("node", "Node"),
            Field("weight", Kind.NUMBER, "Weight, of any scale", is_required=True),
        ),
    ),
)


def sheet_file(book: str, sheet: str) -> str:
    """Return the name by which a case calls a sheet of a workbook beside it."""
    return f"{book}!{sheet}"


def read_pair_sheet(path: Path, sheet: str) -> list[tuple[dict[str, str], dict[str, str]]]:
    """Return the rows of a sheet as text, each with the cells it came from.

    Numbers come as text that gives the same number again.

    Raises
    ------
    InputError
        If there is no such sheet, or the workbook or any cell cannot be read; every reason is listed.
    """
    table = next((pair for pair in PAIR_SHEETS if pair.name == sheet), None)
    if table is None:
        expected = "one of " + ", ".join(pair.name for pair in PAIR_SHEETS)
        raise InputError([Problem(path.name, f"the sheet {sheet}", expected, "correct the name after the !")])
    problems: list[Problem] = []
    rows = [
        (
            {field.key: _plain_text(row.value(field, problems)) for field in table.fields},
            {field.key: row.at(field.key) for field in table.fields},
        )
        for row in read_rows(open_book(path), sheet, table.fields, problems).rows
    ]
    if problems:
        raise InputError(problems)
    return rows


def _plain_text(value: object) -> str:
    return "" if value is None else as_text(value)
