"""Chips that cost more than all they could ever earn taken off sale: a purchase, a site, a whole chip.

Claim. Buying chip g for site s in period t may be left out where, per IT MW, its price less its value
left at the end is at least the sum over the periods of its life of

    max(0, max over workloads w of work[w, g] * worth[s, w, t] - upkeep - energy)

with ``worth`` the dearest shortage, usable fraction x price, that a reference MW of work can avert
among the streams of w that s reaches, and ``energy`` that of the cheapest option of the site.

Proof. Take a plan that buys x MW of g for s in t. Oldest chips leave first, so this lot stands alone in
its share of the fleet and is gone by the end of its life (F1b). Leave it out. Halls, power, supply,
pools and budgets are only relieved. Scale what the chips of (s, g) run down to the fleet that is left;
the site's work for w falls by at most the lot's share of it, so serving less and falling short more by
at most usable x work mends D2 and D3. The cost rises by that shortage and the lot's value left; it falls
by price, upkeep and energy. Per period the rise is at most the lot's MW x the maximum above, so the
cost does not rise in total. Repeat for the next lot.

It leaves alone, as there the work is worth more than its shortage: streams that may not fall short (D4),
are served in blocks (D5: less than a block is nothing) or must survive a loss (R1); and chips of which a
rule counts the purchases (`bound_chips`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from buildout.inputs import Chip, Inputs, Zone
from buildout.money import chip_left, mean_discount, paid_value
from buildout.sets import Sets, build_sets
from planner.reduce.reduced import Reduced
from planner.reduce.sales import Purchase, keep_sales

ByPeriod = NDArray[np.float64]
Worth = dict[tuple[str, str], ByPeriod]
"""(site, workload): million USD that a reference MW at work averts, by period; inf where unknown."""


def remove_unpaid_chips(inputs: Inputs) -> Reduced:
    """Take chips off sale where and when they can never pay for themselves."""
    sets = build_sets(inputs)
    return keep_sales(inputs, set(_paid(inputs, sets)))


def _paid(inputs: Inputs, sets: Sets) -> Iterator[Purchase]:
    """Yield the purchases that may pay."""
    worth, upkeep, energy = _worth(inputs, sets), _upkeep(inputs, sets), _energy(inputs, sets)
    starts = np.array([period.start for period in inputs.periods])
    price = {chip.chip_id: _price(inputs, chip) for chip in inputs.chips}
    for (s, g), when in sets.buys.items():
        gain = np.maximum(0.0, _best_use(sets, worth, s, g) - upkeep[g] - energy[s])
        ends = np.searchsorted(starts, starts + sets.chips[g].life_quarters)
        for t in when:
            i = sets.position[t]
            if gain[i : ends[i]].sum() > price[g][i]:
                yield s, g, t


def _price(inputs: Inputs, chip: Chip) -> ByPeriod:
    """Return the present value of the price of an IT MW less its value left, by period of purchase."""
    return np.array(
        [
            paid_value(inputs, chip.capex_musd_per_mw, chip.payments, p.start)
            - chip_left(inputs, chip, p.start)
            for p in inputs.periods
        ]
    )


def _best_use(sets: Sets, worth: Worth, s: str, g: str) -> ByPeriod:
    """Return the most that an IT MW of a chip at a site can avert, by period."""
    uses = [
        workload.ref_mw_per_it_mw[g] * worth[s, w]
        for w, workload in sets.workloads.items()
        if workload.ref_mw_per_it_mw.get(g, 0.0) > 0 and (s, w) in worth
    ]
    return np.maximum.reduce(uses) if uses else np.zeros(len(sets.labels))


def _worth(inputs: Inputs, sets: Sets) -> Worth:
    weight = np.array([p.quarters * mean_discount(inputs, p) for p in inputs.periods])
    protected = {d for rule in inputs.survival for d in rule.stream_ids}
    worth: Worth = {}
    for zone in inputs.zones:
        stream = sets.streams[zone.stream_id]
        price = weight * np.array(stream.shortage_musd_per_quarter)
        if stream.stream_id in protected or stream.min_block_ref_mw > 0 or not stream.may_fall_short:
            price = np.full(len(price), np.inf)
        for s in _reaching(sets, zone):
            key = s, stream.workload_id
            value = np.where(np.array(zone.peak) > 0, price, 0.0) * stream.usable[sets.sites[s].kind]
            worth[key] = np.maximum(worth.get(key, 0.0), value)
    return worth


def _reaching(sets: Sets, zone: Zone) -> Iterator[str]:
    return (s for s in zone.site_ids if s in sets.sites)


def _upkeep(inputs: Inputs, sets: Sets) -> dict[str, ByPeriod]:
    """Return the upkeep of an IT MW of each chip, million USD by period."""
    years = np.array([p.years * mean_discount(inputs, p) for p in inputs.periods])
    return {g: years * chip.maintenance_musd_per_mw_year for g, chip in sets.chips.items()}


def _energy(inputs: Inputs, sets: Sets) -> dict[str, ByPeriod]:
    """Return the least cost of energy and carbon of an IT MW at each site, million USD by period."""
    finance = inputs.finance
    hours = np.array([p.hours * mean_discount(inputs, p) for p in inputs.periods])
    least = {
        s: min(
            (o.energy_usd_per_mwh + o.carbon_kg_per_mwh * finance.carbon_usd_per_t / 1e3 for o in options),
            default=0.0,
        )
        for s, options in sets.power.items()
    }
    return {s: hours * finance.mean_load_factor * sets.sites[s].pue * usd / 1e6 for s, usd in least.items()}
