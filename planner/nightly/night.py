"""One night of one case: attempts, their record in the store, and the message about it."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from planner.exits import ExitCode
from planner.messages import Channel, Message, Patience, deliver
from planner.nightly.attempt import STOPPED, TIMED_OUT, Attempt, attempt
from planner.problems import BusyError, InputError
from planner.store import (
    Job,
    JobState,
    Store,
    current,
    end_job,
    find_jobs,
    find_runs,
    read_files,
    retry_job,
    start_job,
)

KIND = "replan"
"""Of the job records."""
FINAL = frozenset(
    {ExitCode.DONE, ExitCode.NOTHING_CHANGED, ExitCode.KEPT, ExitCode.BAD_INPUT, ExitCode.NO_PLAN, TIMED_OUT}
)
"""Exit codes after which another attempt would end alike."""
GOOD = frozenset({ExitCode.DONE, ExitCode.NOTHING_CHANGED, ExitCode.KEPT})
WORDS: Mapping[int, str] = {
    ExitCode.DONE: "a new plan is published",
    ExitCode.NOTHING_CHANGED: "nothing changed",
    ExitCode.KEPT: "the published plan is kept until a person has looked at the new one",
    ExitCode.BAD_INPUT: "the input is wrong",
    ExitCode.NO_PLAN: "no plan",
    ExitCode.BUSY: "busy: another works on the case",
    TIMED_OUT: "stopped at its time limit",
    STOPPED: "stopped, as the service was",
}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """How long a night is tried.

    Parameters
    ----------
    attempts
        How often at most.
    attempt_seconds
        Time limit of one attempt.
    wait_seconds
        Before the second attempt; twice as long before each further one.
    catch_up
        How late a night may begin that was missed.
    """

    attempts: int = 3
    attempt_seconds: float = 3600.0
    wait_seconds: float = 60.0
    catch_up: datetime.timedelta = datetime.timedelta(hours=12)


@dataclass(frozen=True)
class Task:
    """What is done for a case, every night.

    Parameters
    ----------
    case_id
        The case.
    command
        Makes and returns the command of an attempt, for the day it begins.
    out
        Run folder that it writes.
    environment
        What the command sees; no secrets of messages.
    """

    case_id: str
    command: Callable[[], Sequence[str]] = field(repr=False)
    out: Path
    environment: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Nights:
    """Does nights, for whichever case is due.

    Parameters
    ----------
    store
        Has the records.
    tasks
        By case.
    limits, channels, patience
        Of attempts and messages.
    stopped
        Set when the service is to end.
    """

    store: Store
    tasks: Mapping[str, Task]
    limits: Limits
    channels: tuple[Channel, ...]
    patience: Patience
    stopped: Event

    def run(self, case_id: str) -> None:
        """Do the night of a case, and say how it ended; what goes wrong with that is logged."""
        try:
            job = self._begin(case_id)
            done, attempts = self._try(self.tasks[case_id], job)
            ended = self._end(self.tasks[case_id], job, done)
        except (InputError, BusyError, OSError) as error:
            log.exception("the night of %s is not done or not recorded", case_id, extra={"case": case_id})
            message = Message(f"{case_id}: the night is not done", str(error), case_id, "", None, 1)
            deliver(message, self.channels, self.patience, self.stopped)
            return
        about = {"job_id": ended.job_id, "run_id": ended.run_id, "case": case_id}
        log.info("%s, attempt %d: %s", case_id, attempts, ended.message, extra=about)
        title = f"{case_id}: {words_of(done.exit_code)}"
        message = Message(title, done.said, case_id, ended.job_id, ended.run_id, done.exit_code)
        deliver(message, self.channels, self.patience, self.stopped)

    def _begin(self, case_id: str) -> Job:
        """Record a job; one that was interrupted goes on."""
        job = interrupted(self.store, case_id, self.limits)
        return start_job(self.store, case_id, KIND) if job is None else retry_job(self.store, job.job_id)

    def _try(self, task: Task, job: Job) -> tuple[Attempt, int]:
        about = {"job_id": job.job_id, "case": task.case_id}
        number = job.attempts
        while True:
            log.info("%s: attempt %d", task.case_id, number, extra=about)
            done = attempt(task.command(), task.environment, self.limits.attempt_seconds, self.stopped)
            if done.exit_code in FINAL or number >= self.limits.attempts or self.stopped.is_set():
                return done, number
            log.warning("%s: %s", task.case_id, words_of(done.exit_code), extra=about)
            if self.stopped.wait(self.limits.wait_seconds * 2 ** (number - 1)):
                return Attempt(STOPPED, done.said), number
            number = retry_job(self.store, job.job_id).attempts

    def _end(self, task: Task, job: Job, done: Attempt) -> Job:
        state = JobState.DONE if done.exit_code in GOOD else JobState.FAILED
        if done.exit_code == STOPPED:
            state = JobState.INTERRUPTED
        run_id = _run_id(self.store, task, job, done.exit_code)
        said = words_of(done.exit_code)
        return end_job(self.store, job.job_id, state, exit_code=done.exit_code, message=said, run_id=run_id)


def words_of(exit_code: int) -> str:
    """Return what an exit code of an attempt means."""
    return WORDS.get(exit_code, f"it failed, exit code {exit_code}")


def interrupted(store: Store, case_id: str, limits: Limits) -> Job | None:
    """Return the last job of a case if it was interrupted and is to go on: not too old, nor too often.

    Raises
    ------
    InputError, BusyError
        If the database refuses.
    """
    for job in find_jobs(store, case_id):
        if job.kind == KIND:
            age = datetime.datetime.now(datetime.UTC) - job.started_at
            is_open = job.state is JobState.INTERRUPTED and job.attempts < limits.attempts
            return job if is_open and age <= limits.catch_up else None
    return None


def _run_id(store: Store, task: Task, job: Job, exit_code: int) -> str | None:
    """Return the run that an attempt recorded, if it did."""
    if exit_code == ExitCode.KEPT:
        made = read_files(task.out).run_id
        return made if any(run.run_id == made for run in find_runs(store)) else None
    now = current(store, task.case_id)
    is_new = now is not None and now.published_at >= job.started_at
    return now.run_id if exit_code in GOOD and now is not None and is_new else None
