"""A case with changes, solved to its optimum in this process: no time goes into starting another."""

from __future__ import annotations

from pathlib import Path

from planner.assemble import assemble_case
from planner.audit import audit
from planner.cases import load_case
from planner.cases.catalogue import case_path
from planner.plan import Plan, PlanStatus, make_plan
from tests.model.optimum import solve


def shipped_text(name: str) -> str:
    """Return the file of a shipped case, to be changed and written elsewhere."""
    return case_path(name).read_text("utf-8")


def cheapest(*changes: str, case: str | Path = "tiny") -> Plan:
    """Return the cheapest plan of a case, audited; ``changes`` are those of ``--set``."""
    inputs = assemble_case(load_case(case, changes)).inputs
    optimum = solve(inputs)
    plan = make_plan(
        inputs,
        optimum.decisions,
        status=PlanStatus.OPTIMAL,
        bound_usd=optimum.cost_musd * 1e6,
        seconds=0.0,
        seconds_to_first_plan=0.0,
        peak_memory_mb=0.0,
        versions={},
        input_sha256="",
    )
    report = audit(inputs, plan.tables, plan.cost_usd)
    assert report.is_clean, [str(violation) for violation in report.violations]
    return plan
