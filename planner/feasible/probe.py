"""Questions put to an elastic model: what part can be served, and what is the cheapest way to all of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from buildout.inputs import Inputs
from planner.engine.highs import Options, Outcome, Reason, Solver
from planner.engine.matrix import Mask, Matrix, Vector
from planner.feasible.cut import up_to
from planner.feasible.elastic import Elastic
from planner.feasible.limits import Kind

ENOUGH = 1.0 - 1e-6
"""Part of what is asked for that counts as all of it."""
LARGE_ENTRIES = 50_000
"""From this size on an interior point with crossover is faster than the simplex method."""
LINEAR_SECONDS = 120.0
COST_GAP = 0.01
"""Changes in whole numbers are searched for to this gap."""
SOONER = 1e-4
"""What loosening a limit a period earlier adds to its price, as a share."""


class Verdict(Enum):
    """Whether something is possible."""

    YES = "possible in whole numbers"
    NO = "impossible"
    NOT_WHOLE = "impossible in whole numbers"
    OPEN = "possible but for whole numbers, which were not decided in time"


@dataclass(frozen=True)
class Question:
    """What of an elastic model holds.

    Parameters
    ----------
    loose
        Whether each limit may be loosened; shape of ``limits``.
    delay
        By how many periods later than asked all targets begin, or promises hold.
    starts
        Period in which each target begins, without delay.
    waived
        Numbers of requirements that need not be kept.
    plausible
        Loosen no further than is plausible.
    """

    loose: Mask
    starts: tuple[int, ...]
    delay: int = 0
    waived: frozenset[int] = frozenset()
    plausible: bool = False


@dataclass(frozen=True)
class Part:
    """The largest part that can be served: what was found and what it is at most.

    Both are -1 where not even the other promises can be kept.
    """

    found: float
    most: float
    x: Vector | None

    @property
    def is_all(self) -> bool:
        """Whether all of it was found to be possible."""
        return self.found >= ENOUGH

    @property
    def is_impossible(self) -> bool:
        """Whether all of it is proved to be impossible."""
        return self.most < ENOUGH


IMPOSSIBLE = Part(-1.0, -1.0, None)


def is_due(elastic: Elastic, question: Question, number: int) -> bool:
    """Return whether a requirement must be kept."""
    requirement = elastic.requirements[number]
    has_targets = bool(question.starts)
    if number in question.waived:
        return False
    if requirement.target is not None:
        return requirement.period >= question.starts[requirement.target] + question.delay
    return has_targets or requirement.period >= question.delay


def matrix_of(elastic: Elastic, question: Question) -> Matrix:
    """Return the matrix of a question; its costs are zero."""
    matrix = elastic.matrix
    upper, row_upper = matrix.upper.copy(), matrix.row_upper
    most = np.array([b.most_extra if question.plausible else b.widest for b in elastic.limits])
    upper[elastic.slacks] = np.where(question.loose, most, 0.0) if len(most) else 0.0
    if question.plausible:
        row_upper = elastic.row_most
    due = np.array([is_due(elastic, question, r) for r in range(len(elastic.requirements))], dtype=bool)
    upper[elastic.misses] = np.where(due, 0.0, 2.0) if len(due) else 0.0
    return replace(matrix, upper=upper, row_upper=row_upper)


def largest_part(elastic: Elastic, question: Question, *, whole_seconds: float | None = None) -> Part:
    """Return the largest part that can be served, of the relaxation or, with a time, in whole numbers."""
    matrix = matrix_of(elastic, question)
    cost = np.zeros(matrix.shape[1])
    cost[elastic.part] = -1.0
    outcome = solve(replace(matrix, cost=cost), whole_seconds=whole_seconds)
    if outcome.reason is Reason.INFEASIBLE:
        return IMPOSSIBLE
    if outcome.x is None:
        return Part(-1.0, 1.0, None)
    return Part(float(outcome.x[elastic.part]), float(min(1.0, -outcome.bound)), outcome.x)


def cheapest(
    elastic: Elastic,
    question: Question,
    *,
    unpriced: Mask | None = None,
    whole_seconds: float | None = None,
) -> Outcome:
    """Return the cheapest way to loosen limits so that all is served; ``unpriced`` ones cost nothing."""
    matrix = matrix_of(elastic, question)
    cost, lower = np.zeros(matrix.shape[1]), matrix.lower.copy()
    cost[elastic.slacks] = [
        # Of equal prices the later is meant: what is not yet needed is not loosened.
        limit.price_musd * (1.0 + SOONER * (limit.last - limit.first))
        for limit in elastic.limits
    ]
    if unpriced is not None:
        cost[elastic.slacks[unpriced]] = 0.0
    lower[elastic.part] = 1.0
    return solve(replace(matrix, cost=cost, lower=lower), whole_seconds=whole_seconds, gap=COST_GAP)


def solve(matrix: Matrix, *, whole_seconds: float | None = None, gap: float = 0.0) -> Outcome:
    """Solve a matrix as a relaxation or, with a time, in whole numbers to a gap."""
    if whole_seconds is not None:
        return Solver(matrix, Options(seconds=whole_seconds, gap=gap)).run()
    large = {"solver": "ipx", "run_crossover": "on"} if matrix.a.nnz > LARGE_ENTRIES else {}
    return Solver(matrix, Options(seconds=LINEAR_SECONDS, extra=large), relax=True).run()


def loosened(elastic: Elastic, groups: Collection[object]) -> Mask:
    """Return which limits belong to some groups."""
    return np.array([limit.group in groups for limit in elastic.limits], dtype=bool)


def near(elastic: Elastic, inputs: Inputs, question: Question, *, more_years: int = 0) -> Elastic:
    """Return the model up to the end of the year in which the last target begins, or of a later one.

    Limits by year stay whole. Where promises of the case last to the end of the horizon, nothing is cut.
    """
    lasting = (inputs.budgets, inputs.minimum_takes, inputs.vendor_shares)
    promised = any(requirement.target is None for requirement in elastic.requirements)
    locked = any(limit.kind is Kind.LOCK for limit in elastic.limits)
    if not question.starts or any(lasting) or promised or locked:
        return elastic
    last = min(max(question.starts) + question.delay, len(inputs.periods) - 1)
    year = inputs.periods[last].year + more_years
    return up_to(elastic, max(t for t, period in enumerate(inputs.periods) if period.year <= year))


def possible(elastic: Elastic, question: Question, *, seconds: float) -> Verdict:
    """Return whether all of what is asked is possible: the relaxation first, then whole numbers."""
    if largest_part(elastic, question).is_impossible:
        return Verdict.NO
    part = largest_part(elastic, question, whole_seconds=seconds)
    if part.is_all:
        return Verdict.YES
    return Verdict.NOT_WHOLE if part.is_impossible else Verdict.OPEN
