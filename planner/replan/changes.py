"""What a new plan changes of the published one, in the words of those who carry it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from planner.compare import DecisionChange, DecisionKind, Lot, ShareChanged, Subject, Turn
from planner.compare.decisions import match_lots
from planner.compare.lot import NOTICEABLE, Lots
from planner.compare.lots import lots_of
from planner.compare.share import share_of_lots
from planner.plan import Plan, Tables
from planner.replan.fact import Told

POWER_TURNS = {DecisionKind.POWER: 1.0, DecisionKind.POWER_MOVED: 1.0, DecisionKind.POWER_LEFT: -1.0}
"""How bridge power that comes and goes counts in what stands at a site."""
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


def announced(tables: Tables) -> Lots:
    """Return what a plan announces and orders, as lots: openings, halls, power, chips.

    Which chips retire follows from it. Of bridge power counts how much more of it stands at a site: whether
    it was bought or came from another site, and what is bought and leaves at once, are no matter.
    """
    found: dict[Subject, dict[int, Lot]] = {}
    for subject, lots in lots_of(tables).items():
        if subject.kind is DecisionKind.RETIREMENT:
            continue
        sign, key = 1.0, subject
        if subject.kind in POWER_TURNS:
            sign, key = POWER_TURNS[subject.kind], replace(subject, kind=DecisionKind.POWER)
        for quarter, lot in lots.items():
            before = found.setdefault(key, {}).get(quarter, Lot(quarter, 0.0))
            found[key][quarter] = Lot(
                quarter,
                before.quantity + sign * lot.quantity,
                before.usd + lot.usd,
                before.committed + sign * lot.committed,
            )
    return {
        subject: {quarter: lot for quarter, lot in lots.items() if lot.quantity > NOTICEABLE}
        for subject, lots in found.items()
    }


def plan_changes(before: Plan, after: Plan) -> tuple[DecisionChange, ...]:
    """Return what is announced or ordered in which two plans differ."""
    return match_lots(announced(before.tables), announced(after.tables))


def plan_share(before: Plan, after: Plan) -> ShareChanged:
    """Return the share of what is announced or ordered in which two plans differ."""
    return share_of_lots(announced(before.tables), announced(after.tables))


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
