"""From whole halls to a whole plan: power units period by period, then blocks and racks."""

from __future__ import annotations

import numpy as np

from planner.solve.highs import Options, Outcome, Solver
from planner.solve.matrix import Ints, Matrix, Vector
from planner.solve.restrict import Restricted
from planner.solve.search import Search
from planner.solve.structure import NONE, Block, Structure

LAST_SECONDS = 10.0
"""Longest time for the last whole numbers: training blocks and volume tiers, a few hundred."""
LAST_GAP = 1e-4
WHOLE = 1e-6
SPARE_MW = 1e-3
"""MW of firm power that a site may lack without another unit."""


def finish(part: Restricted, structure: Structure, search: Search, x: Vector, what: str) -> bool:
    """Make a point with whole halls into a plan and offer it; return whether it was better.

    Halls and openings are fixed. Then the power units of one period after the other are rounded and
    fixed, the rest solved again in between. Purchases are rounded down to whole racks at the end,
    which frees money, supply and power but takes none; what is left is chosen around them.
    """
    siting = _real(part.of(structure.siting))
    matrix = _fixed(part.matrix, siting, np.round(x[siting]))
    relaxed = _round_power(matrix, part, structure, search)
    if relaxed is None:
        return False
    units = _real(part.of(structure.unit_columns))
    matrix = _fixed(matrix, units, relaxed[units])
    matrix = _hosted_where_served(matrix, part, structure, relaxed)
    plan = _with_whole_racks(matrix, _real(part.of(structure.rack_columns)), relaxed, search)
    return plan is not None and search.offer(part.expand(plan), what)


def complete(matrix: Matrix, structure: Structure, search: Search, x: Vector) -> Vector | None:
    """Fix siting, power and purchases as they are at a point, and solve for the rest."""
    decided = np.concatenate([_real(structure.siting), structure.unit_columns, structure.rack_columns])
    return _solve(_fixed(matrix, decided, np.round(x[decided])), search)


def _round_power(matrix: Matrix, part: Restricted, structure: Structure, search: Search) -> Vector | None:
    """Return a point with whole power units, None if there is none or no time."""
    solver = Solver(matrix, Options(seconds=max(search.seconds_left, 1.0)), relax=True)
    outcome = _round_lumps(solver, _real(part.of(structure.lumpy_columns)), matrix)
    for period in structure.power:
        if outcome.x is None or search.seconds_left <= 0:
            return None
        outcome = _round_period(solver, part, matrix, period, outcome.x)
    return outcome.x


def _round_lumps(solver: Solver, lumps: Ints, matrix: Matrix) -> Outcome:
    """Fix units that are large beside a hall before all others, which can then fill the gaps."""
    outcome = solver.run()
    if outcome.x is None:
        return outcome
    for whole in (np.round(outcome.x[lumps]), np.floor(outcome.x[lumps] + WHOLE)):
        most = np.minimum(whole, matrix.upper[lumps])
        fixed = _between(solver, lumps, most, most)
        if fixed.x is not None:
            return fixed
    return fixed


def _round_period(
    solver: Solver, part: Restricted, matrix: Matrix, power: tuple[Block, ...], x: Vector
) -> Outcome:
    """Fix the units of a period: enough for what stands, as far as the limits leave room.

    Where not every site can have enough (a year's turbines are sold out), the units may first lie
    anywhere between too few and enough: the linear problem shares out what there is, whole but for
    about one unit per limit, and that one is rounded down.
    """
    columns = part.of(np.concatenate([block.units for block in power]))
    there = columns != NONE
    columns = columns[there]
    enough = np.concatenate([_enough(part, matrix, block, x) for block in power])[there]
    outcome = _between(solver, columns, enough, enough)
    if outcome.x is not None:
        return outcome
    fewer = np.concatenate([_round_down(part, block, x) for block in power])[there]
    shared = _between(solver, columns, fewer, np.maximum(fewer, enough))
    if shared.x is not None:
        x = shared.x
    fewer = np.concatenate([_round_down(part, block, x) for block in power])[there]
    return _between(solver, columns, fewer, fewer)


def _between(solver: Solver, columns: Ints, lower: Vector, upper: Vector) -> Outcome:
    solver.fix_bounds(columns, lower, upper)
    return solver.run()


def _round_down(part: Restricted, block: Block, x: Vector) -> Vector:
    """Round the units of a site down, but for options in any amount."""
    columns = part.of(block.units)
    wanted = np.where(columns != NONE, x[columns], 0.0)
    return np.where(block.continuous, wanted, np.floor(wanted + WHOLE))


def _enough(part: Restricted, matrix: Matrix, block: Block, x: Vector) -> Vector:
    """Round down, then up from the largest fraction until the site's fleet has its power again.

    Energy contracts over the grid feed nothing by themselves and stay rounded down.
    """
    columns = part.of(block.units)
    there = columns != NONE
    wanted = np.where(there, x[columns], 0.0)
    most = np.where(there, matrix.upper[columns], 0.0)
    whole = _round_down(part, block, x)
    missing_mw = float(((wanted - whole) * block.firm_mw).sum())
    for i in np.argsort(whole - wanted):
        if missing_mw <= SPARE_MW:
            break
        if wanted[i] - whole[i] > WHOLE and whole[i] + 1 <= most[i] and block.firm_mw[i] > 0:
            whole[i] += 1
            missing_mw -= block.firm_mw[i]
    return whole


def _hosted_where_served(matrix: Matrix, part: Restricted, structure: Structure, x: Vector) -> Matrix:
    """Let a stream that needs one place be hosted only where it was served before."""
    hosted = _real(part.of(structure.hosted_columns))
    upper = matrix.upper.copy()
    upper[hosted] = np.where(x[hosted] > WHOLE, upper[hosted], matrix.lower[hosted])
    return matrix.with_bounds(matrix.lower, upper)


def _with_whole_racks(matrix: Matrix, racks: Ints, x: Vector, search: Search) -> Vector | None:
    """Round purchases down; where a minimum take or a vendor's share forbids that, to either side."""
    racks = racks[matrix.integer[racks]]
    fewer = np.floor(x[racks] + WHOLE)
    for most in (fewer, fewer + 1.0):
        plan = _solve(_within(matrix, racks, fewer, np.minimum(most, matrix.upper[racks])), search)
        if plan is not None:
            return plan
    return None


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
