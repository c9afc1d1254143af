"""Limits of sites, all of them together: when they can have halls and power, how fast, and how many.

They hold a plan back only where halls are full of chips. So what is used is counted in chips that
stand, or in halls that are added and filled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from buildout.inputs import Delivery, Inputs, SitePower
from buildout.sets import room_by_period
from planner.plan.columns import TableName, Tables
from planner.plan.grids import Grid, column, gather, labels, quarters, rises, stack
from planner.plan.limits.limit import Limit, LimitKind

ALL_SITES = "all sites"


def site_limits(inputs: Inputs, tables: Tables) -> Iterator[Limit]:
    """Yield lead times, build rates and room, in IT MW of all sites together."""
    fleet = gather(tables[TableName.FLEET], ["site_id"], "fleet_mw", _ids(inputs), labels(inputs))
    standing = fleet.sum(axis=0)
    some_day = _without_lead_times(inputs)
    halls, all_halls = _most_halls_mw(inputs), _most_halls_mw(some_day)
    by_then = np.minimum(halls, _most_powered_mw(inputs)).sum(axis=0)
    in_the_end = np.minimum(all_halls, _most_powered_mw(some_day)).sum(axis=0)
    is_waiting = by_then < in_the_end * (1 - 1e-9)
    yield _limit(LimitKind.LEAD_TIMES, standing, np.where(is_waiting, by_then, np.inf))
    yield _build_rates(inputs, tables, standing)
    yield _limit(LimitKind.ROOM, standing, all_halls.sum(axis=0))


def most_mw_by_then(inputs: Inputs, tables: Tables) -> Grid:
    """Return the IT MW each site could hold in a period, given its halls of the period before."""
    committed = stack([site.committed_halls for site in inputs.sites], labels(inputs))
    halls = committed + _halls_before(inputs, tables) + _halls_to_add(inputs, tables)
    halls_mw = halls * column([site.hall_mw for site in inputs.sites])
    return np.minimum(halls_mw, _most_powered_mw(inputs))


def _limit(kind: LimitKind, used: Grid, available: Grid) -> Limit:
    return Limit(kind, ALL_SITES, tuple(used.tolist()), tuple(available.tolist()))


def _without_lead_times(inputs: Inputs) -> Inputs:
    """Return the case as if halls and power could be online from its first period."""
    start = inputs.periods[0].start
    return replace(
        inputs,
        sites=tuple(replace(site, first_hall_quarter=start) for site in inputs.sites),
        power=tuple(replace(option, first_quarter=start) for option in inputs.power),
    )


def _most_halls_mw(inputs: Inputs) -> Grid:
    """Return the IT MW that the halls a site may have by then can hold, site by period."""
    committed = stack([site.committed_halls for site in inputs.sites], labels(inputs))
    room = stack([room_by_period(site, inputs.periods) for site in inputs.sites], labels(inputs))
    return (committed + room) * column([site.hall_mw for site in inputs.sites])


def _most_powered_mw(inputs: Inputs) -> Grid:
    """Return the IT MW that the firm power a site may have by then can feed, site by period."""
    row_of = {site.site_id: i for i, site in enumerate(inputs.sites)}
    headroom = {area.area_id: np.array(area.headroom_mw) for area in inputs.areas}
    area_of = {site.site_id: site.area_id for site in inputs.sites}
    mw = np.zeros((len(inputs.sites), len(inputs.periods)))
    for option in inputs.power:
        if option.delivery is not Delivery.OVER_GRID:
            most_new = _most_new_mw(inputs, option)
            if option.delivery is Delivery.GRID:
                most_new = np.minimum(most_new, headroom.get(area_of[option.site_id], np.inf))
            mw[row_of[option.site_id]] += option.availability * (np.array(option.committed_mw) + most_new)
    return mw / column([site.pue for site in inputs.sites])


def _most_new_mw(inputs: Inputs, option: SitePower) -> Grid:
    in_time = [period.start >= option.first_quarter for period in inputs.periods]
    return np.where(in_time, option.limit_mw, 0.0)


def _build_rates(inputs: Inputs, tables: Tables, standing: Grid) -> Limit:
    """Return halls added and filled, of those the sites could add in the period."""
    ids, hall_mw = _ids(inputs), column([site.hall_mw for site in inputs.sites])
    halls = tables[TableName.HALLS]
    new = gather(halls, ["site_id"], "new_halls", ids, labels(inputs))
    empty_mw = gather(halls, ["site_id"], "it_mw", ids, labels(inputs)).sum(axis=0) - standing
    could = (_halls_to_add(inputs, tables) * hall_mw).sum(axis=0)
    filled = np.maximum((rises(new) * hall_mw).sum(axis=0) - empty_mw, 0.0)
    return _limit(LimitKind.BUILD_RATES, filled, np.where(could > 0, could, np.inf))


def _halls_to_add(inputs: Inputs, tables: Tables) -> Grid:
    """Return the halls each site could add in a period: as many as its pace and its room allow."""
    room = stack([room_by_period(site, inputs.periods) for site in inputs.sites], labels(inputs))
    pace = column([site.halls_per_quarter for site in inputs.sites]) * quarters(inputs)
    return np.minimum(pace, np.maximum(room - _halls_before(inputs, tables), 0.0))


def _halls_before(inputs: Inputs, tables: Tables) -> Grid:
    """Return the halls beyond the ledger's that stood in the period before."""
    new = gather(tables[TableName.HALLS], ["site_id"], "new_halls", _ids(inputs), labels(inputs))
    return np.hstack([np.zeros((len(new), 1)), new[:, :-1]])


def _ids(inputs: Inputs) -> list[tuple[str]]:
    return [(site.site_id,) for site in inputs.sites]
