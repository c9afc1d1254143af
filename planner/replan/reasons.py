"""Which fact caused which change: each is taken back, and the changes that are then gone are its own.

All new facts are taken back first. What is still there was not caused by them. What is gone is tested with
half of the facts taken back, then with halves of the halves that matter, until each change has its facts or
the number of solves is used up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from planner.compare import DecisionChange
from planner.problems import InputError
from planner.replan.changes import Cause, ChangeKey, Reasoned, change_key
from planner.replan.fact import Told

Facts = tuple[Told, ...]
Without = Callable[[Facts], Sequence[DecisionChange]]
"""The changes of the same night without some of its facts."""


@dataclass(frozen=True)
class Reasons:
    """The changes with their reasons.

    Parameters
    ----------
    changes
        All changes, in the order they were given.
    solves
        How many solves that took.
    """

    changes: tuple[Reasoned, ...]
    solves: int


def find_reasons(
    changes: Sequence[DecisionChange], facts: Facts, without: Without, otherwise: Cause, most: int
) -> Reasons:
    """Find out what caused each change.

    Parameters
    ----------
    changes
        The changes of the night.
    facts
        Its new facts.
    without
        Solves the night again without some of them.
    otherwise
        The cause of what is there without any of them.
    most
        Most solves.
    """
    if not changes:
        return Reasons((), 0)
    tests = _Tests(without, {change_key(change) for change in changes}, most)
    if facts:
        tests.split(tuple(sorted(facts, key=lambda told: told.fact.kind)), set(tests.keys))
    return Reasons(tuple(_reason(change, tests, facts, otherwise) for change in changes), tests.solves)


@dataclass
class _Tests:
    """The tests so far: which changes are gone without which facts."""

    without: Without
    keys: set[ChangeKey]
    most: int
    solves: int = 0
    found: dict[ChangeKey, list[Facts]] = field(default_factory=dict)
    """Facts that were taken back together: the smallest groups without which a change is gone."""
    tested: bool = False

    def split(self, facts: Facts, keys: set[ChangeKey]) -> None:
        """Test some facts for some changes, then their halves for those that are gone without them."""
        gone = self._gone(facts, keys)
        if gone is None:
            return
        self.tested = True
        for key in gone:
            larger = [group for group in self.found.get(key, []) if set(facts) < set(group)]
            self.found[key] = [g for g in self.found.get(key, []) if g not in larger] + [facts]
        if len(facts) > 1 and gone:
            half = len(facts) // 2
            self.split(facts[:half], gone)
            self.split(facts[half:], gone)

    def _gone(self, facts: Facts, keys: set[ChangeKey]) -> set[ChangeKey] | None:
        """Return which of some changes are gone without some facts; None where that was not tested."""
        if self.solves >= self.most:
            return None
        self.solves += 1
        try:
            left = {change_key(change) for change in self.without(facts)}
        except InputError:
            return None  # the rest of the facts makes no sense without these
        return keys - left


def _reason(change: DecisionChange, tests: _Tests, facts: Facts, otherwise: Cause) -> Reasoned:
    groups = tests.found.get(change_key(change))
    if groups is None:
        was_tested = tests.tested or not facts
        return Reasoned(change, otherwise if was_tested else Cause.UNTESTED)
    single = tuple(group[0] for group in groups if len(group) == 1)
    if single:
        return Reasoned(change, Cause.FACTS, single)
    return Reasoned(change, Cause.FACTS, min(groups, key=len), is_joint=True)
