"""From whole halls to a whole plan: power units, training blocks, racks, and the rest around them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.engine.highs import INTERIOR_POINT, Options, Reason, Solver
from planner.engine.matrix import WHOLE, Ints, Mask, Matrix, Vector
from planner.engine.power_units import whole_units
from planner.engine.restrict import Restricted
from planner.engine.round_blocks import host_blocks, hosts_of
from planner.engine.round_racks import round_racks
from planner.engine.search import Search
from planner.engine.structure import Structure

LAST_SECONDS = 10.0
"""Longest time for the last whole numbers: training blocks and volume tiers, a few hundred."""
LAST_NODES = 200
LAST_GAP = 1e-4
TINY = 1e-9
"""A host keeps its block if no larger part of it is missing."""
HOSTS_LOSS = 2e-4
"""Share of the cost that hosts may lose before branch and bound looks for better ones,"""
HOSTS_COLUMNS = 20_000
"""in parts up to this size,"""
HOSTS_SECONDS, HOSTS_NODES = 5.0, 50
"""and for so long."""


def finish(part: Restricted, structure: Structure, search: Search, x: Vector, what: str) -> bool:
    """Make a point with whole halls into a plan and offer it; return whether it was better.

    Halls and openings are fixed. Then come the power units and the sites of training blocks, and after
    another solve whole racks. What is left is chosen around them.
    """
    powered = whole_units(part, structure, search, x)
    if powered is None:
        return False
    matrix = part.matrix.fixed(part.those_of(structure.siting), np.round(x))
    power = part.those_of(structure.power_columns)
    matrix = matrix.fixed(power[part.matrix.integer[power]], powered)
    blocked, relaxed = _with_blocks(matrix, part, structure, search)
    hosted = part.those_of(structure.hosted_columns)
    plan = None if relaxed is None else _with_racks(blocked, part, structure, hosted, relaxed, search)
    return plan is not None and search.offer(part.expand(plan), what)


def _with_blocks(
    matrix: Matrix, part: Restricted, structure: Structure, search: Search
) -> tuple[Matrix, Vector | None]:
    """Leave only the hosts of blocks that are chosen; return the matrix and its relaxed optimum with them.

    Halls and power are fixed, so that the first solve is from scratch: presolve leaves little of it, where
    the simplex method needed minutes from the basis of the dive on the long US case.
    """
    hosts = hosts_of(part, structure)
    lp = Solver(matrix, _from_scratch(search), relax=True)
    before, outcome = host_blocks(lp, matrix, hosts, search)
    if outcome.x is None or outcome.reason is not Reason.OPTIMAL:
        return matrix, None
    x = outcome.x
    lost = outcome.objective - before.objective
    if lost > HOSTS_LOSS * abs(before.objective) and matrix.shape[1] <= HOSTS_COLUMNS:
        x = _better_hosts(matrix, hosts.columns, x, search)
    hosting = np.maximum(np.ceil(x[hosts.columns] - WHOLE), matrix.lower[hosts.columns])
    return matrix.within(hosts.columns, matrix.lower[hosts.columns], hosting), x


def _better_hosts(matrix: Matrix, hosted: Ints, x: Vector, search: Search) -> Vector:
    """Return a point with the hosts that branch and bound finds around a point, the point itself if none."""
    integer = np.zeros_like(matrix.integer)
    integer[hosted] = matrix.integer[hosted]
    solver = Solver(
        replace(matrix, integer=integer), search.within(Options(gap=LAST_GAP), HOSTS_SECONDS, HOSTS_NODES)
    )
    solver.start_from(x)
    better = solver.run().x
    return x if better is None or matrix.value(better) >= matrix.value(x) else better


def _with_racks(
    matrix: Matrix, part: Restricted, structure: Structure, hosted: Ints, x: Vector, search: Search
) -> Vector | None:
    """Make purchases whole racks, and choose what is left around them."""
    # Where the case sells chips in any amount, they need no rounding.
    racks = part.those_of(structure.rack_columns)
    racks = racks[matrix.integer[racks]]
    rounded = matrix.fixed(racks, round_racks(part, structure, x))
    plan = _relax(rounded.fixed(hosted, matrix.upper), search)
    if plan is not None and matrix.is_whole(plan):
        return plan
    if plan is None:
        plan = _with_racks_for_hosts(rounded, matrix, part, structure, x, search)
    if plan is None:
        plan = _branch(rounded, search)
    if plan is None:
        # A minimum take or a least share may need a rack more than rounding down leaves.
        plan = _branch(_one_rack_more(matrix, racks, x), search)
    return plan


def _with_racks_for_hosts(
    rounded: Matrix, matrix: Matrix, part: Restricted, structure: Structure, x: Vector, search: Search
) -> Vector | None:
    """Let hosts that rounding left short of a block have a rack more; None where that is not enough.

    A host with just a block of chips falls short of it by less than a rack, and would lose the whole block.
    """
    hosted, racks = part.those_of(structure.hosted_columns), part.those_of(structure.rack_columns)
    hosting = replace(rounded, cost=np.where(_among(hosted, rounded), -1.0, 0.0))
    most = _relax(hosting, search)
    if most is None:
        return None
    site = structure.site_of[part.keep]
    short = site[hosted[most[hosted] < rounded.upper[hosted] - TINY]]
    racks = racks[matrix.integer[racks] & np.isin(site[racks], short)]
    least = np.minimum(rounded.lower[racks], np.floor(x[racks] + WHOLE))
    ceiling = np.minimum(np.ceil(x[racks] - WHOLE), matrix.upper[racks])
    loose = rounded.within(racks, least, np.maximum(rounded.upper[racks], ceiling))
    return _branch(loose.fixed(hosted, matrix.upper), search)


def _among(columns: Ints, matrix: Matrix) -> Mask:
    among = np.zeros(matrix.shape[1], dtype=bool)
    among[columns] = True
    return among


def complete(matrix: Matrix, structure: Structure, search: Search, x: Vector) -> Vector | None:
    """Fix siting, power and purchases as they are at a point, and solve for the rest."""
    decided = np.concatenate([structure.siting, structure.unit_columns, structure.rack_columns])
    return _branch(matrix.fixed(decided, np.where(matrix.integer, np.round(x), x)), search)


def _one_rack_more(matrix: Matrix, racks: Ints, x: Vector) -> Matrix:
    """Let each purchase be rounded down or up."""
    most = np.minimum(np.ceil(x[racks] - WHOLE), matrix.upper[racks])
    return matrix.within(racks, np.floor(x[racks] + WHOLE), most)


def _relax(matrix: Matrix, search: Search) -> Vector | None:
    """Solve the relaxation from scratch.

    With so much fixed, presolve leaves little of it: 7 s on the long US case, where the simplex method
    needed minutes from the basis of the dive.
    """
    outcome = Solver(matrix, _from_scratch(search), relax=True).run()
    return outcome.x if outcome.reason is Reason.OPTIMAL else None


def _from_scratch(search: Search) -> Options:
    return Options(seconds=max(search.seconds_left, 1.0), extra=INTERIOR_POINT)


def _branch(matrix: Matrix, search: Search) -> Vector | None:
    return Solver(matrix, search.within(Options(gap=LAST_GAP), LAST_SECONDS, LAST_NODES)).run().x
