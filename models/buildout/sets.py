"""Index sets of the model, derived once from the inputs; each holds only what can be non-zero."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from buildout.inputs import Chip, Delivery, Inputs, Period, Site, SitePower, Stream, Workload, Zone

TINY = 1e-9


@dataclass(frozen=True)
class Sets:
    """Look-ups and index lists. ``t`` is a period label; lists keep the order of the inputs."""

    periods: dict[str, Period]
    labels: tuple[str, ...]
    position: dict[str, int]
    """Place of a period in tuples by period."""
    before: dict[str, str | None]
    """The period before, None for the first."""
    sites: dict[str, Site]
    chips: dict[str, Chip]
    streams: dict[str, Stream]
    workloads: dict[str, Workload]
    room: dict[tuple[str, str], int]
    """(site, t): most halls beyond the ledger's; 0 before the lead-time chain ends."""
    committed_halls: dict[tuple[str, str], int]
    """(site, t): halls of the ledger."""
    most_mw: dict[tuple[str, str], float]
    """(site, t): IT MW that all halls that can be online hold."""
    builds: tuple[str, ...]
    """Sites that can ever get a new hall."""
    power: dict[str, tuple[SitePower, ...]]
    """Options of a site that has, or can get, a hall."""
    most_units: dict[tuple[str, str, str], float]
    """(site, option, t): bound on units beyond the ledger's."""
    committed_mw: dict[tuple[str, str, str], float]
    """(site, chip, t): IT MW of the ledger that come online in t."""
    chips_at: dict[str, tuple[str, ...]]
    """Chips that can ever stand at a site."""
    stands: dict[tuple[str, str], tuple[str, ...]]
    """(site, chip): periods in which the chip can stand there."""
    buys: dict[tuple[str, str], tuple[str, ...]]
    """(site, chip): periods in which it can be bought."""
    zones_of: dict[str, tuple[Zone, ...]]
    """Zones of a stream."""
    workloads_at: dict[str, tuple[str, ...]]
    """Workloads a site can serve."""


def room_by_period(site: Site, periods: tuple[Period, ...]) -> tuple[int, ...]:
    """Return the most halls beyond the ledger's that a site can have online, by period."""
    kept = site.committed_halls[-1]
    return tuple(
        max(0, min(site.max_halls, math.floor(hosting / site.hall_mw + TINY)) - kept)
        if period.start >= site.first_hall_quarter
        else 0
        for period, hosting in zip(periods, site.hosting_mw, strict=True)
    )


def whole_units(option: SitePower, mw: float) -> float:
    """Return how many units of an option fit into so many MW."""
    units = mw / option.unit_mw
    return units if option.continuous else math.floor(units + TINY)


def build_sets(inputs: Inputs) -> Sets:
    """Derive the index sets of the model from its inputs."""
    periods = {period.label: period for period in inputs.periods}
    labels = list(periods)
    sites = {site.site_id: site for site in inputs.sites}
    chips = {chip.chip_id: chip for chip in inputs.chips}
    streams = {stream.stream_id: stream for stream in inputs.streams}
    room = {
        (site.site_id, t): halls
        for site in inputs.sites
        for t, halls in zip(labels, room_by_period(site, inputs.periods), strict=True)
    }
    used = {s for s, site in sites.items() if site.committed_halls[-1] or room[s, labels[-1]]}
    committed = _committed_mw(inputs, labels)
    buys = dict(_buys(inputs, used, room, labels))
    stands = dict(_stands(inputs, used, committed, buys, labels))
    power = {s: tuple(o for o in inputs.power if o.site_id == s) for s in sites if s in used}
    return Sets(
        periods=periods,
        labels=tuple(labels),
        position={t: i for i, t in enumerate(labels)},
        before=dict(zip(labels, [None, *labels[:-1]], strict=True)),
        sites={s: site for s, site in sites.items() if s in used},
        chips=chips,
        streams=streams,
        workloads={workload.workload_id: workload for workload in inputs.workloads},
        room=room,
        committed_halls={
            (s, t): halls
            for s, site in sites.items()
            for t, halls in zip(labels, site.committed_halls, strict=True)
        },
        most_mw={
            (s, t): sites[s].hall_mw * (halls + sites[s].committed_halls[labels.index(t)])
            for (s, t), halls in room.items()
        },
        builds=tuple(s for s in sites if room[s, labels[-1]]),
        power=power,
        most_units=dict(_most_units(inputs, power)),
        committed_mw=committed,
        chips_at={s: tuple(g for q, g in stands if q == s) for s in sites if s in used},
        stands=stands,
        buys=buys,
        zones_of={d: tuple(z for z in inputs.zones if z.stream_id == d) for d in streams},
        workloads_at=_workloads_at(inputs, used),
    )


def _committed_mw(inputs: Inputs, labels: list[str]) -> dict[tuple[str, str, str], float]:
    """Put the ledger's chips into the first period that starts no earlier than they are online."""
    committed: dict[tuple[str, str, str], float] = {}
    for lot in inputs.committed_chips:
        t = next((p.label for p in inputs.periods if p.start >= lot.online_quarter), None)
        if t is not None:
            key = (lot.site_id, lot.chip_id, t)
            committed[key] = committed.get(key, 0.0) + lot.it_mw
    return committed


def _buys(
    inputs: Inputs, used: set[str], room: dict[tuple[str, str], int], labels: list[str]
) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    """Yield where and when a chip can be bought: it is on sale, and halls can be there."""
    supply = {chip.chip_id: chip.supply_mw for chip in inputs.chips}
    for site in inputs.sites:
        if site.site_id not in used:
            continue
        halls = [room[site.site_id, t] + site.committed_halls[i] for i, t in enumerate(labels)]
        for g in site.chip_ids:
            when = tuple(t for i, t in enumerate(labels) if halls[i] and supply[g][i] > 0)
            if when:
                yield (site.site_id, g), when


def _stands(
    inputs: Inputs,
    used: set[str],
    committed: dict[tuple[str, str, str], float],
    buys: dict[tuple[str, str], tuple[str, ...]],
    labels: list[str],
) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    """Yield when a chip can stand at a site: from its first arrival to the end."""
    for site in inputs.sites:
        if site.site_id not in used:
            continue
        for g in site.chip_ids:
            arrivals = set(buys.get((site.site_id, g), ()))
            arrivals |= {t for (s, q, t) in committed if s == site.site_id and q == g}
            if arrivals:
                first = min(labels.index(t) for t in arrivals)
                yield (site.site_id, g), tuple(labels[first:])


def _most_units(
    inputs: Inputs, power: dict[str, tuple[SitePower, ...]]
) -> Iterator[tuple[tuple[str, str, str], float]]:
    """Yield the bound on an option's own units, by period: its limit, and its area's headroom."""
    headroom = {area.area_id: area.headroom_mw for area in inputs.areas}
    area_of = {site.site_id: site.area_id for site in inputs.sites}
    for option in (option for options in power.values() for option in options):
        limits = option.limit_mw
        if option.delivery is Delivery.GRID and area_of[option.site_id] in headroom:
            limits = tuple(map(min, limits, headroom[area_of[option.site_id]]))
        for period, limit in zip(inputs.periods, limits, strict=True):
            units = whole_units(option, limit) if period.start >= option.first_quarter else 0.0
            yield (option.site_id, option.option_id, period.label), units


def _workloads_at(inputs: Inputs, used: set[str]) -> dict[str, tuple[str, ...]]:
    """Find which workloads each site reaches a zone of."""
    reached: dict[str, set[str]] = {s: set() for s in used}
    for zone in inputs.zones:
        for s in zone.site_ids:
            if s in used:
                reached[s].add(zone.stream_id)
    return {
        s: tuple(w.workload_id for w in inputs.workloads if reached[s].intersection(w.stream_ids))
        for s in reached
    }
