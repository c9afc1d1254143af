"""Ask a worker for a plan, listen while it works, and keep the best it sent whatever happens to it."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import ModuleType

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.engine.progress import Point, Progress, Silent, Size, relative_gap
from planner.engine.strategy import Method
from planner.engine.worker import Contradiction, Finished, Found, Message, Request, work

GRACE_SECONDS = 15.0
"""A solver call may overrun its limit this long before its process is ended."""
POLL_SECONDS = 0.2


class End(Enum):
    """How a solve ended."""

    GAP_REACHED = "gap reached"
    TIME_UP = "time limit"
    NO_PROGRESS = "search exhausted"
    INTERRUPTED = "interrupted"
    CRASHED = "solver process ended unexpectedly"
    CONTRADICTION = "the case contradicts itself"


@dataclass(frozen=True)
class SolveOptions:
    """What a solve may use.

    Parameters
    ----------
    gap
        Relative gap at which it may stop.
    seconds
        Wall-clock limit, building included.
    threads
        Neighbourhoods searched side by side.
    method
        The search that suits the size, or plain branch and bound to compare with.
    """

    gap: float = 0.01
    seconds: float = 300.0
    threads: int = 2
    method: Method = Method.AUTO


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
    contradiction: tuple[str, ...]
    """The promises that cannot be kept together, where the case contradicts itself."""


@dataclass
class _Record:
    """What was heard so far."""

    decisions: Decisions | None = None
    size: Size | None = None
    trace: list[Point] = field(default_factory=list)
    first_plan: float | None = None
    last: Message | None = None

    def hear(self, message: Message, progress: Progress) -> None:
        self.last = message
        if isinstance(message, Size):
            self.size = message
            progress.size(message)
        elif isinstance(message, Found):
            self.trace.append(message.point)
            if message.decisions is not None:
                self.decisions = message.decisions
                if self.first_plan is None:
                    self.first_plan = message.point.seconds
            progress.point(message.point)


def solve_inputs(
    inputs: Inputs, options: SolveOptions | None = None, progress: Progress | None = None
) -> Solution:
    """Solve a case in a process of its own.

    Parameters
    ----------
    inputs
        The case, proven.
    options
        Gap and time limit; the defaults where None.
    progress
        Who is told on the way; nobody where None.

    Returns
    -------
    Solution
        The best plan and bound found, also after Ctrl-C, a time-out or a crash of the solver.
    """
    options = options or SolveOptions()
    progress = progress or Silent()
    started = time.monotonic()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    request = Request(inputs, options.gap, options.seconds, options.threads, options.method)
    process = context.Process(target=_receive, args=(work, theirs), daemon=True)
    record = _Record()
    deadline = started + options.seconds + GRACE_SECONDS
    interrupted = False
    with _interrupt_blocked(), _main_hidden():
        process.start()
    theirs.close()
    try:
        _send(ours, request)
        for message in _messages(ours, deadline):
            record.hear(message, progress)
    except KeyboardInterrupt:
        interrupted = True
    exit_code = _stop(process)
    return _solution(record, options, time.monotonic() - started, exit_code, interrupted=interrupted)


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


def _messages(connection: Connection, deadline: float) -> Iterator[Message]:
    """Yield what the worker sends until it has finished, is gone, or has run too long."""
    while time.monotonic() < deadline:
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


def _solution(
    record: _Record, options: SolveOptions, seconds: float, exit_code: int | None, *, interrupted: bool
) -> Solution:
    costs = [point.cost_musd for point in record.trace if point.cost_musd is not None]
    bounds = [point.bound_musd for point in record.trace if point.bound_musd is not None]
    cost, bound = min(costs, default=None), max(bounds, default=None)
    return Solution(
        end=_end(record, cost, bound, options, seconds, interrupted=interrupted),
        decisions=record.decisions,
        cost_musd=cost,
        bound_musd=bound,
        seconds=seconds,
        seconds_to_first_plan=record.first_plan,
        peak_memory_mb=peak_memory_mb(),
        size=record.size,
        trace=tuple(record.trace),
        exit_code=exit_code,
        contradiction=record.last.promises if isinstance(record.last, Contradiction) else (),
    )


def _end(
    record: _Record,
    cost: float | None,
    bound: float | None,
    options: SolveOptions,
    seconds: float,
    *,
    interrupted: bool,
) -> End:
    if interrupted:
        return End.INTERRUPTED
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
