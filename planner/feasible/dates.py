"""The first date at which everything can be served."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.feasible.elastic import Elastic
from planner.feasible.probe import Question, Verdict, largest_part

MOST_LATER = 3
"""So many periods after the date of the relaxation are tried in whole numbers."""


@dataclass(frozen=True)
class Earliest:
    """By how many periods all dates move, at least; None where they would leave the horizon.

    ``not_before`` is proved by the relaxation; ``verdict`` is that of whole numbers at ``delay``.
    """

    delay: int | None
    not_before: int | None
    verdict: Verdict


def find_earliest(elastic: Elastic, question: Question, *, is_met: bool, seconds: float) -> Earliest:
    """Return the first date, by bisection over the periods.

    What can be served from a period on can be served from any later one on, so that bisection is exact.
    The search solves relaxations; whole numbers are checked at its end, and a period later where they fail.

    Parameters
    ----------
    elastic, question
        What is asked.
    is_met
        Whether it can be met at its dates: then earlier dates are searched, else later ones.
    seconds
        Limit of each check in whole numbers.
    """
    periods = max((r.period for r in elastic.requirements), default=0)
    last = periods - max(question.starts, default=0)
    low, high = (-min(question.starts, default=0), 0) if is_met else (1, last)
    if low > high or not (is_met or _is_possible(elastic, replace(question, delay=high))):
        return Earliest(None, None, Verdict.NO)
    while low < high:
        middle = (low + high) // 2
        if _is_possible(elastic, replace(question, delay=middle)):
            high = middle
        else:
            low = middle + 1
    verdict = Verdict.OPEN
    for delay in range(low, min(low + MOST_LATER, last + 1)):
        part = largest_part(elastic, replace(question, delay=delay), whole_seconds=seconds)
        if part.is_all:
            return Earliest(delay, low, Verdict.YES)
        verdict = Verdict.NOT_WHOLE if part.is_impossible else Verdict.OPEN
        if verdict is Verdict.OPEN:
            return Earliest(delay, low, verdict)
    return Earliest(None, low, verdict)


def _is_possible(elastic: Elastic, question: Question) -> bool:
    return not largest_part(elastic, question).is_impossible
