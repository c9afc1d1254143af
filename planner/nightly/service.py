"""The service: a scheduler with its jobs in the database, a heartbeat, and an end in order."""

from __future__ import annotations

import logging
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from planner.nightly.daily import Daily
from planner.nightly.heartbeat import BEAT_SECONDS, Heartbeat, write_heartbeat
from planner.nightly.night import Nights, interrupted
from planner.problems import BusyError, InputError
from planner.store import lease, recover_jobs

SCHEDULE = "nightly_schedule"
"""Table of the database that has when each case is due."""
SERVICE = "(nightly)"
"""What the service holds the lease of: no case is called like that."""
log = logging.getLogger(__name__)


def due(case_id: str) -> None:
    """Stand for a night in the database, which keeps no settings and no secrets; see `_Executor`.

    Raises
    ------
    RuntimeError
        Always: another scheduler than the service has taken the job.
    """
    raise RuntimeError(f"{case_id} is due, but only the service of `planner nightly` can plan it")


class _Executor(ThreadPoolExecutor):  # type: ignore[misc]
    """Does the nights of this process for the jobs that the database names."""

    def __init__(self, nights: Nights) -> None:
        # One after the other: each uses the cores it is given.
        super().__init__(max_workers=1)
        self._nights = nights

    def _do_submit_job(self, job: Any, run_times: list[datetime]) -> None:
        # The copy in memory alone; what is stored still names `due`.
        job.func = self._nights.run
        super()._do_submit_job(job, run_times)


def serve(nights: Nights, daily: Daily, heartbeat: Path, beat_seconds: float = BEAT_SECONDS) -> None:
    """Plan the cases of some tasks again every night, until asked to end.

    Parameters
    ----------
    nights
        What is done; its ``stopped`` ends the service.
    daily
        When.
    heartbeat
        File for signs of life.
    beat_seconds
        Between two of them.

    Raises
    ------
    BusyError
        If another service is at work on the database.
    InputError
        If the database refuses.
    """
    with lease(nights.store, SERVICE):
        lost = recover_jobs(nights.store)
        for job in lost:
            log.warning("%s was interrupted", job.case_id, extra={"job_id": job.job_id, "case": job.case_id})
        scheduler = _scheduler(nights)
        scheduler.start(paused=True)
        try:
            _plan(scheduler, nights, daily)
            scheduler.resume()
            log.info("%s: %s", daily, ", ".join(nights.tasks))
            _beat_until_stopped(nights, heartbeat, beat_seconds)
        finally:
            nights.stopped.set()
            scheduler.shutdown(wait=True)
            _beat(heartbeat, is_ending=True)
            log.info("ended")


def _scheduler(nights: Nights) -> BackgroundScheduler:
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(engine=nights.store.engine, tablename=SCHEDULE)},
        executors={"default": _Executor(nights)},
        job_defaults={"coalesce": True, "max_instances": 1},
        timezone=UTC,
    )
    scheduler.add_listener(_left_out, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
    return scheduler


def _plan(scheduler: BackgroundScheduler, nights: Nights, daily: Daily) -> None:
    """Bring the jobs of the database up to date; one that is overdue stays so, and is caught up with."""
    known = {job.id: job for job in scheduler.get_jobs()}
    for case_id in known.keys() - nights.tasks.keys():
        scheduler.remove_job(case_id)
    grace = int(nights.limits.catch_up.total_seconds())
    for case_id in nights.tasks:
        if case_id in known and known[case_id].trigger == daily:
            scheduler.modify_job(case_id, misfire_grace_time=grace)
        else:
            arguments = {"id": case_id, "args": [case_id], "misfire_grace_time": grace}
            scheduler.add_job(due, daily, replace_existing=True, **arguments)
        if interrupted(nights.store, case_id, nights.limits) is not None:
            scheduler.modify_job(case_id, next_run_time=datetime.now(UTC))


def _left_out(event: JobEvent) -> None:
    why = "too late" if event.code == EVENT_JOB_MISSED else "the night before still runs"
    log.warning("%s is left out: %s", event.job_id, why, extra={"case": event.job_id})


def _beat_until_stopped(nights: Nights, file: Path, seconds: float) -> None:
    while True:
        if _can_read(nights):
            _beat(file, is_ending=False)
        if nights.stopped.wait(seconds):
            return


def _can_read(nights: Nights) -> bool:
    """Whether the database answers: without it, the service is none."""
    try:
        with nights.store.reading():
            return True
    except (BusyError, InputError) as error:
        log.warning("no sign of life: %s", error)
        return False


def _beat(file: Path, *, is_ending: bool) -> None:
    try:
        write_heartbeat(file, Heartbeat(datetime.now(UTC), socket.gethostname(), os.getpid(), is_ending))
    except OSError as error:
        log.warning("no sign of life: %s", error)
