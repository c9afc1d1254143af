"""A table of text: what a summary, a page and a sheet show alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.plan.markdown import table


@dataclass(frozen=True)
class TextTable:
    """A few rows to be read, their numbers written out.

    Parameters
    ----------
    header
        Names of the columns, with their units.
    rows
        Cells of each row.
    text_columns
        How many columns, from the left, hold text; the others are numbers, set to the right.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    text_columns: int = 1

    def markdown(self) -> str:
        """Return it as a Markdown table."""
        return table(self.header, self.rows, text_columns=self.text_columns)
