"""Cost: the objective, and the budgets on capital spending.

Every capital cost is an `Asset`: a variable per period (cumulative or not) and the parts of its price.
(M1) payments in the quarters of a budget, those of the ledger included, <= its musd
(M2) minimise present value of capital payments, operation, energy, carbon, transit, retirement and
     shortage, less rebates and the value left at the end of the horizon
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from buildout.expressions import Expression
from buildout.inputs import Inputs, SitePower
from buildout.money import (
    Part,
    chip_left,
    chip_parts,
    discount,
    hall_parts,
    mean_discount,
    move_parts,
    net_value,
    opening_parts,
    paid_between,
    power_parts,
)
from buildout.sets import Sets


@dataclass(frozen=True)
class Asset:
    """Something that is paid for when it comes online.

    ``units`` holds the variable of each period. Where ``cumulative`` they count what is online, so
    that a rise from one period to the next is what has to be paid for.
    """

    units: dict[str, pyo.Var]
    parts: tuple[Part, ...]
    cumulative: bool


def add_cost(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    """Add the objective and the budgets to the model."""
    b = m.cost = pyo.Block(concrete=True)
    assets = list(_assets(m, inputs, sets))
    terms: list[tuple[float, pyo.Var]] = []
    for asset in assets:
        terms += weighted(asset, sets, partial(net_value, inputs, asset.parts))
    terms += _operation(m, inputs, sets)
    terms += _energy(m, inputs, sets)
    terms += _service(m, inputs, sets)
    terms += _end_of_life(m, inputs, sets)
    terms += _rebates(m, inputs, sets)
    constant = _constant_operation(inputs, sets)
    b.total_musd = pyo.Objective(expr=_linear(terms, constant), sense=pyo.minimize)
    _add_budgets(m, inputs, sets, assets)


def weighted(asset: Asset, sets: Sets, worth: Callable[[int], float]) -> list[tuple[float, pyo.Var]]:
    """Return the sum over periods of additions x worth(online quarter), as coefficients.

    For a cumulative variable x the additions are x[t] - x[t-1], so x[t] counts worth(t) - worth(t+1).
    """
    values = {t: worth(sets.periods[t].start) for t in asset.units}
    if not asset.cumulative:
        return [(values[t], var) for t, var in asset.units.items()]
    after = {sets.before[t]: value for t, value in values.items()}
    return [(values[t] - after.get(t, 0.0), var) for t, var in asset.units.items()]


def _assets(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> Iterator[Asset]:
    """Yield everything the plan can buy."""
    for s in sets.builds:
        site = sets.sites[s]
        if not site.in_ledger:
            opens = {t: m.siting.open[s, t] for t in sets.labels}
            yield Asset(opens, opening_parts(inputs, site), cumulative=True)
        halls = {t: m.siting.new_halls[s, t] for t in sets.labels}
        yield Asset(halls, hall_parts(inputs, site), cumulative=True)
    for options in sets.power.values():
        for option in options:
            yield from _power_assets(m, inputs, sets, option)
    for (s, g), when in sets.buys.items():
        racks = {t: m.fleet.racks[s, g, t] for t in when}
        yield Asset(racks, chip_parts(sets.chips[g]), cumulative=False)


def _power_assets(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets, option: SitePower) -> Iterator[Asset]:
    def over_time(var: pyo.Var) -> dict[str, pyo.Var]:
        key = (option.site_id, option.option_id)
        return {t: var[(*key, t)] for t in sets.labels if (*key, t) in var}

    if option.is_bridge:
        yield Asset(over_time(m.power.bought), power_parts(option), cumulative=False)
        yield Asset(over_time(m.power.reused), move_parts(inputs, option), cumulative=False)
    else:
        yield Asset(over_time(m.power.units), power_parts(option), cumulative=True)


def _operation(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> Iterator[tuple[float, pyo.Var]]:
    """Yield the running cost of what the plan adds and of the whole fleet."""
    weight = _years(inputs, sets)
    for s, t in m.siting.new_halls:
        yield weight[t] * sets.sites[s].fixed_musd_per_hall_year, m.siting.new_halls[s, t]
    for s, g, t in m.fleet.fleet_mw:
        yield weight[t] * sets.chips[g].maintenance_musd_per_mw_year, m.fleet.fleet_mw[s, g, t]
    option = _options(sets)
    for s, o, t in m.power.units:
        per_unit = option[s, o].fixed_musd_per_mw_year * option[s, o].unit_mw
        yield weight[t] * per_unit, m.power.units[s, o, t]


def _constant_operation(inputs: Inputs, sets: Sets) -> float:
    """Return the running cost of the ledger's halls and power, which no decision changes."""
    weight = _years(inputs, sets)
    halls = sum(
        weight[t] * site.fixed_musd_per_hall_year * sets.committed_halls[s, t]
        for s, site in sets.sites.items()
        for t in sets.labels
    )
    power = sum(
        weight[t] * option.fixed_musd_per_mw_year * option.committed_mw[i]
        for options in sets.power.values()
        for option in options
        for t, i in sets.position.items()
    )
    return halls + power


def _energy(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> Iterator[tuple[float, pyo.Var]]:
    """Yield the cost of energy and of its carbon."""
    option = _options(sets)
    mean = {t: mean_discount(inputs, period) for t, period in sets.periods.items()}
    for s, o, t in m.power.energy_gwh:
        price = option[s, o].energy_usd_per_mwh / 1e3
        carbon = option[s, o].carbon_kg_per_mwh * inputs.finance.carbon_usd_per_t / 1e6
        yield mean[t] * (price + carbon), m.power.energy_gwh[s, o, t]


def _service(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> Iterator[tuple[float, pyo.Var]]:
    """Yield the cost of transit and of shortage."""
    zones = {zone.zone_id: zone for zone in inputs.zones}
    transit = {
        (s, z): cost
        for z, zone in zones.items()
        for s, cost in zip(zone.site_ids, zone.serve_cost_musd, strict=True)
        if cost
    }
    weight = {t: p.quarters * mean_discount(inputs, p) for t, p in sets.periods.items()}
    for s, z, t in m.service.serve:
        if (s, z) in transit:
            yield weight[t] * transit[s, z], m.service.serve[s, z, t]
    for z, t in m.service.short:
        price = sets.streams[zones[z].stream_id].shortage_musd_per_quarter[sets.position[t]]
        yield weight[t] * price, m.service.short[z, t]


def _end_of_life(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> Iterator[tuple[float, pyo.Var]]:
    """Yield the cost of retiring chips and the value of those that still stand at the end."""
    for s, g, t in m.fleet.retire_mw:
        when = discount(inputs, sets.periods[t].start)
        yield inputs.finance.retire_cost_musd_per_mw * when, m.fleet.retire_mw[s, g, t]
    for s, g, t in m.fleet.left_mw:
        yield -chip_left(inputs, sets.chips[g], sets.periods[t].start), m.fleet.left_mw[s, g, t]


def _rebates(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> Iterator[tuple[float, pyo.Var]]:
    """Yield the rebates of volume tiers, paid in the last quarter of their window."""
    for tier in inputs.volume_tiers:
        rebate = tier.discount * sets.chips[tier.chip_id].capex_musd_per_mw
        when = discount(inputs, sets.periods[tier.window.last].end - 1)
        yield -rebate * when, m.supply.tier_mw[tier.tier_id]


def _add_budgets(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets, assets: list[Asset]) -> None:
    budgets = {budget.budget_id: budget for budget in inputs.budgets}

    @m.cost.Constraint(list(budgets))
    def budget_limit(b: pyo.Block, k: str) -> Expression:  # M1
        first, last = budgets[k].first_quarter, budgets[k].last_quarter
        committed = sum(p.musd for p in inputs.committed_cash if first <= p.quarter <= last)
        terms: list[tuple[float, pyo.Var]] = []
        for asset in assets:
            paid = partial(paid_between, inputs, asset.parts, first=first, last=last)
            terms += weighted(asset, sets, paid)
        return _linear(terms, committed) <= budgets[k].musd


def _years(inputs: Inputs, sets: Sets) -> dict[str, float]:
    """Return years x mean discount factor of each period."""
    return {t: p.years * mean_discount(inputs, p) for t, p in sets.periods.items()}


def _options(sets: Sets) -> dict[tuple[str, str], SitePower]:
    return {(o.site_id, o.option_id): o for some in sets.power.values() for o in some}


def _linear(terms: list[tuple[float, pyo.Var]], constant: float) -> Expression:
    """Return a long sum as one expression; term by term it is several times slower to build."""
    kept = [(coefficient, var) for coefficient, var in terms if coefficient != 0.0]
    return LinearExpression(
        constant=constant,
        linear_coefs=[coefficient for coefficient, _ in kept],
        linear_vars=[var for _, var in kept],
    )
