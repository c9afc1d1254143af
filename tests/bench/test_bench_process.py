"""Contenders in processes of their own: what they say, and how they are ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from planner.bench.jobs import Built, Job, Message, Stage, Task
from planner.bench.process import Fate, listen
from planner.engine.progress import Point
from planner.memory import own_peak_mb, tree_mb
from tests.processes import below, needs_processes, still_running

TINY = Job("tiny", seconds=60.0, gap=1e-4, threads=1)
ENDLESS = Job("lab-4gw-10-months", seconds=600.0, gap=0.0, threads=1)
MOST_SECONDS = 90.0


def test_the_build_says_how_large_a_case_is() -> None:
    heard = listen(Task.BUILD, TINY, seconds=MOST_SECONDS)
    assert heard.fate is Fate.ENDED
    (built,) = (message for message in heard.messages if isinstance(message, Built))
    assert built.sites == 3
    assert (built.size.columns, built.size.integers, built.size.rows) == (172, 61, 228)
    assert built.presolved.columns <= built.size.columns
    assert set(built.seconds) == set(Stage)
    assert built.total_seconds == pytest.approx(sum(built.seconds.values()))


def test_a_crash_is_told_with_its_reason() -> None:
    heard = listen(Task.LP, Job("no-such-case", 10.0, 0.0, 1), seconds=MOST_SECONDS)
    assert heard.fate is Fate.CRASHED
    assert "no-such-case" in heard.complaint


def test_what_overruns_is_ended() -> None:
    started = time.monotonic()
    heard = listen(Task.HIGHS, ENDLESS, seconds=0.5)
    assert heard.fate is Fate.OVERRAN
    assert time.monotonic() - started < MOST_SECONDS


@needs_processes
def test_ctrl_c_keeps_what_was_said_and_ends_every_process() -> None:
    """The engine has a worker below it: ended too, though nobody tells it."""
    ours = below(os.getpid())
    started: set[int] = set()

    def interrupt(message: Message) -> None:
        if isinstance(message, Point):
            started.update(below(os.getpid()) - ours)
            raise KeyboardInterrupt

    heard = listen(Task.ENGINE, ENDLESS, seconds=MOST_SECONDS, hear=interrupt)
    assert heard.fate is Fate.INTERRUPTED
    assert any(isinstance(message, Point) for message in heard.messages)
    assert len(started) >= 2
    assert not still_running(started)


@needs_processes
def test_a_contender_ends_with_a_benchmark_that_is_killed() -> None:
    script = "from tests.bench.sleeper import die_while_it_works; die_while_it_works()"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=MOST_SECONDS, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    contender = set(map(int, done.stdout.split()))
    assert len(contender) == 1
    assert not still_running(contender)


@needs_processes
def test_memory_of_a_process() -> None:
    """A process holds no more than its peak, and both are more than a Python that does nothing."""
    assert tree_mb(os.getpid()) > 5
    assert own_peak_mb() > 5
    assert tree_mb(2**30) == 0
