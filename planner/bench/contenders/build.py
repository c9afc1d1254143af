"""Measure a case before anybody solves it, and write it as a file where someone needs that."""

from __future__ import annotations

from planner.bench.building import StageTimes, build_inputs, build_matrix, size_of
from planner.bench.clock import Clock
from planner.bench.jobs import Built, Job, Tell
from planner.bench.watched import WatchedSolver, direct_build
from planner.engine.highs import Options
from planner.export import write_model


def run(job: Job, tell: Tell) -> None:
    """Build the case stage by stage; tell its size, what presolve leaves, and the seconds."""
    times = StageTimes()
    inputs = build_inputs(job.case, times, change=job.change)
    matrix = build_matrix(inputs, times)
    clock = Clock()
    direct_build(matrix)
    direct_seconds = clock.seconds
    presolved = WatchedSolver(matrix, Options(threads=job.threads)).presolved()
    if job.model_file is not None:
        write_model(inputs, job.model_file)
    tell(Built(len(inputs.sites), size_of(matrix), presolved, times.seconds, direct_seconds))
