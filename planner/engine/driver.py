"""Ask a worker for a plan, listen while it works, and keep the best it sent whatever happens to it."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.engine.anchor import Anchor, Near
from planner.engine.last_relaxation import LastRelaxation
from planner.engine.options import Formulation, Method, SolveOptions, Start
from planner.engine.prices import Prices
from planner.engine.progress import Point, Progress, Silent, Size, relative_gap
from planner.engine.spawn import interrupt_blocked, main_hidden
from planner.engine.worker import (
    Contradiction,
    Finished,
    Found,
    Message,
    Priced,
    Request,
    cheapest_plan,
    most_price_seconds,
    work,
)
from planner.lifeline import end_with
from planner.memory import tree_mb

__all__ = ["End", "Method", "Solution", "SolveOptions", "Start", "price_inputs", "solve_inputs"]

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
    relaxation: LastRelaxation | None = None
    """What the next solve can start from: of this solve, or the one it started from itself."""
    prices: Prices | None = None
    """What limits are worth with the sites and halls of the plan; None where that was not worked out."""
    prices_if_sites_follow: Prices | None = None
    """The same in the relaxation of the whole case."""
    near: Near | None = None
    """The plan nearest to the anchor, where one was given."""


@dataclass
class _Record:
    """What was heard so far."""

    decisions: Decisions | None = None
    size: Size | None = None
    trace: list[Point] = field(default_factory=list)
    first_plan: float | None = None
    last: Message | None = None
    relaxation: LastRelaxation | None = None
    priced: Priced | None = None
    near: Near | None = None

    @property
    def best(self) -> tuple[float | None, float | None]:
        """The least cost and the highest bound, million USD; None where there is none."""
        costs = [point.cost_musd for point in self.trace if point.cost_musd is not None]
        bounds = [point.bound_musd for point in self.trace if point.bound_musd is not None]
        return min(costs, default=None), max(bounds, default=None)

    @property
    def found(self) -> Start | None:
        """Where another worker can go on."""
        return None if self.decisions is None else Start(self.decisions, self.best[1], self.relaxation)

    def hear(self, message: Message, progress: Progress) -> None:
        if isinstance(message, Priced):
            self.priced = message
            return
        self.last = message
        if isinstance(message, Size):
            self.size = message
            progress.size(message)
        elif isinstance(message, LastRelaxation):
            self.relaxation = message
        elif isinstance(message, Near):
            self.near = message
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
    formulate: Formulation = cheapest_plan,
    anchor: Anchor | None = None,
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
        What an earlier search found; from scratch where None.
    formulate
        Builds what is asked, whose cost and bound the solution then has. It must survive being sent to
        another process.
    anchor
        An earlier plan to stay near to, once the cheapest is found; the start is this plan.

    Returns
    -------
    Solution
        The best plan and bound found, also after Ctrl-C, a time-out or a crash of the solver.
    """
    options, progress = options or SolveOptions(), progress or Silent()
    started = time.monotonic()
    record = _Record(relaxation=None if start is None else start.relaxation)
    for _ in range(1 + MOST_RESTARTS):
        known = record.best
        request = Request(
            inputs, options, time.monotonic() - started, record.found or start, formulate, anchor=anchor
        )
        stop = _run_worker(request, record, progress, started + options.seconds + GRACE_SECONDS)
        seconds = time.monotonic() - started
        solution = _solution(record, options, seconds, stop)
        if solution.end is not End.CRASHED or record.best == known:
            break
    return solution


def price_inputs(inputs: Inputs, decisions: Decisions, options: SolveOptions | None = None) -> Priced | None:
    """Say what limits are worth at a plan, in a process of its own.

    Parameters
    ----------
    inputs
        The case, proven.
    decisions
        Siting, power and purchases of a plan of it; the rest is solved for.
    options
        Limits of time and memory; the defaults where None.

    Returns
    -------
    Priced
        The prices; None where they were not worked out within the limits, or where it is no plan of the case.
    """
    options = options or SolveOptions()
    record, deadline = _Record(), time.monotonic() + options.seconds + GRACE_SECONDS
    request = Request(inputs, options, 0.0, Start(decisions), cheapest_plan, only_prices=True)
    _run_worker(request, record, Silent(), deadline)
    return record.priced


@dataclass(frozen=True)
class _Stop:
    """How a worker came to its end: why it was ended, if it was, and its exit code."""

    cause: End | None
    exit_code: int | None


def _run_worker(request: Request, record: _Record, progress: Progress, deadline: float) -> _Stop:
    """Let a worker work, and listen until it has finished, is gone, or has to be ended."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_receive, args=(work, theirs), daemon=True)
    with interrupt_blocked(), main_hidden():
        process.start()
    theirs.close()
    started = time.monotonic()
    watch = _Watch(process.pid or 0, deadline, request.options.memory_mb)
    cause = None
    try:
        _send(ours, request)
        for message in _messages(ours, watch):
            record.hear(message, progress)
            if isinstance(message, Finished):
                watch.allow(most_price_seconds(time.monotonic() - started))
    except KeyboardInterrupt:
        cause = End.INTERRUPTED
    if watch.is_full:
        cause = End.MEMORY_FULL
    # What ends the worker once its search has ended costs the prices alone.
    return _Stop(None if isinstance(record.last, Finished) else cause, _stop(process))


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

    def allow(self, seconds: float) -> None:
        """Let it go on so long at most from now."""
        self.deadline = min(self.deadline, time.monotonic() + seconds)


def _receive(work: Callable[[Connection, Request], None], connection: Connection) -> None:
    """Let the worker have its request; handed over at the start, it would hold that up for seconds."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        end_with(parent.sentinel)
    work(connection, connection.recv())


def _send(connection: Connection, request: Request) -> None:
    # A worker that is gone already is found out when its messages are read.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.send(request)


def _messages(connection: Connection, watch: _Watch) -> Iterator[Message]:
    """Yield what the worker sends until it is done, is gone, or takes too long or too much."""
    while watch.lets_go_on():
        if not connection.poll(POLL_SECONDS):
            continue
        try:
            message: Message = connection.recv()
        except (EOFError, OSError):  # gone between messages, or in the middle of one
            return
        yield message
        if isinstance(message, Priced | Contradiction):
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
        relaxation=record.relaxation,
        prices=None if record.priced is None else record.priced.with_these_sites,
        prices_if_sites_follow=None if record.priced is None else record.priced.if_sites_follow,
        near=record.near,
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
