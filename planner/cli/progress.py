"""How a solve is shown: one live line on a terminal, a plain log elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from buildout.decisions import Decisions
from planner.engine.progress import Point, Progress, Size
from planner.engine.trace import point_text, size_text


@contextmanager
def make_progress(stream: TextIO) -> Iterator[Progress]:
    """Give the progress that suits where it is shown, and tidy up after it."""
    if not stream.isatty():
        yield PlainProgress(stream)
        return
    progress = LiveProgress()
    with Live(progress, console=Console(file=stream), refresh_per_second=4):
        yield progress


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

    def plan(self, point: Point, decisions: Decisions) -> None:
        """Say nothing more: the point has said what the plan costs."""


class LiveProgress:
    """One line that is kept up to date: the clock runs on between steps."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._size = ""
        self._point: Point | None = None

    def size(self, size: Size) -> None:
        """Say how large the problem is."""
        self._size = size_text(size)

    def point(self, point: Point) -> None:
        """Say where the solve stands."""
        self._point = point

    def plan(self, point: Point, decisions: Decisions) -> None:
        """Show nothing more: the point says what the plan costs."""

    def __rich__(self) -> Text:
        """Return the line as it is now."""
        seconds = time.monotonic() - self._started
        if self._point is None:
            return Text(f"{seconds:7.1f} s  building the model")
        return Text(f"{self._size}\n{point_text(replace(self._point, seconds=seconds))}")
