"""Job records: what unattended work was done, and how it ended."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from planner.problems import InputError, Problem
from planner.store.leases import Lease, check_held
from planner.store.process import ProcessId, is_gone, this_process
from planner.store.schema import JOBS
from planner.store.store import Store, clock


class JobState(StrEnum):
    """How a job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """Its process is gone without a word."""


@dataclass(frozen=True)
class Job:
    """One piece of unattended work.

    Parameters
    ----------
    job_id
        Tells it from any other.
    case_id, kind
        What is done, for which case.
    state
        How it is.
    attempts
        How often it was tried, this time included.
    started_at, ended_at
        Of the last attempt; the second is None while it runs.
    exit_code
        As the command line has it; None while it runs, and where it was interrupted.
    message
        How it ended, in words.
    run_id
        The run it made; None if it made none.
    process
        Who does it.
    """

    job_id: str
    case_id: str
    kind: str
    state: JobState
    attempts: int
    started_at: datetime
    ended_at: datetime | None
    exit_code: int | None
    message: str
    run_id: str | None
    process: ProcessId


def start_job(store: Store, case_id: str, kind: str) -> Job:
    """Record that a job begins, as its first attempt.

    Raises
    ------
    InputError, BusyError
        If the database refuses.
    """
    job_id = secrets.token_hex(16)
    with store.writing() as connection:
        connection.execute(
            insert(JOBS).values(
                job_id=job_id, case_id=case_id, kind=kind, attempts=1, **_running(clock(connection))
            )
        )
        return _get(connection, job_id)


def retry_job(store: Store, job_id: str) -> Job:
    """Record that another attempt at a job begins.

    Raises
    ------
    InputError, BusyError
        If there is no such job, or the database refuses.
    """
    with store.writing() as connection:
        change = _running(clock(connection)) | {"attempts": JOBS.c.attempts + 1}
        connection.execute(update(JOBS).where(JOBS.c.job_id == job_id).values(**change))
        return _get(connection, job_id)


def end_job(
    store: Store,
    job_id: str,
    state: JobState,
    *,
    exit_code: int,
    message: str = "",
    run_id: str | None = None,
) -> Job:
    """Record how a job ended.

    Raises
    ------
    InputError, BusyError
        If there is no such job, or the database refuses.
    """
    with store.writing() as connection:
        change = {"state": state, "exit_code": exit_code, "message": message, "run_id": run_id}
        ended = update(JOBS).where(JOBS.c.job_id == job_id).values(**change, ended_at=clock(connection))
        connection.execute(ended)
        return _get(connection, job_id)


def recover_jobs(store: Store, held: Lease | None = None) -> tuple[Job, ...]:
    """Mark the jobs whose process is gone as interrupted, and return them.

    Parameters
    ----------
    held
        The lease of a case. Who holds it knows of this case's jobs also what cannot be known of processes
        on other machines, or before this one was started again: no other is at work. One that only waits for
        the lease says how it ended when it ends.

    Raises
    ------
    InputError, LeaseLostError, BusyError
        If the database refuses, or the lease is lost.
    """
    with store.writing() as connection:
        if held is not None:
            check_held(connection, held)
        running = select(JOBS).where(JOBS.c.state == JobState.RUNNING)
        lost = [job for job in map(_job, connection.execute(running).all()) if _is_lost(job, held)]
        change = {
            "state": JobState.INTERRUPTED,
            "message": "its process is gone",
            "ended_at": clock(connection),
        }
        for job in lost:
            connection.execute(update(JOBS).where(JOBS.c.job_id == job.job_id).values(**change))
        return tuple(_get(connection, job.job_id) for job in lost)


def find_jobs(store: Store, case_id: str | None = None, most: int | None = None) -> tuple[Job, ...]:
    """Return the jobs of a case, or of all cases, those started last first.

    Parameters
    ----------
    most
        How many at most; None for all.

    Raises
    ------
    InputError, BusyError
        If the database refuses.
    """
    query = select(JOBS).order_by(JOBS.c.started_at.desc(), JOBS.c.job_id).limit(most)
    if case_id is not None:
        query = query.where(JOBS.c.case_id == case_id)
    with store.reading() as connection:
        return tuple(map(_job, connection.execute(query).all()))


def _is_lost(job: Job, held: Lease | None) -> bool:
    is_of_lease = held is not None and job.case_id == held.case_id
    return is_gone(job.process) or (is_of_lease and job.process != this_process())


def _running(now: datetime) -> dict[str, Any]:
    """Return the columns of a job that this process does from now on."""
    process = this_process()
    return {
        "state": JobState.RUNNING,
        "started_at": now,
        "ended_at": None,
        "exit_code": None,
        "message": "",
        "run_id": None,
        "host": process.host,
        "machine": process.machine,
        "pid": process.pid,
        "process_started": process.started,
    }


def _get(connection: Connection, job_id: str) -> Job:
    row = connection.execute(select(JOBS).where(JOBS.c.job_id == job_id)).one_or_none()
    if row is None:
        raise InputError([Problem("job", repr(job_id), "the id of a job that is recorded", "name another")])
    return _job(row)


def _job(row: Row[Any]) -> Job:
    columns = dict(row._mapping)
    names = ("host", "machine", "pid", "process_started")
    process = ProcessId(*(columns.pop(name) for name in names))
    return Job(**columns | {"state": JobState(row.state)}, process=process)
