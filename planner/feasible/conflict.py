"""The smallest set of limits that cannot be kept together with what is to be served.

Three steps, each on what the one before has left. Kinds of limits are loosened without bound, one after
the other, as long as the rest still conflicts. Then the rows with a dual value in the cheapest elastic
solution conflict already (Farkas), and `getIis` of HiGHS makes them irreducible. At last each limit that
is left is loosened by itself, with all other rows of the model in force: without any one, the rest can
be kept.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.engine.highs import Reason
from planner.engine.iis import irreducible_rows
from planner.engine.matrix import Mask, Matrix
from planner.feasible.elastic import Elastic
from planner.feasible.limits import Kind, Limit
from planner.feasible.probe import (
    Question,
    cheapest,
    largest_part,
    loosened,
    matrix_of,
)

IIS_SECONDS = 20.0
MOST_IIS_ROWS = 1_500
"""Above it `getIis` takes minutes. The rows with a dual are those of an extreme ray, and such rows are
irreducible but for ties (Gleeson and Ryan 1990): of 934 rows of a case, 932 were left."""
GROUP_SECONDS = 30.0
"""What is not tried by then stays in the set."""
WHOLE_SECONDS = 10.0
SMALL_DUAL = 1e-9

WHOLE_NAMES = {
    "siting.open": "openings",
    "siting.new_halls": "halls",
    "power.units": "power units",
    "power.bought": "power units",
    "power.reused": "power units",
    "fleet.racks": "racks",
    "service.hosted": "blocks of work at one site",
}
"""What the whole numbers of the model are about."""


@dataclass(frozen=True)
class Conflict:
    """Limits and requirements that cannot be kept together.

    Parameters
    ----------
    limits
        Each in every period in which it takes part.
    requirements
        Numbers of the requirements.
    wholes
        What must be whole for there to be a conflict; empty where the relaxation conflicts already.
    is_irreducible
        Whether it is shown of each member that the rest can be kept without it.
    """

    limits: tuple[Limit, ...]
    requirements: tuple[int, ...]
    wholes: tuple[str, ...]
    is_irreducible: bool


def find_conflict(elastic: Elastic, question: Question) -> Conflict:
    """Return the smallest set of limits that conflict, of a question that has been found impossible.

    Parameters
    ----------
    elastic
        The elastic model.
    question
        What is asked; none of its limits are loosened.
    """
    conflicts = _Conflicts(elastic, whole_seconds=None)
    if not conflicts.has(question):
        return _whole_conflict(elastic, question)
    question, kinds = _without_idle_kinds(conflicts, elastic, question)
    limits, requirements = _irreducible(elastic, question, kinds)
    groups = list(dict.fromkeys(limit.group for limit in limits))
    question = replace(question, loose=~loosened(elastic, set(groups)))
    question, left, tried = _without_idle_groups(conflicts, elastic, question, groups)
    question, named = _without_idle_requirements(conflicts, elastic, question, requirements)
    kept = tuple(limit for limit in limits if limit.group in left)
    return Conflict(kept, named, (), tried)


@dataclass(frozen=True)
class _Conflicts:
    """Tells whether a question has no answer."""

    elastic: Elastic
    whole_seconds: float | None

    def has(self, question: Question) -> bool:
        return largest_part(self.elastic, question, whole_seconds=self.whole_seconds).is_impossible


def _kinds(limits: Iterable[Limit]) -> list[Kind]:
    """Return the kinds of limits, those with the most limits first."""
    places: dict[Kind, set[tuple[str, ...]]] = {}
    for limit in limits:
        places.setdefault(limit.kind, set()).add(limit.place)
    return sorted(places, key=lambda kind: -len(places[kind]))


def _without_idle_kinds(
    conflicts: _Conflicts, elastic: Elastic, question: Question
) -> tuple[Question, set[Kind]]:
    kinds = _kinds(elastic.limits)
    kept = set(kinds)
    for kind in kinds:
        loose = np.array([limit.kind not in kept - {kind} for limit in elastic.limits], dtype=bool)
        if conflicts.has(replace(question, loose=loose)):
            kept.discard(kind)
    loose = np.array([limit.kind not in kept for limit in elastic.limits], dtype=bool)
    return replace(question, loose=loose), kept


def _irreducible(
    elastic: Elastic, question: Question, kinds: set[Kind]
) -> tuple[tuple[Limit, ...], tuple[int, ...]]:
    """Return limits and requirements of an irreducible set of rows."""
    loose = question.loose | np.array([limit.kind in kinds for limit in elastic.limits], dtype=bool)
    outcome = cheapest(elastic, replace(question, loose=loose), unpriced=question.loose)
    matrix = matrix_of(elastic, question)
    lower = matrix.lower.copy()
    lower[elastic.part] = 1.0
    matrix = replace(matrix, lower=lower)
    rows = np.arange(matrix.shape[0])
    if outcome.reason is Reason.OPTIMAL and outcome.row_dual is not None:
        rows = rows[np.abs(outcome.row_dual) > SMALL_DUAL]
    if len(rows) <= MOST_IIS_ROWS:
        found = irreducible_rows(_rows_of(matrix, rows), seconds=IIS_SECONDS)
        rows = rows if found is None else rows[found]
    limits = [int(i) for i in elastic.row_limit[rows] if i >= 0 and not question.loose[i]]
    asked = sorted({int(i) for i in elastic.row_requirement[rows] if i >= 0})
    return tuple(elastic.limits[i] for i in sorted(set(limits))), tuple(asked)


def _rows_of(matrix: Matrix, rows: np.ndarray) -> Matrix:
    """Return some rows of a matrix and the columns that stand in them."""
    a = matrix.a[rows]
    used = np.unique(a.indices)
    return Matrix(
        matrix.cost[used],
        0.0,
        matrix.lower[used],
        matrix.upper[used],
        matrix.integer[used],
        a[:, used].tocsr(),
        matrix.row_lower[rows],
        matrix.row_upper[rows],
    )


def _without_idle_groups(
    conflicts: _Conflicts, elastic: Elastic, question: Question, groups: Sequence[Hashable]
) -> tuple[Question, set[Hashable], bool]:
    """Loosen each limit that is left by itself; those without which the rest still conflicts go."""
    started, left = time.monotonic(), set(groups)
    for group in groups:
        if time.monotonic() - started > GROUP_SECONDS:
            return question, left, False
        loose: Mask = question.loose | loosened(elastic, {group})
        if conflicts.has(replace(question, loose=loose)):
            question, left = replace(question, loose=loose), left - {group}
    return question, left, True


def _without_idle_requirements(
    conflicts: _Conflicts, elastic: Elastic, question: Question, named: tuple[int, ...]
) -> tuple[Question, tuple[int, ...]]:
    """Waive what is asked, target by target and stream by stream, as long as the rest conflicts."""
    about: dict[Hashable, list[int]] = {}
    for place, requirement in enumerate(elastic.requirements):
        key = requirement.stream_id if requirement.target is None else requirement.target
        about.setdefault(key, []).append(place)
    kept = dict(about)
    for group, some in about.items():
        attempt = replace(question, waived=question.waived | frozenset(some))
        if conflicts.has(attempt):
            question = attempt
            del kept[group]
    numbers = {number for some in kept.values() for number in some}
    return question, tuple(number for number in named if number in numbers) or tuple(
        some[0] for some in kept.values()
    )


# --- where only whole numbers conflict


def _whole_conflict(elastic: Elastic, question: Question) -> Conflict:
    """Return what conflicts in whole numbers alone, and what the whole numbers are about."""
    conflicts = _Conflicts(elastic, WHOLE_SECONDS)
    names = list(dict.fromkeys(WHOLE_NAMES.values()))
    wholes = set(names)
    relaxed = elastic
    for name in names:
        attempt = _with_whole(elastic, wholes - {name})
        if _Conflicts(attempt, WHOLE_SECONDS).has(question):
            relaxed, wholes = attempt, wholes - {name}
    conflicts = _Conflicts(relaxed, WHOLE_SECONDS)
    question, kinds = _without_idle_kinds(conflicts, relaxed, question)
    limits = [limit for limit in relaxed.limits if limit.kind in kinds]
    groups = list(dict.fromkeys(limit.group for limit in limits))
    question, left, tried = _without_idle_groups(conflicts, relaxed, question, groups)
    everything = tuple(range(len(elastic.requirements)))
    _, named = _without_idle_requirements(conflicts, relaxed, question, everything)
    kept = tuple(limit for limit in limits if limit.group in left)
    return Conflict(kept, named, tuple(name for name in names if name in wholes), tried)


def _with_whole(elastic: Elastic, names: set[str]) -> Elastic:
    """Return the model with whole numbers of some kinds only."""
    integer = elastic.matrix.integer.copy()
    for variable, name in WHOLE_NAMES.items():
        if name not in names:
            integer[list(elastic.columns.get(variable, {}).values())] = False
    return replace(elastic, matrix=replace(elastic.matrix, integer=integer))
