"""What one more IT MW at work at a site would save over a period, from the prices of demand and of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from buildout.inputs import Inputs, Zone
from buildout.money import mean_discount
from buildout.sets import Sets
from planner.engine.prices import Prices


def work_values(
    inputs: Inputs, sets: Sets, prices: Prices, standing: set[tuple[str, str]]
) -> dict[tuple[str, str, str], float]:
    """Return what a reference MW of work saves, by site, workload and period; million USD.

    Where chips stand it is the price of work there. Where none do yet, that price says nothing, and it is
    what the dearest demand in reach would save.

    Parameters
    ----------
    standing
        Sites and periods in which chips stand.
    """
    values: dict[tuple[str, str, str], float] = defaultdict(float)
    for (s, w, t), price in prices.rows.get("service.capacity", {}).items():
        if (s, t) in standing:
            values[s, w, t] += max(0.0, -price)
    for (_, s, w, t), price in prices.rows.get("policy.rest_can", {}).items():
        if (s, t) in standing:
            values[s, w, t] += max(0.0, -price)
    for s, w, t, saved in _from_demand(inputs, sets, prices):
        if (s, t) not in standing:
            values[s, w, t] = max(values[s, w, t], saved)
    return dict(values)


def _from_demand(inputs: Inputs, sets: Sets, prices: Prices) -> Iterator[tuple[str, str, str, float]]:
    for zone in inputs.zones:
        stream = sets.streams[zone.stream_id]
        for t in sets.labels:
            price = prices.row("service.demand", (zone.zone_id, t))
            if price <= 0:
                continue
            weight = sets.periods[t].quarters * mean_discount(inputs, sets.periods[t])
            for s, transit in _reaching(sets, zone):
                usable = stream.usable.get(sets.sites[s].kind, 0.0)
                yield s, stream.workload_id, t, usable * (price - weight * transit)


def _reaching(sets: Sets, zone: Zone) -> Iterator[tuple[str, float]]:
    pairs = zip(zone.site_ids, zone.serve_cost_musd, strict=True)
    return ((s, transit) for s, transit in pairs if s in sets.sites)
