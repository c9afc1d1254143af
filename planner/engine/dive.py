"""A dive by period: halls are rounded so that the total over the sites is kept.

Rounding each site to its nearest whole number loses half a hall per site. Rounding down everywhere
and then up the largest fractions until the total is met loses at most one hall per kind and period;
the linear problem is solved again (warm, dual simplex) after each period, so later periods react.

Where something is fixed beforehand, such as power that is ordered for a site to come, it may be that no
rounding of all sites at once leaves the rest a solution. They are then rounded one after the other, each up
where it must be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.engine.highs import Outcome, Reason, Solver
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
    fewest: Vector
    most: Vector
    """Fewest and most new halls, sites x periods."""
    must_open: Mask
    may_open: Mask
    """Whether a site must be, and may be, open; sites x periods."""
    in_ledger: Mask
    """Sites that are open whatever the plan does."""


def siting_of(part: Restricted, structure: Structure) -> Siting:
    """Return the siting columns of a part that are still free."""
    halls = part.of(structure.halls)
    sites = np.flatnonzero((halls != NONE).any(axis=1))
    halls = halls[sites]
    opens = part.of(structure.opens)[sites]
    lower, upper = part.matrix.lower, part.matrix.upper
    in_ledger = (structure.opens[sites, 0] == NONE) | (lower[opens[:, 0]] > 0)
    least = np.maximum(structure.least[sites], 1.0)
    return Siting(
        halls=halls,
        opens=opens,
        least=least,
        campus=structure.campus[sites],
        fewest=values_of(lower, halls),
        most=values_of(upper, halls),
        must_open=values_of(lower, opens) > 0,
        may_open=values_of(upper, opens) > 0,
        in_ledger=in_ledger,
    )


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
        outcome, before = _round_period(lp, siting, outcome.x, before, t)
    return outcome.x if outcome.reason is Reason.OPTIMAL else None


def _round_period(lp: Solver, siting: Siting, x: Vector, before: Vector, t: int) -> tuple[Outcome, Vector]:
    """Round a period so that the rest has a solution, if that can be; return what that is, and the halls."""
    wanted, basis = values_of(x, siting.halls[:, t]), lp.basis()
    for rounding in ROUNDINGS:
        halls = _clipped(siting, rounding(siting, wanted, before, t), t)
        fix_period(lp, siting, halls, t)
        outcome = lp.run()
        if outcome.reason is Reason.OPTIMAL:
            return outcome, halls
        # On the long US case the next attempt took 30 times longer from where this one gave up.
        lp.start_at(basis)
    return _one_by_one(lp, siting, wanted, before, t)


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


def _one_by_one(lp: Solver, siting: Siting, wanted: Vector, before: Vector, t: int) -> tuple[Outcome, Vector]:
    """Round one site after the other: as a whole period is, and a hall up where that leaves no solution.

    Sites that the relaxation makes whole come first, all at once; then those that are rounded up, and of
    those that are rounded down the ones that lose least.
    """
    halls = _clipped(siting, _keep_total(siting, wanted, before, t), t)
    up = np.where((halls == 0) & ~siting.in_ledger, siting.least[:, t], halls + 1.0)
    rounded = np.abs(halls - wanted) > WHOLE
    _free(lp, siting, rounded, t)
    fix_period(lp, siting, halls, t, ~rounded)
    outcome, basis = lp.run(), lp.basis()
    for i in sorted(np.flatnonzero(rounded), key=lambda i: wanted[i] - halls[i]):
        one = np.arange(len(halls)) == i
        for count in (halls[i], min(up[i], siting.most[i, t])):
            halls[i] = count
            fix_period(lp, siting, halls, t, one)
            outcome = lp.run()
            if outcome.reason is Reason.OPTIMAL:
                basis = lp.basis()
                break
            lp.start_at(basis)
        else:
            break
    return outcome, halls


def _clipped(siting: Siting, halls: Vector, t: int) -> Vector:
    """Return halls of a period within their bounds."""
    clipped: Vector = np.clip(halls, siting.fewest[:, t], siting.most[:, t])
    return clipped


def fix_period(solver: Solver, siting: Siting, halls: Vector, t: int, sites: Mask | None = None) -> None:
    """Fix halls and openings of a period, at all sites or at some.

    An opening without a hall is not worth its fee, but may be fixed beforehand.
    """
    opens = (siting.in_ledger | (halls > 0) | siting.must_open[:, t]) & siting.may_open[:, t]
    for columns, values in ((siting.halls[:, t], halls), (siting.opens[:, t], opens.astype(float))):
        real = columns != NONE if sites is None else (columns != NONE) & sites
        solver.fix_bounds(columns[real], values[real], values[real])


def _free(solver: Solver, siting: Siting, sites: Mask, t: int) -> None:
    """Give halls and openings of some sites in a period their own bounds again."""
    for columns, least, most in (
        (siting.halls, siting.fewest, siting.most),
        (siting.opens, siting.must_open.astype(float), siting.may_open.astype(float)),
    ):
        real = (columns[:, t] != NONE) & sites
        solver.fix_bounds(columns[real, t], least[real, t], most[real, t])
