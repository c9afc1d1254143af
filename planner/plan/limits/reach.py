"""Demand whose sites are full: of what falls short, how much no site within reach could take."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from buildout.inputs import Inputs
from planner.plan.columns import TableName, Tables
from planner.plan.grids import column, gather, labels
from planner.plan.limits.limit import Limit, LimitKind
from planner.plan.limits.sites import most_mw_by_then


def reach_limits(inputs: Inputs, tables: Tables) -> Iterator[Limit]:
    """Yield for each stream the price of what falls short, and of the part of it that no site could take."""
    ids = [(entry.stream_id, entry.node_id) for entry in inputs.demand]
    usd = gather(tables[TableName.SHORTAGE], ["stream_id", "node_id"], "cost_usd", ids, labels(inputs))
    can_take, sites_of = _can_take(inputs, tables), _sites_of(inputs)
    is_held = np.array([~can_take[sites_of.get(key, [])].any(axis=0) for key in ids]).reshape(usd.shape)
    for stream in inputs.streams:
        own = np.array([stream_id == stream.stream_id for stream_id, _ in ids], dtype=bool)
        short, held = usd[own].sum(axis=0), (usd * is_held)[own].sum(axis=0)
        available = np.where(short > 0, short, np.inf)
        yield Limit(LimitKind.REACH, stream.name, tuple(held.tolist()), tuple(available.tolist()))


def _sites_of(inputs: Inputs) -> dict[tuple[str, str], list[int]]:
    """Return the positions of the sites that may serve each stream and node."""
    streams = {stream.stream_id: stream for stream in inputs.streams}
    position = {site.site_id: i for i, site in enumerate(inputs.sites)}
    kind = {site.site_id: site.kind for site in inputs.sites}
    return {
        (zone.stream_id, node_id): [
            position[s] for s in zone.site_ids if streams[zone.stream_id].usable.get(kind[s])
        ]
        for zone in inputs.zones
        for node_id in zone.node_ids
    }


def _can_take(inputs: Inputs, tables: Tables) -> NDArray[np.bool_]:
    """Return where another rack of any chip would fit, into halls and power the site can have by then."""
    ids = [(site.site_id,) for site in inputs.sites]
    standing = gather(tables[TableName.FLEET], ["site_id"], "fleet_mw", ids, labels(inputs))
    rack_mw = {chip.chip_id: chip.rack_mw for chip in inputs.chips}
    largest = column([max((rack_mw[g] for g in site.chip_ids), default=np.inf) for site in inputs.sites])
    fits: NDArray[np.bool_] = most_mw_by_then(inputs, tables) - standing >= largest
    return fits
