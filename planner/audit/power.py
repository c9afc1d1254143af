"""Power: P1 to P5, and the tables of power and energy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from buildout.inputs import Delivery
from planner.audit.compare import at_least, at_most, exactly, zero_where
from planner.audit.equations import Equation
from planner.audit.facts import Facts
from planner.audit.panels import Panel, down, like, read_panel, rise, total
from planner.audit.quantities import Quantities
from planner.audit.report import Finding
from planner.audit.tolerance import CENT


def check_power(facts: Facts, plan: Quantities) -> list[Finding]:
    """Check that power comes in time, is enough, and gives the energy that is used."""
    return [
        at_most(Equation.P1, _load_mw(facts, plan), _usable_mw(facts, plan), "facility MW"),
        *_check_limits(facts, plan),
        *_check_energy(facts, plan),
        *_check_moves(facts, plan),
        at_most(Equation.P5, plan.units, _most_units(facts, plan), "units"),
        _check_whole(facts, plan),
        *_check_power_table(facts, plan),
        _check_energy_table(facts, plan),
    ]


def _load_mw(facts: Facts, plan: Quantities) -> Panel:
    """Return the facility MW of the fleet, site by period."""
    return total(plan.fleet_mw, facts.site_ids) * down(facts.sites["pue"])


def _delivered(facts: Facts, *deliveries: Delivery) -> NDArray[np.float64]:
    """Return 1 for the options that deliver so, as a column."""
    return down(facts.options["delivery"].isin(list(deliveries)))


def _usable_mw(facts: Facts, plan: Quantities) -> Panel:
    available = plan.firm_mw * down(facts.options["availability"])
    return total(available * _delivered(facts, Delivery.GRID, Delivery.ONSITE), facts.site_ids)


def _check_limits(facts: Facts, plan: Quantities) -> list[Finding]:
    early = facts.starts < facts.options["first_quarter"].to_numpy(int)[:, None]
    late = facts.starts > facts.options["last_quarter"].to_numpy(int)[:, None]
    area_of = facts.sites["area_id"].reindex(facts.option_ids.get_level_values("site_id"))
    in_area = total(plan.new_mw * _delivered(facts, Delivery.GRID), facts.headroom_mw.index, area_id=area_of)
    return [
        at_most(Equation.P2, plan.new_mw, facts.limit_mw, "MW"),
        zero_where(Equation.P2, plan.new_mw, early, "MW"),
        zero_where(Equation.P2, plan.bought_mw, early | late, "MW"),
        at_most(Equation.P2, in_area, facts.headroom_mw, "MW"),
    ]


def _check_energy(facts: Facts, plan: Quantities) -> list[Finding]:
    finance = facts.inputs.finance
    used = _load_mw(facts, plan) * (finance.mean_load_factor * facts.hours / 1000.0)
    output = plan.firm_mw * down(facts.options["availability"]) * (facts.hours / 1000.0)
    capped = _delivered(facts, Delivery.ONSITE, Delivery.OVER_GRID)
    through_grid = plan.energy_gwh * _delivered(facts, Delivery.GRID, Delivery.OVER_GRID)
    connection = total(output * _delivered(facts, Delivery.GRID), facts.site_ids)
    return [
        exactly(Equation.P3A, total(plan.energy_gwh, facts.site_ids), used, "GWh"),
        at_most(Equation.P3B, plan.energy_gwh, like(output, np.where(capped > 0.0, output, np.inf)), "GWh"),
        at_most(Equation.P3C, total(through_grid, facts.site_ids), connection, "GWh"),
    ]


def _check_moves(facts: Facts, plan: Quantities) -> list[Finding]:
    is_bridge = facts.options["is_bridge"].to_numpy(bool)
    risen = rise(plan.units)
    zero = like(risen, np.zeros(1))
    moved = (plan.bought_mw + plan.reused_mw - plan.dropped_mw).div(down(facts.options["unit_mw"]))
    return [
        at_least(Equation.P4, risen[~is_bridge], zero[~is_bridge], "units"),
        exactly(Equation.P4, risen[is_bridge], moved[is_bridge], "units"),
        _check_reuse(facts, plan),
    ]


def _check_reuse(facts: Facts, plan: Quantities) -> Finding:
    """Check that by each period no more units of an option are reused than left in earlier ones."""
    unit_mw = down(facts.options["unit_mw"])
    ids = facts.option_ids.get_level_values("option_id").unique()
    reused = total(plan.reused_mw.div(unit_mw), ids).cumsum(axis=1)
    dropped = total(plan.dropped_mw.div(unit_mw), ids)
    return at_most(Equation.P4, reused, dropped.cumsum(axis=1) - dropped, "units")


def _most_units(facts: Facts, plan: Quantities) -> Panel:
    units = facts.limit_mw.div(down(facts.options["unit_mw"]))
    continuous = facts.options["continuous"].to_numpy(bool)[:, None]
    # An exact multiple of unit_mw must not lose a unit to rounding.
    most = np.where(continuous, units, np.floor(units + 1e-9))
    return like(units, most) * plan.open.loc[facts.option_ids.get_level_values("site_id")].to_numpy()


def _check_whole(facts: Facts, plan: Quantities) -> Finding:
    stepped = plan.units[~facts.options["continuous"].to_numpy(bool)]
    return exactly(Equation.NUMBERS, stepped, stepped.round(), "units")


def _check_power_table(facts: Facts, plan: Quantities) -> list[Finding]:
    table = plan.tables["power"]
    is_bridge = facts.options["is_bridge"].to_numpy(bool)[:, None]
    expected = {
        "committed_mw": facts.committed_mw,
        "firm_mw": plan.firm_mw,
        "added_mw": rise(plan.new_mw).clip(lower=0.0),
        "bought_mw": plan.bought_mw,
        "reused_mw": plan.reused_mw * is_bridge,
        "dropped_mw": plan.dropped_mw * is_bridge,
    }
    return [
        exactly(Equation.POWER_TABLE, read_panel(table, name, facts.option_ids, facts.periods), value, "MW")
        for name, value in expected.items()
    ]


def _check_energy_table(facts: Facts, plan: Quantities) -> Finding:
    stated = read_panel(plan.tables["energy"], "cost_usd", facts.option_ids, facts.periods)
    price = down(facts.options["energy_usd_per_mwh"])
    return exactly(Equation.ENERGY_TABLE, stated, plan.energy_gwh * 1000.0 * price, "USD", CENT)
