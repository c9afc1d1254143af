"""The first date at which everything can be served."""

from __future__ import annotations

from dataclasses import dataclass, replace

from buildout.inputs import Inputs
from planner.feasible.elastic import Elastic
from planner.feasible.probe import Question, Verdict, largest_part, near, possible

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


def find_earliest(
    elastic: Elastic, inputs: Inputs, question: Question, *, is_met: bool, seconds: float
) -> Earliest:
    """Return the first date, by bisection over the periods.

    What can be served from a period on can be served from any later one on, so that bisection is exact.
    The search solves relaxations; whole numbers are checked at its end, and a period later where they fail.

    Parameters
    ----------
    elastic, inputs, question
        What is asked, of which case.
    is_met
        Whether it can be met at its dates: then earlier dates are searched, else later ones.
    seconds
        Limit of each check in whole numbers.
    """
    periods = max((r.period for r in elastic.requirements), default=0)
    last = periods - max(question.starts, default=0)
    low, high = (-min(question.starts, default=0), 0) if is_met else (1, last)
    if low > high or not (is_met or _may_be(elastic, inputs, replace(question, delay=high))):
        return Earliest(None, None, Verdict.NO)
    while low < high:
        middle = (low + high) // 2
        if _may_be(elastic, inputs, replace(question, delay=middle)):
            high = middle
        else:
            low = middle + 1
    verdict = Verdict.OPEN
    for delay in range(low, min(low + MOST_LATER, last + 1)):
        verdict = possible(elastic, replace(question, delay=delay), seconds=seconds)
        if verdict in {Verdict.YES, Verdict.OPEN}:
            return Earliest(delay, low, verdict)
    return Earliest(None, low, verdict)


def _may_be(elastic: Elastic, inputs: Inputs, question: Question) -> bool:
    """Return whether the near part of the model leaves it possible; what it rules out is ruled out."""
    return not largest_part(near(elastic, inputs, question), question).is_impossible
