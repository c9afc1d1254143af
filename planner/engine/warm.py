"""A start from an earlier plan of inputs that have changed since: its plan, its duals, its basis.

Each is tried before what is dearer: the bound of the earlier duals takes a multiplication, the earlier plan
a linear problem with all decisions fixed, and the earlier basis a few thousand iterations of the simplex
method where the interior point starts from nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.engine.finish import complete
from planner.engine.highs import DUAL, Basis, Options, Outcome, Reason, Solver
from planner.engine.last_relaxation import WarmStart
from planner.engine.matrix import Matrix, Vector
from planner.engine.restrict import Restricted, part_of
from planner.engine.round_blocks import SHARES, chosen_hosts, hosts_of
from planner.engine.round_racks import round_racks
from planner.engine.search import Search
from planner.engine.structure import Structure

SLICE = 2_000
"""Iterations of the simplex method after which its bound is looked at."""
MOST_SLICES = 10
"""More of them take longer than the interior point from nothing."""
THE_EARLIER_PLAN = "the earlier plan"


def earlier_plan(matrix: Matrix, structure: Structure, search: Search, start: Vector) -> None:
    """Offer the plan with the siting, power and purchases of an earlier one, served anew.

    Where limits no longer allow all that it bought, it buys less.
    """
    part = part_of(matrix, np.ones(matrix.shape[1], dtype=bool))
    decided = np.concatenate([structure.siting, structure.unit_columns, structure.rack_columns])
    at = np.where(matrix.integer, np.round(start), start)
    x = _served(part.matrix.fixed(decided, at), part, structure, search, at)
    if x is None:
        racks = structure.rack_columns
        less = part.matrix.fixed(decided, at).within(racks, matrix.lower[racks], at[racks])
        some = _relax(less, search)
        if some is not None:
            at[racks] = round_racks(part, structure, some)[racks]
            x = _served(part.matrix.fixed(decided, at), part, structure, search, at)
    if x is None or not search.offer(x, THE_EARLIER_PLAN):
        x = complete(matrix, structure, search, at)
        if x is not None:
            search.offer(x, THE_EARLIER_PLAN)


def warm_relaxation_of(matrix: Matrix, search: Search, warm: WarmStart) -> tuple[Solver, Outcome] | None:
    """Solve the relaxation from an earlier basis, as far as the gap asks for; None if it takes too long.

    The dual simplex method: an earlier basis is nearly feasible for its duals, and its bound can be taken
    on the way. The primal method took six times as many iterations on the US case.
    """
    for solver, outcome in slices(matrix, warm.basis, search.seconds_left):
        if outcome.row_dual is not None:
            search.raise_bound_by(outcome.row_dual, "the earlier basis", solver.basis())
        if search.is_done or outcome.reason in (Reason.OPTIMAL, Reason.INFEASIBLE):
            return solver, outcome
    return None


def slices(matrix: Matrix, basis: Basis, seconds: float) -> Iterator[tuple[Solver, Outcome]]:
    """Yield the relaxation after every so many iterations of the dual simplex method from a basis."""
    options = Options(seconds=seconds, extra={"solver": "simplex", "simplex_strategy": DUAL})
    solver = Solver(matrix, options, relax=True)
    solver.start_at(basis)
    solver.set_options(simplex_iteration_limit=SLICE)
    for _ in range(MOST_SLICES):
        yield solver, solver.run()


def _served(
    matrix: Matrix, part: Restricted, structure: Structure, search: Search, at: Vector
) -> Vector | None:
    """Choose the rest around decisions that are fixed: with the hosts of a point, or with others.

    Others are chosen from fractions. With purchases fixed, hosts of one period hardly bear on the next, so
    that all are chosen at once.
    """
    if at[structure.hosted_columns].any():
        x = _relax(matrix.fixed(structure.hosted_columns, at), search)
        if x is not None and matrix.is_whole(x):
            return x
    relaxed = _relax(matrix, search)
    if relaxed is None or matrix.is_whole(relaxed):
        return relaxed
    hosts = hosts_of(part, structure)
    least = matrix.lower[hosts.columns]
    for share in SHARES:
        hosting = np.maximum(chosen_hosts(hosts, hosts.rows @ relaxed, share=share), least)
        x = _relax(matrix.within(hosts.columns, hosting, hosting), search)
        if x is not None and matrix.is_whole(x):
            return x
    return None


def _relax(matrix: Matrix, search: Search) -> Vector | None:
    """Solve the relaxation. With all decisions fixed, presolve leaves so little that simplex is quickest."""
    options = Options(seconds=max(search.seconds_left, 1.0), extra={"solver": "simplex"})
    outcome = Solver(matrix, options, relax=True).run()
    return outcome.x if outcome.reason is Reason.OPTIMAL else None
