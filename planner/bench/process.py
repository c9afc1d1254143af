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
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection, Pipe
from typing import IO

from planner.bench.jobs import Job, Message, Peak, Task
from planner.bench.memory import tree_mb

GRACE_SECONDS = 30.0
"""A contender may overrun its limit this long: an engine has a shorter grace of its own."""
POLL_SECONDS = 0.1
LEAVE_SECONDS = 5.0
"""Time a process gets to leave once it has said all."""
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
    ours, theirs = Pipe()
    messages: list[Message] = []
    peak_mb = 0.0
    fate = Fate.OVERRAN
    with tempfile.TemporaryFile() as errors:
        process = _start(theirs, errors)
        try:
            ours.send((task, job))
            for message in _messages(ours, time.monotonic() + seconds):
                peak_mb = max(peak_mb, tree_mb(process.pid))
                if message is None:
                    continue
                messages.append(message)
                if hear is not None:
                    hear(message)
                if isinstance(message, Peak):
                    fate = Fate.ENDED
        except KeyboardInterrupt:
            fate = Fate.INTERRUPTED
        except (EOFError, OSError):  # gone between messages, or in the middle of one
            fate = Fate.ENDED if fate is Fate.ENDED else Fate.CRASHED
        finally:
            ours.close()
            _end(process, patient=fate in {Fate.ENDED, Fate.CRASHED})
        complaint = _last_line(errors) if fate is Fate.CRASHED else ""
    own = [message.megabytes for message in messages if isinstance(message, Peak)]
    return Heard(tuple(messages), max([peak_mb, *own]), fate, complaint)


def _start(theirs: Connection, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    handle = theirs.fileno()
    command = [sys.executable, "-c", CHILD, str(handle)]
    process = subprocess.Popen(  # noqa: S603
        command,
        pass_fds=[handle],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
    )
    theirs.close()
    return process


def _messages(connection: Connection, deadline: float) -> Iterator[Message | None]:
    """Yield what is said, and None whenever nothing was for a moment."""
    while time.monotonic() < deadline:
        if not connection.poll(POLL_SECONDS):
            yield None
            continue
        message: Message = connection.recv()
        yield message
        if isinstance(message, Peak):
            return


def _end(process: subprocess.Popen[bytes], *, patient: bool) -> None:
    """Wait a moment for a process that is leaving, then end it with all it started."""
    if patient:
        with suppress(subprocess.TimeoutExpired):
            process.wait(LEAVE_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_line(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it left no message"
