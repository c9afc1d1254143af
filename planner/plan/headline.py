"""The first lines on a plan: what it costs, what is proved, what falls short."""

from __future__ import annotations

from buildout.inputs import Inputs
from buildout.quarters import quarter_label
from planner.plan import figures
from planner.plan.markdown import money, percent
from planner.plan.plan import Plan
from planner.plan.shortage_summary import shortage_line

PUBLISHED_USD_PER_GW = (35e9, 60e9)
"""Band of published all-in costs of a facility GW of campus, chips included, as of 2026."""


def headline(inputs: Inputs, plan: Plan, audit: str) -> tuple[tuple[str, str], ...]:
    """Return what to know first of a plan: the name of each fact, and the fact in words.

    Parameters
    ----------
    inputs
        The case.
    plan
        The plan.
    audit
        Result of the audit, in one line.
    """
    return (
        ("Horizon", f"{horizon(inputs)}, seen from {quarter_label(inputs.today)}"),
        ("Cost", f"{money(plan.cost_usd)}, present value, less the value left at the end"),
        ("Proof", proof(plan)),
        (
            "Search",
            f"{plan.status.value}; {plan.seconds:,.0f} s, first plan after "
            f"{plan.seconds_to_first_plan:,.0f} s, {plan.peak_memory_mb:,.0f} MB",
        ),
        ("Audit", audit),
        ("Shortage", shortage_line(inputs, plan)),
        ("New campus", _cost_per_gw(inputs, plan)),
    )


def horizon(inputs: Inputs) -> str:
    """Return the first and the last quarter of a case."""
    return f"{quarter_label(inputs.periods[0].start)} to {quarter_label(inputs.end - 1)}"


def proof(plan: Plan) -> str:
    """Return how far from the best a plan can be at most."""
    if plan.gap == float("inf"):
        return "no lower bound on the cost was proved"
    return f"{bound(plan)}; the gap is {percent(plan.gap, 2)} at most"


def bound(plan: Plan) -> str:
    """Return what no plan can be cheaper than."""
    return f"no plan costs less than {money(plan.bound_usd)}"


def _cost_per_gw(inputs: Inputs, plan: Plan) -> str:
    cost = figures.cost_per_gw(inputs, plan.tables)
    if cost is None:
        return "the plan builds none beyond the sites of the ledger"
    low, high = PUBLISHED_USD_PER_GW
    place = "below" if cost.total_usd < low else "above" if cost.total_usd > high else "within"
    return (
        f"{money(cost.total_usd)} per facility GW (construction {money(cost.construction_usd)}, power "
        f"{money(cost.power_usd)}, chips {money(cost.chips_usd)}); {place} the published "
        f"{low / 1e9:.0f} to {high / 1e9:.0f} billion USD"
    )
