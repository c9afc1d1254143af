"""From a sheet to rows of values: headings are found by name, and every bad cell is a problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from planner.cases.messages import did_you_mean
from planner.excel.case.book import Book
from planner.excel.case.cell import CellError, RawCell, cell_address
from planner.excel.case.fields import Field
from planner.excel.case.values import read_value
from planner.problems import Problem

_HEADING_ROWS = 30
"""The headings are looked for in so many rows."""


@dataclass(frozen=True)
class Row:
    """A row that is not blank, by heading."""

    cells: Mapping[str, RawCell]

    def at(self, key: str) -> str:
        """Return sheet and cell of a column."""
        return self.cells[key].address

    def is_blank(self, key: str) -> bool:
        """Tell whether a cell is empty."""
        return self.cells[key].is_blank

    def value(self, field: Field, problems: list[Problem]) -> object:
        """Return the value of a cell; a cell that cannot be read is a problem and gives its text."""
        cell = self.cells[field.key]
        try:
            return read_value(field, cell)
        except CellError as error:
            problems.append(Problem(cell.address, error.found, error.expected, error.fix))
            return None


@dataclass(frozen=True)
class SheetRows:
    """The rows of a sheet, and where its headings are."""

    rows: tuple[Row, ...] = ()
    headings: Mapping[str, str] | None = None
    """Cell of each heading; None where they were not found."""


def read_rows(book: Book, sheet: str, fields: Iterable[Field], problems: list[Problem]) -> SheetRows:
    """Read the rows below the headings of a sheet.

    Parameters
    ----------
    book, sheet
        Where.
    fields
        Its columns: all must be there, in any order. Columns after the first without a heading are
        not looked at.
    problems
        Takes what is wrong with the sheet.
    """
    keys = [field.key for field in fields]
    if sheet not in book.sheets:
        fix = f"{did_you_mean(sheet, book.sheets)} Or take the sheet from a new workbook of planner excel."
        problems.append(Problem(book.name, "no such sheet", f"the sheet {sheet}", fix))
        return SheetRows()
    raw = list(book.rows(sheet))
    start = _start(raw, keys)
    if start is None:
        found = f"no heading {keys[0]} in the first {_HEADING_ROWS} rows"
        fix = "put the row of headings back"
        problems.append(Problem(cell_address(sheet, 1, 1), found, "headings: " + ", ".join(keys), fix))
        return SheetRows()
    columns, found_problems = _columns(sheet, start, raw[start], keys)
    problems.extend(found_problems)
    if len(columns) < len(keys):
        return SheetRows()
    problems.extend(_merged(book, sheet, start, max(columns.values())))
    rows = (Row({key: row[i] for key, i in columns.items()}) for row in raw[start + 1 :])
    kept = tuple(row for row in rows if not all(cell.is_blank for cell in row.cells.values()))
    return SheetRows(kept, {key: raw[start][i].address for key, i in columns.items()})


def _start(raw: Sequence[Sequence[RawCell]], keys: Sequence[str]) -> int | None:
    """Return the place of the row with the headings, counted from 0: a unit may be called like one."""
    counts = [len(set(keys).intersection(map(_heading, row))) for row in raw[:_HEADING_ROWS]]
    return counts.index(max(counts)) if any(counts) else None


def _heading(cell: RawCell) -> str:
    return cell.value.strip() if isinstance(cell.value, str) else ""


def _columns(
    sheet: str, start: int, row: Sequence[RawCell], keys: Sequence[str]
) -> tuple[dict[str, int], list[Problem]]:
    """Return the place of each heading, counted from 0, and what is wrong with the headings."""
    columns: dict[str, int] = {}
    problems = []
    for i, cell in enumerate(row):
        name = _heading(cell)
        if cell.is_blank:
            break
        if name in columns:
            problems.append(Problem(cell.address, f"{name} again", "each heading once", "remove the column"))
        elif name not in keys:
            fix = f"{did_you_mean(name, keys)} Own columns need one column without a heading before them."
            problems.append(Problem(cell.address, repr(cell.value), "a heading of the sheet", fix))
        else:
            columns[name] = i
    missing = [key for key in keys if key not in columns]
    if missing:
        where = cell_address(sheet, start + 1, len(columns) + 1)
        found = "no heading " + ", ".join(missing)
        problems.append(Problem(where, found, "all headings, without a gap", "put the column back"))
    return columns, problems


def _merged(book: Book, sheet: str, start: int, last_column: int) -> list[Problem]:
    return [
        Problem(
            cell_address(sheet, area.min_row, area.min_col),
            f"merged cells {get_column_letter(area.min_col)}{area.min_row}:"
            f"{get_column_letter(area.max_col)}{area.max_row}",
            "single cells",
            "unmerge them and fill each",
        )
        for area in book.sheet(sheet).merged_cells.ranges
        if area.max_row > start and area.min_col <= last_column + 1
    ]
