"""The solve itself, in a process of its own: a crash of the solver library is then only a message.

The worker sends what it finds as it finds it; whatever becomes of it, the best plan is already with
the process that asked.
"""

from __future__ import annotations

import gc
import signal
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TypeAlias

from pyomo.common.errors import InfeasibleConstraintException

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.model import build_model
from planner.engine.extract import point_of, read_decisions
from planner.engine.matrix import Vector, compile_model
from planner.engine.options import SolveOptions, Start
from planner.engine.progress import Point, Size
from planner.engine.search import Search
from planner.engine.strategy import solve_matrix
from planner.engine.structure import build_structure


@dataclass(frozen=True)
class Request:
    """What a worker is asked to solve."""

    inputs: Inputs
    options: SolveOptions
    elapsed: float
    """Seconds of the solve that are over: its clock starts there."""
    start: Start | None
    """Where to start: at the plan of an earlier run, or of a worker that ended too soon."""


@dataclass(frozen=True)
class Found:
    """A better plan or bound, or a step that begins; decisions only where the plan is new."""

    point: Point
    decisions: Decisions | None


@dataclass(frozen=True)
class Finished:
    """The worker came to its end."""


@dataclass(frozen=True)
class Contradiction:
    """No plan keeps all promises of the case; `planner.feasible` finds out which contradict."""


Message: TypeAlias = Size | Found | Finished | Contradiction


def work(connection: Connection, request: Request) -> None:
    """Solve a request and send messages until done."""
    # Ctrl-C is for the process that asked; it keeps the best plan and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    started = time.monotonic() - request.elapsed
    try:
        model = build_model(request.inputs)
    except InfeasibleConstraintException:
        connection.send(Contradiction())
        return
    compiled = compile_model(model)
    del model
    gc.collect()
    matrix = compiled.matrix
    rows, columns = matrix.shape
    connection.send(Size(rows, columns, int(matrix.integer.sum()), int(matrix.a.nnz)))

    def report(point: Point, x: Vector | None) -> None:
        decisions = None if x is None else read_decisions(request.inputs, compiled, x)
        connection.send(Found(point, decisions))

    options = request.options
    search = Search(
        matrix,
        gap=options.gap,
        deadline=started + options.seconds,
        report=report,
        started=started,
        by_clock=not options.deterministic,
    )
    search.note("model built")
    structure = build_structure(request.inputs, compiled)
    start = None
    if request.start is not None:
        start = point_of(request.inputs, compiled, request.start.decisions)
        if request.start.bound_musd is not None:
            search.raise_bound(request.start.bound_musd, "an earlier search")
    threads = 1 if options.deterministic else options.threads
    is_possible = solve_matrix(matrix, structure, search, threads=threads, method=options.method, start=start)
    end = Finished() if is_possible else Contradiction()
    connection.send(end)
    connection.close()
