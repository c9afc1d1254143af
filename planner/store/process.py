"""Which process holds something, and whether it is certain that it is gone."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_DEAD_STATES = frozenset("ZX")


@dataclass(frozen=True)
class ProcessId:
    """A process, told from all others on all machines at all times.

    Parameters
    ----------
    host
        Name of its machine, for people.
    machine
        The boot of the machine and the space of process ids in it: containers have their own. Empty where
        the system does not tell.
    pid
        Its id there.
    started
        When it was started, in the clock of the system; an id is used again.
    """

    host: str
    machine: str
    pid: int
    started: str


def this_process() -> ProcessId:
    """Return the process that asks."""
    return identify(os.getpid())


def identify(pid: int) -> ProcessId:
    """Return the process that has an id here, now."""
    return ProcessId(socket.gethostname(), _machine(), pid, _started(pid) or "")


def is_gone(process: ProcessId) -> bool:
    """Return whether a process has ended for certain: False too where that cannot be told from here."""
    if not process.machine or process.machine != _machine():
        return False
    return _started(process.pid) != process.started


def _machine() -> str:
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {(PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return ""


def _started(pid: int) -> str | None:
    """Return when a process started, in ticks since boot; None if there is none, or only its remains."""
    try:
        # The name of the program, in brackets, may hold anything.
        fields = (PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in _DEAD_STATES else fields[19]
