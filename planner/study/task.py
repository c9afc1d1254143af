"""What a worker does: freeze the inputs of a scenario, solve for them, and say what came of it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import multiprocessing
import os
import time
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from planner.cases import Case
from planner.engine.options import SolveOptions, Start
from planner.engine.progress import Silent
from planner.explore.member import answer, start_of
from planner.explore.tornado.sides import changed_case
from planner.outcome import NoPlanError
from planner.plan import Run
from planner.problems import InputError
from planner.subject import Subject, subject_of, versions


class Status(StrEnum):
    """What came of a scenario."""

    SOLVED = "solved"
    NO_PLAN = "no plan"
    """It contradicts itself, or no plan was found in time."""
    BAD_INPUT = "bad input"
    LOST = "worker lost"
    """Several workers died of it; the next start of the study tries again."""
    FAILED = "failed"
    """A bug; the next start of the study tries again."""


FINAL = frozenset({Status.SOLVED, Status.NO_PLAN, Status.BAD_INPUT})
"""What would come out the same another time."""


@dataclass(frozen=True)
class Frozen:
    """The inputs of a scenario; or why there are none."""

    subject: Subject | None
    reason: str = ""


@dataclass(frozen=True)
class Solved:
    """What came of a solve."""

    status: Status
    reason: str
    seconds: float
    """Wall-clock time on the worker, building and audit included."""
    worker: str
    run: Run | None = None
    audit: str = ""
    start: Start | None = None
    """Where a neighbour may start."""


def key_of(input_sha256: str, options: SolveOptions) -> str:
    """Return the content address of a solve: the same inputs and options are not solved for twice."""
    # The limit of memory does not say what is solved for.
    settings = asdict(replace(options, memory_mb=None))
    asked = json.dumps([input_sha256, settings], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()


def package_versions() -> dict[str, str]:
    """Return the versions that client and workers must share."""
    return versions() | {name: importlib.metadata.version(name) for name in ("dask", "distributed")}


def may_have_children() -> bool:
    """Tell whether this process can start a solver: a daemonic one cannot."""
    return not multiprocessing.current_process().daemon


def freeze(case: Case, changes: tuple[str, ...]) -> Frozen:
    """Return the inputs of a scenario."""
    try:
        return Frozen(subject_of(changed_case(case, changes)))
    except InputError as error:
        return Frozen(None, "; ".join(map(str, error.problems)))


def digest(frozen: Frozen) -> tuple[str, str]:
    """Return the hash of the inputs, and why there are none: one of them is empty."""
    return ("" if frozen.subject is None else frozen.subject.input_sha256), frozen.reason


def solve_frozen(frozen: Frozen, options: SolveOptions, start: Start | None) -> Solved:
    """Solve for inputs that are frozen, from a neighbour's plan where one is given."""
    assert frozen.subject is not None, "only inputs that have a hash are solved for"  # noqa: S101
    started, worker = time.monotonic(), f"{os.uname().nodename}:{os.getpid()}"
    try:
        found = answer(frozen.subject, options, Silent(), start=start)
    except NoPlanError as error:
        reason = " ".join(str(error).split())
        return Solved(Status.NO_PLAN, reason, time.monotonic() - started, worker)
    onward = start_of(frozen.subject, found.run, with_bound=False)
    seconds = time.monotonic() - started
    return Solved(Status.SOLVED, "", seconds, worker, found.run, found.audit, onward)
