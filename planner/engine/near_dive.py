"""Plans near to an anchor, from its own side: the relaxation with a price on distance, made whole.

The relaxation keeps what is not worth changing exactly where it is, and what is whole already is not rounded.
A higher price is nearer and dearer; the price is found at which the relaxation costs what it may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from planner.engine.anchor import Pull
from planner.engine.distance import Distance, with_distance
from planner.engine.dive import dive
from planner.engine.finish import finish
from planner.engine.highs import INTERIOR_POINT, PRIMAL, Basis, Options, Reason, Solver
from planner.engine.matrix import Matrix, Vector
from planner.engine.restrict import Relaxed, restrict, warm_relaxation
from planner.engine.search import Search
from planner.engine.structure import Structure

PRIMAL_SIMPLEX: Mapping[str, str | float | int | bool] = MappingProxyType(
    {"solver": "simplex", "simplex_strategy": PRIMAL}
)
PRICES = 8
"""Relaxations to find a price."""
FIRST_SHARE = 0.01
"""The first price: at it the anchor's distance is worth so much of the cost."""
STEP = 8.0
"""Times the price as long as none is too high."""
CLOSE = 0.1
"""Share of the slack that a relaxation may leave unused."""
DIVES = 3
"""Plans made whole, each from a relaxation that costs less than the one before."""
SPARE = 1.2
"""Times what a plan costs too much that the next relaxation must cost less."""


@dataclass(frozen=True)
class _Priced:
    """A relaxation with a price on the distance."""

    price: float
    relaxed: Relaxed
    cost_musd: float


def near_plans(
    matrix: Matrix, structure: Structure, search: Search, pull: Pull, *, most_musd: float, seconds: float
) -> list[Vector]:
    """Return plans near to an anchor that cost at most so much; shape (n,) each, none if none was found.

    Parameters
    ----------
    matrix, structure, search
        The problem, and the search that found the cheapest plan.
    pull
        The anchor.
    most_musd
        Most that a plan may cost, million USD.
    seconds
        How long to look for them.
    """
    if search.x is None:
        return []
    distance = with_distance(matrix, pull)
    aside = search.aside(distance.matrix, seconds)
    relaxations = _Relaxations(distance, aside, search.basis, search.x)
    first = relaxations.at(0.0)
    if first is None:
        return []
    # Making it whole is taken to cost what it cost for the cheapest plan.
    room = most_musd - search.cost
    found: list[Vector] = []
    for _ in range(DIVES):
        most = first.cost_musd + room
        priced = relaxations.within(most, CLOSE * room, FIRST_SHARE * search.cost / pull.distance(search.x))
        plan = _made_whole(distance, structure, search, aside, priced)
        if plan is None or aside.seconds_left <= 0:
            break
        over = matrix.value(plan) - most_musd
        if over <= 0:
            found.append(plan)
            break
        room -= SPARE * over
        if room <= 0:
            break
    return found


class _Relaxations:
    """Relaxations at several prices, each from the basis of the last one."""

    def __init__(self, distance: Distance, search: Search, basis: Basis | None, x: Vector) -> None:
        self._distance = distance
        self._search = search
        self._basis = None if basis is None else distance.basis(basis, x)
        self._solved: dict[float, _Priced] = {}

    def at(self, price: float) -> _Priced | None:
        """Return the relaxation at a price; None if time ran out."""
        if price in self._solved:
            return self._solved[price]
        matrix = self._distance.priced(price)
        method = INTERIOR_POINT if self._basis is None else PRIMAL_SIMPLEX
        lp = Solver(matrix, Options(seconds=self._search.seconds_left, extra=method), relax=True)
        if self._basis is not None:
            lp.start_at(self._basis)
        outcome = lp.run()
        if outcome.x is None or outcome.reason is not Reason.OPTIMAL:
            return None
        self._basis = lp.basis()
        priced = _Priced(price, Relaxed(outcome.x, self._basis), self._distance.matrix.value(outcome.x))
        self._solved[price] = priced
        return priced

    def within(self, most_musd: float, close_musd: float, first: float) -> _Priced:
        """Return the relaxation of the highest price that was found to cost at most so much."""
        for price in self._prices(most_musd, first):
            tried = self.at(price)
            if tried is None or most_musd - close_musd <= tried.cost_musd <= most_musd:
                break
        return max((one for one in self._solved.values() if one.cost_musd <= most_musd), key=_price)

    def _prices(self, most_musd: float, first: float) -> Iterator[float]:
        """Yield prices to try: by large steps until one is too high, then between."""
        for _ in range(PRICES):
            low = max(one.price for one in self._solved.values() if one.cost_musd <= most_musd)
            high = min(
                (one.price for one in self._solved.values() if one.cost_musd > most_musd), default=np.inf
            )
            if low == 0.0:
                yield first if np.isinf(high) else high / STEP
            else:
                yield low * STEP if np.isinf(high) else float(np.sqrt(low * high))


def _price(one: _Priced) -> float:
    return one.price


def _made_whole(
    distance: Distance, structure: Structure, search: Search, aside: Search, priced: _Priced
) -> Vector | None:
    """Return a plan of the problem from a relaxation, by the dive that also finds the cheapest."""
    matrix, wider = distance.priced(priced.price), distance.structure(structure)
    own = aside.aside(matrix, aside.seconds_left)
    part = restrict(matrix, wider, priced.relaxed.x)
    x = dive(warm_relaxation(part, priced.relaxed, own), part, wider, own)
    if x is None or not finish(part, wider, own, x, "near") or own.x is None:
        return None
    return search.checked(own.x[: distance.columns])
