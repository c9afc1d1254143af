"""How far a plan can be trusted: its audit, and how it was solved."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from planner.audit import Check
from planner.plan.headline import headline
from planner.plan.text_table import TextTable
from planner.report.facts import Facts

TRACE = "trace.csv"
MOST_STEPS = 40
"""Steps of the search that are shown: those that changed plan or bound, the last ones."""


@dataclass(frozen=True)
class Proof:
    """What backs a plan."""

    facts: Sequence[tuple[str, str]]
    """The first lines of the summary."""
    violations: Sequence[str]
    checks: TextTable
    versions: TextTable
    steps: TextTable | None


def proof_of_plan(facts: Facts) -> Proof:
    """Return what backs the plan of a run."""
    versions = [*facts.plan.versions.items(), ("inputs, SHA-256", facts.plan.input_sha256)]
    return Proof(
        facts=headline(facts.inputs, facts.plan, facts.audit.summary()),
        violations=[str(violation) for violation in facts.audit.violations],
        checks=_checks(facts.audit.checks),
        versions=TextTable(["program", "version"], [[*pair] for pair in versions], text_columns=2),
        steps=_steps(facts),
    )


def _checks(checks: Sequence[Check]) -> TextTable:
    rows = [
        [
            check.equation.code,
            check.equation.promise,
            f"{check.rows:,}",
            f"{check.broken:,}",
            f"{check.largest_excess:.2g} {check.unit}".strip(),
        ]
        for check in checks
    ]
    return TextTable(["equation", "promise", "rows", "broken", "largest excess"], rows, text_columns=2)


def _steps(facts: Facts) -> TextTable | None:
    """Return the steps of the search that changed plan or bound; None where the run has no trace."""
    text = facts.run.extras.get(TRACE, b"").decode()
    rows, before = [], ("", "")
    for step in csv.DictReader(io.StringIO(text)):
        now = (step["cost_musd"], step["bound_musd"])
        if now != before:
            gap = f"{100 * float(step['gap']):,.2f} %" if step["gap"] else ""
            rows.append([step["what"], f"{float(step['seconds']):,.1f}", *map(_billions, now), gap])
        before = now
    if not rows:
        return None
    header = ["step", "seconds", "plan, billion USD", "bound, billion USD", "gap"]
    return TextTable(header, rows[-MOST_STEPS:])


def _billions(musd: str) -> str:
    return f"{float(musd) / 1e3:,.2f}" if musd else ""
