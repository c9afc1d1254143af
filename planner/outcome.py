"""What a search found becomes a plan, on the way and at its end."""

from __future__ import annotations

import math
from collections.abc import Sequence

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.money import USD_PER_MUSD
from planner.engine.driver import End, Solution
from planner.engine.fallback import ledger_decisions
from planner.engine.progress import Point
from planner.feasible.conflict_text import contradicting
from planner.plan import Plan, PlanStatus, make_plan
from planner.subject import versions

STATUSES = {
    End.GAP_REACHED: PlanStatus.OPTIMAL,
    End.TIME_UP: PlanStatus.FEASIBLE,
    End.NO_PROGRESS: PlanStatus.FEASIBLE,
    End.INTERRUPTED: PlanStatus.FEASIBLE,
    End.CRASHED: PlanStatus.FEASIBLE,
    End.MEMORY_FULL: PlanStatus.FEASIBLE,
}


class NoPlanError(RuntimeError):
    """There is no plan to publish; the message says why and what to do."""


def plan_of(inputs: Inputs, solution: Solution, input_sha256: str) -> Plan:
    """Return the plan of a solution; the ledger alone where the search found none.

    Raises
    ------
    NoPlanError
        If the case contradicts itself.
    """
    if solution.end is End.CONTRADICTION:
        raise NoPlanError(_contradiction(inputs))
    status, decisions = _chosen(inputs, solution)
    return _plan(
        inputs,
        decisions,
        input_sha256,
        status=status,
        bound_musd=solution.bound_musd,
        seconds=solution.seconds,
        first_plan=solution.seconds_to_first_plan,
        peak_memory_mb=solution.peak_memory_mb,
    )


def plan_on_the_way(inputs: Inputs, decisions: Decisions, trace: Sequence[Point], input_sha256: str) -> Plan:
    """Return the plan of decisions that a search has just found and told at the last point of its trace.

    What the search holds in memory is not known before its end, and stands as 0.
    """
    return _plan(
        inputs,
        decisions,
        input_sha256,
        status=PlanStatus.FEASIBLE,
        bound_musd=trace[-1].bound_musd,
        seconds=trace[-1].seconds,
        first_plan=next((point.seconds for point in trace if point.cost_musd is not None), None),
        peak_memory_mb=0.0,
    )


def _plan(
    inputs: Inputs,
    decisions: Decisions,
    input_sha256: str,
    *,
    status: PlanStatus,
    bound_musd: float | None,
    seconds: float,
    first_plan: float | None,
    peak_memory_mb: float,
) -> Plan:
    """Return a plan in USD, where the search counts in million USD and may not have a bound."""
    return make_plan(
        inputs,
        decisions,
        status=status,
        bound_usd=-math.inf if bound_musd is None else bound_musd * USD_PER_MUSD,
        seconds=seconds,
        seconds_to_first_plan=seconds if first_plan is None else first_plan,
        peak_memory_mb=peak_memory_mb,
        versions=versions(),
        input_sha256=input_sha256,
    )


def _chosen(inputs: Inputs, solution: Solution) -> tuple[PlanStatus, Decisions]:
    if solution.decisions is None:
        return PlanStatus.FALLBACK, ledger_decisions(inputs)
    return STATUSES[solution.end], solution.decisions


def _contradiction(inputs: Inputs) -> str:
    said = contradicting(inputs)
    if not said:
        return (
            "no plan exists: the promises of the case cannot be kept together in whole halls and units; "
            "allow a stream to fall short, or drop a lock, a minimum take or a limit"
        )
    lines = "\n".join(f"  - {line}" for line in said)
    return (
        f"no plan exists: these cannot be kept together; give up or loosen one of them:\n{lines}\n"
        "planner feasible, with the same case, says what would be enough, when, and how much can be done"
    )
