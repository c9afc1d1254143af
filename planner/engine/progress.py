"""Who is told how a solve goes: a terminal, a log, a file, or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from buildout.decisions import Decisions

ROUNDING = 1e-9
"""Relative difference between cost and bound that is no gap."""


@dataclass(frozen=True)
class Size:
    """How large a problem is."""

    rows: int
    columns: int
    integers: int
    nonzeros: int


@dataclass(frozen=True)
class Point:
    """Where a solve stands: one line of its trace. Money is million USD."""

    seconds: float
    what: str
    cost_musd: float | None
    bound_musd: float | None

    @property
    def gap(self) -> float | None:
        """Relative gap, None while a plan or a bound is missing."""
        if self.cost_musd is None or self.bound_musd is None:
            return None
        return relative_gap(self.cost_musd, self.bound_musd)


def relative_gap(cost: float, bound: float) -> float:
    """Return (cost - bound) / |cost|, and 0 where the two differ by rounding alone."""
    if cost - bound <= ROUNDING * max(1.0, abs(cost)):
        return 0.0
    return (cost - bound) / abs(cost)


class Progress(Protocol):
    """Receives what happens during a solve."""

    def size(self, size: Size) -> None:
        """Take note of the size of the problem, once it is built."""

    def point(self, point: Point) -> None:
        """Take note of a better plan or a better bound, or of a step that begins."""

    def plan(self, point: Point, decisions: Decisions) -> None:
        """Take note of the decisions of a better plan; ``point`` says what it costs."""


class Silent:
    """Nobody is told."""

    def size(self, size: Size) -> None:
        """Ignore it."""

    def point(self, point: Point) -> None:
        """Ignore it."""

    def plan(self, point: Point, decisions: Decisions) -> None:
        """Ignore it."""
