"""What the answers need to know of a family of limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from buildout.inputs import Inputs
from planner.engine.matrix import Index
from planner.feasible.draft import Draft
from planner.feasible.limits import Change, Kind, Limit
from planner.feasible.phrase import Phrase
from planner.feasible.prices import Premiums

Racks: TypeAlias = Mapping[Index, float]
"""Racks bought by site, chip and period."""


@dataclass(frozen=True)
class Term:
    """The slack of a limit in a row that it loosens."""

    limit: Limit
    row: int
    coefficient: float


@dataclass(frozen=True)
class Family:
    """Kinds of limits that are found, loosened and said together.

    Attributes
    ----------
    kinds
        Its kinds.
    find
        Yields every limit of a case, with how far it can be loosened and at what price.
    apply
        Returns the case with some limits of one kind loosened: the figures that a user would write into it.
    terms
        States the limits as the case has them in the draft of the elastic model, and yields their slacks in
        its rows; of several in a row, the row's own last.
    say
        From the limits of one kind and place, and by how much they are loosened in all (0: not), to words.
    lasting
        Kinds on what stands: more of them lasts to the end of the horizon.
    early
        Kinds on lead times: one amount that is early over time, not a sum.
    bounding
        Kinds that bound variables, so that the elastic model starts from a case without them.
    extra_of
        By how much the case's own figure moves, where a slack counts something else: from the case, racks
        bought and the limit. None where they are the same.
    """

    kinds: tuple[Kind, ...]
    find: Callable[[Inputs, Premiums], Iterator[Limit]]
    apply: Callable[[Inputs, Sequence[Change]], Inputs]
    terms: Callable[[Draft, Sequence[Limit]], Iterator[Term]]
    say: Callable[[Inputs, Sequence[Limit], float], Phrase]
    lasting: frozenset[Kind] = frozenset()
    early: frozenset[Kind] = frozenset()
    bounding: frozenset[Kind] = frozenset()
    extra_of: Callable[[Inputs, Racks, Limit], float] | None = None


def one_row(draft: Draft, limits: Sequence[Limit], rows: str, coefficient: float) -> Iterator[Term]:
    """Yield limits that have a row each, by place, or by place and period."""
    labels = draft.sets.labels
    by_name = {tuple(map(str, index)): row for index, row in draft.rows.get(rows, {}).items()}
    for limit in limits:
        row = by_name.get(limit.place, by_name.get((*limit.place, labels[limit.first])))
        if row is not None:
            yield Term(limit, row, coefficient)
