"""A cell as it was found, and why it could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter


class CellError(ValueError):
    """A cell cannot be read: what was found, what was expected, and how to mend it."""

    def __init__(self, found: str, expected: str, fix: str) -> None:
        super().__init__(f"found {found}, expected {expected}; {fix}")
        self.found, self.expected, self.fix = found, expected, fix


@dataclass(frozen=True)
class RawCell:
    """What a cell of a workbook holds, before it is read as anything."""

    address: str
    """Sheet and cell, ``Chips!F12``."""
    value: object = None
    is_error: bool = False
    """Whether the value is ``#REF!`` or the like."""
    is_uncomputed: bool = False
    """Whether it is a formula whose value is not in the file."""
    is_percent: bool = False
    """Whether it is shown with a percent sign."""

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in it, or only blanks."""
        if self.is_error or self.is_uncomputed:
            return False
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


def cell_address(sheet: str, row: int, column: int) -> str:
    """Return sheet and cell as a spreadsheet writes them; rows and columns count from 1."""
    quoted = sheet if sheet.isidentifier() else "'" + sheet.replace("'", "''") + "'"
    return f"{quoted}!{get_column_letter(column)}{row}"
