"""Processes below one, and whether they still run, as /proc tells it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import pytest

needs_processes = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="looks for processes in /proc, which this system lacks"
)
MOST_SECONDS = 5.0
"""Time for processes to be gone on a machine that is busy."""


def children(pid: int) -> set[int]:
    """Return the processes that one has started."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text("ascii").split()}


def below(pid: int) -> set[int]:
    """Return the processes that one has started, and what those have."""
    started = children(pid)
    return started.union(*map(below, started))


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text("ascii").rpartition(")")[2].split()[0] != "Z"


def still_running(pids: Iterable[int]) -> set[int]:
    """Return which processes still run after a while."""
    give_up = time.monotonic() + MOST_SECONDS
    while (running := set(filter(is_running, pids))) and time.monotonic() < give_up:
        time.sleep(0.02)
    return running
