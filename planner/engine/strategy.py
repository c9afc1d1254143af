"""Construct and improve: a bound from the relaxation, a dive for a plan, then sub-problems around it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import numpy as np

from planner.engine.dive import dive
from planner.engine.finish import complete, finish
from planner.engine.highs import INTERIOR_POINT, Basis, Options, Reason, Solver
from planner.engine.last_relaxation import WarmStart
from planner.engine.matrix import Mask, Matrix, Vector
from planner.engine.options import Method
from planner.engine.polish import LEVELS, polish
from planner.engine.restrict import Relaxed, Restricted, in_use, part_of, restrict, warm_relaxation
from planner.engine.search import Search
from planner.engine.shift import shift
from planner.engine.structure import Structure
from planner.engine.tighten import tighten
from planner.engine.warm import earlier_plan, warm_relaxation_of

Keep = Callable[[Basis, Vector], None]
"""Takes the basis and the duals of the solved relaxation, for the next solve."""

SMALL_COLUMNS = 1_500
"""Up to this size the whole problem goes to branch and bound at once."""
MEDIUM_COLUMNS = 20_000
"""Up to this size branch and bound takes over where the search ends short of the gap."""
SHIFT_COLUMNS = 20_000
"""In parts up to this size, halls are shifted one by one before larger neighbourhoods are searched."""
TIGHTEN_COLUMNS = 100_000
"""Up to this size, from there on, cuts on halls raise the bound of the relaxation within a minute."""


WHOLE_NODES = 5_000
"""Most nodes of branch and bound on the whole, where the clock does not count."""


class NoSolutionError(Exception):
    """Not even the relaxation has a solution."""


def solve_matrix(
    matrix: Matrix,
    structure: Structure,
    search: Search,
    *,
    threads: int,
    method: Method = Method.AUTO,
    start: Vector | None = None,
    warm: WarmStart | None = None,
    keep: Keep | None = None,
) -> bool:
    """Find plans and a bound; return False where no plan exists.

    Parameters
    ----------
    matrix, structure
        The problem.
    search
        Takes plans and bounds.
    threads
        Neighbourhoods side by side.
    method
        How; by what suits the size where it is left open.
    start
        A point at which siting, power and purchases are those of an earlier plan.
    warm
        Basis and duals of an earlier relaxation.
    keep
        Who gets those of this one.
    """
    columns = matrix.shape[1]
    if warm is not None:
        search.raise_bound_by(warm.row_dual, "the earlier duals")
    if start is not None:
        earlier_plan(matrix, structure, search, start)
        if search.is_done:
            return True
    if method is Method.MONOLITH or columns <= SMALL_COLUMNS:
        return branch_and_bound(matrix, search)
    if search.x is None:
        ledger_plan(matrix, structure, search)
    is_possible = construct_and_improve(
        matrix, structure, search, threads=threads, start=start, warm=warm, keep=keep
    )
    if is_possible and not search.is_done and columns <= MEDIUM_COLUMNS:
        return branch_and_bound(matrix, search)
    return is_possible


def branch_and_bound(matrix: Matrix, search: Search) -> bool:
    """Solve the whole matrix by branch and bound, from the best plan so far.

    Return False where no plan exists.
    """

    def take(_cost: float, bound: float, x: Vector) -> None:
        search.offer(x, "branch and bound")
        search.raise_bound(bound, "branch and bound")

    solver = Solver(matrix, search.within(Options(gap=search.gap), search.seconds_left, WHOLE_NODES))
    solver.on_solution(take)
    if search.x is not None:
        solver.start_from(search.x)
    outcome = solver.run()
    if outcome.x is not None:
        search.offer(outcome.x, "branch and bound")
    if np.isfinite(outcome.bound):
        search.raise_bound(outcome.bound, "branch and bound")
    return outcome.reason is not Reason.INFEASIBLE


def ledger_plan(matrix: Matrix, structure: Structure, search: Search) -> None:
    """Offer the plan that builds and buys nothing it need not; what it cannot serve falls short."""
    x = complete(matrix, structure, search, np.where(matrix.integer, matrix.lower, 0.0))
    if x is not None:
        search.offer(x, "the ledger alone")


def relax(
    matrix: Matrix, search: Search, warm: WarmStart | None = None, keep: Keep | None = None
) -> Relaxed | None:
    """Solve the relaxation and take its bound; None where it has no solution or takes too long.

    Raises
    ------
    NoSolutionError
        If it has none, so that no plan has.
    """
    solved = None if warm is None else warm_relaxation_of(matrix, search, warm)
    if solved is None:
        options = Options(seconds=search.seconds_left, extra=INTERIOR_POINT)
        solver = Solver(matrix, options, relax=True)
        solved = solver, solver.run()
    solver, outcome = solved
    if outcome.reason is Reason.INFEASIBLE:
        raise NoSolutionError
    if outcome.reason is Reason.OPTIMAL:
        search.relaxation = outcome
    if outcome.row_dual is not None:
        search.raise_bound_by(outcome.row_dual, "relaxation", solver.basis())
        if keep is not None and outcome.reason is Reason.OPTIMAL:
            keep(solver.basis(), outcome.row_dual)
    return None if outcome.x is None else Relaxed(outcome.x, solver.basis())


def construct_and_improve(
    matrix: Matrix,
    structure: Structure,
    search: Search,
    *,
    threads: int = 1,
    start: Vector | None = None,
    warm: WarmStart | None = None,
    keep: Keep | None = None,
) -> bool:
    """Find plans and a bound until the gap is reached or the time is up.

    Return False where not even the relaxation has a solution.
    """
    is_relaxed = Event()
    with ThreadPoolExecutor(max_workers=1) as side:
        beside = threads > 1 and matrix.shape[1] > MEDIUM_COLUMNS
        early: Future[None] | None = None
        if beside and start is not None:
            early = side.submit(plan_around, matrix, structure, search, is_relaxed, start)
        elif beside:
            early = side.submit(sketch_plan, matrix, structure, search, is_relaxed, structure.sketch)
        try:
            relaxed = relax(matrix, search, warm, keep)
        except NoSolutionError:
            return False
        finally:
            is_relaxed.set()
        if relaxed is not None and not search.is_done:
            _construct(matrix, structure, search, relaxed, threads=threads)
        if early is not None:
            early.result()  # raises what went wrong there
    return True


def sketch_plan(
    matrix: Matrix, structure: Structure, search: Search, is_relaxed: Event, columns: Mask
) -> None:
    """Offer a plan of a part chosen without the relaxation of the whole, and search around it until then.

    The relaxation of the part says which of its sites and chips the dive needs, as that of the whole does.
    HiGHS does not hold Python's lock while it solves, so that this can run beside it.
    """
    part = part_of(matrix, columns | (matrix.lower > 0))
    lp = Solver(part.matrix, Options(seconds=search.seconds_left, extra=INTERIOR_POINT), relax=True)
    outcome = lp.run()
    if outcome.x is None:
        return
    relaxed = part.relaxed(outcome.x, lp.basis())
    smaller = restrict(matrix, structure, relaxed.x, within=columns)
    x = dive(warm_relaxation(smaller, relaxed, search), smaller, structure, search)
    if x is not None:
        finish(smaller, structure, search, x, "sketch")
        polish(smaller, structure, search, x, until=is_relaxed)


def plan_around(
    matrix: Matrix, structure: Structure, search: Search, is_relaxed: Event, start: Vector
) -> None:
    """Offer a plan with the halls of an earlier one and the rest anew, and search around it until then.

    Where they are no longer possible, a plan of the part that the earlier one used.
    """
    part = restrict(matrix, structure, start)
    at = np.clip(np.round(start[part.keep]), part.matrix.lower, part.matrix.upper)
    halls = part.matrix.fixed(part.those_of(structure.siting), at)
    outcome = Solver(halls, Options(seconds=search.seconds_left, extra=INTERIOR_POINT), relax=True).run()
    if outcome.x is None or outcome.reason is not Reason.OPTIMAL:
        sketch_plan(matrix, structure, search, is_relaxed, in_use(matrix, structure, start))
    elif not search.is_done:
        finish(part, structure, search, outcome.x, "the earlier halls")
        polish(part, structure, search, outcome.x, until=is_relaxed)


def _construct(
    matrix: Matrix, structure: Structure, search: Search, relaxed: Relaxed, *, threads: int
) -> None:
    """Dive from a solution of the relaxation, finish the plan and improve it."""
    part = restrict(matrix, structure, relaxed.x)
    lp = warm_relaxation(part, relaxed, search)
    x = dive(lp, part, structure, search)
    if x is None:
        return
    finish(part, structure, search, x, "dive")
    if part.matrix.shape[1] <= SHIFT_COLUMNS and not search.is_done:
        x = shift(lp, part, structure, search, x)
        finish(part, structure, search, x, "halls shifted by their prices")
    del lp  # its memory is worth more in what follows
    if not search.is_done:
        _improve(matrix, part, structure, search, x, threads=threads)


def _improve(
    matrix: Matrix, part: Restricted, structure: Structure, search: Search, x: Vector, *, threads: int
) -> None:
    """Search around a plan, and beside it raise the bound where sites are few."""
    columns = matrix.shape[1]
    few = MEDIUM_COLUMNS < columns <= TIGHTEN_COLUMNS
    beside = few and threads > 1
    # Branch and bound on the whole does better than large neighbourhoods, where it comes next.
    levels = 1 if columns <= MEDIUM_COLUMNS else LEVELS
    with ThreadPoolExecutor(max_workers=1) as side:
        bound = side.submit(tighten, matrix, structure, search, part.expand(x)) if beside else None
        polish(part, structure, search, x, threads=threads - 1 if beside else threads, levels=levels)
        if bound is not None:
            bound.result()  # raises what went wrong there
    if few and not beside and not search.is_done:
        tighten(matrix, structure, search, part.expand(x))
