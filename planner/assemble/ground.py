"""Where the demand of each stream falls: weights of nodes, their clocks, and who shares capacity.

A stream can follow the sun among nodes of one home (the world, a block, a continent, a country, as its
residency rule says) if its RTT budget lets every place of that home serve every node of it. That is
asked of all places of the tables and the case, chosen or not: another candidate site must not change
demand. Where it fails, each node keeps its own peak.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from planner.assemble.context import Context
from planner.assemble.rows import Row, flag, number, text
from planner.assemble.streams import Profile
from planner.cases.pairs import Pairs
from planner.cases.streams import Residency
from planner.demand import Ground, Place
from planner.network import Floats, distance_km

_A_WINTER_DAY = datetime.datetime(2027, 1, 15, 12)
"""When clocks are read: summer time moves them alike on either half of the world, by an hour at most."""
DEGREES_PER_HOUR = 15.0


@dataclass(frozen=True)
class Spot:
    """A place on the map: a possible site, or a node of demand."""

    spot_id: str
    country: str
    lat: float
    lon: float
    utc_offset_hours: float


def build_grounds(
    context: Context,
    profiles: tuple[Profile, ...],
    pairs: Pairs,
    weights: Mapping[str, Mapping[str, float]],
) -> dict[str, Ground]:
    """Return where the demand of each stream falls.

    Parameters
    ----------
    context
        The case beside the tables.
    profiles
        Its streams.
    pairs
        Its CSV files: a table of RTT replaces distances, direct demand names nodes.
    weights
        Weight of each node, by stream.
    """
    nodes, sites = _nodes(context), _sites(context)
    named = {stream: {row.node for row in pairs.demand if row.stream == stream} for stream in weights}
    grounds = {}
    for profile in profiles:
        stream_id = profile.stream_id
        used = [nodes[n] for n in dict.fromkeys([*weights[stream_id], *named[stream_id]]) if n in nodes]
        groups = _sun_groups(context, profile, used, sites, pairs)
        places = {s.spot_id: Place(s.spot_id, s.utc_offset_hours, groups[s.spot_id]) for s in used}
        grounds[stream_id] = Ground(places, weights[stream_id])
    return grounds


def home_of(context: Context, rule: Residency, country: str) -> str:
    """Return what must be equal for a site and a node; "" where nothing need be."""
    if rule is Residency.NONE or not country:
        return ""
    if rule is Residency.COUNTRY:
        return country
    return text(context.countries[country], rule.value)


def _sun_groups(
    context: Context, profile: Profile, nodes: list[Spot], sites: list[Spot], pairs: Pairs
) -> dict[str, str]:
    """Return the group of each node: its home where the whole home can share, else itself."""
    homes: dict[str, list[Spot]] = {}
    for node in nodes:
        homes.setdefault(home_of(context, profile.residency, node.country), []).append(node)
    groups: dict[str, str] = {}
    for home, members in homes.items():
        # Nodes of no home may be served from anywhere.
        allowed = [s for s in sites if not home or home_of(context, profile.residency, s.country) == home]
        shared = _reach_all(context, profile, allowed, members, pairs)
        groups |= {node.spot_id: f"home {home}" if shared else node.spot_id for node in members}
    return groups


def _reach_all(
    context: Context, profile: Profile, sites: list[Spot], nodes: list[Spot], pairs: Pairs
) -> bool:
    budget = profile.stream.rtt_budget_ms
    if budget is None:
        return True
    if pairs.rtt_ms:
        known = {(site, node): ms for site, node, ms in pairs.rtt_ms}
        used = {site for site, _ in known}
        return all(known.get((s, n.spot_id), np.inf) <= budget for s in used for n in nodes)
    network = context.network
    fixed_ms = profile.stream.access_ms + network.overhead_ms
    farthest_ms = 2 * _farthest_km(sites, nodes) * network.ms_per_km * network.inflation + fixed_ms
    return bool(farthest_ms <= budget)


def _farthest_km(sites: list[Spot], nodes: list[Spot]) -> float:
    def angles(spots: list[Spot]) -> tuple[Floats, Floats]:
        return np.array([s.lat for s in spots], dtype=float), np.array([s.lon for s in spots], dtype=float)

    if not sites or not nodes:
        return 0.0
    (site_lat, site_lon), (lat, lon) = angles(sites), angles(nodes)
    return float(distance_km(site_lat[:, None], site_lon[:, None], lat[None, :], lon[None, :]).max())


def _nodes(context: Context) -> dict[str, Spot]:
    listed = {metro_id: _metro(row) for metro_id, row in context.metros.items()}
    own = {
        node.id: Spot(node.id, node.country, node.lat, node.lon, node.lon / DEGREES_PER_HOUR)
        for node in context.case.nodes.custom
    }
    return listed | own


def _sites(context: Context) -> list[Spot]:
    """Return every place that could hold a site."""
    metros = [_metro(row) for row in context.metros.values() if not flag(row, "export_restricted")]
    regions = [
        Spot(region_id, text(row, "country"), number(row, "lat"), number(row, "lon"), 0.0)
        for region_id, row in context.regions.items()
        if not flag(row, "export_restricted")
    ]
    own = [Spot(s.id, s.country, s.lat, s.lon, 0.0) for s in context.case.sites.custom]
    return [*metros, *regions, *own]


def _metro(row: Row) -> Spot:
    lat, lon = number(row, "lat"), number(row, "lon")
    offset = ZoneInfo(text(row, "timezone")).utcoffset(_A_WINTER_DAY)
    hours = lon / DEGREES_PER_HOUR if offset is None else offset.total_seconds() / 3600
    return Spot(text(row, "metro_id"), text(row, "country_iso2"), lat, lon, hours)
