"""Flows that sites share, split into what each site serves of each zone.

Every split that keeps what a site sends and what a zone gets is right (see `buildout.reach`). This one goes
along sites and zones from west to east: neighbours serve each other, and few pairs are in use, where shares
in proportion would have every site serve every zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from buildout.inputs import Inputs
from buildout.reach import Group
from buildout.sets import TINY


def split_flows(
    inputs: Inputs,
    groups: Iterable[Group],
    sent: Mapping[tuple[str, str, str], float],
    flow: Mapping[tuple[str, str, str], float],
) -> dict[tuple[str, str, str], float]:
    """Return what each site serves of each zone through shared flows, by (site, zone, period).

    Parameters
    ----------
    inputs
        The case.
    groups
        Who shares flows.
    sent
        (site, stream, t): what the site gives.
    flow
        (group, zone, t): what the zone gets; of each group as much as its sites give.
    """
    node_lon = {node.node_id: node.lon or 0.0 for node in inputs.nodes}
    zone_lon = {zone.zone_id: node_lon[zone.node_ids[0]] for zone in inputs.zones}
    site_lon = {site.site_id: site.lon for site in inputs.sites}
    serve: dict[tuple[str, str, str], float] = {}
    for group in groups:
        d, t = group.stream_id, group.period
        given = {s: sent.get((s, d, t), 0.0) for s in sorted(group.site_ids, key=site_lon.__getitem__)}
        asked = {
            z: flow.get((group.name, z, t), 0.0) for z in sorted(group.zone_ids, key=zone_lon.__getitem__)
        }
        serve |= {(s, z, t): amount for s, z, amount in _in_turn(given, asked)}
    return serve


def _in_turn(given: Mapping[str, float], asked: Mapping[str, float]) -> Iterator[tuple[str, str, float]]:
    """Yield (site, zone, amount): the site in turn serves the zone in turn until one of them is done."""
    left, need = dict(given), dict(asked)
    sites, zones = iter(given), iter(asked)
    s, z = next(sites, None), next(zones, None)
    while s is not None and z is not None:
        amount = min(left[s], need[z])
        if amount > TINY:
            yield s, z, amount
            left[s] -= amount
            need[z] -= amount
        if left[s] <= need[z]:
            s = next(sites, None)
        else:
            z = next(zones, None)
