"""The solve itself, in a process of its own: a crash of the solver library is then only a message.

The worker sends what it finds as it finds it; whatever becomes of it, the best plan is already with
the process that asked.
"""

from __future__ import annotations

import gc
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TypeAlias

from pyomo.common.errors import InfeasibleConstraintException

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.model import build_model
from planner.engine.anchor import Anchor, Near, hold
from planner.engine.extract import point_of, read_decisions
from planner.engine.highs import Basis, Options, Outcome, Solver
from planner.engine.last_relaxation import LastRelaxation, WarmStart, name_relaxation, warm_start
from planner.engine.matrix import Compiled, Matrix, Vector, compile_model
from planner.engine.near_search import NearPoint, search_near
from planner.engine.options import Formulation, SolveOptions, Start
from planner.engine.prices import NoPricesError, Prices, headroom_per_mw, prices_at, prices_of
from planner.engine.progress import Point, Size
from planner.engine.search import Search
from planner.engine.strategy import MEDIUM_COLUMNS, NoSolutionError, relax, solve_matrix
from planner.engine.structure import Structure, build_structure
from planner.engine.warm import earlier_plan

LEAST_PRICE_SECONDS = 15.0
"""Prices may take as long as the search, and at least so long."""


@dataclass(frozen=True)
class Request:
    """What a worker is asked to solve."""

    inputs: Inputs
    options: SolveOptions
    elapsed: float
    """Seconds of the solve that are over: its clock starts there."""
    start: Start | None
    """Where to start: at the plan of an earlier run, or of a worker that ended too soon."""
    formulate: Formulation
    """Builds what is asked."""
    only_prices: bool = False
    """Whether to price the plan it starts at, and search for no other."""
    anchor: Anchor | None = None
    """An earlier plan to stay near to, once the cheapest is found."""


@dataclass(frozen=True)
class Found:
    """A better plan or bound, or a step that begins; decisions only where the plan is new."""

    point: Point
    decisions: Decisions | None


@dataclass(frozen=True)
class Finished:
    """The search came to its end."""


@dataclass(frozen=True)
class Priced:
    """What limits are worth at the best plan; the worker's last message, which may not come."""

    with_these_sites: Prices
    """With the sites and halls of the plan."""
    if_sites_follow: Prices | None
    """In the relaxation of the whole, where siting follows; None where it was not solved."""


@dataclass(frozen=True)
class Contradiction:
    """No plan keeps all promises of the case; `planner.feasible` finds out which contradict."""


Message: TypeAlias = Size | Found | LastRelaxation | Near | Finished | Contradiction | Priced


def cheapest_plan(inputs: Inputs) -> Compiled:
    """Build the model of a case, as a matrix."""
    return compile_model(build_model(inputs))


def work(connection: Connection, request: Request) -> None:
    """Solve a request and send messages until done."""
    # Ctrl-C is for the process that asked; it keeps the best plan and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    started = time.monotonic() - request.elapsed
    try:
        compiled = request.formulate(request.inputs)
    except InfeasibleConstraintException:
        connection.send(Contradiction())
        return
    gc.collect()
    anchor, unheld = request.anchor, compiled.matrix
    if anchor is not None:
        compiled = hold(compiled, anchor.held, point_of(request.inputs, compiled, anchor.decisions))
    matrix = compiled.matrix
    rows, columns = matrix.shape
    connection.send(Size(rows, columns, int(matrix.integer.sum()), int(matrix.a.nnz)))

    def report(point: Point, x: Vector | None) -> None:
        decisions = None if x is None else read_decisions(request.inputs, compiled, x)
        connection.send(Found(point, decisions))

    def keep(basis: Basis, row_dual: Vector) -> None:
        connection.send(name_relaxation(compiled, basis, row_dual))

    options = request.options
    search = Search(
        matrix,
        gap=options.gap,
        deadline=started + options.seconds - (0.0 if anchor is None else anchor.seconds),
        report=report,
        started=started,
        by_clock=not options.deterministic,
    )
    search.note("model built")
    structure = build_structure(request.inputs, compiled)
    start, warm = _starts(request, compiled, search)

    def solve(start: Vector | None) -> bool:
        return solve_matrix(
            matrix,
            structure,
            search,
            threads=1 if options.deterministic else options.threads,
            method=options.method,
            start=start,
            warm=warm,
            keep=keep,
        )

    near: NearPoint | None = None
    if request.only_prices:
        is_possible = price_alone(matrix, structure, search, start)
    elif anchor is not None:
        at = point_of(request.inputs, compiled, anchor.decisions)
        is_possible, near = search_near(
            compiled, unheld, structure, search, anchor, at, warm, lambda: solve(None)
        )
        if near is not None:
            connection.send(_near(request.inputs, compiled, near))
    else:
        is_possible = solve(start)
    end = Finished() if is_possible else Contradiction()
    connection.send(end)
    final = search.x if near is None else near.x
    if is_possible and options.prices and final is not None:
        with suppress(NoPricesError):
            seconds = most_price_seconds(search.seconds)
            connection.send(price(request.inputs, compiled, final, search.relaxation, seconds))
    connection.close()


def _starts(request: Request, compiled: Compiled, search: Search) -> tuple[Vector | None, WarmStart | None]:
    """Return the point and the relaxation to start from, and take the bound that is already proved."""
    start = request.start
    if start is None:
        return None, None
    if start.bound_musd is not None:
        search.raise_bound(start.bound_musd, "an earlier search")
    warm = None if start.relaxation is None else warm_start(compiled, start.relaxation)
    return point_of(request.inputs, compiled, start.decisions), warm


def _near(inputs: Inputs, compiled: Compiled, near: NearPoint) -> Near:
    return Near(
        decisions=read_decisions(inputs, compiled, near.x),
        cost_musd=compiled.matrix.value(near.x),
        distance=near.distance,
        best_musd=near.best_musd,
        best_distance=near.best_distance,
        kept_musd=near.kept_musd,
        kept_distance=near.kept_distance,
        bound_musd=near.bound_musd,
    )


def price_alone(matrix: Matrix, structure: Structure, search: Search, start: Vector | None) -> bool:
    """Find what prices need and no more: the plan to start at, and a relaxation of the whole."""
    if start is not None:
        earlier_plan(matrix, structure, search, start)
    try:
        relax(matrix, search)
    except NoSolutionError:
        return False
    return True


def most_price_seconds(seconds: float) -> float:
    """Return how long prices may take after a search that took some seconds."""
    return max(LEAST_PRICE_SECONDS, seconds)


def price(
    inputs: Inputs, compiled: Compiled, x: Vector, relaxation: Outcome | None, seconds: float
) -> Priced:
    """Return what limits are worth at a plan.

    Raises
    ------
    NoPricesError
        If that takes longer than it may.
    """
    fixed = prices_at(compiled, x, seconds=seconds)
    if relaxation is None and compiled.matrix.shape[1] <= MEDIUM_COLUMNS:
        relaxation = Solver(compiled.matrix, Options(seconds=seconds), relax=True).run()
    follow = None if relaxation is None else headroom_per_mw(inputs, prices_of(compiled, relaxation))
    return Priced(headroom_per_mw(inputs, fixed), follow)
