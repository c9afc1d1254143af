"""The nearest plan to an earlier one among those that cost little more than the cheapest.

The cheapest plan is found first. Then the distance is minimised with the cost in a row. On large cases
that row makes the problem hard, and almost all of it is beside the point: there every decision stays between
the earlier plan and the cheapest one. The earlier plan is one corner of that box and the cheapest the other,
so that what need not change can go back, decision by decision.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from planner.engine.anchor import Pull
from planner.engine.highs import Options, Reason, Solver
from planner.engine.matrix import Matrix, Vector
from planner.engine.search import Search
from planner.engine.structure import Structure

WHOLE_COLUMNS = 5_000
"""Up to this size the nearest plan is looked for everywhere, above it between the two plans."""
NEAR_GAP = 0.01
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
    first = min(starts, key=pull.distance)
    if pull.distance(first) <= ROOM:
        return first
    box = matrix if matrix.shape[1] <= WHOLE_COLUMNS else _between(matrix, structure, pull, starts)
    near = _distance_problem(box, pull, most_musd)
    options = search.options_for(Options(gap=NEAR_GAP), seconds, NEAR_NODES)
    solver = Solver(near, options)
    solver.start_from(_extended(first, pull, near))
    found = solver.run().x
    x = None if found is None else _cheapest_rest(matrix, pull, found[: matrix.shape[1]], search)
    plans = starts if x is None or matrix.value(x) > most_musd else [*starts, x]
    least = min(map(pull.distance, plans))
    # Of plans that are as near, up to the gap of that search, the cheapest.
    as_near = [plan for plan in plans if pull.distance(plan) <= least * (1 + NEAR_GAP) + ROOM]
    return min(as_near, key=matrix.value)


def _between(matrix: Matrix, structure: Structure, pull: Pull, starts: list[Vector]) -> Matrix:
    """Return the problem with every decision between the anchor and some plans."""
    at = starts[0].copy()
    at[pull.columns] = pull.at
    points = np.array([at, *starts])
    decided = np.concatenate([structure.siting, structure.unit_columns, structure.rack_columns])
    least, most = points.min(axis=0)[decided], points.max(axis=0)[decided]
    lower = np.maximum(matrix.lower[decided], least)
    return matrix.within(decided, lower, np.maximum(lower, np.minimum(matrix.upper[decided], most)))


def _distance_problem(matrix: Matrix, pull: Pull, most_musd: float) -> Matrix:
    """Return the problem of the least distance, with the cost in its last row.

    A difference from an end of a column's box is linear in it. For others there is a further column at
    least as large as the difference both ways.
    """
    n = matrix.shape[1]
    lower, upper = matrix.lower[pull.columns], matrix.upper[pull.columns]
    up, down = pull.at <= lower, pull.at >= upper
    both = np.flatnonzero(~up & ~down)
    cost = np.zeros(n + len(both))
    cost[pull.columns[up]] = pull.weight[up]
    cost[pull.columns[down & ~up]] = -pull.weight[down & ~up]
    cost[n:] = pull.weight[both]
    offset = -float(pull.weight[up] @ pull.at[up]) + float(pull.weight[down & ~up] @ pull.at[down & ~up])
    k, at = len(both), pull.at[both]
    pick = sp.csr_matrix((np.ones(k), (np.arange(k), pull.columns[both])), shape=(k, n))
    eye = sp.identity(k, format="csr")
    a = sp.vstack(
        [
            sp.hstack([matrix.a, sp.csr_matrix((matrix.shape[0], k))]),
            sp.hstack([pick, -eye]),
            sp.hstack([-pick, -eye]),
            sp.csr_matrix(np.concatenate([matrix.cost, np.zeros(k)])[None, :]),
        ],
        format="csr",
    )
    free = np.full(2 * k, -np.inf)
    limit = most_musd - matrix.offset - ROOM * abs(most_musd)
    return replace(
        matrix,
        cost=cost,
        offset=offset,
        lower=np.append(matrix.lower, np.zeros(k)),
        upper=np.append(matrix.upper, np.full(k, np.inf)),
        integer=np.append(matrix.integer, np.zeros(k, dtype=bool)),
        a=a,
        row_lower=np.concatenate([matrix.row_lower, free, [-np.inf]]),
        row_upper=np.concatenate([matrix.row_upper, at, -at, [limit]]),
    )


def _extended(x: Vector, pull: Pull, near: Matrix) -> Vector:
    """Return a plan with the columns of differences added."""
    n = len(x)
    extended = np.zeros(near.shape[1])
    extended[:n] = x
    lower, upper = near.lower[pull.columns], near.upper[pull.columns]
    both = np.flatnonzero((pull.at > lower) & (pull.at < upper))
    extended[n:] = np.abs(x[pull.columns[both]] - pull.at[both])
    return extended


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
