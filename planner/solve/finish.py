"""From whole halls to a whole plan: power units, training blocks, tiers, then racks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.solve.highs import Options, Solver
from planner.solve.matrix import Ints, Matrix, Vector
from planner.solve.restrict import Restricted
from planner.solve.search import Search
from planner.solve.structure import NONE, Structure

UNIT_SECONDS = 10.0
"""Longest time for the power units and blocks of one plan; their rounding costs little."""
UNIT_GAP = 2e-4
WHOLE = 1e-6


def finish(part: Restricted, structure: Structure, search: Search, x: Vector, what: str) -> bool:
    """Make a point with whole halls into a plan and offer it; return whether it was better.

    Halls and openings are fixed and the other whole numbers are chosen by branch and bound, with
    purchases in any amount. Then purchases are rounded down to whole racks, which frees money,
    supply and power but takes none, and the rest is solved again around them.
    """
    siting = _real(part.of(structure.siting))
    racks = _real(part.of(structure.rack_columns))
    matrix = _fixed(part.matrix, siting, np.round(x[siting]))
    units = _solve(_any_amount(matrix, racks), search, x)
    if units is None:
        return False
    others = matrix.integer.copy()
    others[racks] = False
    matrix = _fixed(matrix, np.flatnonzero(others), np.round(units[others]))
    matrix = _fixed(matrix, racks, np.floor(units[racks] + WHOLE))
    plan = _solve(matrix, search, units)
    return plan is not None and search.offer(part.expand(plan), what)


def complete(matrix: Matrix, structure: Structure, search: Search, x: Vector) -> Vector | None:
    """Fix siting and purchases as they are at a point and solve for the rest, None if there is none."""
    decided = np.concatenate([_real(structure.siting), structure.rack_columns])
    return _solve(_fixed(matrix, decided, np.round(x[decided])), search, x)


def _solve(matrix: Matrix, search: Search, start: Vector) -> Vector | None:
    seconds = min(UNIT_SECONDS, max(search.seconds_left, 1.0))
    solver = Solver(matrix, Options(seconds=seconds, gap=UNIT_GAP))
    solver.start_from(start)
    return solver.run().x


def _fixed(matrix: Matrix, columns: Ints, values: Vector) -> Matrix:
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[columns] = upper[columns] = values
    return matrix.with_bounds(lower, upper)


def _any_amount(matrix: Matrix, racks: Ints) -> Matrix:
    integer = matrix.integer.copy()
    integer[racks] = False
    return replace(matrix, integer=integer)


def _real(columns: Ints) -> Ints:
    real: Ints = columns[columns != NONE]
    return real
