"""Capital spending."""

from __future__ import annotations

from dataclasses import dataclass, replace

from buildout.inputs import Budget, Inputs
from planner.engine.worker import cheapest_plan
from planner.explore.aims.aim import AimRows
from planner.explore.linear import Linear
from planner.plan import TableName, Tables
from planner.plan.costs import CAPITAL


@dataclass(frozen=True)
class Capex:
    """Nominal capital spending within the horizon: sites, halls, power and chips, before rebates."""

    title: str = "capital spending"
    unit: str = "billion USD"

    def measure(self, _inputs: Inputs, tables: Tables) -> float:
        """Return the capital spending of a plan."""
        cash = tables[TableName.CASH]
        return float(cash.loc[cash["category"].isin(CAPITAL), "usd"].sum()) / 1e9

    def ideal(self, _inputs: Inputs) -> float:
        """Return 0."""
        return 0.0

    def rows(self, inputs: Inputs, level: float) -> AimRows:
        """Take the row of a budget for all time, and its limit off."""
        limit_musd = 1e9
        budget = Budget("explore", 0, inputs.end, limit_musd)
        compiled = cheapest_plan(replace(inputs, budgets=(*inputs.budgets, budget)))
        row = compiled.row_names.index("cost.budget_limit[explore]")
        spent = Linear(compiled.matrix.a[row].toarray().ravel() / 1e3, -level)
        return AimRows(compiled, (spent,))
