"""A night: attempts, limits, records and messages, with commands that end as they are told."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from planner.messages import Message, Patience
from planner.nightly.night import Limits, Nights, Task
from planner.store import Job, JobState, Store, end_job, find_jobs, open_store, start_job, store_place

LIMITS = Limits(attempts=3, attempt_seconds=20.0, wait_seconds=0.01)


@dataclass(frozen=True)
class Heard:
    """A channel that keeps what it is told."""

    messages: list[Message] = field(default_factory=list)
    name: str = "heard"

    def send(self, message: Message, seconds: float) -> None:
        self.messages.append(message)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(store_place(str(tmp_path / "planner.db"), {}))


def night(
    store: Store, program: str, limits: Limits = LIMITS, stopped: threading.Event | None = None
) -> tuple[Job, list[Message]]:
    """Do a night with a program in the place of a re-plan; return its record and its messages."""
    heard = Heard()
    task = Task("tiny", lambda: [sys.executable, "-S", "-c", program], Path("no-run"), {})
    ending = stopped or threading.Event()
    Nights(store, {"tiny": task}, limits, (heard,), Patience(1), ending).run("tiny")
    return find_jobs(store, "tiny")[0], heard.messages


def ends(*codes: int, counted: Path) -> str:
    """Return a program that ends with one code after the other, and counts how often in a file."""
    return (
        f"import sys; f = open({str(counted)!r}, 'a+'); f.write('x'); f.seek(0); n = len(f.read()); "
        f"print('said', n); sys.exit({codes}[min(n, {len(codes)}) - 1])"
    )


@pytest.mark.parametrize(
    ("codes", "attempts", "state"),
    [
        ((6,), 1, JobState.DONE),
        ((0,), 1, JobState.DONE),
        ((2, 0), 1, JobState.FAILED),  # bad input stays bad
        ((3, 0), 1, JobState.FAILED),
        ((5, 6), 2, JobState.DONE),  # busy, then not
        ((5, 5, 5, 0), 3, JobState.FAILED),
        ((1, 6), 2, JobState.DONE),  # a crash
    ],
)
def test_attempts(
    store: Store, tmp_path: Path, codes: tuple[int, ...], attempts: int, state: JobState
) -> None:
    job, messages = night(store, ends(*codes, counted=tmp_path / "n"))
    assert (job.attempts, job.state, job.exit_code) == (attempts, state, codes[attempts - 1])
    assert job.run_id is None
    assert [(m.exit_code, m.text, m.job_id) for m in messages] == [
        (job.exit_code, f"said {attempts}", job.job_id)
    ]


def test_an_attempt_that_takes_too_long_is_ended_and_not_tried_again(store: Store) -> None:
    limits = Limits(attempts=3, attempt_seconds=0.3, wait_seconds=0.01)
    job, messages = night(store, "import time; time.sleep(60)", limits)
    assert (job.attempts, job.exit_code, job.state) == (1, 124, JobState.FAILED)
    assert messages[0].title == "tiny: stopped at its time limit"


def test_a_service_that_ends_interrupts_the_night_and_the_next_goes_on(store: Store, tmp_path: Path) -> None:
    stopped = threading.Event()
    stopped.set()
    job, _ = night(store, "import time; time.sleep(60)", stopped=stopped)
    assert (job.state, job.exit_code) == (JobState.INTERRUPTED, 143)
    again, _ = night(store, ends(6, counted=tmp_path / "n"))
    assert (again.job_id, again.attempts, again.state) == (job.job_id, 2, JobState.DONE)


@pytest.mark.parametrize("limits", [Limits(attempts=1), Limits(catch_up=timedelta(0))])
def test_what_was_interrupted_too_often_or_long_ago_is_left(
    store: Store, tmp_path: Path, limits: Limits
) -> None:
    old = start_job(store, "tiny", "replan")
    end_job(store, old.job_id, JobState.INTERRUPTED, exit_code=143)
    job, _ = night(store, ends(6, counted=tmp_path / "n"), limits)
    assert (job.job_id != old.job_id, job.attempts) == (True, 1)
