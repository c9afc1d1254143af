"""A search in two stages: the cheapest plan, then the nearest to an earlier one that costs little more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.engine.anchor import Anchor, pull_of
from planner.engine.bound import certified_bound
from planner.engine.highs import AT_LOWER, BASIC, Basis, Reason
from planner.engine.last_relaxation import WarmStart
from planner.engine.matrix import Compiled, Matrix, Vector
from planner.engine.nearest import nearest
from planner.engine.progress import relative_gap
from planner.engine.search import Search
from planner.engine.structure import Structure
from planner.engine.warm import earlier_plan, slices

LAST_SECONDS = 20.0
"""Longest time for a bound without what is held."""
Solve = Callable[[], bool]
"""Goes on with the search for the cheapest plan; returns whether one can exist."""


@dataclass(frozen=True)
class NearPoint:
    """What the two stages found, as points of the matrix; see `planner.engine.anchor.Near`."""

    x: Vector
    distance: float
    best_musd: float
    best_distance: float
    kept_musd: float | None
    kept_distance: float | None
    bound_musd: float | None


def search_near(
    compiled: Compiled,
    unheld: Matrix,
    structure: Structure,
    search: Search,
    anchor: Anchor,
    start: Vector,
    warm: WarmStart | None,
    solve: Solve,
) -> tuple[bool, NearPoint | None]:
    """Find the cheapest plan, and then the nearest.

    The earlier plan comes first: where it is within the gap with today's inputs, nothing else is looked for.

    Parameters
    ----------
    compiled, unheld
        The problem with what is held, and without: a bound for the case must not lean on what is held.
    start
        The earlier plan as a point of it.
    warm
        Duals of an earlier relaxation.
    solve
        Looks for the cheapest plan where the earlier one is not enough.

    Returns
    -------
    tuple
        Whether a plan can exist, and what was found.
    """
    matrix = compiled.matrix
    if warm is not None:
        search.raise_bound_by(warm.row_dual, "the earlier duals")
    if anchor.pulls:
        earlier_plan(matrix, structure, search, start)
    kept, kept_musd = search.x, search.cost
    is_possible = search.is_done or solve()
    if search.x is None:
        return is_possible, None
    pull = pull_of(compiled, anchor.weights, start)
    most_musd = search.cost + anchor.slack * abs(search.cost)
    starts = [search.x] if kept is None or kept_musd > most_musd else [search.x, kept]
    x = search.x
    if anchor.pulls:
        x = nearest(matrix, structure, search, pull, starts, most_musd=most_musd, seconds=anchor.seconds)
    return is_possible, NearPoint(
        x=x,
        distance=pull.distance(x),
        best_musd=search.cost,
        best_distance=pull.distance(search.x),
        kept_musd=None if kept is None else kept_musd,
        kept_distance=None if kept is None else pull.distance(kept),
        bound_musd=_bound(unheld, search, warm),
    )


def _bound(unheld: Matrix, search: Search, warm: WarmStart | None) -> float | None:
    """Return a bound of the case without what is held.

    The duals that were found give one. Where it is not within the gap, the dual simplex method goes on with
    nothing held: from the basis of the search, or else from that of the earlier relaxation.
    """
    if _same_box(unheld, search.matrix):
        return search.bound if np.isfinite(search.bound) else None
    found = [] if search.duals is None else [search.duals]
    found += [] if warm is None else [warm.row_dual]
    bound = max((certified_bound(unheld, row_dual) for row_dual in found), default=-np.inf)
    if relative_gap(search.cost, bound) > search.gap:
        for _, outcome in slices(unheld, _basis(unheld, search, warm), LAST_SECONDS):
            if outcome.row_dual is not None:
                bound = max(bound, certified_bound(unheld, outcome.row_dual))
            is_close = relative_gap(search.cost, bound) <= search.gap
            if is_close or outcome.reason in (Reason.OPTIMAL, Reason.INFEASIBLE):
                break
    return bound if np.isfinite(bound) else None


def _basis(matrix: Matrix, search: Search, warm: WarmStart | None) -> Basis:
    if search.basis is not None:
        return search.basis
    if warm is not None:
        return warm.basis
    rows, columns = matrix.shape
    return Basis(np.full(columns, AT_LOWER), np.full(rows, BASIC))


def _same_box(one: Matrix, other: Matrix) -> bool:
    return bool(np.array_equal(one.lower, other.lower) and np.array_equal(one.upper, other.upper))
