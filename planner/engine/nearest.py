"""The nearest plan to an earlier one among those that cost little more than the cheapest.

The cheapest plan is found first. Then the distance is minimised with the cost in a row. On large cases
that row makes the problem hard. There plans are first looked for from the earlier plan's side, by relaxations
with a price on distance; then every decision stays between the earlier plan and the nearest one so far. They
are two corners of that box, so that what need not change can go back, decision by decision. Last, changes
that are hardly any distance are given up, where the others can make up for them.
"""

from __future__ import annotations

import numpy as np

from planner.engine.anchor import Pull
from planner.engine.distance import with_distance
from planner.engine.highs import Options, Reason, Solver
from planner.engine.matrix import Ints, Matrix, Vector
from planner.engine.near_dive import near_plans
from planner.engine.search import Search
from planner.engine.structure import Structure

WHOLE_COLUMNS = 5_000
"""Up to this size the nearest plan is looked for everywhere, above it between the two plans."""
DIVE_SHARE, BOX_SHARE, CRUMBS_SHARE = 0.5, 0.3, 0.2
"""Parts of the time: plans from the anchor's side, the box and what they leave, small changes."""
NEAR_GAP = 0.01
CRUMBS = (0.02, 0.005)
"""Changes of at most such a share of the distance are tried without: all of them, or the smaller ones."""
CRUMBS_LOSS = 0.03
"""Share that a plan with fewer changes may be further away."""
NEAR_NODES = 500
"""Most nodes where the clock does not count."""
ROOM = 1e-9
"""Part of the limit on cost that is left to rounding."""


def nearest(
    matrix: Matrix,
    structure: Structure,
    search: Search,
    pull: Pull,
    starts: list[Vector],
    *,
    most_musd: float,
    seconds: float,
) -> Vector:
    """Return a plan near to the anchor that costs at most so much.

    Parameters
    ----------
    matrix, structure, search
        The problem, and the search that found the plans.
    pull
        The anchor.
    starts
        Plans that cost no more; shape (n,) each, at least one.
    most_musd
        Most that the plan may cost, million USD.
    seconds
        How long to look for it.

    Returns
    -------
    numpy.ndarray
        A plan as near as the nearest that was found, up to the gap of that search; the cheapest of these.
        Shape (n,).
    """
    if min(map(pull.distance, starts)) <= ROOM:
        return min(starts, key=pull.distance)
    began, box, tried = search.seconds, matrix, starts
    if matrix.shape[1] > WHOLE_COLUMNS:
        part = DIVE_SHARE * seconds
        tried = starts + near_plans(matrix, structure, search, pull, most_musd=most_musd, seconds=part)
        box = _between(matrix, structure, pull, min(tried, key=pull.distance))
    left = max((1 - CRUMBS_SHARE) * seconds - (search.seconds - began), BOX_SHARE * seconds)
    first = min(tried, key=pull.distance)
    x = _nearest_in(box, matrix, search, pull, first, most_musd=most_musd, seconds=left)
    plans = tried if x is None else [*tried, x]
    least = min(map(pull.distance, plans))
    # Of plans that are as near, up to the gap of that search, the cheapest.
    as_near = [plan for plan in plans if pull.distance(plan) <= least * (1 + NEAR_GAP) + ROOM]
    near = min(as_near, key=matrix.value)
    part = CRUMBS_SHARE * seconds
    fewer = _without_crumbs(matrix, structure, search, pull, near, most_musd=most_musd, seconds=part)
    return fewer if pull.distance(fewer) <= min(map(pull.distance, starts)) else near


def _without_crumbs(
    matrix: Matrix,
    structure: Structure,
    search: Search,
    pull: Pull,
    x: Vector,
    *,
    most_musd: float,
    seconds: float,
) -> Vector:
    """Return a plan as near, where it can be, without the changes that are hardly any distance.

    The least distance is a sum: it is as content with a rack more at each of ten sites as with ten at one.
    """
    distance = pull.distance(x)
    decided = _decided(structure)
    apart = pull.weight * np.abs(x[pull.columns] - pull.at)
    back = x.copy()
    back[pull.columns] = pull.at
    for share in CRUMBS:
        if not ((apart > ROOM) & (apart <= share * distance)).any():
            break
        # What did change may change by more, to make up for it.
        changed = pull.columns[apart > share * distance]
        box = matrix.fixed(decided, back).within(changed, matrix.lower[changed], matrix.upper[changed])
        seconds_each = seconds / len(CRUMBS)
        fewer = _nearest_in(box, matrix, search, pull, x, most_musd=most_musd, seconds=seconds_each)
        if fewer is not None and pull.distance(fewer) <= distance * (1 + CRUMBS_LOSS):
            return fewer
    return x


def _nearest_in(
    box: Matrix,
    matrix: Matrix,
    search: Search,
    pull: Pull,
    first: Vector,
    *,
    most_musd: float,
    seconds: float,
) -> Vector | None:
    """Return the nearest plan that was found in a box and costs at most so much, the rest at its cheapest."""
    distance = with_distance(box, pull)
    limited = distance.within(most_musd - ROOM * abs(most_musd))
    solver = Solver(limited, search.options_for(Options(gap=NEAR_GAP), seconds, NEAR_NODES))
    solver.start_from(distance.point(first))
    found = solver.run().x
    x = None if found is None else _cheapest_rest(matrix, pull, found[: matrix.shape[1]], search)
    return None if x is None or matrix.value(x) > most_musd else x


def _between(matrix: Matrix, structure: Structure, pull: Pull, x: Vector) -> Matrix:
    """Return the problem with every decision between the anchor and a plan."""
    at = x.copy()
    at[pull.columns] = pull.at
    decided = _decided(structure)
    least, most = np.minimum(at, x)[decided], np.maximum(at, x)[decided]
    lower = np.maximum(matrix.lower[decided], least)
    return matrix.within(decided, lower, np.maximum(lower, np.minimum(matrix.upper[decided], most)))


def _decided(structure: Structure) -> Ints:
    return np.concatenate([structure.siting, structure.unit_columns, structure.rack_columns])


def _cheapest_rest(matrix: Matrix, pull: Pull, x: Vector, search: Search) -> Vector | None:
    """Return the cheapest plan with the decisions and the whole numbers of a point."""
    whole = np.where(matrix.integer, np.round(x), x)
    columns = np.union1d(np.flatnonzero(matrix.integer), pull.columns)
    kept = np.clip(whole, matrix.lower, matrix.upper)
    options = Options(seconds=max(search.seconds_left, 5.0), extra={"solver": "simplex"})
    outcome = Solver(matrix.fixed(columns, kept), options, relax=True).run()
    if outcome.x is None or outcome.reason is not Reason.OPTIMAL:
        return None
    return search.checked(outcome.x)
