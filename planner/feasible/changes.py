"""The cheapest sets of changes that make possible what is asked, each doing without a kind of the others.

The first set is the cheapest. Every further one does without at least one kind of limit on which each
cheaper set leans: from a set, as many searches go on as it uses kinds, each with one kind forbidden, and the
cheapest of what they find is the next. So no cheaper set of other kinds is passed over.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from buildout.inputs import Inputs
from planner.engine.matrix import Mask, Vector
from planner.feasible.elastic import Elastic
from planner.feasible.families import FAMILY_OF
from planner.feasible.limits import Change, Kind, Limit
from planner.feasible.probe import Question, cheapest

NOTICEABLE = 1e-6
MOST_SEARCHES = 10
CRUMB = 0.005
"""Part of the cost from which on a change is noticeable."""
ROUNDED = 100.0
"""Amounts are rounded up to a hundredth of their unit."""


@dataclass(frozen=True)
class ChangeSet:
    """Changes that together make possible what is asked.

    Parameters
    ----------
    changes
        What is loosened by how much.
    least_musd
        No set of these kinds costs less, by the relaxation.
    is_whole
        Whether a plan in whole numbers was found with them, in the elastic model.
    """

    changes: tuple[Change, ...]
    least_musd: float
    is_whole: bool

    @property
    def cost_musd(self) -> float:
        """Cost of all changes, million USD."""
        return sum(change.cost_musd for change in self.changes)

    @property
    def kinds(self) -> frozenset[Kind]:
        """Kinds of limits that are loosened."""
        return frozenset(change.limit.kind for change in self.changes)


def cheapest_sets(
    inputs: Inputs,
    elastic: Elastic,
    question: Question,
    *,
    count: int,
    seconds: float,
    whole_only: bool = False,
) -> tuple[ChangeSet, ...]:
    """Return up to ``count`` sets of changes, the cheapest first.

    Parameters
    ----------
    inputs
        The case.
    elastic, question
        What is asked; how far limits may be loosened is the question's.
    count
        How many sets.
    seconds
        Limit of the search for whole numbers of each set.
    whole_only
        Only whole numbers conflict: the relaxation, which needs no change, is of no use for the search.
    """
    found: list[ChangeSet] = []
    seen: set[frozenset[Kind]] = set()
    searches = 0
    waiting: list[tuple[float, int, frozenset[Kind], Vector]] = []

    def search(banned: frozenset[Kind]) -> None:
        nonlocal searches
        searches += 1
        outcome = cheapest(
            elastic,
            replace(question, loose=_without(elastic, banned)),
            whole_seconds=seconds if whole_only else None,
        )
        if outcome.x is not None:
            heapq.heappush(waiting, (outcome.objective, searches, banned, outcome.x))

    search(frozenset())
    while waiting and len(found) < count:
        cost, _, banned, x = heapq.heappop(waiting)
        spent = _spent(elastic, x)
        kinds = frozenset(spent)
        if not kinds:
            break  # nothing has to be loosened
        if kinds not in seen:
            seen.add(kinds)
            found.append(_in_whole_numbers(inputs, elastic, question, kinds, (cost, x), seconds))
        for kind in sorted(spent, key=lambda kind: -spent[kind]):
            if len(found) < count and searches < MOST_SEARCHES:
                search(banned | {kind})
    return tuple(sorted(found, key=lambda some: some.cost_musd))


def _of_kinds(elastic: Elastic, kinds: frozenset[Kind]) -> Mask:
    return np.array([limit.kind in kinds for limit in elastic.limits], dtype=bool)


def _without(elastic: Elastic, banned: frozenset[Kind]) -> Mask:
    return np.array([limit.kind not in banned for limit in elastic.limits], dtype=bool)


def _spent(elastic: Elastic, x: Vector) -> Mapping[Kind, float]:
    """Return what is spent on each kind of limit that is loosened."""
    spent: dict[Kind, float] = {}
    for limit, column in zip(elastic.limits, elastic.slacks.tolist(), strict=True):
        if x[column] > NOTICEABLE:
            spent[limit.kind] = spent.get(limit.kind, 0.0) + float(x[column]) * limit.price_musd
    return spent


def _in_whole_numbers(
    inputs: Inputs,
    elastic: Elastic,
    question: Question,
    kinds: frozenset[Kind],
    relaxed: tuple[float, Vector],
    seconds: float,
) -> ChangeSet:
    """Return the cheapest set of some kinds that a plan in whole numbers needs; the relaxed one without."""
    least, x = relaxed
    # First with the limits that the relaxation loosens noticeably: whole numbers use crumbs of many others.
    for only in (_leaned_on(elastic, x, least), _of_kinds(elastic, kinds)):
        outcome = cheapest(elastic, replace(question, loose=only), whole_seconds=seconds)
        if outcome.x is not None:
            return ChangeSet(tuple(_changes(inputs, elastic, outcome.x)), least, is_whole=True)
    return ChangeSet(tuple(_changes(inputs, elastic, x)), least, is_whole=False)


def _leaned_on(elastic: Elastic, x: Vector, cost: float) -> Mask:
    """Return which limits belong to those on which a solution spends noticeably."""
    spent: dict[object, float] = {}
    for limit, column in zip(elastic.limits, elastic.slacks.tolist(), strict=True):
        if x[column] > NOTICEABLE:
            spent[limit.group] = spent.get(limit.group, 0.0) + float(x[column]) * limit.price_musd
    groups = {group for group, some in spent.items() if some >= CRUMB * cost}
    return np.array([limit.group in groups for limit in elastic.limits], dtype=bool)


def _changes(inputs: Inputs, elastic: Elastic, x: Vector) -> list[Change]:
    racks = {index: float(x[column]) for index, column in elastic.columns.get("fleet.racks", {}).items()}
    changes = []
    for limit, column in zip(elastic.limits, elastic.slacks.tolist(), strict=True):
        if x[column] > NOTICEABLE:
            amount = _rounded_up(limit, float(x[column]))
            extra_of = FAMILY_OF[limit.kind].extra_of
            extra = amount if extra_of is None else extra_of(inputs, racks, limit)
            changes.append(Change(limit, extra, amount * limit.price_musd))
    return changes


def _rounded_up(limit: Limit, amount: float) -> float:
    step = limit.step if limit.is_whole else 1.0 / ROUNDED
    return math.ceil(amount / step - 1e-5) * step
