"""The service as a real process: nights missed, killed and ended in order; no secret in what it writes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from planner import SolveOptions, solve
from planner.exits import ExitCode
from planner.nightly.service import SCHEDULE
from planner.store import Job, JobState, Store, current, find_jobs, lease, open_store, publish, store_place
from tests.nightly.test_messages import SECRET, web_server
from tests.processes import children, needs_processes, still_running

MOST_SECONDS = 90.0
AT = f"{datetime.now(UTC) + timedelta(hours=6):%H:%M}"
"""The same for every start: a service that is started with another time plans its nights anew."""
T = TypeVar("T")
REPLAN = "--threads 1 --gap 0 --as-of 2026-11-24"
pytestmark = [needs_processes, pytest.mark.xdist_group("nightly")]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose database has a published plan of `tiny`; not to be changed."""
    folder = tmp_path_factory.mktemp("nightly")
    solve("tiny", options=SolveOptions(threads=1, gap=0.0), out=folder / "run")
    store = open_store(store_place(str(folder / "planner.db"), {}))
    with lease(store, "tiny") as held:
        publish(store, folder / "run", held, replaces=None)
    return folder


@pytest.fixture
def store(base: Path, tmp_path: Path) -> Store:
    shutil.copytree(base, tmp_path, dirs_exist_ok=True)
    return open_store(store_place(str(tmp_path / "planner.db"), {}))


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "planner", "nightly", *words]


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "PLANNER_DATABASE": str(folder / "planner.db"), **more}


@contextmanager
def service(folder: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the service, due in six hours, and end it at the end."""
    words = command("--at", AT, "--tz", "UTC", "--replan", REPLAN, "tiny")
    with (folder / "service.log").open("ab") as log:
        process = subprocess.Popen(words, cwd=folder, env=environment(folder, **more), stderr=log)  # noqa: S603
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(ask: Callable[[], T | None]) -> T:
    give_up = time.monotonic() + MOST_SECONDS
    while (found := ask()) is None:
        assert time.monotonic() < give_up
        time.sleep(0.05)
    return found


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    assert process.wait(MOST_SECONDS) == 0


def status(folder: Path) -> dict[str, Any]:
    words = command("status", "--json")
    said = subprocess.run(words, cwd=folder, env=environment(folder), capture_output=True, check=True)  # noqa: S603
    return dict(json.loads(said.stdout))


def beating(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait for the first sign of life of a process."""
    file = folder / "planner.heartbeat.json"
    wait_for(lambda: (file.exists() and json.loads(file.read_text("utf-8"))["pid"] == process.pid) or None)


def miss_a_night(store: Store) -> None:
    """Make the case overdue, as it is when the machine was off at the time."""
    # A scheduler that has run, even paused, takes up what is due while it ends.
    jobs = SQLAlchemyJobStore(engine=store.engine, tablename=SCHEDULE)
    jobs.start(BackgroundScheduler(timezone=UTC), "default")
    job = jobs.lookup_job("tiny")
    job.next_run_time = datetime.now(UTC) - timedelta(hours=1)
    jobs.update_job(job)


def job_in(store: Store, state: JobState) -> Job | None:
    return next((job for job in find_jobs(store, "tiny") if job.state is state), None)


def test_a_missed_night_is_caught_up_with_once(store: Store, tmp_path: Path) -> None:
    with service(tmp_path) as process:
        beating(tmp_path, process)
        second = subprocess.run(  # noqa: S603
            command("tiny"), cwd=tmp_path, env=environment(tmp_path), capture_output=True, check=False
        )
        assert second.returncode == ExitCode.BUSY
        end(process)
    assert find_jobs(store) == ()
    miss_a_night(store)
    with web_server(200) as (url, got), service(tmp_path, PLANNER_WEBHOOK_URL=url) as process:
        job = wait_for(lambda: job_in(store, JobState.DONE))
        wait_for(lambda: got or None)
        seen = status(tmp_path)
        end(process)
    assert (job.exit_code, job.attempts) == (ExitCode.NOTHING_CHANGED, 1)
    assert (got[0]["case_id"], got[0]["job_id"], got[0]["exit_code"]) == ("tiny", job.job_id, 6)
    assert seen["is_alive"]
    assert seen["pid"] == process.pid
    [case] = seen["cases"]
    assert datetime.fromisoformat(case["due_at"]) > datetime.now(UTC)
    assert [night["job_id"] for night in case["nights"]] == [job.job_id]
    assert not status(tmp_path)["is_alive"]
    # Every line of the log is JSON, and one of them says how the night ended.
    lines = [json.loads(line) for line in (tmp_path / "service.log").read_text("utf-8").splitlines()]
    assert any(line.get("job_id") == job.job_id and "nothing changed" in line["message"] for line in lines)
    for file in filter(Path.is_file, tmp_path.rglob("*")):
        assert SECRET.encode() not in file.read_bytes(), file


def test_a_killed_service_leaves_nothing_behind_and_its_night_goes_on(store: Store, tmp_path: Path) -> None:
    before = current(store, "tiny")
    with service(tmp_path) as process:
        beating(tmp_path, process)
        end(process)
    miss_a_night(store)
    with service(tmp_path) as process:
        job = wait_for(lambda: job_in(store, JobState.RUNNING))
        started = wait_for(lambda: children(process.pid) or None)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert still_running(started) == set()
    with service(tmp_path) as process:
        done = wait_for(lambda: job_in(store, JobState.DONE))
        end(process)
    assert (done.job_id, done.attempts, done.exit_code) == (job.job_id, 2, ExitCode.NOTHING_CHANGED)
    assert current(store, "tiny") == before
    store.check()


def test_a_service_that_is_asked_to_end_ends_its_night_and_says_so(store: Store, tmp_path: Path) -> None:
    with service(tmp_path) as process:
        beating(tmp_path, process)
        end(process)
    miss_a_night(store)
    with service(tmp_path) as process:
        wait_for(lambda: job_in(store, JobState.RUNNING))
        started = wait_for(lambda: children(process.pid) or None)
        end(process)
        assert still_running(started) == set()
    job = job_in(store, JobState.INTERRUPTED)
    assert job is not None
    assert job.exit_code == 143
