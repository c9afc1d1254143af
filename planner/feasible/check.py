"""Changes put to the test: written into the case, they make it possible; a little less does not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from buildout.sets import TINY
from planner.feasible.changes import ChangeSet
from planner.feasible.elastic import build_elastic
from planner.feasible.limits import Change
from planner.feasible.loosen import apply_changes
from planner.feasible.probe import Question, Verdict, possible
from planner.feasible.target import Demanded

LITTLE_LESS = 0.98
MOST_TRIMS = 6


@dataclass(frozen=True)
class Checked:
    """A set of changes and what became of it in the model of the changed case."""

    found: ChangeSet
    with_it: Verdict
    with_less: Verdict


def check_set(demanded: Demanded, question: Question, found: ChangeSet, *, seconds: float) -> Checked:
    """Check a set of changes on models that are built anew from the changed inputs, without any slack.

    Where a little less is enough as well, the set is made smaller and checked again.

    Parameters
    ----------
    demanded, question
        What is asked.
    found
        The set.
    seconds
        Limit of each solve in whole numbers.
    """
    with_it = verdict_of(demanded, question, found.changes, seconds=seconds)
    with_less = Verdict.OPEN
    for _ in range(MOST_TRIMS):
        less = tuple(_a_little_less(change) for change in found.changes)
        with_less = verdict_of(demanded, question, less, seconds=seconds)
        if with_less is not Verdict.YES:
            break
        kept = tuple(change for change in less if change.extra > 0)
        found, with_it = replace(found, changes=kept), with_less
    return Checked(found, with_it, with_less)


def _a_little_less(change: Change) -> Change:
    """Return 2 % less of a change, whole steps rounded down."""
    less = change.scaled(LITTLE_LESS)
    if not change.limit.is_whole:
        return less
    steps = math.floor(less.extra / change.limit.step + TINY)
    return change.scaled(steps * change.limit.step / change.extra)


def verdict_of(
    demanded: Demanded, question: Question, changes: Sequence[Change], *, seconds: float
) -> Verdict:
    """Return whether what is asked is possible in a case with some changes."""
    changed = replace(demanded, inputs=apply_changes(demanded.inputs, changes))
    elastic = build_elastic(changed, ())
    return possible(elastic, replace(question, loose=np.zeros(0, dtype=bool)), seconds=seconds)
