"""Supply: what can be bought of a chip, of a vendor, and from the pools all buyers share.

Parameters  supply_mw[g, t], pool amounts and draws, vendor shares, minimum takes, tiers
Variables   tier_mw[k]    IT MW that earn the rebate of tier k
            reached[k]    1 where the space below tier k is full, binary

(C1)  sum over sites of buy_mw <= supply_mw
(C2)  per pool and window: draws of halls, power and chips added <= amount
(C3)  min_share * all MW bought <= MW bought of the vendor <= max_share * all MW bought, in a window
(C4a) MW bought of some chips in a window >= amount
(C4b) tier_mw fills from the first threshold up, one tier after the other
"""

from __future__ import annotations

import pyomo.environ as pyo

from buildout.expressions import Expression, at, is_constant
from buildout.fleet import buy_mw
from buildout.inputs import Inputs, Pool, SitePower, VolumeTier, Window
from buildout.sets import Sets


def add_supply(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    """Add the supply block to the model."""
    m.supply = pyo.Block(concrete=True)
    _add_chip_supply(m, sets)
    _add_pools(m, inputs, sets)
    _add_vendor_shares(m, inputs, sets)
    _add_minimum_takes(m, inputs, sets)
    _add_tiers(m, inputs, sets)


def periods_in(sets: Sets, window: Window) -> tuple[str, ...]:
    """Return the periods of a window."""
    return sets.labels[sets.position[window.first] : sets.position[window.last] + 1]


def bought_mw(m: pyo.ConcreteModel, sets: Sets, chips: set[str], window: Window) -> Expression:
    """Return the IT MW of some chips bought at all sites in a window, as an expression."""
    times = set(periods_in(sets, window))
    return pyo.quicksum(
        buy_mw(m, sets, s, g, t)
        for (s, g), when in sets.buys.items()
        if g in chips
        for t in when
        if t in times
    )


def _add_chip_supply(m: pyo.ConcreteModel, sets: Sets) -> None:
    buyers: dict[tuple[str, str], list[str]] = {}
    for s, g, t in m.fleet.racks:
        buyers.setdefault((g, t), []).append(s)

    @m.supply.Constraint(list(buyers))
    def chip_supply(b: pyo.Block, g: str, t: str) -> Expression:  # C1
        bought = pyo.quicksum(buy_mw(m, sets, s, g, t) for s in buyers[g, t])
        return bought <= sets.chips[g].supply_mw[sets.position[t]]


def _add_pools(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    draws = {
        (pool.pool_id, window.first): (_draw(m, sets, pool, window), window.amount)
        for pool in inputs.pools
        for window in pool.limits
    }

    @m.supply.Constraint([key for key, (draw, _) in draws.items() if not is_constant(draw)])
    def pool_limit(b: pyo.Block, pool: str, first: str) -> Expression:  # C2
        draw, amount = draws[pool, first]
        return draw <= amount


def _draw(m: pyo.ConcreteModel, sets: Sets, pool: Pool, window: Window) -> Expression:
    """Return what the additions of a window draw from a pool."""
    times = periods_in(sets, window)
    first, last = times[0], times[-1]
    halls = [
        per_hall * (m.siting.new_halls[s, last] - _before(m.siting.new_halls, sets, (s,), first))
        for s, per_hall in pool.hall_draw
        if s in sets.builds
    ]
    power = [
        per_mw * option.unit_mw * _units_added(m, sets, option, times)
        for s, o, per_mw in pool.power_draw
        for option in sets.power.get(s, ())
        if option.option_id == o
    ]
    rate = dict(pool.chip_draw)
    chips = [
        rate[g] * buy_mw(m, sets, s, g, t)
        for (s, g), when in sets.buys.items()
        if g in rate
        for t in when
        if t in times
    ]
    return pyo.quicksum([*halls, *power, *chips])


def _before(var: pyo.Var, sets: Sets, key: tuple[str, ...], t: str) -> Expression:
    """Return a cumulative variable in the period before, 0 where there is none."""
    return at(var, (*key, sets.before[t]))


def _units_added(m: pyo.ConcreteModel, sets: Sets, option: SitePower, times: tuple[str, ...]) -> Expression:
    """Return the units of a power option bought at a site in some periods."""
    key = (option.site_id, option.option_id)
    if option.is_bridge:
        bought = m.power.bought
        return pyo.quicksum(bought[(*key, t)] for t in times if (*key, t) in bought)
    if (*key, times[-1]) not in m.power.units:
        return 0
    return m.power.units[(*key, times[-1])] - _before(m.power.units, sets, key, times[0])


def _add_vendor_shares(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    b = m.supply
    whole = {i: bought_mw(m, sets, set(sets.chips), k.window) for i, k in enumerate(inputs.vendor_shares)}
    shares = {i: share for i, share in enumerate(inputs.vendor_shares) if not is_constant(whole[i])}

    def part(i: int) -> Expression:
        of_vendor = {g for g, chip in sets.chips.items() if chip.vendor == shares[i].vendor}
        return bought_mw(m, sets, of_vendor, shares[i].window)

    @b.Constraint([i for i, share in shares.items() if share.min_share > 0])
    def vendor_at_least(b: pyo.Block, i: int) -> Expression:  # C3
        return part(i) - shares[i].min_share * whole[i] >= 0

    @b.Constraint([i for i, share in shares.items() if share.max_share < 1])
    def vendor_at_most(b: pyo.Block, i: int) -> Expression:  # C3
        return part(i) - shares[i].max_share * whole[i] <= 0


def _add_minimum_takes(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    takes = {take.take_id: take for take in inputs.minimum_takes}

    @m.supply.Constraint(list(takes))
    def minimum_take(b: pyo.Block, k: str) -> Expression:  # C4a
        return bought_mw(m, sets, set(takes[k].chip_ids), takes[k].window) >= takes[k].window.amount


def tier_groups(inputs: Inputs) -> tuple[tuple[VolumeTier, ...], ...]:
    """Return the tiers of each chip and window, lowest threshold first."""
    groups: dict[tuple[str, str, str], list[VolumeTier]] = {}
    for tier in inputs.volume_tiers:
        groups.setdefault((tier.chip_id, tier.window.first, tier.window.last), []).append(tier)
    return tuple(tuple(sorted(group, key=lambda k: k.window.amount)) for group in groups.values())


def _add_tiers(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    b = m.supply
    groups = {group[0].tier_id: group for group in tier_groups(inputs)}
    tiers = [tier.tier_id for group in groups.values() for tier in group]
    width = {k: mw for group in groups.values() for k, mw in _widths(sets, group).items()}
    b.tier_mw = pyo.Var(tiers, bounds=lambda b, k: (0, width[k]))
    b.reached = pyo.Var(tiers, domain=pyo.Binary)
    b.below_mw = pyo.Var(list(groups), bounds=lambda b, k: (0, groups[k][0].window.amount))

    @b.Constraint(list(groups))
    def tiers_fill(b: pyo.Block, k: str) -> Expression:  # C4b
        group = groups[k]
        spread = pyo.quicksum(b.tier_mw[tier.tier_id] for tier in group)
        return b.below_mw[k] + spread == bought_mw(m, sets, {group[0].chip_id}, group[0].window)

    @b.Constraint(tiers)
    def tier_needs_reach(b: pyo.Block, k: str) -> Expression:  # C4b
        return b.tier_mw[k] <= width[k] * b.reached[k]

    full = {
        tier.tier_id: lower
        for group in groups.values()
        for lower, tier in zip((None, *group), group, strict=False)
    }

    @b.Constraint(tiers)
    def reach_needs_full(b: pyo.Block, k: str) -> Expression:  # C4b
        lower = full[k]
        if lower is None:
            return b.below_mw[k] >= groups[k][0].window.amount * b.reached[k]
        return b.tier_mw[lower.tier_id] >= width[lower.tier_id] * b.reached[k]


def _widths(sets: Sets, group: tuple[VolumeTier, ...]) -> dict[str, float]:
    """Return the space of each tier, up to the next threshold or to all that is on sale."""
    supply = sets.chips[group[0].chip_id].supply_mw
    on_sale = sum(supply[sets.position[t]] for t in periods_in(sets, group[0].window))
    tops = [tier.window.amount for tier in group[1:]] + [on_sale]
    return {tier.tier_id: max(0.0, top - tier.window.amount) for tier, top in zip(group, tops, strict=True)}
