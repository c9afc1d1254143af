"""What a new plan changes of the published one, in the words of those who carry it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.compare import DecisionChange, DecisionKind, Turn, decision_changes
from planner.plan import Plan
from planner.replan.fact import Told

ANNOUNCED = (DecisionKind.OPENING, DecisionKind.HALLS, DecisionKind.POWER, DecisionKind.CHIPS)
"""What is announced and ordered. Which chips retire, and which bridge power leaves, follows from it."""
DIGITS = 3
"""Decimals to which quantities of two changes must agree for them to be the same."""


class Cause(StrEnum):
    """What kind of thing caused a change."""

    FACTS = "facts"
    CLOCK = "the calendar: what was ordered, or can no longer be"
    CASE = "the case was edited"
    SEARCH = "a cheaper plan was found for the same inputs"
    UNTESTED = "not tested"


@dataclass(frozen=True)
class Reasoned:
    """A change and what caused it.

    Parameters
    ----------
    change
        The change.
    cause
        What kind of thing caused it.
    facts
        The facts: without any one of them, or without all where ``is_joint``, the change does not happen.
    is_joint
        Whether only taking back all the facts together removes it, or they were not told apart.
    """

    change: DecisionChange
    cause: Cause
    facts: tuple[Told, ...] = ()
    is_joint: bool = False

    @property
    def text(self) -> str:
        """The reason as a sentence."""
        if self.cause is not Cause.FACTS:
            return self.cause.value
        told = "; ".join(one.text for one in self.facts)
        return f"together: {told}" if self.is_joint and len(self.facts) > 1 else told


def plan_changes(before: Plan, after: Plan) -> tuple[DecisionChange, ...]:
    """Return what is announced or ordered in which two plans differ."""
    return tuple(c for c in decision_changes(before, after) if c.subject.kind in ANNOUNCED)


ChangeKey = tuple[DecisionKind, str, str, Turn, int | None, int | None, float]


def change_key(change: DecisionChange) -> ChangeKey:
    """Return by what two changes are the same."""
    return (
        change.subject.kind,
        change.subject.site_id,
        change.subject.what,
        change.turn,
        None if change.before is None else change.before.quarter,
        None if change.after is None else change.after.quarter,
        round(change.quantity, DIGITS),
    )


def by_weight(reasons: Sequence[Reasoned]) -> list[Reasoned]:
    """Return changes in the order of reports: by kind, the dearest first."""
    rank = {kind: place for place, kind in enumerate(DecisionKind)}
    return sorted(
        reasons, key=lambda one: (rank[one.change.subject.kind], -one.change.usd, change_key(one.change)[1:3])
    )
