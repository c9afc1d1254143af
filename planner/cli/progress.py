"""How a solve is shown: one live line on a terminal, a plain log elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from planner.solve.progress import Point, Progress, Size
from planner.solve.trace import point_text, size_text


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
