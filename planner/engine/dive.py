"""A dive by period: halls are rounded so that the total over the sites is kept.

Rounding each site to its nearest whole number loses half a hall per site. Rounding down everywhere
and then up the largest fractions until the total is met loses at most one hall per kind and period;
the linear problem is solved again (warm, dual simplex) after each period, so later periods react.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.engine.highs import Reason, Solver
from planner.engine.matrix import Ints, Mask, Vector
from planner.engine.restrict import Restricted
from planner.engine.search import Search
from planner.engine.structure import NONE, Structure

ROUND_UP_FROM = 0.2
"""A group of sites gets another hall while it still lacks this much of one."""
WHOLE = 1e-6


@dataclass(frozen=True)
class Siting:
    """Columns of a restricted problem, sites x periods, for sites that can build in it."""

    halls: Ints
    opens: Ints
    least: Vector
    """Halls that a site must have when it opens, sites x periods."""
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
    in_ledger = (structure.opens[sites, 0] == NONE) | (part.matrix.lower[opens[:, 0]] > 0)
    least = np.maximum(structure.least[sites], 1.0)
    return Siting(halls, opens, least, structure.campus[sites], most, in_ledger)


def dive(lp: Solver, part: Restricted, structure: Structure, search: Search) -> Vector | None:
    """Return a point of the part with whole halls and openings, None if time ran out first.

    Parameters
    ----------
    lp
        The relaxation of the part. It keeps the bounds set here, and its last basis.
    """
    siting = siting_of(part, structure)
    outcome = lp.run()
    lp.set_options(solver="simplex")
    before = np.zeros(len(siting.halls))
    for t in range(siting.halls.shape[1]):
        if outcome.x is None or search.is_done:
            return None
        wanted, basis = values_of(outcome.x, siting.halls[:, t]), lp.basis()
        for rounding in ROUNDINGS:
            halls = rounding(siting, wanted, before, t)
            fix_period(lp, siting, halls, t)
            outcome = lp.run()
            if outcome.reason is Reason.OPTIMAL:
                break
            # On the long US case the next attempt took 30 times longer from where this one gave up.
            lp.start_at(basis)
        before = halls
    return outcome.x if outcome.reason is Reason.OPTIMAL else None


def values_of(x: Vector, columns: Ints) -> Vector:
    """Return the values of some columns, zero for those that do not exist; any shape."""
    return np.where(columns == NONE, 0.0, x[columns])


def _keep_total(siting: Siting, wanted: Vector, before: Vector, t: int) -> Vector:
    """Round down, then raise the largest fractions of each kind of site to keep its total."""
    halls = _round_down(siting, wanted, before, t)
    missing = wanted - halls
    for campus in (True, False):
        group = np.flatnonzero(siting.campus == campus)
        lacking = float(np.maximum(missing[group], 0.0).sum())
        for i in group[np.argsort(-missing[group])]:
            step = siting.least[i, t] if halls[i] == 0 and not siting.in_ledger[i] else 1.0
            if (
                missing[i] > WHOLE
                and lacking >= ROUND_UP_FROM * step
                and halls[i] + step <= siting.most[i, t]
            ):
                halls[i] += step
                lacking -= step
    return halls


def _round_down(siting: Siting, wanted: Vector, before: Vector, t: int) -> Vector:
    """Round down; a site opens only with as many halls as it must have at once."""
    halls = np.maximum(np.floor(wanted + WHOLE), before)
    too_few = (before == 0) & (halls < siting.least[:, t]) & ~siting.in_ledger
    return np.where(too_few, 0.0, halls)


def _open_none(siting: Siting, wanted: Vector, before: Vector, t: int) -> Vector:
    """Round down, and open no site: the last resort where limits leave no room to begin."""
    halls = _round_down(siting, wanted, before, t)
    return np.where((before == 0) & ~siting.in_ledger, 0.0, halls)


ROUNDINGS = (_keep_total, _round_down, _open_none)
"""Tried in turn until the rest still has a solution."""


def fix_period(solver: Solver, siting: Siting, halls: Vector, t: int) -> None:
    """Fix halls and openings of a period. An opening without a hall is not worth its fee."""
    opens = np.where(siting.in_ledger | (halls > 0), 1.0, 0.0)
    for columns, values in ((siting.halls[:, t], halls), (siting.opens[:, t], opens)):
        real = columns != NONE
        solver.fix_bounds(columns[real], values[real], values[real])
