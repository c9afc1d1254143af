"""From decisions to the tables of a plan."""

from __future__ import annotations

from types import MappingProxyType

import pandas as pd

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.plan.columns import TABLES, TableName, Tables
from planner.plan.costs import cash_table, costs_table, list_flows
from planner.plan.emissions import emissions_table
from planner.plan.fleet import fleet_table, runs_table, tiers_table
from planner.plan.orders import list_orders, orders_table
from planner.plan.power import energy_table, power_table
from planner.plan.service import service_table, shortage_table, survival_table
from planner.plan.siting import halls_table, sites_table


def build_tables(inputs: Inputs, decisions: Decisions) -> Tables:
    """Return the tables of a plan, as ``docs/model.md`` and `planner.plan.columns.TABLES` define them.

    Parameters
    ----------
    inputs
        The case the decisions are for.
    decisions
        What the model, or a heuristic, decided. Counts are rounded to whole numbers; amounts below
        1e-9 are left out.

    Returns
    -------
    Tables
        Every table by name, also those without rows.

    Raises
    ------
    KeyError
        If the decisions name something that is not in the inputs.
    """
    service = service_table(inputs, decisions)
    made: dict[str, pd.DataFrame] = {
        TableName.SITES: sites_table(inputs, decisions),
        TableName.HALLS: halls_table(inputs, decisions),
        TableName.POWER: power_table(inputs, decisions),
        TableName.ENERGY: energy_table(inputs, decisions),
        TableName.FLEET: fleet_table(inputs, decisions),
        TableName.RUNS: runs_table(inputs, decisions),
        TableName.SERVICE: service,
        TableName.SHORTAGE: shortage_table(inputs, service),
        TableName.TIERS: tiers_table(inputs, decisions),
        TableName.SURVIVAL: survival_table(inputs, decisions),
        TableName.EMISSIONS: emissions_table(inputs, decisions),
    }
    orders = list_orders(inputs, made)
    flows = list_flows(inputs, made, orders)
    made[TableName.ORDERS] = orders_table(orders)
    made[TableName.CASH] = cash_table(flows)
    made[TableName.COSTS] = costs_table(inputs, flows)
    return MappingProxyType({name: made[name] for name in TABLES})
