"""Writing one sheet: what it is about, meanings, units, headings, and rows that can be added to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from planner.excel.case.fields import Field
from planner.excel.case.layout import Shown
from planner.excel.case.look import Look, Tone
from planner.excel.case.put import WIDE, pattern_of, put, validate
from planner.excel.case.values import shown_value

FRONT = "Read me"
HEADINGS = 4
"""Row of the headings, counted from 0; above it are title, subject, meanings and units."""
LAST_ROW = 4999
"""Drop-downs and bounds reach down to this row."""
_NARROW = 11
_PAGE = 200
"""Width of a page, characters."""
ToneOf = Callable[[Field, Shown], Tone]


@dataclass(frozen=True)
class Table:
    """A sheet to be written."""

    name: str
    about: str
    fields: Sequence[Field]
    rows: Sequence[Shown]
    tone: ToneOf = lambda _field, _row: Tone.FREE
    suggestions: Mapping[str, str] | None = None
    """Cells whose values are offered in a column, by heading: ``=Chips!$A$6:$A$200``."""
    row_field: Callable[[Field, Shown], Field] = lambda field, _row: field
    """What a column means in a row that names its own unit."""
    how: str = "To add a row, write below the last; to remove one, clear it."
    notes: Sequence[tuple[str, str]] = ()
    """Words and what they mean, beside the rows; not read."""


def write_table(sheet: Worksheet, look: Look, table: Table) -> None:
    """Write a table to its sheet.

    Raises
    ------
    InputError
        If a value does not fit into a cell.
    """
    write_top(sheet, look, table.name, f"{table.about}. {table.how}")
    widths = [_width(field, table.rows) for field in table.fields]
    for i, (field, width) in enumerate(zip(table.fields, widths, strict=True)):
        sheet.set_column(i, i, width, look.free_column())
        sheet.write_string(HEADINGS - 2, i, field.meaning, look.meaning)
        sheet.write_string(HEADINGS - 1, i, field.unit, look.styles.unit)
        sheet.write_string(HEADINGS, i, field.key, look.styles.header)
        validate(sheet, field, (HEADINGS + 1, i, LAST_ROW, i), (table.suggestions or {}).get(field.key))
    # Spreadsheet programs do not agree on who makes room for lines: the height is given.
    meanings = [len(field.meaning) for field in table.fields]
    sheet.set_row(HEADINGS - 2, 12.5 * min(_lines(meanings, widths), 12))
    for number, row in enumerate(table.rows, start=HEADINGS + 1):
        shown = [shown_value(field, row.get(field.key)) for field in table.fields]
        lengths = [len(value) if isinstance(value, str) else 0 for value in shown]
        sheet.set_row(number, 15 * _lines(lengths, widths))
        for column, field in enumerate(table.fields):
            own = table.row_field(field, row)
            put(sheet, (number, column), own, row.get(field.key), look, table.tone(field, row))
    _write_notes(sheet, look, table)
    sheet.freeze_panes(HEADINGS + 1, 1)
    sheet.autofilter(HEADINGS, 0, HEADINGS + max(len(table.rows), 1), len(table.fields) - 1)
    _set_pages(sheet, sum(widths))
    protect(sheet)


def write_top(sheet: Worksheet, look: Look, title: str, about: str) -> None:
    """Write the first rows of a sheet, with the way back to the front."""
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, look.styles.title)
    sheet.write_string(1, 0, about, look.styles.note)
    sheet.write_url(0, 3, f"internal:'{FRONT}'!A1", look.styles.link, "all sheets")
    sheet.hide_gridlines(2)
    sheet.set_landscape()


def protect(sheet: Worksheet) -> None:
    """Lock what is not to be edited; without a password, as it guards against slips alone."""
    allowed = ("format_cells", "format_columns", "format_rows", "sort", "autofilter", "insert_hyperlinks")
    sheet.protect("", dict.fromkeys(allowed, True))


def column_range(name: str, column: int) -> str:
    """Return the cells below the headings of a column as a formula."""
    first = xl_rowcol_to_cell(HEADINGS + 1, column, row_abs=True, col_abs=True)
    last = xl_rowcol_to_cell(LAST_ROW, column, row_abs=True, col_abs=True)
    return f"='{name}'!{first}:{last}"


def _write_notes(sheet: Worksheet, look: Look, table: Table) -> None:
    """Write the notes, with an empty column between, which ends what is read."""
    column = len(table.fields) + 1
    for row, (word, meaning) in enumerate(table.notes, start=HEADINGS + 1):
        sheet.set_column(column, column, WIDE)
        sheet.write_string(row, column, word, look.styles.label)
        sheet.write_string(row, column + 1, meaning, look.styles.note)


def _set_pages(sheet: Worksheet, width: float) -> None:
    """Let narrow tables fill the width of a page, and wide ones run over several with ids and headings."""
    if width <= _PAGE:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_paper(8)
        sheet.set_print_scale(60)
        sheet.repeat_columns(0, 0)
    sheet.repeat_rows(HEADINGS)


def _lines(lengths: Sequence[int], widths: Sequence[float]) -> int:
    """Return how many lines the longest text of a row takes; words leave the end of a line empty."""
    pairs = zip(lengths, widths, strict=True)
    return max([1, *(-(-length // int(0.85 * width)) for length, width in pairs if length > width)])


def _width(field: Field, rows: Iterable[Shown]) -> float:
    shown = (shown_value(field, row.get(field.key)) for row in rows)
    longest = max((_length(value) for value in shown if value is not None), default=0)
    return min(max(longest + 2, len(field.key) + 3, _NARROW), WIDE)


def _length(value: str | float) -> int:
    if isinstance(value, str):
        return len(value)
    return len(f"{value:,.0f}" if pattern_of(value) != "General" else f"{value:.10g}")
