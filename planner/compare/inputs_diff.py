"""Which inputs of two cases differ, cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from buildout.inputs import Inputs
from planner.compare.attributes import ATTRIBUTES, OWN_UNIT, Attribute, Scalar, Value
from planner.compare.entities import Entity, EntityKind, entities_of

SAME = 1e-9
"""Relative difference of numbers that is rounding."""


@dataclass(frozen=True)
class Cell:
    """One value that differs; ``key`` is a period, a name, or empty where there is one value."""

    key: str
    before: Scalar
    after: Scalar

    @property
    def change(self) -> float | None:
        """Relative change; None where it is no change of a number other than zero."""
        if not (is_number(self.before) and is_number(self.after)) or not self.before:
            return None
        return float(self.after) / float(self.before) - 1.0  # type: ignore[arg-type]


@dataclass(frozen=True)
class InputChange:
    """What differs in an attribute of an entity that both cases have."""

    entity: Entity
    attribute: Attribute
    cells: tuple[Cell, ...]
    by_period: bool
    whole: bool
    """Whether every cell that the two cases share differs."""

    @property
    def unit(self) -> str:
        """Unit of the values."""
        return self.entity.unit if self.attribute.unit == OWN_UNIT else self.attribute.unit


@dataclass(frozen=True)
class InputsDiff:
    """What differs between the inputs of two cases.

    Parameters
    ----------
    only_before, only_after
        What only one of the cases has.
    changes
        What differs in what both have.
    shared_periods
        Labels of the periods that both cases have, with the same quarters: only in these are values by
        period compared.
    """

    only_before: tuple[Entity, ...]
    only_after: tuple[Entity, ...]
    changes: tuple[InputChange, ...]
    shared_periods: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.only_before or self.only_after or self.changes)


def diff_inputs(before: Inputs, after: Inputs) -> InputsDiff:
    """Return what differs between the inputs of two cases.

    Things are matched by their ids. Values by period are compared where both cases have the same period. What
    follows from a site, chip, stream or place that only one of them has is not said again.
    """
    here, there = entities_of(before), entities_of(after)
    alone = {ids for kind, ids in set(here) ^ set(there) if kind in _CARRIERS}
    shared = tuple(period.label for period in before.periods if period in set(after.periods))
    labels = tuple(tuple(period.label for period in case.periods) for case in (before, after))
    changes = tuple(
        change
        for key in _in_order({**here, **there})
        if key in here and key in there
        for change in _changes(here[key], there[key], labels, shared, alone)
    )
    return InputsDiff(
        only_before=_only(here, there, alone),
        only_after=_only(there, here, alone),
        changes=changes,
        shared_periods=shared,
    )


def is_number(value: Scalar) -> bool:
    """Return whether a value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


_CARRIERS = frozenset({EntityKind.SITE, EntityKind.CHIP, EntityKind.STREAM, EntityKind.NODE})
"""Things that others are about: their ids are among those of what follows from them."""
_PLACES = {kind: place for place, kind in enumerate(EntityKind)}


def _in_order(
    entities: Mapping[tuple[EntityKind, tuple[str, ...]], Entity],
) -> list[tuple[EntityKind, tuple[str, ...]]]:
    """Return keys by kind; within a kind in the order of the case."""
    return sorted(entities, key=lambda key: _PLACES[key[0]])


def _only(
    some: Mapping[tuple[EntityKind, tuple[str, ...]], Entity],
    others: Mapping[tuple[EntityKind, tuple[str, ...]], Entity],
    alone: Set[tuple[str, ...]],
) -> tuple[Entity, ...]:
    """Return what only one case has, but for what follows from another thing that it alone has."""
    return tuple(
        some[key]
        for key in _in_order(some)
        if key not in others and (key[0] in _CARRIERS or not _follows(key[1], alone))
    )


def _follows(ids: tuple[str, ...], alone: Set[tuple[str, ...]]) -> bool:
    """Return whether a thing is about something that only one case has."""
    return any((one,) in alone for one in ids)


def _changes(
    before: Entity,
    after: Entity,
    labels: tuple[tuple[str, ...], ...],
    shared: tuple[str, ...],
    alone: Set[tuple[str, ...]],
) -> Iterator[InputChange]:
    for attribute in ATTRIBUTES[before.kind]:
        one, other = attribute.of(before.value), attribute.of(after.value)
        by_period = isinstance(one, tuple)
        here, there = _cells(one, labels[0]), _cells(other, labels[1])
        named = [key for key in dict.fromkeys([*here, *there]) if not _follows(tuple(key.split(" ")), alone)]
        keys = shared if by_period else tuple(named)
        cells = [Cell(key, here.get(key), there.get(key)) for key in keys]
        differing = tuple(cell for cell in cells if not _same(cell.before, cell.after))
        if differing:
            yield InputChange(after, attribute, differing, by_period, len(differing) == len(cells))


def _cells(value: Value, labels: tuple[str, ...]) -> Mapping[str, Scalar]:
    if isinstance(value, Mapping):
        return value
    if isinstance(value, tuple):
        return dict(zip(labels, value, strict=True))
    return {"": value}


def _same(before: Scalar, after: Scalar) -> bool:
    if is_number(before) and is_number(after):
        return math.isclose(float(before), float(after), rel_tol=SAME, abs_tol=1e-12)  # type: ignore[arg-type]
    return before == after
