"""Halls built a little earlier, later, more or fewer, one site at a time, by their prices.

With all halls fixed, the reduced cost of each says what one more or one fewer costs at first. As cost is
convex in halls, a change costs at least what these prices say: only changes that seem to pay are tried,
the most promising first. A try is one warm dual simplex solve, ended as soon as it cannot pay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.engine.dive import Siting, fix_period, siting_of, values_of
from planner.engine.highs import Outcome, Reason, Solver
from planner.engine.matrix import Vector
from planner.engine.restrict import Restricted
from planner.engine.search import Search
from planner.engine.structure import NONE, Structure

LEAST_GAIN = 1e-5
"""Share of the cost that a change must save."""
TRIES = 40
"""Changes tried in vain, one after the other, before it ends."""


@dataclass(frozen=True, order=True)
class Shift:
    """A hall more or fewer at a site from one period until before another.

    Attributes
    ----------
    estimate_musd
        What it costs at least, by the prices; negative where it may pay.
    """

    estimate_musd: float
    site: int
    by: int
    first: int
    end: int


def shift(lp: Solver, part: Restricted, structure: Structure, search: Search, x: Vector) -> Vector:
    """Return a point that costs no more, its halls shifted as long as that pays.

    Parameters
    ----------
    lp
        The relaxation of the part as the dive leaves it, with all halls fixed.
    """
    siting = siting_of(part, structure)
    halls = np.round(values_of(x, siting.halls))
    best = lp.run()
    while not search.is_done and best.reason is Reason.OPTIMAL and best.x is not None:
        x = best.x
        found = _first_that_pays(lp, siting, halls, best, search)
        if found is None:
            break
        best, halls = found
    lp.set_options(objective_bound=np.inf)
    return x


def _first_that_pays(
    lp: Solver, siting: Siting, halls: Vector, best: Outcome, search: Search
) -> tuple[Outcome, Vector] | None:
    """Try changes until one pays; return what it gives, None if none does."""
    if best.reduced_cost is None:
        return None
    at_most = best.objective - LEAST_GAIN * abs(best.objective)
    lp.set_options(objective_bound=at_most)
    basis = lp.basis()
    hopeful = sorted(
        s for s in shifts(siting, halls, best.reduced_cost) if best.objective + s.estimate_musd < at_most
    )
    for one in hopeful[:TRIES]:
        if search.is_done:
            break
        shifted = halls.copy()
        shifted[one.site, one.first : one.end] += one.by
        _fix(lp, siting, shifted, one)
        outcome = lp.run()
        if outcome.reason is Reason.OPTIMAL and outcome.objective < at_most:
            return outcome, shifted
        _fix(lp, siting, halls, one)
        lp.start_at(basis)
    return None


def _fix(lp: Solver, siting: Siting, halls: Vector, one: Shift) -> None:
    for t in range(one.first, one.end):
        fix_period(lp, siting, halls[:, t], t)


def shifts(siting: Siting, halls: Vector, reduced_cost: Vector) -> Iterator[Shift]:
    """Yield the changes by one hall that keep halls standing once built, with what they cost at least."""
    hall_price, open_price = (
        np.where(columns == NONE, 0.0, reduced_cost[columns]) for columns in (siting.halls, siting.opens)
    )
    periods = halls.shape[1]
    for by in (1, -1):
        changed = halls + by
        now_open, then_open = (siting.in_ledger[:, None] | (h > 0) for h in (halls, changed))
        price = by * hall_price + (then_open.astype(float) - now_open) * open_price
        allowed = (siting.halls != NONE) & (changed >= siting.fewest) & (changed <= siting.most)
        for site, first in zip(*np.nonzero(allowed), strict=True):
            if first > 0 and changed[site, first] < halls[site, first - 1]:
                continue
            estimate = 0.0
            for t in range(first, periods):
                if not allowed[site, t]:
                    break
                estimate += float(price[site, t])
                if t + 1 == periods or changed[site, t] <= halls[site, t + 1]:
                    yield Shift(estimate, int(site), by, int(first), t + 1)
