"""``planner compare``: what differs between runs, and what that costs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.show import make_table, show
from planner.compare.comparison import Comparison, Pair, compare_runs
from planner.compare.input_words import input_lines
from planner.compare.page import comparison_page
from planner.compare.side import read_sides
from planner.compare.tables import (
    Titled,
    bridge_table,
    decision_sums,
    decision_table,
    figure_tables,
    order_date_table,
)
from planner.compare.workbook import comparison_workbook
from planner.plan.markdown import counted, percent
from planner.plan.text_table import TextTable
from planner.problems import InputError, Problem

MOST_SHOWN = 10


def compare(
    runs: Annotated[list[Path], typer.Argument(help="Run folders; each is compared with the first.")],
    show_most: Annotated[
        int, typer.Option("--show", help="Most changes of a kind to list, and inputs.", min=1)
    ] = MOST_SHOWN,
    html: Annotated[
        Path | None, typer.Option(help="Write a page with everything to this file.", show_default=False)
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option(help="Write a workbook with everything to this file.", show_default=False)
    ] = None,
) -> None:
    """Say which inputs and decisions of runs differ, and bridge their costs."""
    comparison = compare_runs(read_sides(runs))
    for titled in figure_tables(comparison):
        _show(titled)
    for pair in comparison.pairs:
        _show_pair(pair, show_most)
    _write(comparison, html, xlsx)


def _show_pair(pair: Pair, most: int) -> None:
    print(f"\n{pair.before.name} -> {pair.after.name}: {pair.verdict.text}")
    for note in pair.notes:
        print(note)
    lines = input_lines(pair.inputs, pair.sides)
    print("\nInputs that differ" if lines else "\nNo input differs.")
    for line in lines[:most]:
        print(f"- {line.text}")
    if len(lines) > most:
        print(f"- and {counted(len(lines) - most, 'more line')}: --show {len(lines)}, --html or --xlsx")
    print()
    _show_decisions(pair, most)
    _show(Titled("Bridge of cost", bridge_table(pair)))


def _show_decisions(pair: Pair, most: int) -> None:
    if pair.share is None or not pair.decisions:
        print("No decision is compared." if pair.share is None else "No decision differs.")
    else:
        shares = (
            f"{percent(pair.share.by_count)} of decisions differ, {percent(pair.share.by_money)} by money"
        )
        _show(Titled(f"Decisions: {shares}", decision_sums(pair.decisions)))
        _show(Titled("The largest of each kind", decision_table(pair, most)))
    if pair.order_dates:
        _show(Titled("Orders with another last date", order_date_table(pair, most)))


def _show(titled: Titled) -> None:
    table: TextTable = titled.table
    show(make_table(titled.title, table.header, table.rows, text_columns=table.text_columns))


def _write(comparison: Comparison, html: Path | None, xlsx: Path | None) -> None:
    if html is not None:
        _write_file(html, comparison_page(comparison))
    if xlsx is not None:
        _write_file(xlsx, comparison_workbook(comparison))


def _write_file(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        fix = "choose another place, or make room"
        found = error.strerror or type(error).__name__
        raise InputError([Problem(str(path), found, "a file that can be written", fix)]) from error
    print(f"{path} is written.")
