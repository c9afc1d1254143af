"""Power: firm MW by option, the energy that flows, and the grid's headroom.

Parameters  unit_mw, availability, most_units[s, o, t], headroom_mw[a, t], pue[s], mean_load_factor
Variables   units[s, o, t]       units online beyond the ledger's, integer (cumulative)
            energy_gwh[s, o, t]  energy taken from the option in the period, GWh
            bought, reused, dropped [s, o, t]   bridge options only, units, as whole as the option's

firm_mw[s, o, t] = committed_mw + unit_mw * units

(P1)  pue * fleet <= sum over grid and onsite options of availability * firm_mw
(P2)  by bounds: unit_mw * units <= limit_mw, nothing before first_quarter; no addition after
      last_quarter; sum over an area's grid options of unit_mw * units <= headroom_mw
(P3a) sum of energy_gwh = pue * mean_load_factor * hours / 1000 * fleet
(P3b) energy_gwh <= availability * hours / 1000 * firm_mw, onsite and over grid
(P3c) energy through the grid <= hours / 1000 * sum over grid options of availability * firm_mw
(P4)  units never fall; for bridge options units[t] - units[t-1] = bought + reused - dropped,
      and what is reused has left somewhere before
(P5)  units <= most_units * open
"""

from __future__ import annotations

import math
from typing import TypeAlias

import pyomo.environ as pyo

from buildout.expressions import Expression, at
from buildout.fleet import standing_mw
from buildout.inputs import Delivery, Inputs, SitePower
from buildout.sets import Sets

FIRM = (Delivery.GRID, Delivery.ONSITE)
THROUGH_GRID = (Delivery.GRID, Delivery.OVER_GRID)

Key: TypeAlias = tuple[str, str, str]
Options: TypeAlias = dict[tuple[str, str], SitePower]


def add_power(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    """Add the power block to the model."""
    b = m.power = pyo.Block(concrete=True)
    options = {(o.site_id, o.option_id): o for some in sets.power.values() for o in some}
    keys = [(s, o, t) for s, o in options for t in sets.labels if sets.most_units[s, o, t] > 0]
    b.units = pyo.Var(keys, domain=pyo.NonNegativeReals)
    for s, o, t in keys:
        b.units[s, o, t].setub(sets.most_units[s, o, t])
        if not options[s, o].continuous:
            b.units[s, o, t].domain = pyo.NonNegativeIntegers
    _add_firm_power(m, sets)
    _add_headroom(m, inputs, sets)
    _add_energy(m, inputs, sets, options)
    _add_steps(m, sets, options)
    _add_bridges(m, sets, options)
    _add_openings(m, sets)


def committed_mw(sets: Sets, option: SitePower, t: str) -> float:
    """Return the ledger's MW of an option in a period."""
    return option.committed_mw[sets.position[t]]


def firm_mw(m: pyo.ConcreteModel, sets: Sets, option: SitePower, t: str) -> Expression:
    """Return the firm MW of an option, the ledger's included, as an expression or a number."""
    key = (option.site_id, option.option_id, t)
    return committed_mw(sets, option, t) + option.unit_mw * at(m.power.units, key)


def available_mw(
    m: pyo.ConcreteModel, sets: Sets, s: str, t: str, deliveries: tuple[Delivery, ...]
) -> Expression:
    """Return availability x firm MW of a site's options with one of the deliveries."""
    return pyo.quicksum(
        o.availability * firm_mw(m, sets, o, t) for o in sets.power[s] if o.delivery in deliveries
    )


def _powered(sets: Sets) -> list[tuple[str, str]]:
    """Return the sites and periods in which chips can stand."""
    times: dict[tuple[str, str], None] = {}
    for (s, _), when in sets.stands.items():
        times.update(dict.fromkeys((s, t) for t in when))
    return list(times)


def _add_firm_power(m: pyo.ConcreteModel, sets: Sets) -> None:
    @m.power.Constraint(_powered(sets))
    def firm_power(b: pyo.Block, s: str, t: str) -> Expression:  # P1
        return sets.sites[s].pue * standing_mw(m, sets, s, t) <= available_mw(m, sets, s, t, FIRM)


def headroom_users(inputs: Inputs, sets: Sets) -> dict[tuple[str, str], list[SitePower]]:
    """Return the grid options that draw on the headroom of an area in a period, by (area, t)."""
    areas = {area.area_id for area in inputs.areas}
    users: dict[tuple[str, str], list[SitePower]] = {}
    for option in (option for options in sets.power.values() for option in options):
        area = sets.sites[option.site_id].area_id
        for t in sets.labels if option.delivery is Delivery.GRID and area in areas else ():
            if sets.most_units[option.site_id, option.option_id, t] > 0:
                users.setdefault((area, t), []).append(option)
    return users


def headroom_step_mw(users: list[SitePower]) -> float | None:
    """Return the one size of whole units in which all of some options come, None if there is none.

    It is then the unit of their row of headroom, which is in MW otherwise.
    """
    steps = {option.unit_mw for option in users}
    return steps.pop() if len(steps) == 1 and not any(o.continuous for o in users) else None


def _add_headroom(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    headroom = {(a.area_id, t): a.headroom_mw[i] for a in inputs.areas for t, i in sets.position.items()}
    users = headroom_users(inputs, sets)

    @m.power.Constraint(list(users))
    def headroom_limit(b: pyo.Block, a: str, t: str) -> Expression:  # P2
        some = users[a, t]
        limit, scale = headroom[a, t], 1.0
        step = headroom_step_mw(some)
        if step is not None:
            # One size of whole units: only whole units fit, which the relaxation should know.
            scale = step
            limit = math.floor(limit / scale + 1e-9)
        return pyo.quicksum(o.unit_mw / scale * b.units[o.site_id, o.option_id, t] for o in some) <= limit


def _add_energy(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets, option: Options) -> None:
    b = m.power
    powered = _powered(sets)
    flows = [
        (o.site_id, o.option_id, t)
        for s, t in powered
        for o in sets.power[s]
        if committed_mw(sets, o, t) > 0 or (s, o.option_id, t) in b.units
    ]

    def gwh_per_it_mw(s: str, t: str) -> float:
        return sets.sites[s].pue * inputs.finance.mean_load_factor * sets.periods[t].hours / 1000

    b.energy_gwh = pyo.Var(flows, bounds=lambda b, s, o, t: (0, gwh_per_it_mw(s, t) * sets.most_mw[s, t]))

    def flow(s: str, t: str, deliveries: tuple[Delivery, ...]) -> Expression:
        return pyo.quicksum(
            b.energy_gwh[s, o.option_id, t]
            for o in sets.power[s]
            if o.delivery in deliveries and (s, o.option_id, t) in b.energy_gwh
        )

    @b.Constraint(powered)
    def energy_balance(b: pyo.Block, s: str, t: str) -> Expression:  # P3a
        return flow(s, t, tuple(Delivery)) == gwh_per_it_mw(s, t) * standing_mw(m, sets, s, t)

    @b.Constraint([key for key in flows if option[key[:2]].delivery is not Delivery.GRID])
    def energy_limit(b: pyo.Block, s: str, o: str, t: str) -> Expression:  # P3b
        gwh_per_mw = option[s, o].availability * sets.periods[t].hours / 1000
        return b.energy_gwh[s, o, t] <= gwh_per_mw * firm_mw(m, sets, option[s, o], t)

    @b.Constraint(list({(s, t): None for s, o, t in flows if option[s, o].delivery in THROUGH_GRID}))
    def grid_energy_limit(b: pyo.Block, s: str, t: str) -> Expression:  # P3c
        gwh_per_mw = sets.periods[t].hours / 1000
        return flow(s, t, THROUGH_GRID) <= gwh_per_mw * available_mw(m, sets, s, t, (Delivery.GRID,))


def _add_steps(m: pyo.ConcreteModel, sets: Sets, options: Options) -> None:
    b = m.power

    def is_late(o: SitePower, t: str) -> bool:
        return sets.periods[t].start > o.last_quarter

    lasting = [
        (s, o, t)
        for (s, o), option in options.items()
        for t in sets.labels
        if not option.is_bridge
        and ((s, o, sets.before[t]) in b.units or ((s, o, t) in b.units and is_late(option, t)))
    ]

    @b.Constraint(lasting)
    def power_stays(b: pyo.Block, s: str, o: str, t: str) -> Expression:  # P4
        step = at(b.units, (s, o, t)) - at(b.units, (s, o, sets.before[t]))
        return step == 0 if is_late(options[s, o], t) else step >= 0  # P2: no addition after last_quarter


def _add_bridges(m: pyo.ConcreteModel, sets: Sets, options: Options) -> None:
    b = m.power
    keys = [
        (s, o, t)
        for (s, o), option in options.items()
        for t in sets.labels
        if option.is_bridge and ((s, o, t) in b.units or (s, o, sets.before[t]) in b.units)
    ]
    on_sale = [k for k in keys if sets.periods[k[2]].start <= options[k[:2]].last_quarter]

    def all_units(b: pyo.Block, s: str, o: str, t: str) -> tuple[float, float]:
        return 0.0, sets.most_units[s, o, t]

    def units_before(b: pyo.Block, s: str, o: str, t: str) -> tuple[float, float]:
        return 0.0, sets.most_units.get((s, o, sets.before[t] or ""), 0.0)

    b.bought = pyo.Var(on_sale, bounds=all_units)
    b.reused = pyo.Var(keys, bounds=all_units)
    b.dropped = pyo.Var(keys, bounds=units_before)
    for var in (b.bought, b.reused):  # what is dropped is whole where these and the units are
        for s, o, t in var:
            if not options[s, o].continuous:
                var[s, o, t].domain = pyo.NonNegativeIntegers

    @b.Constraint(keys)
    def bridge_balance(b: pyo.Block, s: str, o: str, t: str) -> Expression:  # P4
        step = at(b.units, (s, o, t)) - at(b.units, (s, o, sets.before[t]))
        return step == at(b.bought, (s, o, t)) + b.reused[s, o, t] - b.dropped[s, o, t]

    sites_of: dict[tuple[str, str], list[str]] = {}
    for s, o, t in keys:
        sites_of.setdefault((o, t), []).append(s)

    @b.Constraint(list(sites_of))
    def reuse_after_leaving(b: pyo.Block, o: str, t: str) -> Expression:  # P4
        upto = sets.labels[: sets.position[t] + 1]
        came = pyo.quicksum(b.reused[s, o, v] for v in upto for s in sites_of.get((o, v), ()))
        left = pyo.quicksum(b.dropped[s, o, v] for v in upto[:-1] for s in sites_of.get((o, v), ()))
        return came <= left


def _add_openings(m: pyo.ConcreteModel, sets: Sets) -> None:
    b = m.power
    closed = [key for key in b.units if key[0] in sets.builds and not sets.sites[key[0]].in_ledger]

    @b.Constraint(closed)
    def power_needs_opening(b: pyo.Block, s: str, o: str, t: str) -> Expression:  # P5
        return b.units[s, o, t] <= sets.most_units[s, o, t] * m.siting.open[s, t]
