"""Tasks in processes of their own, some at a time; whatever becomes of one, the others go on."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, TypeVar

from planner.engine.spawn import interrupt_blocked, main_hidden

Task = TypeVar("Task")
Result = TypeVar("Result")
UNEXPECTED = "its process ended unexpectedly, exit code {code}"
"""What is said of a task without a result."""
LEAVE_SECONDS = 20.0
"""A process that was told to stop may take this long: it ends a solver of its own."""


@dataclass(frozen=True)
class Done(Generic[Task, Result]):
    """A task and its result, None where its process ended unexpectedly."""

    task: Task
    result: Result | None
    exit_code: int | None = None


def side_by_side(
    work: Callable[[Task], Result], tasks: Sequence[Task], workers: int
) -> Iterator[Done[Task, Result]]:
    """Yield tasks as they are done, in the order in which they end.

    Parameters
    ----------
    work
        A function of a module, so that another process finds it. What it raises ends its process.
    tasks
        What to do; each must survive being sent to another process.
    workers
        Processes at a time.
    """
    waiting = list(reversed(tasks))
    crew: list[_Worker[Task, Result]] = []
    try:
        while waiting or any(worker.task is not None for worker in crew):
            while waiting and len(crew) < workers:
                crew.append(_Worker(work))
            for worker in crew:
                if worker.task is None and waiting:
                    worker.give(waiting.pop())
            for worker in _ready(crew):
                done = worker.take()
                if done.result is None:
                    crew.remove(worker)
                yield done
    finally:
        for worker in crew:
            worker.tell_to_stop()
        for worker in crew:
            worker.end()


def _ready(crew: Sequence[_Worker[Task, Result]]) -> list[_Worker[Task, Result]]:
    """Return the workers that have something to say, or are gone."""
    busy = [worker for worker in crew if worker.task is not None]
    ready = wait([worker.connection for worker in busy])
    return [worker for worker in busy if worker.connection in ready]


class _Worker(Generic[Task, Result]):
    """A process that does one task after the other."""

    def __init__(self, work: Callable[[Task], Result]) -> None:
        self.task: Task | None = None
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_serve, args=(work, theirs))
        with interrupt_blocked(), main_hidden():
            self._process.start()
        theirs.close()

    def give(self, task: Task) -> None:
        """Let it begin."""
        self.task = task
        with suppress(BrokenPipeError, ConnectionResetError):  # found out when it says nothing
            self.connection.send(task)

    def take(self) -> Done[Task, Result]:
        """Return what it did."""
        task, self.task = self.task, None
        assert task is not None  # noqa: S101
        try:
            return Done(task, self.connection.recv())
        except (EOFError, OSError):
            self._process.join(LEAVE_SECONDS)
            return Done(task, None, self._process.exitcode)

    def tell_to_stop(self) -> None:
        """Let it end its solver and leave."""
        self.connection.close()  # an idle one leaves at that
        if self.task is not None and self._process.is_alive() and self._process.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGINT)

    def end(self) -> None:
        """Wait until it is gone, and end it if that takes too long."""
        self._process.join(LEAVE_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _serve(work: Callable[[Any], Any], connection: Connection) -> None:
    """Do tasks until there are no more. Ctrl-C reaches only the process that started this one."""
    with suppress(KeyboardInterrupt, EOFError, BrokenPipeError, ConnectionResetError):
        if hasattr(os, "setsid"):
            os.setsid()
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        while True:
            connection.send(work(connection.recv()))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
