"""From whole halls to a whole plan: power units period by period, then blocks and racks."""

from __future__ import annotations

import numpy as np

from planner.engine.highs import Options, Solver
from planner.engine.matrix import Ints, Matrix, Vector
from planner.engine.restrict import Restricted
from planner.engine.round_power import round_power
from planner.engine.round_racks import round_racks
from planner.engine.search import Search
from planner.engine.structure import NONE, Structure

LAST_SECONDS = 10.0
"""Longest time for the last whole numbers: training blocks and volume tiers, a few hundred."""
LAST_GAP = 1e-4
WHOLE = 1e-6


def finish(part: Restricted, structure: Structure, search: Search, x: Vector, what: str) -> bool:
    """Make a point with whole halls into a plan and offer it; return whether it was better.

    Halls and openings are fixed. Then the power units of one period after the other are rounded and
    fixed, the rest solved again in between. At the end purchases are made whole racks, and what is
    left is chosen around them.
    """
    siting = _real(part.of(structure.siting))
    matrix = _fixed(part.matrix, siting, np.round(x[siting]))
    relaxed = round_power(matrix, part, structure, search)
    if relaxed is None:
        return False
    units = _real(part.of(structure.unit_columns))
    racks = part.of(structure.rack_columns)
    matrix = _fixed(matrix, units, relaxed[units])
    matrix = _hosted_where_served(matrix, part, structure, relaxed)
    # Where the case sells chips in any amount, they need no rounding.
    is_whole = (racks != NONE) & part.matrix.integer[racks]
    racks, whole = racks[is_whole], round_racks(part, structure, relaxed)[is_whole]
    plan = _solve(_fixed(matrix, racks, whole), search)
    if plan is None:
        # A minimum take or a least share may need a rack more than rounding down leaves.
        plan = _solve(_one_rack_more(matrix, racks, relaxed), search)
    return plan is not None and search.offer(part.expand(plan), what)


def _one_rack_more(matrix: Matrix, racks: Ints, x: Vector) -> Matrix:
    """Let each purchase be rounded down or up."""
    most = np.minimum(np.ceil(x[racks] - WHOLE), matrix.upper[racks])
    return _within(matrix, racks, np.floor(x[racks] + WHOLE), most)


def complete(matrix: Matrix, structure: Structure, search: Search, x: Vector) -> Vector | None:
    """Fix siting, power and purchases as they are at a point, and solve for the rest."""
    decided = np.concatenate([_real(structure.siting), structure.unit_columns, structure.rack_columns])
    return _solve(_fixed(matrix, decided, np.round(x[decided])), search)


def _hosted_where_served(matrix: Matrix, part: Restricted, structure: Structure, x: Vector) -> Matrix:
    """Let a stream that needs one place be hosted only where it was served before."""
    hosted = _real(part.of(structure.hosted_columns))
    upper = matrix.upper.copy()
    upper[hosted] = np.where(x[hosted] > WHOLE, upper[hosted], matrix.lower[hosted])
    return matrix.with_bounds(matrix.lower, upper)


def _solve(matrix: Matrix, search: Search) -> Vector | None:
    seconds = min(LAST_SECONDS, max(search.seconds_left, 1.0))
    return Solver(matrix, Options(seconds=seconds, gap=LAST_GAP)).run().x


def _fixed(matrix: Matrix, columns: Ints, values: Vector) -> Matrix:
    return _within(matrix, columns, values, values)


def _within(matrix: Matrix, columns: Ints, least: Vector, most: Vector) -> Matrix:
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[columns], upper[columns] = least, most
    return matrix.with_bounds(lower, upper)


def _real(columns: Ints) -> Ints:
    real: Ints = columns[columns != NONE]
    return real
