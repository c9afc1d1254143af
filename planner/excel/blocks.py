"""Blocks of a sheet that is read, not worked on: a heading, some facts or a small table, some lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.excel.styles import Styles, number_style

Value = str | int | float


@dataclass(frozen=True)
class Head:
    """Head of a column; its cells are text where it has no number format."""

    name: str
    pattern: str | None = None


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
    lead: str = ""
    """A sentence between them."""
    rest: str = ""
    """A sentence below."""
    empty: str = "None."
    """What is said where it has no rows."""


@dataclass(frozen=True)
class Placed:
    """Where the cells of a block's table are, rows from 0."""

    block: Block
    header_row: int

    @property
    def first_row(self) -> int:
        """Its first row below the header."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """Its last row."""
        return self.header_row + len(self.block.rows)


@dataclass
class Page:
    """A sheet that is filled from top to bottom.

    Parameters
    ----------
    columns
        How many columns headings and lines span.
    """

    workbook: Workbook
    sheet: Worksheet
    styles: Styles
    columns: int
    line_characters: int
    """What fits on a line over all columns."""
    row: int = 0
    _formats: dict[str, Format] = field(default_factory=dict)

    def title(self, text: str, below: Sequence[str]) -> None:
        """Write the sheet's title and sentences below it."""
        self.sheet.set_row(self.row, 26)
        self.sheet.write_string(self.row, 0, text, self.styles.title)
        self.row += 1
        for line in below:
            self.sheet.write_string(self.row, 0, line, self.styles.note)
            self.row += 1

    def facts(self, title: str, facts: Sequence[Fact]) -> None:
        """Write figures, one below the other: name, figure, and what is said of it."""
        self._heading(title)
        for fact in facts:
            self.sheet.write_string(self.row, 0, fact.label, self.styles.label)
            if isinstance(fact.value, str):
                self._line(fact.value, from_column=1)
            else:
                self.sheet.write_number(self.row, 1, fact.value, self._number(fact.pattern))
                self.sheet.write_string(self.row, 2, fact.note, self.styles.text)
                self.row += 1
        self.row += 1

    def table(self, block: Block) -> Placed:
        """Write a table and return where its cells are."""
        self._heading(block.title)
        if not block.rows:
            self.lines([block.empty])
            return Placed(block, self.row)
        if block.lead:
            self._line(block.lead)
        placed = Placed(block, self.row)
        for at, head in enumerate(block.heads):
            style = self.styles.header if head.pattern is None else self.styles.header_right
            self.sheet.write_string(self.row, at, head.name, style)
        for cells in block.rows:
            self.row += 1
            for at, (head, value) in enumerate(zip(block.heads, cells, strict=True)):
                self._cell(at, head, value)
        self.row += 1
        if block.rest:
            self._line(block.rest)
        self.row += 1
        return placed

    def lines(self, lines: Sequence[str], title: str = "") -> None:
        """Write sentences, each over the whole width."""
        if title:
            self._heading(title)
        for line in lines:
            self._line(line)
        self.row += 1

    def _heading(self, text: str) -> None:
        self.sheet.set_row(self.row, 20)
        for at in range(self.columns):
            self.sheet.write_blank(self.row, at, None, self.styles.heading)
        self.sheet.write_string(self.row, 0, text, self.styles.heading)
        self.row += 1

    def _line(self, text: str, from_column: int = 0) -> None:
        """Write a sentence across the columns, as high as it needs to be."""
        fits = self.line_characters if from_column == 0 else self.line_characters * 7 // 10
        height = 15 * sum(1 for _ in _wrapped(text, fits))
        self.sheet.set_row(self.row, height)
        self.sheet.merge_range(self.row, from_column, self.row, self.columns - 1, "", self.styles.wrapped)
        self.sheet.write_string(self.row, from_column, text, self.styles.wrapped)
        self.row += 1

    def _cell(self, at: int, head: Head, value: Value) -> None:
        if isinstance(value, str):
            self.sheet.write_string(self.row, at, value, self.styles.text)
        elif value == value:
            self.sheet.write_number(self.row, at, value, self._number(head.pattern or "General"))

    def _number(self, pattern: str) -> Format:
        if pattern not in self._formats:
            self._formats[pattern] = number_style(self.workbook, pattern)
        return self._formats[pattern]


def _wrapped(text: str, fits: int) -> Iterator[str]:
    """Yield the lines of a text that wraps at a number of characters."""
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > fits:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
