"""Programs that are killed, with SIGKILL, at any step that leaves a trace outside their memory.

A target runs in a process of its own, forked from one that has everything imported. Its steps are counted
there: what it does to the file system, as Python's audit events tell it, every fsync, and every statement
and commit, before and after. Nothing in the program knows of it. A step is named after what was about to
happen when the process was killed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import Engine, event

import planner.api
import planner.replan.night
import planner.store  # noqa: F401  imported once, in the process that others are forked from

MODULE = "tests.killing"
CHANGES = frozenset({"os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.utime", "os.link", "os.truncate"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
END = "end"


@dataclass(frozen=True)
class Ended:
    """How a target ended.

    Parameters
    ----------
    steps
        The steps it came to, that at which it was killed included.
    exit_code
        As multiprocessing has it: the signal, negative, where it was killed.
    """

    steps: tuple[str, ...]
    exit_code: int | None


class Killer:
    """Runs targets to their end, or to a step or moment at which they are killed."""

    def __init__(self, most_seconds: float = 120.0) -> None:
        """Give up on a target that takes no step for so long."""
        self._most_seconds = most_seconds
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([MODULE])

    def steps(self, target: Callable[..., object], *arguments: object) -> tuple[str, ...]:
        """Run a target to its end, and return its steps; the last is ``end``."""
        ended = self.run(target, *arguments)
        assert ended.exit_code == 0, ended
        return ended.steps

    def kill(self, at: int, target: Callable[..., object], *arguments: object) -> str:
        """Run a target that always takes the same steps, kill it at one, and return the name of the step."""
        ended = self.run(target, *arguments, at=at)
        assert ended.exit_code == -signal.SIGKILL, ended
        assert len(ended.steps) == at + 1, ended
        return ended.steps[-1]

    def run(
        self,
        target: Callable[..., object],
        *arguments: object,
        at: int | None = None,
        after_seconds: float | None = None,
    ) -> Ended:
        """Run a target, kill it at a step or after a time if it still runs then, and return how it ended."""
        receiver, sender = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_watched, args=(sender, at, target, arguments))
        process.start()
        sender.close()
        if after_seconds is not None:
            process.join(after_seconds)
            process.kill()
        steps: list[str] = []
        try:
            while receiver.poll(self._most_seconds):
                steps.append(receiver.recv())
        except EOFError:
            pass
        finally:
            receiver.close()
        process.join(self._most_seconds)
        if process.exitcode is None:
            process.kill()
            process.join()
        return Ended(tuple(steps), process.exitcode)


def some(steps: Sequence[str], most: int) -> tuple[int, ...]:
    """Return so many numbers of steps, the first and the last among them, in even distances."""
    if len(steps) <= most:
        return tuple(range(len(steps)))
    return tuple(sorted({round(i * (len(steps) - 1) / (most - 1)) for i in range(most)}))


class _Steps:
    """Counts steps, tells them, and kills its process at one of them."""

    def __init__(self, told: Connection, at: int | None) -> None:
        self._told = told
        self._at = at
        self._number = 0
        self._process = os.getpid()

    def __call__(self, name: str) -> None:
        if os.getpid() != self._process:  # one that the target forked
            return
        self._told.send(name)
        if self._number == self._at:
            os.kill(self._process, signal.SIGKILL)
        self._number += 1


def _watched(
    told: Connection, at: int | None, target: Callable[..., object], arguments: Sequence[object]
) -> None:
    sys.dont_write_bytecode = True
    step = _Steps(told, at)
    _watch_files(step)
    _watch_databases(step)
    target(*arguments)
    step(END)


def _watch_files(step: _Steps) -> None:
    def heard(name: str, arguments: tuple[Any, ...]) -> None:
        if name in CHANGES:
            step(f"{name} {arguments[0]}")
        elif name == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING:
            step(f"open {arguments[0]}")

    fsync = os.fsync

    def told_fsync(handle: int) -> None:
        step("fsync")
        fsync(handle)

    sys.addaudithook(heard)
    os.fsync = told_fsync


def _watch_databases(step: _Steps) -> None:
    def before(connection: object, cursor: object, statement: str, *others: object) -> None:
        step(f"before {_short(statement)}")

    def after(connection: object, cursor: object, statement: str, *others: object) -> None:
        step(f"after {_short(statement)}")

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    event.listen(Engine, "commit", lambda connection: step("commit"))


def _short(statement: str) -> str:
    return " ".join(statement.split())[:60]
