"""Zones: nodes of a stream that the same sites reach at the same cost, taken as one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from buildout.inputs import Demand, Network, Node, Site, Zone
from planner.assemble.context import Context
from planner.assemble.ground import home_of
from planner.assemble.streams import Profile
from planner.cases.streams import Residency
from planner.network import rtt_ms

Reach = npt.NDArray[np.bool_]
Costs = Mapping[tuple[str, str], float]
"""(site_id, node_id): million USD per unit and quarter."""


def build_zones(
    context: Context,
    profiles: tuple[Profile, ...],
    sites: tuple[Site, ...],
    nodes: tuple[Node, ...],
    demand: tuple[Demand, ...],
    network: Network,
    costs: Costs,
) -> tuple[Zone, ...]:
    """Return the zones of every stream with demand.

    Nodes fall into one zone exactly when the same sites reach them and serving them costs the same
    from each of these sites; then only their sum matters.
    """
    by_id = {node.node_id: node for node in nodes}
    zones: list[Zone] = []
    for profile in profiles:
        own = [d for d in demand if d.stream_id == profile.stream_id]
        places = tuple(by_id[d.node_id] for d in own)
        reach = _reach(context, profile, sites, places, network)
        groups: dict[tuple[tuple[str, ...], tuple[float, ...]], list[Demand]] = {}
        for column, entry in enumerate(own):
            site_ids = tuple(s.site_id for s, near in zip(sites, reach[:, column], strict=True) if near)
            cost = tuple(costs.get((site_id, entry.node_id), 0.0) for site_id in site_ids)
            groups.setdefault((site_ids, cost), []).append(entry)
        for number, ((site_ids, cost), entries) in enumerate(groups.items(), start=1):
            zones.append(_zone(profile.stream_id, number, site_ids, cost, entries))
    return tuple(zones)


def _zone(
    stream_id: str, number: int, site_ids: tuple[str, ...], cost: tuple[float, ...], entries: list[Demand]
) -> Zone:
    single = entries[0].node_id if len(entries) == 1 else f"z{number}"
    return Zone(
        zone_id=f"{stream_id}:{single}",
        stream_id=stream_id,
        node_ids=tuple(entry.node_id for entry in entries),
        site_ids=site_ids,
        serve_cost_musd=cost,
        peak=tuple(float(sum(values)) for values in zip(*(e.peak for e in entries), strict=True)),
    )


def _reach(
    context: Context, profile: Profile, sites: tuple[Site, ...], nodes: tuple[Node, ...], network: Network
) -> Reach:
    """Return which site may serve which node, shape (sites, nodes)."""
    stream = profile.stream
    usable = np.array([stream.usable[site.kind] > 0 for site in sites], dtype=bool)
    reach: Reach = _resident(context, profile.residency, sites, nodes) & usable[:, None]
    if stream.rtt_budget_ms is not None:
        near: Reach = rtt_ms(network, sites, nodes, stream.access_ms) <= stream.rtt_budget_ms
        reach = reach & near
    return reach


def _resident(context: Context, rule: Residency, sites: tuple[Site, ...], nodes: tuple[Node, ...]) -> Reach:
    """Return which pairs keep a residency rule; nodes without a country bind nothing."""
    at = np.array([home_of(context, rule, site.country) for site in sites], dtype=object)
    of = np.array([home_of(context, rule, node.country) for node in nodes], dtype=object)
    free = of == ""
    return np.asarray((at[:, None] == of[None, :]) | free[None, :], dtype=bool)
