"""The first two sheets: what the workbook is, and the settings of the case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from planner.cases.case import Case
from planner.excel.case.case_sheet import CaseSheet
from planner.excel.case.fields import Field, Kind
from planner.excel.case.look import Look, Tone
from planner.excel.case.put import put, validate
from planner.excel.case.table import HEADINGS, Table, protect, write_top

_HOW = (
    "Edit the white and coloured cells, save, and solve: planner solve FILE.xlsx",
    "What the sheets show is what is planned with; nothing is hidden. Formulas and further sheets are fine.",
    "In lists, words have semicolons between them; [none] is a list without any. Quarters look like 2026Q4.",
    "To check without solving: planner excel FILE.xlsx; with --annotate COPY.xlsx, problems stand in a copy.",
    "Sheets are protected against slips, without a password: Review, Unprotect Sheet.",
)


def write_case_settings(sheet: Worksheet, look: Look, settings: CaseSheet, data: Mapping[str, Any]) -> None:
    """Write the sheet Case."""
    write_top(sheet, look, "Case", settings.about)
    for i, (heading, width) in enumerate(_COLUMNS.items()):
        sheet.set_column(i, i, width)
        sheet.write_string(HEADINGS, i, heading, look.styles.header)
    number, group = HEADINGS, ""
    for field, row in zip(settings.shown, settings.rows(data), strict=True):
        if field.key.partition(".")[0] != group and "." in field.key + group:
            number += 1
        group = field.key.partition(".")[0] if "." in field.key else ""
        number += 1
        _write_setting(sheet, look, number, field, row["value"])
    sheet.freeze_panes(HEADINGS + 1, 1)
    sheet.fit_to_pages(1, 0)
    protect(sheet)


_COLUMNS = {"key": 38, "value": 46, "unit": 18, "default": 16, "meaning": 80}
_LOCKED_TEXT = Field("", Kind.TEXT)


def _write_setting(sheet: Worksheet, look: Look, number: int, field: Field, value: object) -> None:
    is_format = field.key == "format"
    needed = "needed" if field.is_required and not is_format else field.default
    for column, text in ((0, field.key), (2, field.unit), (3, needed), (4, _meaning(field))):
        put(sheet, (number, column), _LOCKED_TEXT, text, look, Tone.LOCKED)
    put(sheet, (number, 1), field, value, look, Tone.LOCKED if is_format else Tone.FREE, is_left=True)
    if isinstance(value, str) and len(value) > _COLUMNS["value"]:
        sheet.set_row(number, 15 * (1 + len(value) // _COLUMNS["value"]))
    validate(sheet, field, (number, 1, number, 1), None)


def _meaning(field: Field) -> str:
    words = f" ({', '.join(field.choices)})" if field.kind is Kind.LIST and field.choices else ""
    return f"{field.meaning}{words}"


def write_front(
    sheet: Worksheet,
    look: Look,
    case: Case,
    settings: CaseSheet,
    tables: Sequence[Table],
    tables_of_world: Collection[str],
) -> None:
    """Write what the workbook is, what its colours mean, and the way to every sheet."""
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 110)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, case.title, look.styles.title)
    sheet.write_string(1, 0, f"All inputs of the case {case.id}", look.styles.note)
    row = 3
    for line in _HOW:
        sheet.write_string(row, 0, line, look.styles.text)
        row += 1
    row = _heading(sheet, look, row + 1, "Colours")
    for tone in Tone:
        sheet.write_string(row, 0, "figure", look.cell(tone))
        sheet.write_string(row, 1, tone.meaning, look.styles.text)
        row += 1
    own = [table for table in tables if table.name not in tables_of_world]
    world = [table for table in tables if table.name in tables_of_world]
    first = Table(settings.name, settings.about, (), ())
    for title, listed in (("The case", [first, *own]), ("Reference tables", world)):
        row = _heading(sheet, look, row + 1, title)
        for table in listed:
            count = f" ({len(table.rows):,} rows)" if table.rows else "" if table is first else " (no rows)"
            sheet.write_url(row, 0, f"internal:'{table.name}'!A1", look.styles.link, table.name)
            sheet.write_string(row, 1, f"{table.about}{count}", look.styles.text)
            row += 1
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("")


def _heading(sheet: Worksheet, look: Look, row: int, title: str) -> int:
    sheet.write_string(row, 0, title, look.styles.heading)
    sheet.write_blank(row, 1, None, look.styles.heading)
    return row + 1
