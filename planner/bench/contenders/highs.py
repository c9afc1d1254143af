"""The plain monolith: the whole matrix handed to HiGHS with its default options."""

from __future__ import annotations

from planner.bench.building import build_inputs, build_matrix
from planner.bench.clock import Clock
from planner.bench.jobs import Ended, Job, Tell
from planner.bench.watched import WatchedSolver, finite
from planner.engine.highs import Options
from planner.engine.progress import Point

WHAT = "branch and bound"


def run(job: Job, tell: Tell) -> None:
    """Build and solve; tell every better plan and bound."""
    clock = Clock()
    matrix = build_matrix(build_inputs(job.case, change=job.change))
    options = Options(seconds=job.seconds - clock.seconds, gap=job.gap, threads=job.threads)
    solver = WatchedSolver(matrix, options)
    solver.on_progress(lambda cost, bound: tell(Point(clock.seconds, WHAT, cost, bound)))
    outcome = solver.run()
    tell(Point(clock.seconds, WHAT, finite(outcome.objective), finite(outcome.bound)))
    tell(Ended(outcome.reason.value, clock.seconds))
