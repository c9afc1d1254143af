"""``planner data``: the reference tables, with units and provenance."""

from __future__ import annotations

import math
import sys
import textwrap
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from planner.cli.show import show
from planner.reference import Cell, Column, Reference, TableName, lean_on, load_reference

_HEADER_WIDTH = 13
_SOURCE_WIDTH = 36


def data(
    table: Annotated[TableName | None, typer.Argument(help="Table to show; none lists them.")] = None,
    *,
    csv: Annotated[bool, typer.Option("--csv", help="Print every column as CSV.")] = False,
) -> None:
    """List the reference tables, or show one with units, source and confidence."""
    reference = load_reference()
    if table is None:
        show(_overview(reference))
    elif csv:
        reference.table(table).to_csv(sys.stdout, index=False, lineterminator="\n")
    else:
        show(_contents(reference, table))


def _overview(reference: Reference) -> Table:
    shown = Table("table", "rows", "own assumptions", "what it holds", title="Reference tables")
    for leaning in lean_on(reference):
        rows = len(reference.table(leaning.table))
        share = f"{leaning.share:.0%}" if leaning.figures else ""
        shown.add_row(leaning.table, f"{rows:,}", share, leaning.table.about)
    return shown


def _contents(reference: Reference, table: TableName) -> Table:
    columns = reference.dictionary.columns(table).values()
    short = [column for column in columns if column.shown]
    caption = f"{len(short)} of {len(columns)} columns; all of them: planner data {table} --csv"
    shown = Table(title=f"{table}: {table.about}", caption=caption)
    for column in short:
        _add_column(shown, column)
    for row in reference.table(table).to_dict("records"):
        shown.add_row(*(_text(row[column.name], column) for column in short))
    return shown


def _add_column(shown: Table, column: Column) -> None:
    lines = textwrap.wrap(column.name.replace("_", " "), _HEADER_WIDTH)
    header = "_\n".join(line.replace(" ", "_") for line in lines)
    if column.is_numeric:
        shown.add_column(f"{header}\n({column.unit})", justify="right", no_wrap=True)
    elif column.name == "source":
        shown.add_column(header, no_wrap=True, max_width=_SOURCE_WIDTH)
    else:
        shown.add_column(header, overflow="fold", min_width=max(map(len, header.split("\n"))))


def _text(value: Cell, column: Column) -> str:
    if isinstance(value, str):
        return escape(value)
    if math.isnan(value):
        return ""
    if column.unit == "year":
        return f"{value:.0f}"
    return f"{value:,.6f}".rstrip("0").rstrip(".")
