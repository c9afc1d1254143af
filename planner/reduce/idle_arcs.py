"""Arcs over which nothing can be served, and zones without demand, removed.

Claim. The arc from site s to zone z of workload w may go where in no period with demand in z a chip can
stand at s that does work for w. A zone without demand in any period may go.

Proof. In a period without demand there is no ``serve``. In the others the work of s for w is zero, as no
chip in its fleet does any (D2), so ``serve`` is zero, and so is ``survive`` (R1b). A zone without demand
has neither ``serve`` nor ``short``. What is gained is more than these zeros: a site that has lost all
arcs of a workload needs no columns that share its fleet among workloads.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from buildout.inputs import Inputs, Zone
from buildout.sets import Sets, build_sets
from planner.reduce.reduced import Reduced
from planner.reduce.removal import keep_arcs

Working = dict[tuple[str, str], set[str]]
"""(site, workload): periods in which a chip that does work for it can stand there."""


def remove_idle_arcs(inputs: Inputs) -> Reduced:
    """Remove arcs over which nothing can be served, and zones without demand."""
    sets = build_sets(inputs)
    working = _working(sets)
    zones = tuple(_served(sets, working, zone) for zone in inputs.zones if any(zone.peak))
    counts = {
        "zones": len(inputs.zones) - len(zones),
        "arcs": _arcs(inputs.zones) - _arcs(zones),
    }
    return Reduced(replace(inputs, zones=zones), counts)


def _arcs(zones: tuple[Zone, ...]) -> int:
    return sum(len(zone.site_ids) for zone in zones)


def _working(sets: Sets) -> Working:
    working: Working = defaultdict(set)
    for (s, g), when in sets.stands.items():
        for w, workload in sets.workloads.items():
            if workload.ref_mw_per_it_mw.get(g, 0.0) > 0:
                working[s, w].update(when)
    return working


def _served(sets: Sets, working: Working, zone: Zone) -> Zone:
    """Return a zone with those arcs over which something can be served."""
    demanded = {t for t, peak in zip(sets.labels, zone.peak, strict=True) if peak > 0}
    workload = sets.streams[zone.stream_id].workload_id
    return keep_arcs(zone, lambda s: not demanded.isdisjoint(working.get((s, workload), ())))
