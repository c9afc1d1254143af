"""What differs between inputs in words: a line each, many alike in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.compare.attributes import SHARE, Scalar
from planner.compare.entities import Entity, EntityKind
from planner.compare.inputs_diff import Cell, InputChange, InputsDiff, is_number
from planner.compare.words import apart, signed_percent
from planner.plan.markdown import counted, percent, plain

ALIKE = 1e-3
"""Relative changes that differ by less are the same change."""
MOST_NAMES = 4
"""Names that a line lists."""
MOST_LINES = 4
"""Lines of the same attribute, each with its own change, before they become one."""
_PLACES: Mapping[EntityKind, str] = defaultdict(
    lambda: "in {:,} places",
    {
        EntityKind.DEMAND: "in {:,} metros",
        EntityKind.REACH: "in {:,} metros",
        EntityKind.POWER: "at {:,} sites",
        EntityKind.COMMITTED_CHIPS: "at {:,} sites",
        EntityKind.COMMITTED_CASH: "in {:,} quarters",
        EntityKind.ELEMENT: "of {:,} kinds of sites",
        EntityKind.VENDOR_SHARE: "in {:,} windows",
    },
)
"""Where several things of one name are."""
_PRESENT: Mapping[EntityKind, str] = {EntityKind.DEMAND: "demand of ", EntityKind.REACH: "reach of "}
"""What is said of a thing that is there, where its name alone does not say it."""


@dataclass(frozen=True)
class InputLine:
    """What differs, in words."""

    kind: EntityKind
    text: str


def input_lines(diff: InputsDiff, names: tuple[str, str]) -> tuple[InputLine, ...]:
    """Return what differs between the inputs of two cases, a line each, in the order of kinds.

    Parameters
    ----------
    diff
        What differs.
    names
        What the case before and the case after go by.
    """
    lines = [
        *_presence(diff.only_before, f"only in {names[0]}"),
        *_presence(diff.only_after, f"only in {names[1]}"),
        *_change_lines(diff.changes),
    ]
    places = {kind: place for place, kind in enumerate(EntityKind)}
    return tuple(sorted(lines, key=lambda line: places[line.kind]))


def _presence(entities: Sequence[Entity], verdict: str) -> Iterator[InputLine]:
    """Yield which things only one of the cases has."""
    groups: dict[tuple[EntityKind, str], list[Entity]] = defaultdict(list)
    for entity in entities:
        groups[entity.kind, entity.what if entity.where else ""].append(entity)
    for (kind, what), group in groups.items():
        if len(group) <= MOST_NAMES:
            names = ", ".join(entity.name for entity in group)
        else:
            names = _many(kind, what, len(group))
        yield InputLine(kind, plain(f"{_PRESENT.get(kind, '')}{names}: {verdict}"))


@dataclass(frozen=True)
class _Effect:
    """What a change does, in words, and its least and most relative change, where it has some."""

    text: str
    least: float | None = None
    most: float | None = None


def _change_lines(changes: Sequence[InputChange]) -> Iterator[InputLine]:
    """Yield a line for each effect on each attribute, whatever number of things has it."""
    groups: dict[tuple[EntityKind, str, str], dict[_Effect, list[InputChange]]] = {}
    for change in changes:
        entity = change.entity
        key = (entity.kind, entity.what if entity.where else "", change.attribute.words)
        groups.setdefault(key, {}).setdefault(_effect(change), []).append(change)
    for (kind, what, words), by_effect in groups.items():
        alike = by_effect if len(by_effect) <= MOST_LINES else _merged(by_effect)
        for effect, some in alike.items():
            name = some[0].entity.name if len(some) == 1 else _many(kind, what, len(some), some)
            of = f"{words}" if not name or kind is EntityKind.CASE else f"{words} of {name}"
            yield InputLine(kind, plain(f"{of}: {effect.text}"))


def _merged(by_effect: dict[_Effect, list[InputChange]]) -> dict[_Effect, list[InputChange]]:
    """Return effects of an attribute on many things as one range, and those without a number as one."""
    with_number = {e: some for e, some in by_effect.items() if e.least is not None}
    without = [change for e, some in by_effect.items() if e.least is None for change in some]
    merged: dict[_Effect, list[InputChange]] = {}
    if with_number:
        least = min(e.least for e in with_number if e.least is not None)
        most = max(e.most for e in with_number if e.most is not None)
        effect = _Effect(_range(least, most), least, most)
        merged[effect] = [change for some in with_number.values() for change in some]
    if without:
        merged[_Effect("other values")] = without
    return merged


def _many(kind: EntityKind, what: str, count: int, changes: Sequence[InputChange] = ()) -> str:
    """Return the name of several things: each by its own where they are few, else their number."""
    names = [change.entity.where or change.entity.name for change in changes]
    if names and count <= MOST_NAMES:
        return " ".join(filter(None, (what, ", ".join(names))))
    return f"{what} {_PLACES[kind].format(count)}".strip() if what else f"{count:,} {kind}"


def _effect(change: InputChange) -> _Effect:
    cells, unit = change.cells, change.unit
    ratios = [cell.change for cell in cells]
    known = [ratio for ratio in ratios if ratio is not None]
    if len(cells) == 1 and not cells[0].key:
        return _Effect(_single(cells[0], unit), *(known * 2))
    if not change.by_period:
        return _Effect(_by_name(cells, unit))
    when = "" if change.whole and len(cells) > 1 else f", {_when(cells)}"
    if len(known) == len(cells):
        least, most = min(known), max(known)
        if len(cells) == 1:
            return _Effect(f"{_single(cells[0], unit)}{when}", least, most)
        return _Effect(f"{_range(least, most)}{when}", least, most)
    if len(cells) == 1:
        return _Effect(f"{_single(cells[0], unit)}{when}")
    means = [
        sum(_number(value) for value in values) / len(cells) for values in zip(*_values(cells), strict=True)
    ]
    return _Effect(f"{apart(means[0], means[1])} {unit} on average{when}")


def _values(cells: Sequence[Cell]) -> list[tuple[Scalar, Scalar]]:
    return [(cell.before, cell.after) for cell in cells]


def _number(value: Scalar) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _single(cell: Cell, unit: str) -> str:
    before, after = cell.before, cell.after
    if not (is_number(before) and is_number(after)):
        ends = f"{_said(before, unit)} -> {_said(after, unit)}"
        return ends if unit in ("", SHARE) else f"{ends} {unit}"
    if unit == SHARE:
        return f"{apart(100 * _number(before), 100 * _number(after))} %"
    ends = f"{apart(_number(before), _number(after))} {unit}".rstrip()
    return ends if cell.change is None else f"{ends} ({signed_percent(cell.change)})"


def _by_name(cells: Sequence[Cell], unit: str) -> str:
    """Return what differs by name: what came, what went, and the values that differ."""
    came = [cell.key for cell in cells if cell.before is None]
    went = [cell.key for cell in cells if cell.after is None]
    other = [cell for cell in cells if cell.before is not None and cell.after is not None]
    parts = []
    if came:
        parts.append(f"with {_listed(came)}")
    if went:
        parts.append(f"without {_listed(went)}")
    if 0 < len(other) <= MOST_NAMES:
        parts.extend(f"{cell.key} {_single(cell, unit)}" for cell in other)
    elif other:
        known = [cell.change for cell in other if cell.change is not None]
        said = f", {_range(min(known), max(known))}" if known else ""
        parts.append(f"other values for {len(other)} of them{said}")
    return "; ".join(parts)


def _listed(names: Sequence[str]) -> str:
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return f"{', '.join(names[: MOST_NAMES - 1])} and {len(names) - MOST_NAMES + 1} more"


def _range(least: float, most: float) -> str:
    if most - least < ALIKE:
        return signed_percent((least + most) / 2)
    return f"{signed_percent(least)} to {signed_percent(most)}"


def _when(cells: Sequence[Cell]) -> str:
    first, last = cells[0].key, cells[-1].key
    return f"in {first}" if first == last else f"{counted(len(cells), 'period')} from {first} to {last}"


def _said(value: Scalar, unit: str) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_number(value):
        return (
            percent(_number(value))
            if unit == SHARE
            else apart(_number(value), _number(value)).split(" -> ")[0]
        )
    return str(value)
