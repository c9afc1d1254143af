"""Who serves whom: arcs from sites to zones, and groups of sites whose arcs are alike.

Claim. Where every site of a group reaches every zone of a group at no cost, it is enough to know what each
site sends, ``sent``, and what flows into each zone, ``flow``, with the same sum.

Proof. Arcs give such amounts: add them up by site and by zone. Such amounts give arcs: with F their sum,
``serve[s, z] = sent[s] * flow[z] / F`` adds up to ``sent`` by site and to ``flow`` by zone. Capacity (D2)
asks for nothing but the sum by site, demand (D3) for that by zone, the cost for neither. What does ask for
an arc of its own is left out: a price of transit, blocks (D5), survival (R1a), and rows T1 and T2.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from buildout.inputs import Inputs, Stream, Zone
from buildout.sets import Sets

Arc: TypeAlias = tuple[str, str, str]
"""(site, zone, t)."""

NEAR_ALL = 0.15
"""A zone that more than this share of the sites reach is not narrow."""


@dataclass(frozen=True)
class Group:
    """Sites that reach the same zones of a stream at no cost in a period."""

    stream_id: str
    period: str
    site_ids: tuple[str, ...]
    zone_ids: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its first site: a site is in one group of a stream and period at most."""
        return self.site_ids[0]

    @property
    def saves(self) -> bool:
        """Whether it has more arcs than sites and zones."""
        return len(self.site_ids) * len(self.zone_ids) > len(self.site_ids) + len(self.zone_ids)


@dataclass(frozen=True)
class Reach:
    """Arcs that are served one by one, and groups that stand for all arcs between their sites and zones."""

    arcs: tuple[Arc, ...]
    groups: tuple[Group, ...]


def find_reach(inputs: Inputs, sets: Sets, *, shared: bool = True) -> Reach:
    """Return how sites with chips can serve zones with demand.

    Parameters
    ----------
    inputs, sets
        The case.
    shared
        Form groups; without them every arc is served by itself, to the same cost.
    """
    arcs = tuple(_arcs(inputs, sets))
    if not shared:
        return Reach(arcs, ())
    groups = tuple(group for group in _groups(inputs, sets, arcs) if group.saves)
    grouped = {(s, z, group.period) for group in groups for s in group.site_ids for z in group.zone_ids}
    return Reach(tuple(arc for arc in arcs if arc not in grouped), groups)


def is_narrow(sets: Sets, zone: Zone) -> bool:
    """Return whether so few sites reach a zone that rows T1 and T2 tighten more than they cost."""
    return len(zone.site_ids) <= max(2, NEAR_ALL * len(sets.sites))


def _arcs(inputs: Inputs, sets: Sets) -> Iterator[Arc]:
    working = {(s, t) for (s, _), when in sets.stands.items() for t in when}
    for zone in inputs.zones:
        demanded = [t for t, i in sets.position.items() if zone.peak[i] > 0]
        for s in zone.site_ids:
            for t in demanded:
                if (s, t) in working:
                    yield s, zone.zone_id, t


def _groups(inputs: Inputs, sets: Sets, arcs: tuple[Arc, ...]) -> Iterator[Group]:
    """Yield sites together that have the same arcs alike."""
    alike = _arcs_alike(inputs, sets)
    reached: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for s, z, t in arcs:
        if (s, z) in alike:
            reached[alike[s, z], t, s].append(z)
    together: dict[tuple[str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    for (d, t, s), zones in reached.items():
        together[d, t, tuple(zones)].append(s)
    for (d, t, some), sites in together.items():
        yield Group(d, t, tuple(sites), some)


def _arcs_alike(inputs: Inputs, sets: Sets) -> dict[tuple[str, str], str]:
    """Return the stream of each site and zone whose arc nothing asks for by itself."""
    protected = {d for rule in inputs.survival for d in rule.stream_ids}

    def asks_for_none(stream: Stream) -> bool:
        return stream.min_block_ref_mw == 0 and stream.stream_id not in protected

    return {
        (s, zone.zone_id): zone.stream_id
        for zone in inputs.zones
        if asks_for_none(sets.streams[zone.stream_id]) and not is_narrow(sets, zone)
        for s, cost in zip(zone.site_ids, zone.serve_cost_musd, strict=True)
        if cost == 0
    }
