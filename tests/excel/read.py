"""Reading a plan's workbook back, and the tables of its summary."""

from __future__ import annotations

from typing import Any

import pandas as pd
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def read_as(text: str) -> str:
    """Return a text as openpyxl reads it: control characters stay in the escapes of the format."""
    return text.replace("\x07", "_x0007_")


def rows_of(sheet: Worksheet) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def frame_of(sheet: Worksheet, header_row: int) -> pd.DataFrame:
    """Return a table sheet as a frame; rows count from 0."""
    rows = rows_of(sheet)
    return pd.DataFrame(rows[header_row + 1 :], columns=rows[header_row], dtype=object)


def facts_of(book: Workbook) -> dict[str, Any]:
    """Return the figures to read first: the number where there is one, else the text."""
    rows = rows_of(book["Plan"])
    start = next(i for i, row in enumerate(rows) if row[0] == "The plan in short") + 1
    facts: dict[str, Any] = {}
    for row in rows[start:]:
        if row[0] is None:
            break
        facts[row[0]] = row[2] if row[1] is None else row[1]
    return facts


def block_of(book: Workbook, title: str, leads: int = 0) -> list[list[Any]]:
    """Return the cells below a heading of the front sheet, header first, up to the next empty line."""
    rows = rows_of(book["Plan"])
    start = next(i for i, row in enumerate(rows) if row[0] == title) + 1 + leads
    end = next((i for i in range(start, len(rows)) if rows[i][0] is None), len(rows))
    return rows[start:end]


def summary_table(summary: str, title: str, number: int = 0) -> list[list[str]]:
    """Return the cells of a table in a section of the summary, header first."""
    section = summary.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    blocks = [block for block in section.strip().split("\n\n") if block.startswith("|")]
    lines = blocks[number].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [cells[0], *cells[2:]]
