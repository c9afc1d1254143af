"""Our engine, asked as `planner solve` asks it, and its plan audited."""

from __future__ import annotations

from dataclasses import replace

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.money import USD_PER_MUSD
from planner.audit import audit
from planner.bench.building import build_inputs
from planner.bench.clock import Clock
from planner.bench.jobs import Audited, Ended, Job, Tell
from planner.engine.driver import Solution, SolveOptions, Start, solve_inputs
from planner.engine.progress import Point, Size
from planner.outcome import plan_of
from planner.reduce import reduce_inputs
from planner.serial import inputs_sha256

SAME_COST = 1e-6
"""Relative difference between the cost the engine claims and that of the plan's tables."""


class Relay:
    """Tells what the engine reports, at the seconds of our clock: starting its workers counts."""

    def __init__(self, clock: Clock, tell: Tell) -> None:
        self._clock = clock
        self._tell = tell

    def size(self, size: Size) -> None:
        """Tell the size of what the engine solves."""
        self._tell(size)

    def point(self, point: Point) -> None:
        """Tell a better plan or bound, or a step that begins."""
        self._tell(replace(point, seconds=self._clock.seconds))

    def plan(self, point: Point, decisions: Decisions) -> None:
        """Tell nothing: the last plan is audited after the clock."""


def run(job: Job, tell: Tell) -> None:
    """Build and solve; tell every better plan and bound, then what the audit says of the last plan."""
    solve_job(job, tell, Clock(), None)


def solve_job(job: Job, tell: Tell, clock: Clock, start: Start | None) -> Solution:
    """Build and solve a case from a start, on a clock; return the solution after its audit is told."""
    inputs = build_inputs(job.case, change=job.change)
    seconds = job.seconds - clock.seconds
    options = SolveOptions(gap=job.gap, seconds=seconds, threads=job.threads, prices=False)
    solution = solve_inputs(reduce_inputs(inputs).inputs, options, Relay(clock, tell), start)
    tell(Ended(solution.end.value, clock.seconds))
    if solution.cost_musd is not None:
        tell(_audited(inputs, solution, solution.cost_musd))
    return solution


def _audited(inputs: Inputs, solution: Solution, cost_musd: float) -> Audited:
    """Audit the plan, and compare its cost with the one the engine claims."""
    plan = plan_of(inputs, solution, inputs_sha256(inputs))
    report = audit(inputs, plan.tables, plan.cost_usd)
    claimed_usd = cost_musd * USD_PER_MUSD
    if abs(plan.cost_usd - claimed_usd) > SAME_COST * max(1.0, abs(claimed_usd)):
        says = f"the plan costs {plan.cost_usd:,.0f} USD, the engine claims {claimed_usd:,.0f}"
        return Audited(is_clean=False, summary=says)
    return Audited(report.is_clean, report.summary())
