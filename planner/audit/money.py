"""Money: M1, M2 and V, and the tables of cash and costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from buildout.quarters import parse_quarter
from planner.audit.compare import at_most, column, exactly
from planner.audit.equations import Equation
from planner.audit.facts import Facts
from planner.audit.flows import CAPITAL, Category, discount
from planner.audit.panels import Ids, id_index, lookup, quarter_labels
from planner.audit.quantities import Quantities
from planner.audit.report import CategoryCost, Finding
from planner.audit.tolerance import CENT


def check_money(facts: Facts, plan: Quantities, flows: pd.DataFrame, cost_usd: float) -> list[Finding]:
    """Check budgets, cash and cost against the flows of money worked out from the plan."""
    costs = cost_by_category(facts, flows)
    total_ids = id_index(("category",), ["all"])
    total_usd = sum(cost.present_value_usd for cost in costs)
    return [
        _check_budgets(facts, flows),
        _check_cash(plan, flows),
        *_check_costs(plan, costs),
        exactly(
            Equation.M2,
            column(pd.Series([cost_usd], total_ids), "present_value_usd"),
            column(pd.Series([total_usd], total_ids), "present_value_usd"),
            "USD",
            CENT,
        ),
    ]


def cost_by_category(facts: Facts, flows: pd.DataFrame) -> tuple[CategoryCost, ...]:
    """Return the nominal and present value of every category that is a cost, in USD."""
    present = flows["usd"] * discount(facts.inputs, flows["quarter"].to_numpy(float))
    sums = flows.assign(present_usd=present).groupby("category")[["usd", "present_usd"]].sum()
    names = [category.value for category in Category if category is not Category.COMMITTED]
    return tuple(
        CategoryCost(name, float(nominal), float(present_usd))
        for name, nominal, present_usd in sums.reindex(names, fill_value=0.0).itertuples(name=None)
    )


def _check_budgets(facts: Facts, flows: pd.DataFrame) -> Finding:
    budgets = facts.inputs.budgets
    ids = id_index(("budget_id",), [budget.budget_id for budget in budgets])
    capital = flows[flows["category"].isin(CAPITAL)]
    spent = [
        capital.loc[capital["quarter"].between(budget.first_quarter, budget.last_quarter), "usd"].sum() / 1e6
        for budget in budgets
    ]
    allowed = [budget.musd for budget in budgets]
    found = pd.Series(spent, ids, dtype=float)
    return at_most(Equation.M1, column(found), column(pd.Series(allowed, ids, dtype=float)), "million USD")


def _check_cash(plan: Quantities, flows: pd.DataFrame) -> Finding:
    is_paid = ~flows["category"].isin([Category.SHORTAGE, Category.VALUE_LEFT])
    expected = flows[is_paid].groupby(["category", "quarter"])["usd"].sum()
    table = plan.tables["cash"]
    stated = table.assign(quarter=table["quarter"].map(parse_quarter))
    found = stated.groupby(["category", "quarter"])["usd"].sum()
    keys = expected.index.union(found.index)
    labels = quarter_labels(keys, "quarter")
    left = pd.Series(lookup(found, keys), labels)
    right = pd.Series(lookup(expected, keys), labels)
    return exactly(Equation.CASH_TABLE, column(left), column(right), "USD", CENT)


def _check_costs(plan: Quantities, costs: tuple[CategoryCost, ...]) -> list[Finding]:
    """Check each category; the ledger's payments are a category of cash, and cost nothing."""
    names = ["nominal_usd", "present_value_usd"]
    ids = id_index(("category",), [category.value for category in Category])
    worked_out = pd.DataFrame(costs).set_index("category")
    expected = _by_category(worked_out[names], ids)
    found = _by_category(plan.tables["costs"].set_index("category")[names], ids)
    is_value_left = np.array(ids == Category.VALUE_LEFT.value)
    return [
        exactly(Equation.M2, found[~is_value_left], expected[~is_value_left], "USD", CENT),
        exactly(Equation.V, found[is_value_left], expected[is_value_left], "USD", CENT),
    ]


def _by_category(frame: pd.DataFrame, ids: Ids) -> pd.DataFrame:
    return frame.reindex(ids).fillna(0.0).rename_axis(columns="column")
