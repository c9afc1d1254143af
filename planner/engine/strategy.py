"""Construct and improve: a bound from the relaxation, a dive for a plan, then sub-problems around it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from planner.engine.bound import certified_bound
from planner.engine.dive import dive
from planner.engine.finish import complete, finish
from planner.engine.highs import INTERIOR_POINT, Options, Reason, Solver
from planner.engine.matrix import Matrix, Vector
from planner.engine.options import Method
from planner.engine.polish import polish
from planner.engine.restrict import Relaxed, part_of, restrict, warm_relaxation
from planner.engine.search import Search
from planner.engine.structure import Structure

SMALL_COLUMNS = 1_500
"""Up to this size the whole problem goes to branch and bound at once."""
MEDIUM_COLUMNS = 20_000
"""Up to this size branch and bound takes over where the search ends short of the gap."""


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
    """
    columns = matrix.shape[1]
    if start is not None:
        earlier_plan(matrix, structure, search, start)
    if method is Method.MONOLITH or columns <= SMALL_COLUMNS:
        return branch_and_bound(matrix, search)
    ledger_plan(matrix, structure, search)
    is_possible = construct_and_improve(matrix, structure, search, threads=threads)
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


def earlier_plan(matrix: Matrix, structure: Structure, search: Search, start: Vector) -> None:
    """Offer the plan with the siting, power and purchases of an earlier one, served anew."""
    x = complete(matrix, structure, search, start)
    if x is not None:
        search.offer(x, "the earlier plan")


def relax(matrix: Matrix, search: Search) -> Relaxed | None:
    """Solve the relaxation and take its bound; None where it has no solution or takes too long.

    Raises
    ------
    NoSolutionError
        If it has none, so that no plan has.
    """
    options = Options(seconds=search.seconds_left, extra=INTERIOR_POINT)
    solver = Solver(matrix, options, relax=True)
    outcome = solver.run()
    if outcome.reason is Reason.INFEASIBLE:
        raise NoSolutionError
    if outcome.reason is Reason.OPTIMAL:
        search.relaxation = outcome
    if outcome.row_dual is not None:
        search.raise_bound(certified_bound(matrix, outcome.row_dual), "relaxation")
    return None if outcome.x is None else Relaxed(outcome.x, solver.basis())


def construct_and_improve(matrix: Matrix, structure: Structure, search: Search, *, threads: int = 1) -> bool:
    """Find plans and a bound until the gap is reached or the time is up.

    Return False where not even the relaxation has a solution.
    """
    with ThreadPoolExecutor(max_workers=1) as side:
        beside = threads > 1 and matrix.shape[1] > MEDIUM_COLUMNS
        sketch = side.submit(sketch_plan, matrix, structure, search) if beside else None
        try:
            relaxed = relax(matrix, search)
        except NoSolutionError:
            return False
        if relaxed is not None and not search.is_done:
            _construct(matrix, structure, search, relaxed, threads=threads)
        if sketch is not None:
            sketch.result()  # raises what went wrong there
    return True


def sketch_plan(matrix: Matrix, structure: Structure, search: Search) -> None:
    """Offer a plan of a part that is chosen without the relaxation of the whole.

    HiGHS does not hold Python's lock while it solves, so that this can run beside it.
    """
    part = part_of(matrix, structure.sketch | (matrix.lower > 0))
    options = Options(seconds=search.seconds_left, extra=INTERIOR_POINT)
    x = dive(Solver(part.matrix, options, relax=True), part, structure, search)
    if x is not None:
        finish(part, structure, search, x, "sketch")


def _construct(
    matrix: Matrix, structure: Structure, search: Search, relaxed: Relaxed, *, threads: int
) -> None:
    """Dive from a solution of the relaxation, finish the plan and improve it."""
    part = restrict(matrix, structure, relaxed)
    lp = warm_relaxation(part, relaxed, search)
    x = dive(lp, part, structure, search)
    if x is not None:
        finish(part, structure, search, x, "dive")
        polish(part, structure, search, x, threads=threads)
