"""What a longer round trip would be worth: no row has it, so it is estimated from the rows around it.

A new arc from a site s to a zone z saves, for each unit it serves, the price of demand in z less what
the unit takes of the site's capacity. The dearest arc of each period, for all the node's demand, is the most
that a longer round trip saves in the linear problem: its duals, kept as they are, prove it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from buildout.inputs import Inputs, Site, Stream, Zone
from buildout.money import USD_PER_MUSD
from planner.network import rtt_ms
from planner.plan.markdown import number
from planner.why.family import Family
from planner.why.priced_limit import PricedLimit, PriceKind, Pricing
from planner.why.rules import DEMAND

CAPACITY = "service.capacity"
STEP_MS, SMALL_STEP_MS = 10.0, 5.0
SMALL_BUDGET_MS = 20.0
"""Budgets up to this get the small step."""


def _latency(p: Pricing) -> Iterator[PricedLimit]:
    names = {node.node_id: node.name for node in p.inputs.nodes}
    standing = {(s, t) for s, _, t in p.decisions.fleet_mw}
    peaks = {(own.stream_id, own.node_id): own.peak for own in p.inputs.demand}
    for stream in p.inputs.streams:
        if stream.rtt_budget_ms is None:
            continue
        step = STEP_MS if stream.rtt_budget_ms > SMALL_BUDGET_MS else SMALL_STEP_MS
        for zone in (zone for zone in p.inputs.zones if zone.stream_id == stream.stream_id):
            for node_id, sites in _sites_within(p.inputs, stream, zone, step).items():
                peak = peaks[stream.stream_id, node_id]
                most = sum(
                    amount * _best_gain(p, stream, zone, [s for s in sites if (s.site_id, t) in standing], t)
                    for t, amount in zip(p.labels, peak, strict=True)
                )
                yield PricedLimit(
                    PriceKind.LATENCY,
                    (stream.stream_id, node_id),
                    stream.name,
                    names[node_id],
                    p.labels[0],
                    p.labels[-1],
                    "ms",
                    step,
                    most * USD_PER_MUSD,
                    None,
                    is_most=True,
                )


def _best_gain(p: Pricing, stream: Stream, zone: Zone, sites: list[Site], t: str) -> float:
    """Return the most that a unit of a zone saves if one of some sites serves it, million USD."""
    price = p.these.row(DEMAND, (zone.zone_id, t))
    if price <= 0 or not sites:
        return 0.0
    takes = (
        -p.these.row(CAPACITY, (site.site_id, stream.workload_id, t)) / stream.usable[site.kind]
        for site in sites
    )
    return max(0.0, price - min(takes))


def _sites_within(inputs: Inputs, stream: Stream, zone: Zone, step: float) -> dict[str, list[Site]]:
    """Return the sites that each node of a zone gains with so many ms more.

    Residency is not in the inputs: a pair of countries counts as allowed where another arc of the stream
    joins it.
    """
    budget = stream.rtt_budget_ms or 0.0
    country = {node.node_id: node.country for node in inputs.nodes}
    home = {site.site_id: site.country for site in inputs.sites}
    allowed = {
        (home[s], country[n])
        for other in inputs.zones
        if other.stream_id == stream.stream_id
        for s in other.site_ids
        for n in other.node_ids
    }
    sites = tuple(
        s for s in inputs.sites if stream.usable.get(s.kind, 0.0) > 0 and s.site_id not in zone.site_ids
    )
    nodes = tuple(node for node in inputs.nodes if node.node_id in zone.node_ids)
    if not sites or not nodes:
        return {}
    rtt = rtt_ms(inputs.network, sites, nodes, stream.access_ms)
    gained = (rtt > budget) & (rtt <= budget + step)
    return {
        node.node_id: [
            site for i, site in enumerate(sites) if gained[i, k] and (site.country, node.country) in allowed
        ]
        for k, node in enumerate(nodes)
        if np.any(gained[:, k])
    }


def _longer(inputs: Inputs, limit: PricedLimit) -> Inputs:
    """Give a node a zone of its own, which further sites reach, for as much as the dearest of the others."""
    stream_id, node_id = limit.ids
    stream = next(stream for stream in inputs.streams if stream.stream_id == stream_id)
    zone = next(z for z in inputs.zones if z.stream_id == stream_id and node_id in z.node_ids)
    peak = next(own.peak for own in inputs.demand if (own.stream_id, own.node_id) == (stream_id, node_id))
    gained = [site.site_id for site in _sites_within(inputs, stream, zone, limit.step).get(node_id, [])]
    dearest = max(zone.serve_cost_musd, default=0.0)
    own = replace(
        zone,
        zone_id=f"{stream_id}:{node_id}",
        node_ids=(node_id,),
        site_ids=(*zone.site_ids, *gained),
        serve_cost_musd=(*zone.serve_cost_musd, *(dearest,) * len(gained)),
        peak=peak,
    )
    rest = replace(
        zone,
        node_ids=tuple(n for n in zone.node_ids if n != node_id),
        peak=tuple(max(0.0, whole - part) for whole, part in zip(zone.peak, peak, strict=True)),
    )
    zones = (z for z in inputs.zones if z is not zone)
    return replace(inputs, zones=(*zones, own, *((rest,) if rest.node_ids else ())))


def _words(limit: PricedLimit) -> str:
    return f"{number(limit.step)} ms more RTT for {limit.subject} in {limit.place}"


REACH = (Family(PriceKind.LATENCY, (DEMAND, CAPACITY), _latency, _longer, _words),)
"""The family of round trips."""
