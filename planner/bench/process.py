"""A task in a process of its own: listened to, its memory watched, ended when it overruns.

The process is a fresh interpreter in a session of its own: no lock of this process is inherited,
Ctrl-C reaches only us, and whatever it starts itself can be ended with it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection, Pipe
from typing import IO

from planner.bench.jobs import Ended, Job, Message, Peak, Task
from planner.memory import tree_mb

GRACE_SECONDS = 60.0
"""A contender may overrun its limit this long: imports, and reading a model, are not on its clock."""
AFTER_SECONDS = 600.0
"""Time for what comes after a contender's end: the audit of a large plan."""
POLL_SECONDS = 0.1
LEAVE_SECONDS = 1.0
"""Time for a process that says no more to be gone."""
CHILD = "from planner.bench.child import main; main()"


class Fate(Enum):
    """What became of a process."""

    ENDED = "ended"
    OVERRAN = "overran its limit and was ended"
    CRASHED = "ended unexpectedly"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Heard:
    """What a process said, its peak memory in MB, and what became of it."""

    messages: tuple[Message, ...]
    peak_memory_mb: float
    fate: Fate
    complaint: str
    """Last line of its error output, where it crashed."""


def listen(task: Task, job: Job, *, seconds: float, hear: Callable[[Message], None] | None = None) -> Heard:
    """Run a task to its end, at most so many seconds, and return what it said.

    Ctrl-C ends the process and keeps what was said so far.
    """
    messages: list[Message] = []
    peak_mb = 0.0
    with tempfile.TemporaryFile() as errors:
        process, connection = _start(errors)
        try:
            with suppress(BrokenPipeError, ConnectionResetError):  # found out when nothing is said
                connection.send((task, job))
            for message in _messages(connection, seconds):
                peak_mb = max(peak_mb, tree_mb(process.pid))
                if message is not None:
                    messages.append(message)
                    if hear is not None:
                        hear(message)
            fate = _fate(messages, process)
        except KeyboardInterrupt:
            fate = Fate.INTERRUPTED
        finally:
            connection.close()
            _end(process)
        complaint = _last_line(errors) if fate is Fate.CRASHED else ""
    own = [message.megabytes for message in messages if isinstance(message, Peak)]
    return Heard(tuple(messages), max([peak_mb, *own]), fate, complaint)


def _start(errors: IO[bytes]) -> tuple[subprocess.Popen[bytes], Connection]:
    ours, theirs = Pipe()
    handle = theirs.fileno()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", CHILD, str(handle)],
        pass_fds=[handle],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
    )
    theirs.close()
    return process, ours


def _messages(connection: Connection, seconds: float) -> Iterator[Message | None]:
    """Yield what is said, and None whenever nothing was for a moment, until all is said or time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            message: Message | None = connection.recv() if connection.poll(POLL_SECONDS) else None
        except (EOFError, OSError):  # gone between messages, or in the middle of one
            return
        yield message
        if isinstance(message, Ended):
            deadline = time.monotonic() + AFTER_SECONDS
        if isinstance(message, Peak):
            return


def _fate(messages: Sequence[Message], process: subprocess.Popen[bytes]) -> Fate:
    """Return what became of a process that says no more."""
    if messages and isinstance(messages[-1], Peak):
        return Fate.ENDED
    with suppress(subprocess.TimeoutExpired):
        process.wait(LEAVE_SECONDS)
    return Fate.OVERRAN if process.returncode is None else Fate.CRASHED


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process with all it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_line(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it left no message"
