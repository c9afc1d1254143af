"""The steps of a search: who is told of them, and how long they take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Tell: TypeAlias = Callable[[str], None]


@dataclass
class Steps:
    """Tells what begins and keeps the time of it."""

    tell: Tell

    def __post_init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._now: tuple[str, float] | None = None

    def begin(self, what: str) -> None:
        """End the step under way and begin another."""
        self.end()
        self.tell(what)
        self._now = (what, time.monotonic())

    def end(self) -> None:
        """End the step under way."""
        if self._now is not None:
            what, started = self._now
            self.seconds[what] = self.seconds.get(what, 0.0) + time.monotonic() - started
            self._now = None


def nobody(_what: str) -> None:
    """Tell nobody."""
