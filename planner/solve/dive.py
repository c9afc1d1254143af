"""A dive by period: halls are rounded so that the total over the sites is kept.

Rounding each site to its nearest whole number loses half a hall per site. Rounding down everywhere
and then up the largest fractions until the total is met loses at most one hall per kind and period;
the linear problem is solved again (warm, dual simplex) after each period, so later periods react.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.solve.highs import Options, Reason, Solver
from planner.solve.matrix import Ints, Mask, Vector
from planner.solve.restrict import Restricted
from planner.solve.search import Search
from planner.solve.structure import NONE, Structure

ROUND_UP_FROM = 0.2
"""A group of sites gets another hall while it still lacks this much of one."""
WHOLE = 1e-6


@dataclass(frozen=True)
class Siting:
    """Columns of a restricted problem, sites x periods, for sites that can build in it."""

    halls: Ints
    opens: Ints
    campus: Mask
    most: Vector
    """Most new halls, sites x periods."""
    in_ledger: Mask
    """Sites that are open whatever the plan does."""


def siting_of(part: Restricted, structure: Structure) -> Siting:
    """Return the siting columns of a part that are still free."""
    halls = part.of(structure.halls)
    sites = np.flatnonzero((halls != NONE).any(axis=1))
    halls = halls[sites]
    opens = part.of(structure.opens)[sites]
    most = np.where(halls == NONE, 0.0, part.matrix.upper[halls])
    in_ledger = (part.matrix.lower[opens[:, 0]] > 0) | (opens[:, 0] == NONE)
    return Siting(halls, opens, structure.campus[sites], most, in_ledger)


def dive(part: Restricted, structure: Structure, search: Search) -> Vector | None:
    """Return a point of the part with whole halls and openings, None if time ran out first."""
    siting = siting_of(part, structure)
    solver = Solver(
        part.matrix,
        Options(seconds=search.seconds_left, extra={"solver": "ipx", "run_crossover": "on"}),
        relax=True,
    )
    outcome = solver.run()
    solver.set_options(solver="simplex")
    before = np.zeros(len(siting.halls))
    for t in range(siting.halls.shape[1]):
        if outcome.x is None or search.seconds_left <= 0:
            return None
        wanted = _values(outcome.x, siting.halls[:, t])
        for least in (ROUND_UP_FROM, np.inf, None):
            halls = before if least is None else _round(siting, wanted, before, t, least)
            _fix(solver, siting, halls, t)
            outcome = solver.run()
            if outcome.reason is Reason.OPTIMAL:
                break
        before = halls
    return outcome.x if outcome.reason is Reason.OPTIMAL else None


def _values(x: Vector, columns: Ints) -> Vector:
    return np.where(columns == NONE, 0.0, x[columns])


def _round(siting: Siting, wanted: Vector, before: Vector, t: int, least: float) -> Vector:
    """Round down, then raise the largest fractions of each kind of site to keep its total."""
    halls = np.maximum(np.floor(wanted + WHOLE), before)
    fraction = wanted - halls
    for campus in (True, False):
        group = np.flatnonzero(siting.campus == campus)
        lacking = float(np.maximum(fraction[group], 0.0).sum())
        for i in group[np.argsort(-fraction[group])]:
            if lacking < least or fraction[i] <= WHOLE:
                break
            if halls[i] < siting.most[i, t]:
                halls[i] += 1
                lacking -= 1
    return halls


def _fix(solver: Solver, siting: Siting, halls: Vector, t: int) -> None:
    """Fix halls and openings of a period. An opening without a hall is not worth its fee."""
    opens = np.where(siting.in_ledger | (halls > 0), 1.0, 0.0)
    for columns, values in ((siting.halls[:, t], halls), (siting.opens[:, t], opens)):
        real = columns != NONE
        solver.fix_bounds(columns[real], values[real], values[real])
