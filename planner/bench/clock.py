"""Seconds since a contender was handed its case."""

from __future__ import annotations

import time


class Clock:
    """Runs from its making; ``ahead`` seconds have passed already."""

    def __init__(self, ahead: float = 0.0) -> None:
        self._started = time.monotonic() - ahead

    @property
    def seconds(self) -> float:
        """Seconds so far."""
        return time.monotonic() - self._started
