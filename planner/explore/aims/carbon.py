"""Carbon of all energy."""

from __future__ import annotations

from dataclasses import dataclass

from buildout.inputs import Inputs
from planner.engine.worker import cheapest_plan
from planner.explore.aims.aim import AimRows
from planner.explore.linear import terms
from planner.plan import TableName, Tables


@dataclass(frozen=True)
class Carbon:
    """Carbon of all energy taken within the horizon."""

    title: str = "carbon"
    unit: str = "million t CO2"

    def measure(self, _inputs: Inputs, tables: Tables) -> float:
        """Return the carbon of a plan."""
        return float(tables[TableName.EMISSIONS]["carbon_t"].sum()) / 1e6

    def ideal(self, _inputs: Inputs) -> float:
        """Return 0."""
        return 0.0

    def rows(self, inputs: Inputs, level: float) -> AimRows:
        """Add up the carbon of the energy."""
        compiled = cheapest_plan(inputs)
        kg = {(option.site_id, option.option_id): option.carbon_kg_per_mwh for option in inputs.power}
        energy = compiled.columns.get("power.energy_gwh", {})
        # kg per MWh are t per GWh.
        pairs = ((column, kg[s, o] / 1e6) for (s, o, _), column in energy.items())
        return AimRows(compiled, (terms(compiled, pairs, constant=-level),))
