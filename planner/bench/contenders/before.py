"""The solve of last night: the case before its inputs changed, for the warm solve to start from."""

from __future__ import annotations

import pickle
from dataclasses import replace

from planner.bench.clock import Clock
from planner.bench.contenders.engine import solve_job
from planner.bench.jobs import Job, Tell
from planner.engine.driver import Start


def run(job: Job, tell: Tell) -> None:
    """Solve the case as it was, and leave decisions and relaxation in the start file of the job."""
    solution = solve_job(replace(job, change=None), tell, Clock(), None)
    if solution.decisions is not None and job.start_file is not None:
        start = Start(solution.decisions, relaxation=solution.relaxation)
        job.start_file.write_bytes(pickle.dumps(start))
