"""Service: which part of the fleet works for what, and which site serves which demand.

Sets        workload w: streams that run equally well on every chip
            zone z: nodes of one stream that the same sites reach at the same cost
Parameters  ref_mw_per_it_mw[w, g], usable[d, kind], peak[z, t]
Variables   run_mw[s, g, w, t]   IT MW at work for a workload; at a site that serves one workload
                                 only, the whole fleet is, and there is no such variable
            serve[s, z, t], short[z, t]   in the stream's unit
            sent[s, d, t]        what a site gives to the flows that its group h shares
            flow[h, z, t]        what a group gives to a zone, see `buildout.reach`
            hosted[s, d, t]      1 where the site serves a block of the stream, binary

(D1) sum over w of run_mw <= fleet_mw
(D2) (sum over zones of serve + sum over streams of sent) / usable <= sum over g of ref_mw_per_it_mw * run_mw
(D3) sum over s of serve + sum over h of flow + short = peak
(D4) short is zero, by its bounds, where the stream may not fall short
(D5) block * hosted <= sum over zones of serve <= peak of the stream * hosted
(G1) sum over the sites of h of sent = sum over its zones of flow
"""

from __future__ import annotations

from collections import defaultdict
from typing import TypeAlias

import pyomo.environ as pyo

from buildout.expressions import Expression
from buildout.inputs import Inputs, Stream, Zone
from buildout.reach import Arc, Reach, find_reach
from buildout.sets import Sets

Run: TypeAlias = tuple[str, str, str, str]


def add_service(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets, *, shared: bool = True) -> None:
    """Add the service block to the model; sites that are alike to their zones share flows if ``shared``."""
    b = m.service = pyo.Block(concrete=True)
    zones = {zone.zone_id: zone for zone in inputs.zones}
    demanded = [(z, t) for z, zone in zones.items() for t, i in sets.position.items() if zone.peak[i] > 0]
    reach = find_reach(inputs, sets, shared=shared)

    def peak(z: str, t: str) -> float:
        return zones[z].peak[sets.position[t]]

    def most_short(z: str, t: str) -> float:  # D4
        return peak(z, t) if sets.streams[zones[z].stream_id].may_fall_short else 0.0

    b.serve = pyo.Var(reach.arcs, bounds=lambda b, s, z, t: (0, peak(z, t)))
    b.short = pyo.Var(demanded, bounds=lambda b, z, t: (0, most_short(z, t)))
    _add_flows(m, sets, zones, reach)
    _add_work(m, sets)
    _add_capacity(m, sets, zones)
    _add_demand(m, sets, zones, demanded)
    _add_blocks(m, sets, reach.arcs)


def work(m: pyo.ConcreteModel, sets: Sets, s: str, w: str, t: str) -> Expression:
    """Return the reference MW of work a site's fleet does for a workload, as an expression."""
    speed = sets.workloads[w].ref_mw_per_it_mw
    on = m.service.run_mw if len(sets.workloads_at[s]) > 1 else None
    return pyo.quicksum(
        speed[g] * (m.fleet.fleet_mw[s, g, t] if on is None else on[s, g, w, t])
        for g in sets.chips_at[s]
        if g in speed and (s, g, t) in m.fleet.fleet_mw
    )


def _add_flows(m: pyo.ConcreteModel, sets: Sets, zones: dict[str, Zone], reach: Reach) -> None:
    """Let the sites of a group share one flow to each of its zones (G1)."""
    b = m.service
    groups = {(group.name, group.stream_id, group.period): group for group in reach.groups}
    peak = {(h, z, t): zones[z].peak[sets.position[t]] for (h, _, t), g in groups.items() for z in g.zone_ids}
    most = {
        (s, d, t): sum(peak[h, z, t] for z in group.zone_ids)
        for (h, d, t), group in groups.items()
        for s in group.site_ids
    }
    b.sent = pyo.Var(list(most), bounds=lambda b, s, d, t: (0, most[s, d, t]))
    b.flow = pyo.Var(list(peak), bounds=lambda b, h, z, t: (0, peak[h, z, t]))

    @b.Constraint(list(groups))
    def all_sent_flows(b: pyo.Block, h: str, d: str, t: str) -> Expression:  # G1
        sent = pyo.quicksum(b.sent[s, d, t] for s in groups[h, d, t].site_ids)
        return sent == pyo.quicksum(b.flow[h, z, t] for z in groups[h, d, t].zone_ids)


def _add_work(m: pyo.ConcreteModel, sets: Sets) -> None:
    b = m.service
    runs = [
        (s, g, w, t)
        for (s, g), when in sets.stands.items()
        if len(sets.workloads_at[s]) > 1
        for w in sets.workloads_at[s]
        if g in sets.workloads[w].ref_mw_per_it_mw
        for t in when
    ]
    b.run_mw = pyo.Var(runs, bounds=lambda b, s, g, w, t: (0, sets.most_mw[s, t]))

    @b.Constraint(list({(s, g, t): None for s, g, _, t in runs}))
    def work_within_fleet(b: pyo.Block, s: str, g: str, t: str) -> Expression:  # D1
        busy = pyo.quicksum(b.run_mw[s, g, w, t] for w in sets.workloads_at[s] if (s, g, w, t) in b.run_mw)
        return busy <= m.fleet.fleet_mw[s, g, t]


def _add_capacity(m: pyo.ConcreteModel, sets: Sets, zones: dict[str, Zone]) -> None:
    b = m.service
    given = [(s, zones[z].stream_id, t, b.serve[s, z, t]) for s, z, t in b.serve]
    given += [(s, d, t, b.sent[s, d, t]) for s, d, t in b.sent]
    drawn: dict[tuple[str, str, str], list[tuple[float, pyo.Var]]] = defaultdict(list)
    for s, d, t, amount in given:
        share = 1.0 / sets.streams[d].usable[sets.sites[s].kind]
        drawn[s, sets.streams[d].workload_id, t].append((share, amount))

    @b.Constraint(list(drawn))
    def capacity(b: pyo.Block, s: str, w: str, t: str) -> Expression:  # D2
        load = pyo.quicksum(share * amount for share, amount in drawn[s, w, t])
        return load <= work(m, sets, s, w, t)


def _add_demand(
    m: pyo.ConcreteModel, sets: Sets, zones: dict[str, Zone], demanded: list[tuple[str, str]]
) -> None:
    b = m.service
    given: dict[tuple[str, str], list[pyo.Var]] = defaultdict(list)
    for some in (b.serve, b.flow):
        for source, z, t in some:
            given[z, t].append(some[source, z, t])

    @b.Constraint(demanded)
    def demand(b: pyo.Block, z: str, t: str) -> Expression:  # D3
        return pyo.quicksum(given.get((z, t), ())) + b.short[z, t] == zones[z].peak[sets.position[t]]


def _add_blocks(m: pyo.ConcreteModel, sets: Sets, arcs: tuple[Arc, ...]) -> None:
    """Let a stream that needs one place have a block at a site, or nothing there (D5)."""
    b = m.service
    blocky = {d: stream for d, stream in sets.streams.items() if stream.min_block_ref_mw > 0}
    zones_of = {d: {z.zone_id for z in sets.zones_of[d]} for d in blocky}
    served: dict[tuple[str, str, str], list[str]] = {}
    for s, z, t in arcs:
        for d, some in zones_of.items():
            if z in some:
                served.setdefault((s, d, t), []).append(z)
    b.hosted = pyo.Var(list(served), domain=pyo.Binary)

    def total(b: pyo.Block, s: str, d: str, t: str) -> Expression:
        return pyo.quicksum(b.serve[s, z, t] for z in served[s, d, t])

    @b.Constraint(list(served))
    def block_at_least(b: pyo.Block, s: str, d: str, t: str) -> Expression:  # D5
        block = min(blocky[d].min_block_ref_mw, stream_peak(sets, blocky[d], t))
        return total(b, s, d, t) >= block * b.hosted[s, d, t]

    @b.Constraint(list(served))
    def block_or_nothing(b: pyo.Block, s: str, d: str, t: str) -> Expression:  # D5
        return total(b, s, d, t) <= stream_peak(sets, blocky[d], t) * b.hosted[s, d, t]


def stream_peak(sets: Sets, stream: Stream, t: str) -> float:
    """Return a stream's demand over all zones in a period, in its unit."""
    return sum(zone.peak[sets.position[t]] for zone in sets.zones_of[stream.stream_id])
