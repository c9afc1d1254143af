"""One at a time may publish for a case; one that died or hangs keeps nobody out."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from planner.problems import InputError
from planner.store import (
    BusyError,
    JobState,
    LeaseTimes,
    Store,
    end_job,
    find_jobs,
    holders,
    lease,
    open_store,
    recover_jobs,
    retry_job,
    start_job,
)
from planner.store.leases import beat, check_held, take
from planner.store.places import StorePlace
from planner.store.problems import LeaseLostError
from planner.store.process import identify, is_gone, this_process
from planner.store.schema import JOBS, LEASES
from tests.killing import END, Killer
from tests.processes import needs_processes


def test_two_of_one_case_cannot_collide(store: Store) -> None:
    with lease(store, "tiny"):
        with pytest.raises(BusyError, match=f"tiny: at work is process {os.getpid()} on "):
            take(store, "tiny")
        with lease(store, "lab"):
            assert [holder.case_id for holder in holders(store)] == ["lab", "tiny"]
    assert holders(store) == ()
    with lease(store, "tiny"):
        pass


def test_a_lease_is_given_back_by_one_that_fails(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), lease(store, "tiny"):
        raise ZeroDivisionError
    assert holders(store) == ()


def hold_for_ever(place: StorePlace) -> None:
    take(open_store(place), "tiny")


@needs_processes
def test_what_a_killed_process_held_is_taken_at_once(place: StorePlace, killer: Killer) -> None:
    store = open_store(place)
    steps = killer.steps(hold_for_ever, place)
    with lease(store, "tiny"):
        pass  # taken from a process that ended without giving it back, and given back
    assert killer.kill(len(steps) - 1, hold_for_ever, place) == END
    (holder,) = holders(store)
    assert is_gone(holder.process)
    with lease(store, "tiny"):
        assert holders(store)[0].process == this_process()


def test_a_holder_without_a_sign_of_life_loses_its_lease(store: Store) -> None:
    """A machine that this one cannot ask: only the time of its last sign of life tells."""
    held = take(store, "tiny")
    with store.writing() as connection:
        connection.execute(update(LEASES).values(host="elsewhere", machine="another", pid=1))
    assert not is_gone(holders(store)[0].process)
    with pytest.raises(BusyError, match="process 1 on elsewhere"):
        take(store, "tiny")
    time.sleep(0.1)
    quick = LeaseTimes(beat_seconds=0.01, stale_seconds=0.05)
    taken = take(store, "tiny", quick)

    assert not beat(store, held)
    assert beat(store, taken)
    with store.writing() as connection:
        check_held(connection, taken)
        with pytest.raises(LeaseLostError):
            check_held(connection, held)


def test_a_living_holder_shows_it(store: Store) -> None:
    with lease(store, "tiny", LeaseTimes(beat_seconds=0.02, stale_seconds=30.0)):
        before = holders(store)[0].heartbeat_at
        give_up = time.monotonic() + 10.0
        while holders(store)[0].heartbeat_at == before:
            assert time.monotonic() < give_up
            time.sleep(0.01)


def test_a_process_is_told_from_a_later_one_of_its_id() -> None:
    here = this_process()
    assert not is_gone(here)
    if here.machine:
        assert is_gone(replace(here, started="1"))
    assert not is_gone(replace(here, machine="another machine, or this one before it was started again"))


@needs_processes
def test_a_process_that_has_ended_is_gone_also_before_it_is_waited_for() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        process = identify(child.pid)
        assert not is_gone(process)
        child.kill()
        give_up = time.monotonic() + 10.0
        while not is_gone(process):
            assert time.monotonic() < give_up
            time.sleep(0.01)
        assert Path(f"/proc/{child.pid}").exists()


def test_times_that_leave_no_time_for_a_sign_of_life_are_refused() -> None:
    with pytest.raises(ValueError, match="no time"):
        LeaseTimes(beat_seconds=60.0, stale_seconds=60.0)


def test_a_job_is_recorded_from_start_to_end(store: Store) -> None:
    job = start_job(store, "tiny", "replan")
    assert (job.state, job.attempts, job.ended_at, job.exit_code) == (JobState.RUNNING, 1, None, None)
    assert job.process == this_process()
    again = retry_job(store, job.job_id)
    assert (again.attempts, again.state) == (2, JobState.RUNNING)

    ended = end_job(store, job.job_id, JobState.FAILED, exit_code=3, message="no plan")

    assert (ended.state, ended.exit_code, ended.message) == (JobState.FAILED, 3, "no plan")
    assert ended.ended_at is not None
    assert ended.ended_at >= ended.started_at >= job.started_at
    other = start_job(store, "lab", "replan")
    assert find_jobs(store, "tiny") == (ended,)
    assert find_jobs(store, most=1) == (other,)


def test_a_job_whose_process_is_gone_was_interrupted(store: Store) -> None:
    gone, running = start_job(store, "tiny", "replan"), start_job(store, "lab", "replan")
    with store.writing() as connection:
        connection.execute(update(JOBS).where(JOBS.c.job_id == gone.job_id).values(process_started="1"))

    (recovered,) = recover_jobs(store)

    assert (recovered.job_id, recovered.state) == (gone.job_id, JobState.INTERRUPTED)
    assert recovered.ended_at is not None
    assert find_jobs(store, "lab") == (running,)
    assert recover_jobs(store) == ()


def test_who_holds_the_lease_knows_that_no_other_is_at_work(store: Store) -> None:
    """A job of before this machine was started again: its process cannot be asked for."""
    old, own, other = (start_job(store, case, "replan") for case in ("tiny", "tiny", "lab"))
    with store.writing() as connection:
        elsewhere = JOBS.c.job_id.in_([old.job_id, other.job_id])
        connection.execute(update(JOBS).where(elsewhere).values(machine="before", process_started="1"))
    assert recover_jobs(store) == ()
    with lease(store, "tiny") as held:
        assert [job.job_id for job in recover_jobs(store, held)] == [old.job_id]
    with pytest.raises(LeaseLostError):
        recover_jobs(store, held)
    assert {job.job_id for job in find_jobs(store) if job.state is JobState.RUNNING} == {
        own.job_id,
        other.job_id,
    }


def test_a_job_that_is_not_recorded_is_refused(store: Store) -> None:
    for call in (lambda: retry_job(store, "x"), lambda: end_job(store, "x", JobState.DONE, exit_code=0)):
        with pytest.raises(InputError, match="the id of a job"):
            call()
