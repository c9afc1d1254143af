"""Numbers and tables as text that reads well in Markdown and without it."""

from __future__ import annotations

import math
from collections.abc import Sequence


def number(value: float) -> str:
    """Return a number with thousands separators and about three digits that matter."""
    is_whole = math.isclose(value, round(value), rel_tol=1e-9)
    decimals = 0 if is_whole or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:,.{decimals}f}"
    return text.removeprefix("-") if set(text) <= set("-0.") else text


def money(usd: float) -> str:
    """Return an amount of money in the largest of billion, million and single USD that suits it."""
    if abs(usd) >= 1e9:
        return f"{usd / 1e9:,.2f} billion USD"
    if abs(usd) >= 1e6:
        return f"{usd / 1e6:,.2f} million USD"
    return f"{number(usd)} USD"


def percent(share: float, decimals: int = 1) -> str:
    """Return a share as per cent."""
    return f"{100.0 * share:,.{decimals}f} %"


def plain(text: str) -> str:
    """Return a text on one line, without what would break a cell of a table."""
    return " ".join(text.split()).replace("|", "/")


def counted(count: int, noun: str) -> str:
    """Return a number of things, with an s where it is not one."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def section(title: str, *blocks: str) -> str:
    """Return blocks of text under a heading."""
    return "\n".join([f"## {title}", "", *blocks])


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, text_columns: int = 1) -> str:
    """Return a Markdown table with aligned columns, so that it can be read as plain text too.

    Parameters
    ----------
    header
        Names of the columns.
    rows
        Cells of each row.
    text_columns
        How many columns, from the left, hold text; the others are numbers, set to the right.
    """
    cells = [[plain(cell) for cell in row] for row in (header, *rows)]
    widths = [max(3, *(len(row[k]) for row in cells)) for k in range(len(header))]

    def line(row: Sequence[str]) -> str:
        padded = [
            cell.ljust(width) if k < text_columns else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return f"| {' | '.join(padded)} |"

    rule = ["-" * w if k < text_columns else "-" * (w - 1) + ":" for k, w in enumerate(widths)]
    return "\n".join([line(cells[0]), f"| {' | '.join(rule)} |", *map(line, cells[1:])])
