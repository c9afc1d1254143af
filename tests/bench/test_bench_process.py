"""Contenders in processes of their own: what they say, and how they are ended."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from planner.bench.jobs import Built, Job, Message, Stage, Task
from planner.bench.process import Fate, listen
from planner.engine.progress import Point
from planner.memory import own_peak_mb, tree_mb

TINY = Job("tiny", seconds=60.0, gap=1e-4, threads=1)
ENDLESS = Job("lab-4gw-10-months", seconds=600.0, gap=0.0, threads=1)
MOST_SECONDS = 90.0

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="looks for processes in /proc, which this system lacks"
)


def below(pid: int) -> set[int]:
    """Return all processes below one."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        children = set(map(int, (task / "children").read_text("ascii").split()))
        found |= children.union(*map(below, children))
    return found


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text("ascii").rpartition(")")[2].split()[0] != "Z"


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


@needs_proc
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
    give_up = time.monotonic() + 10
    while any(map(is_running, started)) and time.monotonic() < give_up:
        time.sleep(0.02)
    assert not any(map(is_running, started))


@needs_proc
def test_memory_of_a_process() -> None:
    """A process holds no more than its peak, and both are more than a Python that does nothing."""
    assert tree_mb(os.getpid()) > 5
    assert own_peak_mb() > 5
    assert tree_mb(2**30) == 0
