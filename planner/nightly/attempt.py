"""One attempt: a command in a process of its own, within a time limit, that ends when this process does."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event

NOT_STARTED = 126
GRACE_SECONDS = 10.0
"""Between the request to end and the end by force."""
TIMED_OUT = 124
"""Exit code of what took too long, as that of timeout(1)."""
STOPPED = 143
"""Exit code of what was asked to end, as shells have it."""
_LOOK_SECONDS = 0.1
_MOST_LINES = 20


@dataclass(frozen=True)
class Attempt:
    """How an attempt ended.

    Parameters
    ----------
    exit_code
        Of the command; negative where a signal ended it.
    said
        The end of what it printed, on either output.
    """

    exit_code: int
    said: str


def attempt(
    command: Sequence[str], environment: Mapping[str, str], seconds: float, stopped: Event
) -> Attempt:
    """Run a command to its end, its time limit, or until this process is asked to end.

    Parameters
    ----------
    command
        It gets a pipe as its input that closes when this process ends, however that comes.
    environment
        What it sees.
    seconds
        Its time limit.
    stopped
        Set when this process is asked to end.

    One that cannot be started has the exit code 126, as shells have it.
    """
    try:
        return _attempt(command, environment, time.monotonic() + seconds, stopped)
    except OSError as error:
        return Attempt(NOT_STARTED, f"not started: {error}")


def _attempt(
    command: Sequence[str], environment: Mapping[str, str], give_up: float, stopped: Event
) -> Attempt:
    with tempfile.TemporaryFile() as printed:
        with subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=printed, stderr=subprocess.STDOUT, env=dict(environment)
        ) as process:
            code = _wait(process, give_up, stopped)
        printed.seek(0)
        lines = printed.read().decode("utf-8", "replace").splitlines()
    return Attempt(code, "\n".join(lines[-_MOST_LINES:]))


def _wait(process: subprocess.Popen[bytes], give_up: float, stopped: Event) -> int:
    while process.poll() is None:
        if stopped.wait(_LOOK_SECONDS):
            return _end(process, STOPPED)
        if time.monotonic() > give_up:
            return _end(process, TIMED_OUT)
    return process.returncode


def _end(process: subprocess.Popen[bytes], code: int) -> int:
    """End a process; what it did is done or not done, as the store has it."""
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return code
