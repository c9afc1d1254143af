"""The elastic model: the relaxation of a case in which every limit that could be loosened has a priced slack.

Columns are those of the model of the case at its loosest, then

    slack[limit]   by how much a limit is loosened, 0 to widest
    part           the part of what is asked for that is served, 0 to 1
    miss[r]        what a requirement that is not yet due may leave out

Rows are those of the model, with the limits of the case itself on their right sides and slacks beside them.
Without slack it is the relaxation of the case: rows on energy are left out, as firm power (P1) keeps
them, unless a limit on carbon counts energy; the value left has no say in what is possible.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from buildout.model import build_model
from buildout.siting import minimum_size
from planner.engine.matrix import Index, Ints, Mask, Matrix, Vector
from planner.feasible.draft import Draft, draft_of
from planner.feasible.families import FAMILIES
from planner.feasible.limits import Limit, by_place, until
from planner.feasible.loosen import loosest
from planner.feasible.requirements import add_requirement
from planner.feasible.target import Demanded, Requirement


@dataclass(frozen=True)
class Elastic:
    """The matrix, and where limits and requirements are in it.

    Attributes
    ----------
    matrix
        All costs are zero. Shape (m, n).
    limits, slacks
        The limits, and the column of each one's slack.
    requirements, misses
        What is to be served, and the column of what each may leave out.
    part
        Column of the part that is served of targets, or of promises where there is no target.
    row_limit
        Number of the limit that each row states, -1 where it states none; shape (m,).
    row_requirement
        Number of the requirement that each row states, or -1; shape (m,).
    row_most
        Right sides of the rows where limits are loosened no further than is plausible; shape (m,).
    column_period
        Number of the period of each column, -1 where it has none; shape (n,).
    columns
        Columns of the model's variables, see `planner.engine.matrix.Compiled`.
    """

    matrix: Matrix
    limits: tuple[Limit, ...]
    slacks: Ints
    requirements: tuple[Requirement, ...]
    misses: Ints
    part: int
    row_limit: Ints
    row_requirement: Ints
    row_most: Vector
    column_period: Ints
    columns: Mapping[str, Mapping[Index, int]]


def build_elastic(demanded: Demanded, limits: Sequence[Limit]) -> Elastic:
    """Build the elastic model of what is demanded.

    Parameters
    ----------
    demanded
        The case and what must be served.
    limits
        What can be loosened, as `planner.feasible.loosen.find_limits` returns it for the same case.
    """
    inputs = demanded.inputs
    draft = draft_of(inputs, build_model(loosest(inputs, limits), strong=False))
    slacks = {limit: draft.new_column() for limit in limits}
    numbers = {limit: i for i, limit in enumerate(limits)}
    stated: dict[int, int] = {}
    for family in FAMILIES:
        for term in family.terms(draft, [limit for limit in limits if limit.kind in family.kinds]):
            draft.add(term.row, slacks[term.limit], term.coefficient)
            # Slacks of earlier periods stand in later rows as well; the last, a row's own, names it.
            stated[term.row] = numbers[term.limit]
    _add_minimum_sizes(draft)
    caps = _cap_what_lasts(draft, slacks)
    part = draft.new_column()
    asked = [add_requirement(draft, demanded, requirement, part) for requirement in demanded.requirements]
    columns = np.array(list(slacks.values()), dtype=np.int64)
    misses = np.array([miss for _, miss in asked], dtype=np.int64)
    upper = _upper_bounds(draft, slacks)
    upper[part], upper[misses] = 1.0, 1.0
    kept = draft.rows_with_a_say()
    return Elastic(
        draft.matrix(kept, upper, _whole_columns(draft, slacks), part),
        tuple(limits),
        columns,
        demanded.requirements,
        misses,
        part,
        _numbered(draft, stated)[kept],
        _numbered(draft, {row: number for number, (row, _) in enumerate(asked)})[kept],
        _row_most(draft, caps)[kept],
        _column_periods(draft, slacks),
        draft.compiled.columns,
    )


def _add_minimum_sizes(draft: Draft) -> None:
    """Put S5 back as the case has it: its rates and room, not the loosened ones, say how fast."""
    sets = draft.sets
    for s in sets.builds:
        for label in sets.labels if not sets.sites[s].in_ledger else ():
            if sets.room[s, label]:
                by, halls = minimum_size(sets, sets.sites[s], label)
                built, opened = draft.column("siting.new_halls", s, by), draft.column("siting.open", s, label)
                if halls and built is not None and opened is not None:
                    row = draft.new_row(0.0, math.inf)
                    draft.add(row, built, 1.0)
                    draft.add(row, opened, -float(halls))


def _cap_what_lasts(draft: Draft, slacks: Mapping[Limit, int]) -> dict[int, Limit]:
    """Hold all that is added to a limit up to a period to what may be added by then; return the rows."""
    caps = {}
    for kind in (kind for family in FAMILIES for kind in family.kinds if kind in family.lasting):
        for some in by_place(limit for limit in slacks if limit.kind is kind).values():
            for limit in some:
                row = draft.new_row(-math.inf, limit.widest)
                caps[row] = limit
                for earlier in until(some, limit.first):
                    draft.add(row, slacks[earlier], 1.0)
    return caps


def _upper_bounds(draft: Draft, slacks: Mapping[Limit, int]) -> Vector:
    model = draft.compiled.matrix.upper
    upper = np.zeros(draft.columns)
    upper[: len(model)] = model
    upper[list(slacks.values())] = [limit.widest for limit in slacks]
    return upper


def _whole_columns(draft: Draft, slacks: Mapping[Limit, int]) -> Mask:
    model = draft.compiled.matrix.integer
    integer = np.zeros(draft.columns, dtype=bool)
    integer[: len(model)] = model
    integer[[column for limit, column in slacks.items() if limit.is_whole and limit.step == 1.0]] = True
    return integer


def _numbered(draft: Draft, numbers: Mapping[int, int]) -> Ints:
    """Return numbers of rows as a vector, -1 where there is none."""
    found = np.full(len(draft.row_lower), -1, dtype=np.int64)
    found[list(numbers)] = list(numbers.values())
    return found


def _row_most(draft: Draft, caps: Mapping[int, Limit]) -> Vector:
    most = np.array(draft.row_upper)
    most[list(caps)] = [limit.most_extra for limit in caps.values()]
    return most


def _column_periods(draft: Draft, slacks: Mapping[Limit, int]) -> Ints:
    periods = np.full(draft.columns, -1, dtype=np.int64)
    for some in draft.compiled.columns.values():
        for index, column in some.items():
            periods[column] = draft.sets.position.get(index[-1], -1)
    for limit, column in slacks.items():
        periods[column] = limit.first
    return periods
