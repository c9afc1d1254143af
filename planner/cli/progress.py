"""How a solve is shown: one live line on a terminal, a plain log elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from planner.solve.progress import Point, Progress, Size


@contextmanager
def make_progress(stream: TextIO) -> Iterator[Progress]:
    """Give the progress that suits where it is shown, and tidy up after it."""
    if not stream.isatty():
        yield PlainProgress(stream)
        return
    with Live(Text("building"), console=Console(file=stream), transient=False) as live:
        yield LiveProgress(live)


class PlainProgress:
    """Writes a line for each step."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def size(self, size: Size) -> None:
        """Say how large the problem is."""
        self._stream.write(f"{size_text(size)}\n")
        self._stream.flush()

    def point(self, point: Point) -> None:
        """Say where the solve stands."""
        self._stream.write(f"{point_text(point)}\n")
        self._stream.flush()


class LiveProgress:
    """Keeps one line up to date."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def size(self, size: Size) -> None:
        """Say how large the problem is."""
        self._live.console.print(size_text(size))

    def point(self, point: Point) -> None:
        """Say where the solve stands."""
        self._live.update(Text(point_text(point)))


def size_text(size: Size) -> str:
    """Return the size of a problem in words."""
    return f"{size.columns:,} variables ({size.integers:,} integer), {size.rows:,} constraints"


def point_text(point: Point) -> str:
    """Return where a solve stands: seconds, plan cost, bound, gap, and what came of which step."""
    cost = "no plan yet" if point.cost_musd is None else f"plan {point.cost_musd / 1e3:,.2f} billion USD"
    bound = "no bound yet" if point.bound_musd is None else f"bound {point.bound_musd / 1e3:,.2f}"
    gap = "" if point.gap is None else f"  gap {point.gap:.2%}"
    return f"{point.seconds:7.1f} s  {cost}  {bound}{gap}  ({point.what})"
