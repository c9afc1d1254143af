"""One relaxation of the whole case, solved as the engine solves it: the measure of the others' time."""

from __future__ import annotations

from planner.bench.building import build_inputs, build_matrix
from planner.bench.clock import Clock
from planner.bench.jobs import Ended, Job, Tell
from planner.bench.watched import finite
from planner.engine.bound import certified_bound
from planner.engine.highs import Options, Reason, Solver
from planner.engine.progress import Point

INTERIOR_POINT = {"solver": "ipx", "run_crossover": "on"}


def run(job: Job, tell: Tell) -> None:
    """Build and solve the relaxation; tell the bound that its duals prove."""
    clock = Clock()
    matrix = build_matrix(build_inputs(job.case, change=job.change))
    options = Options(seconds=job.seconds - clock.seconds, threads=job.threads, extra=INTERIOR_POINT)
    solver = Solver(matrix, options, relax=True)
    handed_over = clock.seconds
    outcome = solver.run()
    lp_seconds = clock.seconds - handed_over if outcome.reason is Reason.OPTIMAL else None
    if outcome.row_dual is not None:
        tell(Point(clock.seconds, "relaxation", None, finite(certified_bound(matrix, outcome.row_dual))))
    tell(Ended(outcome.reason.value, clock.seconds, lp_seconds))
