"""Every limit of a case that can be loosened, and a case with some of them loosened."""

from __future__ import annotations

from collections.abc import Iterable

from buildout.inputs import Inputs
from planner.feasible.families import FAMILIES, FAMILY_OF
from planner.feasible.limits import Change, Kind, Limit
from planner.feasible.prices import Premiums


def find_limits(inputs: Inputs, premiums: Premiums) -> tuple[Limit, ...]:
    """Return every limit that could be loosened, with how far and at what price.

    What is limited by nature is not among them: chips before their launch and after their last sale, network
    distance, the work a chip does.
    """
    return tuple(limit for family in FAMILIES for limit in family.find(inputs, premiums))


def loosest(inputs: Inputs, limits: Iterable[Limit]) -> Inputs:
    """Return a case whose bounds on what can be built and bought leave room for every change."""
    firsts: dict[tuple[Kind, tuple[str, ...]], Limit] = {}
    extras: dict[Limit, float] = {}
    for limit in limits:
        family = FAMILY_OF[limit.kind]
        if limit.kind in family.bounding:
            # What lasts is loosened once, from its first period on, by the most of any.
            first = firsts.setdefault(limit.group, limit) if limit.kind in family.lasting else limit
            extras[first] = max(extras.get(first, 0.0), limit.widest)
    return apply_changes(inputs, [Change(limit, extra) for limit, extra in extras.items()])


def apply_changes(inputs: Inputs, changes: Iterable[Change]) -> Inputs:
    """Return a case with limits loosened: the same figures a user would write into it."""
    kinds: dict[Kind, list[Change]] = {}
    for change in changes:
        kinds.setdefault(change.limit.kind, []).append(change)
    for kind, some in kinds.items():
        inputs = FAMILY_OF[kind].apply(inputs, some)
    return inputs
