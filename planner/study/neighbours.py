"""Where a scenario may start: at the plan of the solved one whose changes are nearest."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.engine.options import Start
from planner.study.schema import Value

KEPT = 32
"""Plans at hand; more would cost memory and are seldom nearer."""


def distance(one: Mapping[str, Value], other: Mapping[str, Value]) -> float:
    """Return how far two sets of changes are apart.

    A number counts with its relative difference, at most 1; anything else, or a change that only one has,
    with 1.
    """
    return math.hypot(*(_apart(one.get(path), other.get(path)) for path in one.keys() | other.keys()))


def _apart(a: Value | None, b: Value | None) -> float:
    if a == b:
        return 0.0
    if isinstance(a, int | float) and isinstance(b, int | float):
        return min(1.0, abs(a - b) / max(abs(a), abs(b)))
    return 1.0


@dataclass
class Neighbours:
    """The plans that were found last."""

    _plans: deque[tuple[str, Mapping[str, Value], Start]] = field(default_factory=lambda: deque(maxlen=KEPT))

    def add(self, name: str, changes: Mapping[str, Value], start: Start) -> None:
        """Keep a plan."""
        self._plans.append((name, changes, start))

    def nearest(self, changes: Mapping[str, Value]) -> tuple[str, Start | None]:
        """Return name and plan of the nearest; an empty name where there is none."""
        if not self._plans:
            return "", None
        name, _, start = min(self._plans, key=lambda plan: distance(changes, plan[1]))
        return name, start
