"""Ask a worker for a plan, listen while it works, and keep the best it sent whatever happens to it."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import ModuleType

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.engine.options import Method, SolveOptions, Start
from planner.engine.progress import Point, Progress, Silent, Size, relative_gap
from planner.engine.worker import Contradiction, Finished, Found, Message, Request, work
from planner.memory import tree_mb

__all__ = ["End", "Method", "Solution", "SolveOptions", "Start", "solve_inputs"]

GRACE_SECONDS = 15.0
"""A solver call may overrun its limit this long before its process is ended."""
MOST_RESTARTS = 2
"""So often another worker goes on where one ended too soon, as long as each had found something."""
POLL_SECONDS = 0.2


class End(Enum):
    """How a solve ended."""

    GAP_REACHED = "gap reached"
    TIME_UP = "time limit"
    NO_PROGRESS = "search exhausted"
    INTERRUPTED = "interrupted"
    CRASHED = "solver process ended unexpectedly"
    MEMORY_FULL = "memory limit"
    CONTRADICTION = "the case contradicts itself"


@dataclass(frozen=True)
class Solution:
    """What a solve found. Money is million USD; ``decisions`` is None without a plan."""

    end: End
    decisions: Decisions | None
    cost_musd: float | None
    bound_musd: float | None
    seconds: float
    seconds_to_first_plan: float | None
    peak_memory_mb: float
    size: Size | None
    trace: tuple[Point, ...]
    exit_code: int | None
    """Of the solver's process; None where it had to be ended."""


@dataclass
class _Record:
    """What was heard so far."""

    decisions: Decisions | None = None
    size: Size | None = None
    trace: list[Point] = field(default_factory=list)
    first_plan: float | None = None
    last: Message | None = None

    @property
    def best(self) -> tuple[float | None, float | None]:
        """The least cost and the highest bound, million USD; None where there is none."""
        costs = [point.cost_musd for point in self.trace if point.cost_musd is not None]
        bounds = [point.bound_musd for point in self.trace if point.bound_musd is not None]
        return min(costs, default=None), max(bounds, default=None)

    @property
    def found(self) -> Start | None:
        """Where another worker can go on."""
        return None if self.decisions is None else Start(self.decisions, self.best[1])

    def hear(self, message: Message, progress: Progress) -> None:
        self.last = message
        if isinstance(message, Size):
            self.size = message
            progress.size(message)
        elif isinstance(message, Found):
            self._find(message, progress)

    def _find(self, found: Found, progress: Progress) -> None:
        """Take what is better. A worker that goes on for another does not know all that was found."""
        cost, bound = self.best
        point = replace(
            found.point,
            cost_musd=min((c for c in (cost, found.point.cost_musd) if c is not None), default=None),
            bound_musd=max((b for b in (bound, found.point.bound_musd) if b is not None), default=None),
        )
        is_new = found.decisions is not None and (cost is None or point.cost_musd != cost)
        if is_new:
            # Kept before anybody is told: Ctrl-C may come as soon as a plan is seen.
            self.decisions = found.decisions
            self.first_plan = point.seconds if self.first_plan is None else self.first_plan
        self.trace.append(point)
        progress.point(point)
        if is_new and found.decisions is not None:
            progress.plan(point, found.decisions)


def solve_inputs(
    inputs: Inputs,
    options: SolveOptions | None = None,
    progress: Progress | None = None,
    start: Start | None = None,
) -> Solution:
    """Solve a case in a process of its own.

    A process that ends too soon, killed or crashed, costs its work: another goes on from the best plan.

    Parameters
    ----------
    inputs
        The case, proven.
    options
        Gap and limits; the defaults where None.
    progress
        Who is told on the way; nobody where None.
    start
        What an earlier search of the same case found; from scratch where None.

    Returns
    -------
    Solution
        The best plan and bound found, also after Ctrl-C, a time-out or a crash of the solver.
    """
    options, progress = options or SolveOptions(), progress or Silent()
    started = time.monotonic()
    record = _Record()
    for _ in range(1 + MOST_RESTARTS):
        known = record.best
        request = Request(inputs, options, time.monotonic() - started, record.found or start)
        stop = _run_worker(request, record, progress, started + options.seconds + GRACE_SECONDS)
        seconds = time.monotonic() - started
        solution = _solution(record, options, seconds, stop)
        if solution.end is not End.CRASHED or record.best == known:
            break
    return solution


@dataclass(frozen=True)
class _Stop:
    """How a worker came to its end: why it was ended, if it was, and its exit code."""

    cause: End | None
    exit_code: int | None


def _run_worker(request: Request, record: _Record, progress: Progress, deadline: float) -> _Stop:
    """Let a worker work, and listen until it has finished, is gone, or has to be ended."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_receive, args=(work, theirs), daemon=True)
    with _interrupt_blocked(), _main_hidden():
        process.start()
    theirs.close()
    watch = _Watch(process.pid or 0, deadline, request.options.memory_mb)
    cause = None
    try:
        _send(ours, request)
        for message in _messages(ours, watch):
            record.hear(message, progress)
    except KeyboardInterrupt:
        cause = End.INTERRUPTED
    full = watch.is_full
    return _Stop(End.MEMORY_FULL if full else cause, _stop(process))


@dataclass
class _Watch:
    """Keeps an eye on the clock and on what the worker and its children hold."""

    pid: int
    deadline: float
    memory_mb: float | None
    is_full: bool = False

    def lets_go_on(self) -> bool:
        """Tell whether there is time and memory left."""
        if self.memory_mb is not None and tree_mb(self.pid) > self.memory_mb:
            self.is_full = True
        return not self.is_full and time.monotonic() < self.deadline


@contextmanager
def _interrupt_blocked() -> Iterator[None]:
    """Keep Ctrl-C from a process that is started here: it inherits what is blocked, for good."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # The tracker lifts the block as it starts itself; once it runs, it leaves it alone.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _main_hidden() -> Iterator[None]:
    """Keep a process that is started here from importing the program's main module again.

    The worker needs nothing of it, and a script without a main guard would start all over.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _receive(work: Callable[[Connection, Request], None], connection: Connection) -> None:
    """Let the worker have its request; handed over at the start, it would hold that up for seconds."""
    work(connection, connection.recv())


def _send(connection: Connection, request: Request) -> None:
    # A worker that is gone already is found out when its messages are read.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.send(request)


def _messages(connection: Connection, watch: _Watch) -> Iterator[Message]:
    """Yield what the worker sends until it has finished, is gone, or takes too long or too much."""
    while watch.lets_go_on():
        if not connection.poll(POLL_SECONDS):
            continue
        try:
            message: Message = connection.recv()
        except (EOFError, OSError):  # gone between messages, or in the middle of one
            return
        yield message
        if isinstance(message, Finished | Contradiction):
            return


def _stop(process: SpawnProcess) -> int | None:
    """End the worker if it still runs, and return its exit code; None where we had to end it."""
    process.join(timeout=2.0)
    if process.is_alive():
        process.kill()
        process.join()
        return None
    return process.exitcode


def _solution(record: _Record, options: SolveOptions, seconds: float, stop: _Stop) -> Solution:
    cost, bound = record.best
    return Solution(
        end=_end(record, options, seconds, stop),
        decisions=record.decisions,
        cost_musd=cost,
        bound_musd=bound,
        seconds=seconds,
        seconds_to_first_plan=record.first_plan,
        peak_memory_mb=peak_memory_mb(),
        size=record.size,
        trace=tuple(record.trace),
        exit_code=stop.exit_code,
    )


def _end(record: _Record, options: SolveOptions, seconds: float, stop: _Stop) -> End:
    cost, bound = record.best
    if stop.cause is not None:
        return stop.cause
    if isinstance(record.last, Contradiction):
        return End.CONTRADICTION
    if cost is not None and bound is not None and relative_gap(cost, bound) <= options.gap:
        return End.GAP_REACHED
    if seconds >= options.seconds:
        return End.TIME_UP
    return End.NO_PROGRESS if isinstance(record.last, Finished) else End.CRASHED


def peak_memory_mb() -> float:
    """Return the larger peak of this process and of the ended processes it started, in MB."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(peaks) / unit
