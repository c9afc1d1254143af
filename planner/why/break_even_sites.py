"""The opening cost at which a closed site would open, and an open one would not have.

Halls and openings of the other sites stay as the plan has them. A closed site is tried opened as early as
it can be, once with as many halls as it may have, cut to those that are then full, and once at its minimum
size; the better of the two counts, so that with another schedule it may open at a little more. An open site
is tried closed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from buildout.inputs import Inputs, Site
from buildout.money import USD_PER_MUSD, net_value, opening_parts
from buildout.sets import Sets, build_sets
from buildout.siting import minimum_size
from planner.engine.highs import Outcome, Reason
from planner.engine.matrix import Vector
from planner.engine.repriced import LinearPlan
from planner.why.break_even import BreakEven, Holds, Thing

OPEN, HALLS, FLEET = "siting.open", "siting.new_halls", "fleet.fleet_mw"
PART_OF_HALL = 1e-3


def site_break_evens(inputs: Inputs, lp: LinearPlan) -> Iterator[BreakEven]:
    """Yield the opening cost at which each site that the ledger does not have would change sides."""
    sets = build_sets(inputs)
    for s in sets.builds:
        site = sets.sites[s]
        if site.in_ledger or site.open_cost_musd <= 0:
            continue
        opened = [t for t in sets.labels if lp.x[lp.compiled.columns[OPEN][s, t]] > 0.5]
        yield (
            _open_site(inputs, sets, lp, site, opened[0]) if opened else _closed_site(inputs, sets, lp, site)
        )


def _open_site(inputs: Inputs, sets: Sets, lp: LinearPlan, site: Site, opened: str) -> BreakEven:
    halls = {t: lp.x[lp.compiled.columns[HALLS][site.site_id, t]] for t in sets.labels}
    result = _result(site, site.hall_mw * max(halls.values()))
    if any(lp.compiled.matrix.lower[lp.compiled.columns[OPEN][site.site_id, t]] > 0 for t in sets.labels):
        return result  # a lock has it open at any cost
    closed = lp.moved(_with(lp, site, dict.fromkeys(sets.labels, 0.0), dict.fromkeys(sets.labels, 0.0)))
    return _at_cost(inputs, sets, site, opened, closed.objective - lp.outcome.objective, result, closed)


def _closed_site(inputs: Inputs, sets: Sets, lp: LinearPlan, site: Site) -> BreakEven:
    result = _result(site, 0.0)
    upper, columns = lp.compiled.matrix.upper, lp.compiled.columns[OPEN]
    earliest = next((t for t in sets.labels if upper[columns[site.site_id, t]] > 0), None)
    if earliest is None:
        return result
    is_open = {t: float(sets.position[t] >= sets.position[earliest]) for t in sets.labels}
    most = _schedule(sets, site, is_open, dict.fromkeys(sets.labels, math.inf))
    full = lp.moved(_with(lp, site, is_open, most))
    trials = [_schedule(sets, site, is_open, dict.fromkeys(sets.labels, 0.0))]
    if full.x is not None:
        trials.append(_schedule(sets, site, is_open, _halls_filled(lp, sets, site, full.x)))
    found = [(lp.moved(_with(lp, site, is_open, halls)), halls) for halls in trials]
    outcome, halls = min(found, key=lambda one: one[0].objective)
    mw = site.hall_mw * max(halls.values())
    dearer = lp.outcome.objective - outcome.objective
    return _at_cost(inputs, sets, site, earliest, dearer, result, outcome, mw)


def _schedule(
    sets: Sets, site: Site, is_open: Mapping[str, float], wanted: Mapping[str, float]
) -> dict[str, float]:
    """Return halls by period: those wanted, as far as pace and room allow, and the minimum size."""
    first = next(t for t in sets.labels if is_open[t])
    by, least = minimum_size(sets, site, first)
    halls: dict[str, float] = {}
    before = 0.0
    for t in sets.labels:
        pace = site.halls_per_quarter * sets.periods[t].quarters if is_open[t] else 0.0
        due = least if sets.position[first] <= sets.position[t] <= sets.position[by] else 0
        before = max(before, min(before + pace, sets.room[site.site_id, t], max(wanted[t], due)))
        halls[t] = before
    return halls


def _halls_filled(lp: LinearPlan, sets: Sets, site: Site, x: Vector) -> dict[str, float]:
    """Return the halls of a site that are full of chips, or begun, by period."""
    standing = dict.fromkeys(sets.labels, 0.0)
    for (s, _, t), column in lp.compiled.columns[FLEET].items():
        if s == site.site_id:
            standing[t] += x[column]
    return {t: float(math.ceil(mw / site.hall_mw - PART_OF_HALL)) for t, mw in standing.items()}


def _with(lp: LinearPlan, site: Site, is_open: Mapping[str, float], halls: Mapping[str, float]) -> Vector:
    """Return the plan with other openings and halls of one site."""
    x: Vector = np.array(lp.x)
    for name, values in ((OPEN, is_open), (HALLS, halls)):
        for t, value in values.items():
            x[lp.compiled.columns[name][site.site_id, t]] = value
    for (s, *_), column in lp.compiled.columns.get("service.hosted", {}).items():
        if s == site.site_id and not any(is_open.values()):
            x[column] = 0.0
    return x


def _result(site: Site, it_mw: float) -> BreakEven:
    return BreakEven(
        Thing.SITE,
        site.site_id,
        site.name,
        site.open_cost_musd * USD_PER_MUSD,
        None,
        it_mw,
        0.0,
        Holds.NOT_CHECKED,
    )


def _at_cost(
    inputs: Inputs,
    sets: Sets,
    site: Site,
    opened: str,
    spare_musd: float,
    result: BreakEven,
    outcome: Outcome,
    mw: float | None = None,
) -> BreakEven:
    """Return the opening cost that uses up what opening saves, present value, in a period."""
    if outcome.reason is not Reason.OPTIMAL:
        return result
    paid = net_value(inputs, opening_parts(inputs, site), sets.periods[opened].start) / site.open_cost_musd
    cost_usd = (site.open_cost_musd + spare_musd / paid) * USD_PER_MUSD
    return BreakEven(
        result.thing,
        result.thing_id,
        result.name,
        result.price_usd,
        cost_usd,
        result.bought_mw,
        result.bought_mw if mw is None else mw,
        Holds.NOT_CHECKED,
    )
