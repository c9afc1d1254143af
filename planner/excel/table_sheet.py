"""A sheet that holds one table: units, frozen headers, filters, a type and a format for each column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.excel.blocks import LINE_POINTS, lines_of
from planner.excel.styles import DATE, Styles, number_style, pattern_of

ARROW, NARROWEST, WIDEST, SAMPLE = 3, 9, 42, 400
"""Widths in characters: of a filter's arrow, of columns; and the rows that are looked at to choose one."""
A4, PAGE_CHARACTERS = 9, 190
"""Paper, as Excel numbers it, and the most characters on a line of it that can be read."""
SUM_OF_VISIBLE = 109
"""What SUBTOTAL takes for a sum of the rows that a filter leaves."""


class Cell(StrEnum):
    """Type of the cells of a column."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet."""

    name: str
    unit: str
    cell: Cell
    is_summed: bool = False
    """Whether the sum of the rows in view stands above it."""

    @property
    def is_number(self) -> bool:
        """Whether its cells are amounts."""
        return self.cell in (Cell.WHOLE, Cell.NUMBER)


@dataclass(frozen=True)
class TableSheet:
    """A table as it is to stand on its sheet."""

    name: str
    """Of the sheet, at most 31 characters."""
    about: str
    """A sentence above the table."""
    columns: tuple[SheetColumn, ...]
    frame: pd.DataFrame
    """Its columns in that order, whatever their names."""
    frozen_columns: int = 1

    @property
    def header_row(self) -> int:
        """Row of the header, from 0: below the sentence, the sums where there are any, and the units."""
        return 3 if any(column.is_summed for column in self.columns) else 2


def write_table_sheet(workbook: Workbook, styles: Styles, table: TableSheet) -> Worksheet:
    """Add a sheet with a table and return it."""
    sheet = workbook.add_worksheet(table.name)
    header, rows = table.header_row, len(table.frame)
    sheet.write_string(0, 0, table.about, styles.note)
    widths = []
    for at, column in enumerate(table.columns):
        is_after = at > 0 and table.columns[at - 1].is_number
        _write_head(sheet, styles, header, at, column, is_after=is_after)
        values = table.frame.iloc[:, at].tolist()
        style = _style(workbook, styles, column, is_after=is_after)
        _write_column(sheet, header + 1, at, column.cell, values, style)
        widths.append(_width(column, values))
        sheet.set_column(at, at, widths[-1])
        if column.is_summed:
            _write_sum(workbook, sheet, table, at)
    names = [column.name for column in table.columns]
    lines = max(lines_of(name, width - 1) for name, width in zip(names, widths, strict=True))
    sheet.set_row(header, LINE_POINTS * lines)
    sheet.autofilter(header, 0, header + max(rows, 1), len(table.columns) - 1)
    sheet.freeze_panes(header + 1, table.frozen_columns)
    _print_set_up(sheet, table, sum(widths))
    return sheet


def _write_head(
    sheet: Worksheet, styles: Styles, header: int, at: int, column: SheetColumn, *, is_after: bool
) -> None:
    unit, name = styles.unit, styles.header
    if column.is_number:
        unit, name = styles.unit_right, styles.header_right
    elif is_after:
        unit, name = styles.unit_after, styles.header_after
    sheet.write_string(header - 1, at, column.unit, unit)
    sheet.write_string(header, at, column.name, name)


def _style(workbook: Workbook, styles: Styles, column: SheetColumn, *, is_after: bool) -> Format:
    match column.cell:
        case Cell.DATE:
            return number_style(workbook, DATE, align="left", indent=int(is_after))
        case Cell.WHOLE | Cell.NUMBER:
            return number_style(workbook, pattern_of(column.unit, is_whole=column.cell is Cell.WHOLE))
        case _:
            return styles.text_after if is_after else styles.text


def _write_column(
    sheet: Worksheet, first_row: int, at: int, cell: Cell, values: Sequence[Any], style: Format
) -> None:
    """Write the cells of a column that are there: no empty text, no missing number."""
    writers: dict[Cell, Callable[..., Any]] = {
        Cell.TEXT: sheet.write_string,
        Cell.WHOLE: sheet.write_number,
        Cell.NUMBER: sheet.write_number,
        Cell.FLAG: sheet.write_boolean,
        Cell.DATE: sheet.write_datetime,
    }
    write = writers[cell]
    for row, value in enumerate(values, first_row):
        # Only what is missing differs from itself.
        if value != "" and value == value:
            write(row, at, value, style)


def _write_sum(workbook: Workbook, sheet: Worksheet, table: TableSheet, at: int) -> None:
    """Write the sum of the rows in view, with its value for readers that do not work formulas out."""
    first = table.header_row + 1
    cells = xl_range(first, at, first + max(len(table.frame), 1) - 1, at)
    column = table.columns[at]
    style = number_style(workbook, pattern_of(column.unit, is_whole=column.cell is Cell.WHOLE), bold=True)
    total = float(table.frame.iloc[:, at].sum())
    sheet.write_formula(1, at, f"=SUBTOTAL({SUM_OF_VISIBLE},{cells})", style, total)


def _width(column: SheetColumn, values: Sequence[Any]) -> int:
    """Return a width that shows most of the cells, and the words of the header one below the other."""
    longest_word = max(len(word) for word in column.name.split() or [""])
    needed = max(longest_word, len(column.unit)) + ARROW
    if column.cell is Cell.NUMBER or column.cell is Cell.WHOLE:
        largest = max((abs(value) for value in values if value == value), default=0.0)
        needed = max(needed, len(f"{largest:,.2f}") + 1)
    elif column.cell is Cell.DATE:
        needed = max(needed, len("2027-12-31") + 1)
    else:
        needed = max(needed, *(len(str(value)) + 1 for value in values[:SAMPLE]), 0)
    return min(max(needed, NARROWEST), WIDEST)


def _print_set_up(sheet: Worksheet, table: TableSheet, width: int) -> None:
    """Print as many pages wide as can be read, header and frozen columns on each."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(-(-width // PAGE_CHARACTERS), 0)
    sheet.repeat_rows(table.header_row)
    sheet.repeat_columns(0, table.frozen_columns - 1)
    sheet.set_footer("&L&A&R&P / &N")
