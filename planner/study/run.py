"""A study from its file to its results, on a client of any Dask cluster."""

from __future__ import annotations

import json
import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from distributed import Client, Future, KilledWorker

from planner.problems import BusyError
from planner.study.identity import identity_of
from planner.study.neighbours import Neighbours
from planner.study.results import Results, Row
from planner.study.scenario import Scenario, Study
from planner.study.task import Solved, Status, digest, freeze, key_of, solve_frozen

AHEAD = 2
"""Scenarios under way for each thread of the cluster: enough that none waits for this process."""
POLL_SECONDS = 1.0
FREEZE_PRIORITY, SOLVE_PRIORITY = 10, 0
"""Freezing goes first: it is short, and solves wait for it."""


class ClusterLostError(BusyError):
    """The scheduler is gone; what was found is kept."""


@dataclass(frozen=True)
class Step:
    """Where a study stands after another scenario."""

    row: Row
    done: int
    total: int
    reused: int
    seconds_left: float


@dataclass(frozen=True)
class StudyDone:
    """What a study came to."""

    folder: Path
    rows: tuple[Row, ...]
    """A row for each scenario, in the order of the study."""
    solved_now: int
    seconds: float


def run_study(
    study: Study,
    client: Client,
    out: Path,
    *,
    tell: Callable[[Step], None] = lambda _: None,
    warm: bool = False,
    memory_mb: float | None = None,
) -> StudyDone:
    """Solve for every scenario of a study that was not solved for before.

    Parameters
    ----------
    study
        The study.
    client
        Of any Dask cluster, its workers checked (`planner.study.cluster.check_workers`).
    out
        Folder of the results; one that was stopped goes on.
    tell
        Who is told after each scenario.
    warm
        Whether scenarios start at the plan of the nearest one that is solved.
    memory_mb
        Most that each solver may hold; no limit where None.

    Raises
    ------
    InputError
        If nothing can be written to the folder, or a part of it is damaged.
    ClusterLostError
        If the scheduler is gone. What was found is kept: the same call goes on.
    KeyboardInterrupt
        If it was stopped; the same holds.
    """
    if memory_mb is not None:
        study = replace(study, options=replace(study.options, memory_mb=memory_mb))
    return _Running(study, client, Results(out), out, tell, warm=warm).run()


@dataclass(frozen=True)
class _Job:
    """A scenario under way."""

    scenario: Scenario
    asked: str
    frozen: Future[Any]
    key: str = ""
    input_sha256: str = ""
    started_from: str = ""


@dataclass(frozen=True)
class _Ended:
    """Something that a worker has done, or given up."""

    job: _Job
    future: Future[Any]
    is_solve: bool


class _Running:
    """A study while it runs."""

    def __init__(
        self,
        study: Study,
        client: Client,
        results: Results,
        folder: Path,
        tell: Callable[[Step], None],
        *,
        warm: bool,
    ) -> None:
        self._study, self._client, self._results = study, client, results
        self._folder, self._tell, self._warm = folder, tell, warm
        self._identity = identity_of(study.case, study.options)
        self._case: Future[Any] | None = None
        self._ended: queue.SimpleQueue[_Ended] = queue.SimpleQueue()
        self._neighbours = Neighbours()
        self._rows: dict[str, Row] = {}
        self._same: dict[str, list[_Job]] = {}
        """Scenarios that wait for each solve under way, by its key."""
        self._under_way = 0
        self._reused = self._solved = 0
        self._started = time.monotonic()

    def run(self) -> StudyDone:
        waiting = self._study.scenarios()
        try:
            while self._fill(waiting) or self._under_way:
                self._take(self._next())
        finally:
            self._write()
        seconds = time.monotonic() - self._started
        return StudyDone(self._folder, self._in_order(), self._solved, seconds)

    def _fill(self, waiting: Iterator[Scenario]) -> bool:
        """Give the cluster work until it has enough; tell whether there was any."""
        threads = sum(self._client.nthreads().values()) or 1
        began = False
        while self._under_way < AHEAD * threads:
            scenario = next(waiting, None)
            if scenario is None:
                break
            asked = self._identity.asked(scenario)
            known = self._results.asked(asked)
            if known is not None:
                self._keep({**known, **_names(scenario, asked)}, is_new=False)
                continue
            self._begin(scenario, asked)
            began = True
        return began

    def _begin(self, scenario: Scenario, asked: str) -> None:
        if self._case is None:
            self._case = self._client.scatter(self._study.case, hash=False)
        frozen = self._client.submit(
            freeze, self._case, scenario.settings, pure=False, priority=FREEZE_PRIORITY
        )
        hashed = self._client.submit(digest, frozen, pure=False, priority=FREEZE_PRIORITY)
        self._watch(_Job(scenario, asked, frozen), hashed, is_solve=False)
        self._under_way += 1

    def _watch(self, job: _Job, future: Future[Any], *, is_solve: bool) -> None:
        future.add_done_callback(lambda ended: self._ended.put(_Ended(job, ended, is_solve)))

    def _next(self) -> _Ended:
        """Wait for something to end."""
        while True:
            try:
                ended = self._ended.get(timeout=POLL_SECONDS)
            except queue.Empty:
                if self._client.status != "running":
                    raise self._lost() from None
                continue
            if ended.future.status == "cancelled":
                raise self._lost()
            return ended

    def _lost(self) -> ClusterLostError:
        kept = f"{len(self._rows)} of {len(self._study)} scenarios are kept in {self._folder}"
        return ClusterLostError(f"the connection to the scheduler is lost; {kept}; the same command goes on")

    def _take(self, ended: _Ended) -> None:
        error = ended.future.exception() if ended.future.status == "error" else None
        if error is not None:
            self._end(ended.job, _broken(error))
        elif ended.is_solve:
            self._end(ended.job, ended.future.result())
        else:
            self._go_on(ended.job, *ended.future.result())

    def _go_on(self, job: _Job, input_sha256: str, reason: str) -> None:
        """Solve for inputs that are frozen, unless they were solved for or are just now."""
        if reason:
            self._end(job, Solved(Status.BAD_INPUT, reason, 0.0, ""))
            return
        key = key_of(input_sha256, self._study.options)
        known = self._results.solved(key)
        if known is not None:
            self._under_way -= 1
            self._keep({**known, **_names(job.scenario, job.asked)}, is_new=True)
            return
        nearest = self._neighbours.nearest(job.scenario.changes) if self._warm else ("", None)
        job = replace(job, key=key, input_sha256=input_sha256, started_from=nearest[0])
        if key in self._same:
            self._same[key].append(job)
            return
        self._same[key] = [job]
        options = self._study.options
        future = self._client.submit(
            solve_frozen, job.frozen, options, nearest[1], pure=False, priority=SOLVE_PRIORITY
        )
        self._watch(job, future, is_solve=True)

    def _end(self, job: _Job, solved: Solved) -> None:
        """Keep what came of a scenario, and of those that waited for it."""
        jobs = self._same.pop(job.key, [job])
        runs = {job.key: solved.run} if solved.run is not None else {}
        self._under_way -= len(jobs)
        self._solved += solved.run is not None
        if solved.start is not None:
            self._neighbours.add(job.scenario.name, job.scenario.changes, solved.start)
        rows = [_row(one, solved) for one in jobs]
        self._results.add(rows, runs)
        for row in rows:
            self._told(row)

    def _keep(self, row: Row, *, is_new: bool) -> None:
        """Keep a scenario whose solve was known."""
        self._reused += 1
        if is_new:
            self._results.add([row], {})
        self._told(row)

    def _told(self, row: Row) -> None:
        self._rows[row["name"]] = row
        total, done = len(self._study), len(self._rows)
        fresh = done - self._reused
        each = (time.monotonic() - self._started) / fresh if fresh else 0.0
        self._tell(Step(row, done, total, self._reused, each * (total - done)))

    def _in_order(self) -> tuple[Row, ...]:
        names = (scenario.name for scenario in self._study.scenarios())
        return tuple(self._rows[name] for name in names if name in self._rows)

    def _write(self) -> None:
        self._results.write_scenarios(self._in_order())


def _names(scenario: Scenario, asked: str) -> dict[str, Any]:
    """Return the columns that say which scenario it is."""
    changes = json.dumps(dict(scenario.changes), sort_keys=True)
    return {"name": scenario.name, "family": scenario.family, "asked": asked, "changes": changes}


def _row(job: _Job, solved: Solved) -> Row:
    plan = None if solved.run is None else solved.run.plan
    return {
        **_names(job.scenario, job.asked),
        "key": job.key,
        "input_sha256": job.input_sha256,
        "status": solved.status.value,
        "reason": solved.reason,
        "cost_usd": None if plan is None else plan.cost_usd,
        "bound_usd": None if plan is None else plan.bound_usd,
        "gap": None if plan is None else plan.gap,
        "seconds": solved.seconds,
        "started_from": job.started_from,
        "worker": solved.worker,
        "audit": solved.audit,
        "ended_unix": time.time(),
    }


def _broken(error: BaseException) -> Solved:
    """Return what is said of a task that gave no result."""
    status = Status.LOST if isinstance(error, KilledWorker) else Status.FAILED
    return Solved(status, f"{type(error).__name__}: {' '.join(str(error).split())}", 0.0, "")
