"""The audit of a plan, from its tables and the inputs alone."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pandas as pd

from buildout.inputs import Inputs
from planner.audit.equations import Equation
from planner.audit.facts import Facts
from planner.audit.fleet import check_fleet
from planner.audit.flows import money_flows
from planner.audit.money import check_money, cost_by_category
from planner.audit.orders import check_orders
from planner.audit.policy import check_policy
from planner.audit.power import check_power
from planner.audit.purchases import purchases
from planner.audit.quantities import Quantities
from planner.audit.report import AuditReport, merge_checks
from planner.audit.service import check_service
from planner.audit.siting import check_siting
from planner.audit.supply import check_supply
from planner.audit.tables import sound_tables


def audit(inputs: Inputs, tables: Mapping[str, pd.DataFrame], cost_usd: float) -> AuditReport:
    """Check every equation of ``docs/model.md`` and recompute the cost.

    Parameters
    ----------
    inputs
        What the plan was made from.
    tables
        The tables of the plan by name, with the columns of ``docs/model.md``; a row that is left
        out counts as zero. They are not changed.
    cost_usd
        The plan's own statement of its cost: present value, in USD.

    Returns
    -------
    AuditReport
        Every row that is broken, what was checked, and the cost as recomputed. A broken plan is
        reported, never raised.
    """
    started = time.perf_counter()
    facts = Facts(inputs)
    sound, findings = sound_tables(facts, tables)
    plan = Quantities(facts, sound)
    bought = purchases(facts, plan)
    flows = money_flows(facts, plan, bought)
    for family in (check_siting, check_power, check_fleet, check_service, check_supply, check_policy):
        findings += family(facts, plan)
    findings += check_orders(facts, plan, bought)
    findings += check_money(facts, plan, flows, cost_usd)
    order = {equation: i for i, equation in enumerate(Equation)}
    violations = [violation for finding in findings for violation in finding.violations]
    costs = cost_by_category(facts, flows)
    return AuditReport(
        violations=tuple(sorted(violations, key=lambda violation: order[violation.equation])),
        checks=merge_checks(findings),
        cost_usd=sum(cost.present_value_usd for cost in costs),
        costs=costs,
        seconds=time.perf_counter() - started,
    )
