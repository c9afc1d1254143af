"""From whole halls to a whole plan: power units, training blocks, racks, and the rest around them."""

from __future__ import annotations

import numpy as np

from planner.engine.highs import Options, Solver
from planner.engine.matrix import Ints, Matrix, Vector
from planner.engine.power_units import whole_units
from planner.engine.restrict import Restricted
from planner.engine.round_blocks import hosting
from planner.engine.round_racks import round_racks
from planner.engine.search import Search
from planner.engine.structure import Structure

LAST_SECONDS = 10.0
"""Longest time for the last whole numbers: training blocks and volume tiers, a few hundred."""
LAST_GAP = 1e-4
WHOLE = 1e-6


def finish(lp: Solver, part: Restricted, structure: Structure, search: Search, x: Vector, what: str) -> bool:
    """Make a point with whole halls into a plan and offer it; return whether it was better.

    Halls and openings are fixed. Then come the power units and the sites of training blocks, and after
    another solve whole racks. What is left is chosen around them.

    Parameters
    ----------
    lp
        The relaxation of the part, at any bounds; it starts from its last basis.
    """
    matrix = _fixed(part.matrix, part.those_of(structure.siting), x)
    powered = whole_units(part, structure, search, x)
    if powered is None:
        return False
    power = part.those_of(structure.power_columns)
    matrix = _fixed(matrix, power[part.matrix.integer[power]], powered)
    relaxed, matrix = _with_blocks(lp, matrix, part, structure, x)
    if relaxed is None:
        return False
    # Where the case sells chips in any amount, they need no rounding.
    racks = part.those_of(structure.rack_columns)
    racks = racks[part.matrix.integer[racks]]
    plan = _solve(lp, _fixed(matrix, racks, round_racks(part, structure, relaxed)), search)
    if plan is None:
        # A minimum take or a least share may need a rack more than rounding down leaves.
        plan = _solve(lp, _one_rack_more(matrix, racks, relaxed), search)
    return plan is not None and search.offer(part.expand(plan), what)


def complete(matrix: Matrix, structure: Structure, search: Search, x: Vector) -> Vector | None:
    """Fix siting, power and purchases as they are at a point, and solve for the rest."""
    decided = np.concatenate([structure.siting, structure.unit_columns, structure.rack_columns])
    return _branch(_fixed(matrix, decided, np.round(x)), search)


def _with_blocks(
    lp: Solver, matrix: Matrix, part: Restricted, structure: Structure, x: Vector
) -> tuple[Vector | None, Matrix]:
    """Choose the sites of training blocks and solve again, without asking for full blocks if need be.

    The matrix that is returned leaves open whether a chosen site hosts its block in the end: racks are
    still to be rounded, and may leave less than a block.
    """
    columns, hosted = hosting(part, structure, x)
    chosen = _within(matrix, columns, matrix.lower[columns], np.maximum(hosted, matrix.lower[columns]))
    for attempt in (_fixed(chosen, columns, chosen.upper), chosen):
        lp.set_bounds(attempt.lower, attempt.upper)
        outcome = lp.run()
        if outcome.x is not None:
            return outcome.x, chosen
    return None, chosen


def _one_rack_more(matrix: Matrix, racks: Ints, x: Vector) -> Matrix:
    """Let each purchase be rounded down or up."""
    most = np.minimum(np.ceil(x[racks] - WHOLE), matrix.upper[racks])
    return _within(matrix, racks, np.floor(x[racks] + WHOLE), most)


def _solve(lp: Solver, matrix: Matrix, search: Search) -> Vector | None:
    """Solve for what is still free; by branch and bound only where the relaxation is not whole."""
    lp.set_bounds(matrix.lower, matrix.upper)
    x = lp.run().x
    if x is None:
        return None
    whole = x[matrix.integer]
    return x if (np.abs(whole - np.round(whole)) <= WHOLE).all() else _branch(matrix, search)


def _branch(matrix: Matrix, search: Search) -> Vector | None:
    seconds = min(LAST_SECONDS, max(search.seconds_left, 1.0))
    return Solver(matrix, Options(seconds=seconds, gap=LAST_GAP)).run().x


def _fixed(matrix: Matrix, columns: Ints, x: Vector) -> Matrix:
    """Fix some columns at their values at a point; ``x`` has one value for each column of the matrix."""
    return _within(matrix, columns, x[columns], x[columns])


def _within(matrix: Matrix, columns: Ints, least: Vector, most: Vector) -> Matrix:
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[columns], upper[columns] = least, most
    return matrix.with_bounds(lower, upper)
