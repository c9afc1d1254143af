"""The state of one search: the best plan so far, the best bound so far, the clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from planner.engine.bound import certified_bound
from planner.engine.highs import Basis, Options, Outcome
from planner.engine.matrix import Matrix, Vector
from planner.engine.progress import Point, relative_gap

FEASIBILITY = 1e-6
"""Largest relative violation of a row that still counts as kept; HiGHS works to 1e-7."""


class Search:
    """Keeps what was found, by any thread. A plan counts only after it was checked on the whole matrix."""

    def __init__(
        self,
        matrix: Matrix,
        *,
        gap: float,
        deadline: float,
        report: Callable[[Point, Vector | None], None],
        started: float,
        by_clock: bool = True,
    ) -> None:
        self.matrix = matrix
        self.gap = gap
        self.x: Vector | None = None
        self.cost = np.inf
        self.bound = -np.inf
        self.relaxation: Outcome | None = None
        """A solution of the relaxation of the whole, with its duals, once there is one."""
        self.duals: Vector | None = None
        """Those that gave the best bound of all duals so far; shape (m,)."""
        self.basis: Basis | None = None
        """The basis they belong to, where there is one."""
        self._deadline = deadline
        self._report = report
        self._started = started
        self._by_clock = by_clock
        self._lock = threading.Lock()

    @property
    def seconds(self) -> float:
        """Seconds since the solve began."""
        return time.monotonic() - self._started

    @property
    def seconds_left(self) -> float:
        """Seconds until the limit, negative once it has passed; infinite where the clock does not count."""
        return self._deadline - time.monotonic() if self._by_clock else np.inf

    def within(self, options: Options, seconds: float, nodes: int) -> Options:
        """Return the options of a solve that may take so long; so many nodes where no clock counts."""
        return self.options_for(options, min(seconds, max(self.seconds_left, 1.0)), nodes)

    def options_for(self, options: Options, seconds: float, nodes: int) -> Options:
        """Return the options of a solve that has so long of its own, after the search."""
        return replace(options, seconds=seconds) if self._by_clock else replace(options, nodes=nodes)

    def aside(self, matrix: Matrix, seconds: float) -> Search:
        """Return a search of another problem, which tells nobody and has so long of its own."""
        return Search(
            matrix,
            gap=self.gap,
            deadline=time.monotonic() + seconds,
            report=lambda _point, _x: None,
            started=self._started,
            by_clock=self._by_clock,
        )

    @property
    def is_done(self) -> bool:
        """Whether the gap is reached or the time is up."""
        reached = np.isfinite(self.cost) and relative_gap(self.cost, self.bound) <= self.gap
        return reached or self.seconds_left <= 0

    def raise_bound(self, bound: float, what: str) -> None:
        """Take a lower bound, if it is better."""
        with self._lock:
            if bound > self.bound:
                self.bound = bound
                self._tell(what, None)

    def offer(self, x: Vector, what: str) -> bool:
        """Take a plan, if it keeps every row, is whole where it must be, and is cheaper."""
        exact = self.checked(x)
        if exact is None:
            return False
        cost = self.matrix.value(exact)
        with self._lock:
            if cost >= self.cost:
                return False
            self.x, self.cost = exact, cost
            self._tell(what, exact)
        return True

    def checked(self, x: Vector) -> Vector | None:
        """Return a point with its whole numbers rounded; None if it then breaks a row."""
        whole = np.where(self.matrix.integer, np.round(x), x)
        exact: Vector = np.clip(whole, self.matrix.lower, self.matrix.upper)
        return None if self.matrix.excess(exact) > FEASIBILITY else exact

    def raise_bound_by(self, row_dual: Vector, what: str, basis: Basis | None = None) -> None:
        """Take the lower bound that duals give; those of the best one are kept, with their basis if known."""
        bound = certified_bound(self.matrix, row_dual)
        if bound > self.bound:
            self.duals, self.basis = row_dual, basis
        self.raise_bound(bound, what)

    def note(self, what: str) -> None:
        """Say which step begins."""
        with self._lock:
            self._tell(what, None)

    def _tell(self, what: str, x: Vector | None) -> None:
        cost = self.cost if np.isfinite(self.cost) else None
        bound = self.bound if np.isfinite(self.bound) else None
        self._report(Point(self.seconds, what, cost, bound), x)
