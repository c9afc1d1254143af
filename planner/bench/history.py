"""Plan cost and bound over time, and what a benchmark reads off them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from planner.engine.progress import ROUNDING, Point, relative_gap


@dataclass(frozen=True)
class State:
    """The best cost and the best bound at a moment, million USD; infinite while there is none."""

    seconds: float
    cost: float
    bound: float


@dataclass(frozen=True)
class History:
    """What a contender told, in the order of time."""

    points: tuple[Point, ...] = ()

    def states(self) -> Iterator[State]:
        """Yield the best cost and bound so far at each point."""
        cost, bound = math.inf, -math.inf
        for point in self.points:
            cost = cost if point.cost_musd is None else min(cost, point.cost_musd)
            bound = bound if point.bound_musd is None else max(bound, point.bound_musd)
            yield State(point.seconds, cost, bound)

    @property
    def last(self) -> State:
        """Where it ended."""
        return max(self.states(), key=lambda state: state.seconds, default=State(0.0, math.inf, -math.inf))

    def seconds_to_plan(self) -> float | None:
        """Return when the first plan came; None if none did."""
        return next((state.seconds for state in self.states() if math.isfinite(state.cost)), None)

    def seconds_to_gap(self, most: float, bound: float | None = None) -> float | None:
        """Return when the gap was first as small as asked; None if it never was.

        Parameters
        ----------
        most
            Relative gap: 0.01 is 1 %.
        bound
            The bound to measure against, million USD; the contender's own at the time where None.
        """
        for state in self.states():
            if gap_between(state.cost, state.bound if bound is None else bound) <= most:
                return state.seconds
        return None

    def primal_integral(self, best: float, seconds: float) -> float:
        """Return the primal gap integrated over time, in seconds (Berthold 2013).

        The gap is 1 until the first plan comes. 0 would be the best plan at once, ``seconds`` is no
        plan at all.

        Parameters
        ----------
        best
            Cost of the best plan known, million USD.
        seconds
            End of the time that counts.
        """
        total, since, gap = 0.0, 0.0, 1.0
        for state in self.states():
            until = min(state.seconds, seconds)
            total += gap * (until - since)
            since, gap = until, primal_gap(state.cost, best)
        return total + gap * (seconds - since)


def gap_between(cost: float, bound: float) -> float:
    """Return (cost - bound) / |cost|; infinite where one is missing or the cost is zero."""
    if math.isinf(cost) or math.isinf(bound):
        return math.inf
    if abs(cost) <= ROUNDING:
        return 0.0 if bound >= cost - ROUNDING else math.inf
    return relative_gap(cost, bound)


def primal_gap(cost: float, best: float) -> float:
    """Return |cost - best| / max(|cost|, |best|), 1 without a plan or where the signs differ."""
    if math.isinf(cost) or cost * best < 0:
        return 1.0
    if cost == best:
        return 0.0
    return abs(cost - best) / max(abs(cost), abs(best))
