"""Our engine on changed inputs, from what the solve before the change left."""

from __future__ import annotations

import pickle

from planner.bench.clock import Clock
from planner.bench.contenders.engine import solve_job
from planner.bench.jobs import Job, Tell
from planner.engine.driver import Start


def run(job: Job, tell: Tell) -> None:
    """Read the start, build and solve; the clock counts all three."""
    clock = Clock()
    if job.start_file is None:
        raise ValueError("a warm solve needs the file that the solve before it left")
    # Written by this benchmark a moment ago, in a folder of its own.
    start: Start = pickle.loads(job.start_file.read_bytes())  # noqa: S301
    solve_job(job, tell, clock, start)
