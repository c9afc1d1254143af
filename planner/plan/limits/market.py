"""Limits of what can be bought, and of the grid: chips, headroom, and the pools all buyers share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from buildout.inputs import Delivery, Inputs, Pool, SitePower
from planner.plan.columns import TableName, Tables
from planner.plan.grids import Grid, column, gather, labels, rises, stack
from planner.plan.ladder import common_inference
from planner.plan.limits.limit import Limit, LimitKind, as_limits


def chip_limits(inputs: Inputs, tables: Tables) -> Iterator[Limit]:
    """Yield what is on sale of each chip that a site may have (C1).

    Counted in reference MW of inference, in which the chips of a case add up.
    """
    allowed = {chip_id for site in inputs.sites for chip_id in site.chip_ids}
    speed = common_inference(inputs)
    weight = column([speed[chip.chip_id] if any(speed.values()) else 1.0 for chip in inputs.chips])
    bought = weight * _chips_mw(inputs, tables)
    on_sale = weight * stack([chip.supply_mw for chip in inputs.chips], labels(inputs))
    kept = [i for i, chip in enumerate(inputs.chips) if chip.chip_id in allowed]
    yield from as_limits(
        LimitKind.CHIPS, [inputs.chips[i].chip_id for i in kept], bought[kept], on_sale[kept]
    )


def headroom_limits(inputs: Inputs, tables: Tables) -> Iterator[Limit]:
    """Yield our headroom in each grid area (P2), in MW, from when a connection can be had there.

    Before one can be had anywhere, it is lead times that bind.
    """
    area_of = {site.site_id: site.area_id for site in inputs.sites}
    name = {site.area_id: site.name for site in reversed(inputs.sites)}
    ids = [(option.site_id, option.option_id) for option in inputs.power]
    units = gather(tables[TableName.POWER], ["site_id", "option_id"], "units", ids, labels(inputs))
    new_mw = units * column([option.unit_mw for option in inputs.power])
    on_grid = [
        [o.delivery is Delivery.GRID and area_of[o.site_id] == area.area_id for o in inputs.power]
        for area in inputs.areas
    ]
    in_time = [
        _has_begun(inputs, [o for o, is_on in zip(inputs.power, row, strict=True) if is_on])
        for row in on_grid
    ]
    available = stack([area.headroom_mw for area in inputs.areas], labels(inputs)) * stack(
        in_time, labels(inputs)
    )
    available[:, available.sum(axis=0) == 0] = np.inf
    used = stack([new_mw[row].sum(axis=0) for row in on_grid], labels(inputs))
    names = [name.get(area.area_id, area.area_id) for area in inputs.areas]
    yield from as_limits(LimitKind.GRID, names, used, available)


def pool_limits(inputs: Inputs, tables: Tables) -> Iterator[Limit]:
    """Yield each pool (C2) in its unit: a period counts with all of the window it lies in.

    Pools that only power draws on say nothing while none of that power can be had.
    """
    for pool in inputs.pools:
        drawn = _drawn(inputs, tables, pool)
        used, available = np.zeros(len(drawn)), np.full(len(drawn), np.inf)
        for window in pool.limits:
            within = slice(labels(inputs).index(window.first), labels(inputs).index(window.last) + 1)
            used[within], available[within] = drawn[within].sum(), window.amount
        if _is_plant(pool):
            available[~np.array(_has_begun(inputs, _drawing(inputs, pool)))] = np.inf
        kind = LimitKind.PLANT if _is_plant(pool) else LimitKind.COMPONENTS
        yield Limit(kind, pool.name, tuple(used.tolist()), tuple(available.tolist()))


def _is_plant(pool: Pool) -> bool:
    """Return whether only power draws on a pool."""
    return not (pool.hall_draw or pool.chip_draw)


def _drawing(inputs: Inputs, pool: Pool) -> list[SitePower]:
    """Return the power options that draw on a pool."""
    drawing = {(site_id, option_id) for site_id, option_id, _ in pool.power_draw}
    return [option for option in inputs.power if (option.site_id, option.option_id) in drawing]


def _has_begun(inputs: Inputs, options: list[SitePower]) -> list[bool]:
    """Return by period whether one of some power options can be online by then."""
    first = min((option.first_quarter for option in options), default=inputs.end)
    return [period.start >= first for period in inputs.periods]


def _drawn(inputs: Inputs, tables: Tables, pool: Pool) -> Grid:
    """Return what a plan draws from a pool, by period."""
    hall, chip = dict(pool.hall_draw), dict(pool.chip_draw)
    power = {(site_id, option_id): draw for site_id, option_id, draw in pool.power_draw}
    sites, options = [(s.site_id,) for s in inputs.sites], [(o.site_id, o.option_id) for o in inputs.power]
    halls = rises(gather(tables[TableName.HALLS], ["site_id"], "new_halls", sites, labels(inputs)))
    power_mw = gather(tables[TableName.POWER], ["site_id", "option_id"], "bought_mw", options, labels(inputs))
    drawn: Grid = (
        np.array([hall.get(site.site_id, 0.0) for site in inputs.sites]) @ halls
        + np.array([power.get(key, 0.0) for key in options]) @ power_mw
        + np.array([chip.get(c.chip_id, 0.0) for c in inputs.chips]) @ _chips_mw(inputs, tables)
    )
    return drawn


def _chips_mw(inputs: Inputs, tables: Tables) -> Grid:
    """Return the IT MW bought of each chip, by period."""
    ids = [(chip.chip_id,) for chip in inputs.chips]
    return gather(tables[TableName.FLEET], ["chip_id"], "buy_mw", ids, labels(inputs))
