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

from planner.excel.styles import DATE, Styles, number_style, pattern_of

NARROWEST, WIDEST, SAMPLE = 9, 42, 400
"""Widths of columns in characters, and the rows that are looked at to choose one."""
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
    for at, column in enumerate(table.columns):
        right = column.is_number
        sheet.write_string(header - 1, at, column.unit, styles.unit_right if right else styles.unit)
        sheet.write_string(header, at, column.name, styles.header_right if right else styles.header)
        values = table.frame.iloc[:, at].tolist()
        style = _style(workbook, styles, column)
        _write_column(sheet, header + 1, at, column.cell, values, style)
        sheet.set_column(at, at, _width(column, values))
        if column.is_summed:
            _write_sum(workbook, sheet, table, at)
    sheet.autofilter(header, 0, header + max(rows, 1), len(table.columns) - 1)
    sheet.freeze_panes(header + 1, table.frozen_columns)
    _print_set_up(sheet, header)
    return sheet


def _style(workbook: Workbook, styles: Styles, column: SheetColumn) -> Format:
    match column.cell:
        case Cell.DATE:
            return number_style(workbook, DATE, align="left")
        case Cell.WHOLE | Cell.NUMBER:
            return number_style(workbook, pattern_of(column.unit, is_whole=column.cell is Cell.WHOLE))
        case _:
            return styles.text


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
    longest_word = max(len(word) for word in column.name.replace("_", " ").split() or [""])
    needed = max(longest_word, len(column.unit)) + 3  # the arrow of the filter
    if column.cell is Cell.NUMBER or column.cell is Cell.WHOLE:
        largest = max((abs(value) for value in values if value == value), default=0.0)
        needed = max(needed, len(f"{largest:,.2f}") + 1)
    elif column.cell is Cell.DATE:
        needed = max(needed, len("2027-12-31") + 1)
    else:
        needed = max(needed, *(len(str(value)) + 1 for value in values[:SAMPLE]), 0)
    return min(max(needed, NARROWEST), WIDEST)


def _print_set_up(sheet: Worksheet, header: int) -> None:
    """Print one page wide across, the header on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    sheet.set_footer("&L&A&R&P / &N")
