"""From a workbook to the mapping that a YAML file of the case would hold, with the cell of every key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.cases.case import Case
from planner.excel.case.book import Book, open_book
from planner.excel.case.case_sheet import case_sheet
from planner.excel.case.entries import Entry, nested, places
from planner.excel.case.own_figures import located
from planner.excel.case.pair_sheets import PAIR_SHEETS, sheet_file
from planner.excel.case.paths_sheet import paths_sheet
from planner.excel.case.reference_sheets import reference_sheets
from planner.excel.case.rows import read_rows
from planner.excel.case.sheets import list_sheets
from planner.problems import InputError, Problem
from planner.reference import load_reference


@dataclass(frozen=True)
class CaseBook:
    """What a workbook says about a case."""

    data: dict[str, Any]
    """What a YAML file would hold."""
    places: Mapping[str, str]
    """Cell of each key, such as ``buyer.share``."""
    problems: tuple[Problem, ...]
    """Cells that cannot be read, and figures that the tables refuse."""


def read_case_book(path: Path) -> CaseBook:
    """Read a workbook that `planner.excel.case.write_case_book` wrote and a person edited.

    Raises
    ------
    InputError
        If the file is no readable workbook, or none of a case.
    """
    book = open_book(path)
    schema = Case.model_json_schema()
    settings = case_sheet(schema)
    if settings.name not in book.sheets:
        found = "sheets " + ", ".join(book.sheets[:6])
        fix = "write one with planner excel CASE FILE.xlsx"
        raise InputError(
            [Problem(book.name, found, f"a workbook of a case, with the sheet {settings.name}", fix)]
        )
    problems: list[Problem] = []
    entries: list[Entry] = []
    entries += settings.entries(read_rows(book, settings.name, settings.fields, problems).rows, problems)
    for sheet in list_sheets(schema):
        entries += sheet.entries(read_rows(book, sheet.name, sheet.fields, problems).rows, problems)
    paths = paths_sheet(schema)
    rows = read_rows(book, paths.name, paths.fields, problems).rows
    entries += paths.entries(rows, nested(entries), problems)
    entries += _pair_entries(book, problems)
    entries += _own_figures(book, problems)
    return CaseBook(nested(entries), places(entries), first_of_each_cell(problems))


def first_of_each_cell(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems without those that follow from another one of the same cell."""
    first: dict[object, Problem] = {}
    for number, problem in enumerate(problems):
        first.setdefault(problem.where if "!" in problem.where else number, problem)
    return tuple(first.values())


def _pair_entries(book: Book, problems: list[Problem]) -> list[Entry]:
    """Return the names of the sheets that stand for CSV files of the case, where they have rows."""
    entries = []
    for sheet in PAIR_SHEETS:
        rows = read_rows(book, sheet.name, sheet.fields, problems).rows
        for row in rows:
            for field in sheet.fields:
                row.value(field, problems)
        if rows:
            file = sheet_file(book.name, sheet.name)
            entries.append(Entry(sheet.key, file, rows[0].at(sheet.fields[0].key), ((file,),)))
    return entries


def _own_figures(book: Book, problems: list[Problem]) -> list[Entry]:
    """Return what differs from the shipped tables, checked against them."""
    found = [
        sheet.own(read_rows(book, sheet.name, sheet.fields, problems), problems)
        for sheet in reference_sheets(load_reference())
    ]
    overrides = [override for own in found for override in own.overrides]
    try:
        if overrides:
            load_reference(overrides)
    except InputError as error:
        cells = {key: cell for own in found for key, cell in own.cells.items()}
        problems += located(error.problems, cells)
    return [entry for own in found for entry in own.entries]
