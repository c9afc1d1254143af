"""A copy of a workbook in which every problem stands beside its cell."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from planner.excel.styles import ALARM_FILL
from planner.problems import InputError, Problem

PROBLEMS = "Problems"
"""Sheet that lists them all."""
_CELL = re.compile(r"(?:'((?:[^']|'')+)'|(\w+))!([A-Z]{1,3}[0-9]+)")
_FILL = PatternFill("solid", fgColor=ALARM_FILL.removeprefix("#"))


def annotate(file: Path, problems: Sequence[Problem], copy: Path) -> int:
    """Write a copy of a workbook with its problems as comments, and all of them on a sheet of their own.

    Parameters
    ----------
    file
        The workbook. It is not changed.
    problems
        From reading it.
    copy
        Where to write.

    Returns
    -------
    int
        How many problems stand in their cells. The others have none: a missing sheet, for one.

    Raises
    ------
    InputError
        If the copy cannot be written, or would replace the workbook.
    """
    if copy.suffix.lower() != ".xlsx" or (copy.exists() and copy.samefile(file)):
        fix = "choose another name for the copy"
        raise InputError([Problem(str(copy), "a name that cannot be used", "another file .xlsx", fix)])
    with warnings.catch_warnings():
        # It warns of colours and drop-downs that it cannot keep.
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(file)
    count = sum(_comment(book, problem) for problem in problems)
    _list(book, problems)
    try:
        book.save(copy)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError([Problem(str(copy), reason, "a file to write to", "choose another")]) from error
    return count


def _comment(book: Workbook, problem: Problem) -> bool:
    """Put a problem into its cell, after those that are there; tell whether it has one."""
    place = _place(book, problem)
    if place is None:
        return False
    sheet, address = place
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        return False
    text = f"Found {problem.found}, expected {problem.expected}. {problem.fix}"
    earlier = f"{cell.comment.text}\n" if cell.comment is not None else ""
    cell.comment = Comment(f"{earlier}{text}", "planner", height=120, width=300)
    cell.fill = _FILL
    return True


def _place(book: Workbook, problem: Problem) -> tuple[Worksheet, str] | None:
    match = _CELL.match(problem.where)
    if match is None:
        return None
    name = match[2] or match[1].replace("''", "'")
    sheet = book[name] if name in book.sheetnames else None
    return (sheet, match[3]) if isinstance(sheet, Worksheet) else None


def _list(book: Workbook, problems: Sequence[Problem]) -> None:
    """Write the sheet of all problems, first in the workbook; it replaces an earlier one."""
    if PROBLEMS in book.sheetnames:
        del book[PROBLEMS]
    sheet = book.create_sheet(PROBLEMS, 0)
    sheet.append(["where", "found", "expected", "what to do"])
    for number, problem in enumerate(problems, start=2):
        for column, text in enumerate((problem.where, problem.found, problem.expected, problem.fix), start=1):
            # A text that begins with = is no formula.
            sheet.cell(number, column, text).data_type = "s"
        found = _CELL.match(problem.where)
        if found is not None and _place(book, problem) is not None:
            first = sheet.cell(number, 1)
            first.hyperlink = Hyperlink(ref=first.coordinate, location=found[0])
    for letter, width in zip("ABCD", (28, 40, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = Font(bold=True)
    sheet.freeze_panes = "A2"
    book.active = 0
