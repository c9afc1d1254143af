"""Tables on the terminal, or in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

PIPE_WIDTH = 160
"""Characters a line, where the output is not a terminal."""
_LEAST_TEXT = 12
_PREFIXES = (("Z", 1e21), ("E", 1e18), ("P", 1e15), ("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3))


def show(shown: Table | str) -> None:
    """Print a table or a line."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPE_WIDTH)
    console.print(shown, highlight=False)


def make_table(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    text_columns: int = 1,
    caption: str = "",
) -> Table:
    """Return a table whose first columns hold text and whose others hold numbers, set to the right."""
    table = Table(title=title, caption=caption or None, title_justify="left", caption_justify="left")
    for place, name in enumerate(header):
        if place < text_columns:
            table.add_column(escape(name), overflow="fold", min_width=min(_LEAST_TEXT, len(name)))
        else:
            table.add_column(escape(name), justify="right", overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    return table


def gw(value: float) -> str:
    """Return GW with as many digits as tell something apart."""
    return f"{value:,.2f}" if abs(value) >= 0.1 or value == 0.0 else f"{value:,.4f}"


def si(value: float, unit: str) -> str:
    """Return an amount with a prefix, three digits: 3.70 Gtokens/s."""
    for prefix, size in _PREFIXES:
        if abs(value) >= size:
            return f"{value / size:.3g} {prefix}{unit}"
    return f"{value:.3g} {unit}"


def write_frames(folder: Path, frames: dict[str, pd.DataFrame]) -> None:
    """Write each frame to a CSV file of its name, and say where they are.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    print(f"{', '.join(f'{name}.csv' for name in frames)} are in {folder}.")
