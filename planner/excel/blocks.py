"""Blocks of a sheet that is read, not worked on: a heading, some facts or a small table, some lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.excel.styles import YEAR, Styles, number_style

Value = str | int | float
LINE_POINTS, HEADING_POINTS, TITLE_POINTS = 15, 20, 26
"""Heights of rows."""
CHARACTERS_PER_WIDTH = 1.1
"""Letters of a text that take the place of a digit, by which Excel measures columns."""


@dataclass(frozen=True)
class Head:
    """Head of a column; its cells are text where it has no number format."""

    name: str
    pattern: str | None = None

    @property
    def is_label(self) -> bool:
        """Whether its cells stand to the left: text and years."""
        return self.pattern in (None, YEAR)


@dataclass(frozen=True)
class Fact:
    """One figure with its name, its unit and a word on it; or a text."""

    label: str
    value: Value
    pattern: str = "General"
    note: str = ""


@dataclass(frozen=True)
class Block:
    """A heading with a small table under it."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] = ()
    """A last row that sums the others up, or does not belong to them."""
    lead: str = ""
    """A sentence between heading and table."""
    rest: str = ""
    """A sentence below."""
    empty: str = "None."
    """What is said where it has no rows."""


@dataclass(frozen=True)
class Placed:
    """Where the cells of a block's table are, rows from 0."""

    sheet: str
    block: Block
    header_row: int

    @property
    def first_row(self) -> int:
        """Its first row below the header."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """Its last row, the total apart."""
        return self.header_row + len(self.block.rows)


@dataclass
class Page:
    """A sheet that is filled from top to bottom.

    Parameters
    ----------
    widths
        Of the columns that headings and lines span, in characters.
    row
        Where the next block goes.
    """

    workbook: Workbook
    sheet: Worksheet
    name: str
    """Of the sheet."""
    styles: Styles
    widths: tuple[int, ...]
    row: int = 0
    _formats: dict[tuple[str, bool], Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for at, width in enumerate(self.widths):
            self.sheet.set_column(at, at, width)

    def title(self, text: str, below: Sequence[str]) -> None:
        """Write the sheet's title and sentences below it."""
        self.sheet.set_row(self.row, TITLE_POINTS)
        self.sheet.write_string(self.row, 0, text, self.styles.title)
        self.row += 1
        for line in below:
            self.sheet.write_string(self.row, 0, line, self.styles.note)
            self.row += 1

    def facts(self, title: str, facts: Sequence[Fact]) -> None:
        """Write figures, one below the other: name, figure, and what is said of it; text stands there too."""
        self.heading(title)
        for fact in facts:
            self.sheet.write_string(self.row, 0, fact.label, self.styles.label)
            if isinstance(fact.value, str):
                self._line(fact.value, self.styles.wrapped_after, from_column=2)
            else:
                self.sheet.write_number(self.row, 1, fact.value, self._number(fact.pattern))
                self.sheet.write_string(self.row, 2, fact.note, self.styles.text_after)
                self.row += 1
        self.row += 1

    def table(self, block: Block) -> Placed:
        """Write a table and return where its cells are."""
        self.heading(block.title)
        if not block.rows:
            self.lines([block.empty])
            return Placed(self.name, block, self.row)
        if block.lead:
            self._line(block.lead)
        placed = Placed(self.name, block, self.row)
        self._header(block)
        for cells in block.rows:
            self._row(block, cells)
        if block.total:
            self._row(block, block.total, is_total=True)
        if block.rest:
            self._line(block.rest)
        self.row += 1
        return placed

    def lines(self, lines: Sequence[str]) -> None:
        """Write sentences, each over the whole width."""
        for line in lines:
            self._line(line)
        self.row += 1

    def heading(self, text: str) -> None:
        """Write a heading over all columns."""
        self.sheet.set_row(self.row, HEADING_POINTS)
        for at in range(len(self.widths)):
            self.sheet.write_blank(self.row, at, None, self.styles.heading)
        self.sheet.write_string(self.row, 0, text, self.styles.heading)
        self.row += 1

    def _line(self, text: str, style: Format | None = None, from_column: int = 0) -> None:
        """Write a sentence across the columns, as high as it needs to be."""
        style, last = style or self.styles.wrapped, len(self.widths) - 1
        fits = int(sum(self.widths[from_column:]) * CHARACTERS_PER_WIDTH)
        self.sheet.set_row(self.row, LINE_POINTS * lines_of(text, fits))
        self.sheet.merge_range(self.row, from_column, self.row, last, "", style)
        self.sheet.write_string(self.row, from_column, text, style)
        self.row += 1

    def _header(self, block: Block) -> None:
        fits = [int(width * CHARACTERS_PER_WIDTH) for width in self.widths]
        lines = [lines_of(head.name, width) for head, width in zip(block.heads, fits, strict=False)]
        self.sheet.set_row(self.row, LINE_POINTS * max(lines))
        for at, head in enumerate(block.heads):
            style = self.styles.header if _is_first(block, at) else self.styles.header_after
            self.sheet.write_string(
                self.row, at, head.name, style if head.is_label else self.styles.header_right
            )
        self.row += 1

    def _row(self, block: Block, cells: Sequence[Value], *, is_total: bool = False) -> None:
        for at, (head, value) in enumerate(zip(block.heads, cells, strict=True)):
            if isinstance(value, str):
                style = self.styles.text if _is_first(block, at) else self.styles.text_after
                self.sheet.write_string(self.row, at, value, self.styles.label if is_total else style)
            elif not math.isnan(value):
                style = self._number(head.pattern or "General", is_bold=is_total)
                self.sheet.write_number(self.row, at, value, style)
        self.row += 1

    def _number(self, pattern: str, *, is_bold: bool = False) -> Format:
        key = pattern, is_bold
        if key not in self._formats:
            align = {"align": "left"} if pattern == YEAR else {}
            self._formats[key] = number_style(self.workbook, pattern, bold=is_bold, **align)
        return self._formats[key]


def lines_of(text: str, fits: int) -> int:
    """Return how many lines a text takes that wraps at a number of characters."""
    lines, used = 1, 0
    for word in text.split():
        if used and used + 1 + len(word) > fits:
            lines, used = lines + 1, len(word)
        else:
            used += len(word) + (1 if used else 0)
    return lines


def _is_first(block: Block, at: int) -> bool:
    """Return whether a column is the first, or has another of labels to its left."""
    return at == 0 or block.heads[at - 1].is_label
