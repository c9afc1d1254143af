"""Fleet: F1 to F3, and the table of the fleet. What the chips are worth at the end is in `money`."""

from __future__ import annotations

import numpy as np

from planner.audit.compare import at_least, at_most, exactly
from planner.audit.equations import Equation
from planner.audit.facts import Facts
from planner.audit.panels import Panel, down, like, lookup, read_panel, total
from planner.audit.quantities import Quantities
from planner.audit.report import Finding


def check_fleet(facts: Facts, plan: Quantities) -> list[Finding]:
    """Check that chips come, stand and leave as the case allows."""
    hall_mw = plan.halls * down(facts.sites["hall_mw"])
    return [
        exactly(Equation.F1A, plan.fleet_mw, _expected_fleet(facts, plan), "IT MW"),
        at_least(Equation.F1B, plan.retire_mw.cumsum(axis=1), _aged_out_mw(facts, plan), "IT MW"),
        at_most(Equation.F2, total(plan.fleet_mw, facts.site_ids), hall_mw, "IT MW"),
        *_check_racks(facts, plan),
        _check_fleet_table(facts, plan),
    ]


def _expected_fleet(facts: Facts, plan: Quantities) -> Panel:
    before = plan.fleet_mw.shift(1, axis=1, fill_value=0.0)
    return before + plan.buy_mw + facts.committed_chips - plan.retire_mw


def _aged_out_mw(facts: Facts, plan: Quantities) -> Panel:
    """Return the MW that reached the end of their life by each period."""
    count = len(facts.periods)
    life = lookup(facts.chips["life_quarters"], facts.fleet_ids.get_level_values("chip_id"))
    leaves = np.searchsorted(facts.starts, facts.starts + life[:, None])
    rows = np.repeat(np.arange(len(facts.fleet_ids)), count)
    ledger = facts.ledger_chips
    # One column more than there are periods catches what leaves after the horizon.
    leaving = np.zeros((len(facts.fleet_ids), count + 1))
    np.add.at(leaving, (rows, leaves.ravel()), plan.buy_mw.to_numpy().ravel())
    ledger_leaves = np.searchsorted(facts.starts, ledger["aged_out"].to_numpy(int))
    np.add.at(leaving, (ledger["row"].to_numpy(int), ledger_leaves), ledger["it_mw"].to_numpy(float))
    return like(plan.buy_mw, leaving.cumsum(axis=1)[:, :count])


def _check_racks(facts: Facts, plan: Quantities) -> list[Finding]:
    if not facts.inputs.whole_racks:
        return []
    rack_mw = lookup(facts.chips["rack_mw"], facts.fleet_ids.get_level_values("chip_id"))[:, None]
    racks = plan.buy_mw.div(rack_mw).round()
    stated = read_panel(plan.tables["fleet"], "buy_racks", facts.fleet_ids, facts.periods)
    return [
        exactly(Equation.F3, plan.buy_mw, racks.mul(rack_mw), "IT MW"),
        exactly(Equation.FLEET_TABLE, stated, racks, "racks"),
    ]


def _check_fleet_table(facts: Facts, plan: Quantities) -> Finding:
    stated = read_panel(plan.tables["fleet"], "committed_mw", facts.fleet_ids, facts.periods)
    return exactly(Equation.FLEET_TABLE, stated, facts.committed_chips, "IT MW")
