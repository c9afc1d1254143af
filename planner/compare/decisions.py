"""Which decisions of two plans differ: what was added or given up, and what moved to another date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from planner.compare.lot import NOTICEABLE, UNITS, Lot, Lots, Subject
from planner.compare.lots import lots_of
from planner.compare.window import Window
from planner.plan import Plan


class Turn(StrEnum):
    """How a decision changed."""

    ADDED = "added"
    DROPPED = "dropped"
    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True)
class DecisionChange:
    """One change: the lot that only the plan before has, and the one that only the plan after has.

    A quantity that both have at different dates is one change with both lots, of the same quantity.

    Parameters
    ----------
    subject
        What it is about: its kind, its site, and the power option or chip.
    before, after
        The lot in each plan; one of them is None where only the other plan has it.
    """

    subject: Subject
    before: Lot | None
    after: Lot | None

    @property
    def turn(self) -> Turn:
        """Whether it was added or dropped, or came earlier or later."""
        if self.before is None:
            return Turn.ADDED
        if self.after is None:
            return Turn.DROPPED
        return Turn.EARLIER if self.after.quarter < self.before.quarter else Turn.LATER

    @property
    def quantity(self) -> float:
        """How much changed, in `unit`; never negative."""
        lot = self.after or self.before
        return lot.quantity if lot is not None else 0.0

    @property
    def unit(self) -> str:
        """Unit of the quantity."""
        return UNITS[self.subject.kind]

    @property
    def usd(self) -> float:
        """Nominal price of what changed, USD: the larger of the two plans'."""
        return max((lot.usd for lot in (self.before, self.after) if lot is not None), default=0.0)

    @property
    def is_decided(self) -> bool:
        """Whether a plan decided it, rather than the ledgers of both."""
        return any(lot.committed < lot.quantity for lot in (self.before, self.after) if lot is not None)

    def reversed(self) -> DecisionChange:
        """Return the change from the plan after to the plan before."""
        return DecisionChange(self.subject, self.after, self.before)


def decision_changes(before: Plan, after: Plan, window: Window | None = None) -> tuple[DecisionChange, ...]:
    """Return the decisions in which two plans differ, by subject and time.

    What both put at the same place in the same quarter is no change. Of the rest, quantities of the same
    subject are matched in order of time: they moved. What is left over is in one plan alone.

    Parameters
    ----------
    before, after
        The two plans.
    window
        The quarters to compare (`planner.compare.window.common_window`): what a plan has online before
        counts as standing when the window begins. None compares everything.

    Returns
    -------
    tuple of DecisionChange
        Empty where both decide the same. Swapping the plans reverses each change.
    """
    return match_lots(lots_of(before.tables, window), lots_of(after.tables, window))


def match_lots(before: Lots, after: Lots) -> tuple[DecisionChange, ...]:
    """Return the changes from some lots to others."""
    return tuple(
        change
        for subject in sorted({*before, *after}, key=lambda subject: subject.place)
        for change in _changes_of(subject, before.get(subject, {}), after.get(subject, {}))
    )


def _changes_of(
    subject: Subject, before: Mapping[int, Lot], after: Mapping[int, Lot]
) -> Iterator[DecisionChange]:
    gone, come = left_over(before, after), left_over(after, before)
    while gone and come:
        moved = min(gone[0].quantity, come[0].quantity)
        yield DecisionChange(subject, gone[0].part(moved), come[0].part(moved))
        gone, come = _without(gone, moved), _without(come, moved)
    yield from (DecisionChange(subject, lot, None) for lot in gone)
    yield from (DecisionChange(subject, None, lot) for lot in come)


def left_over(lots: Mapping[int, Lot], others: Mapping[int, Lot]) -> list[Lot]:
    """Return the parts of some lots that the other plan does not have in the same quarter, by time."""
    parts = []
    for quarter, lot in sorted(lots.items()):
        other = others[quarter].quantity if quarter in others else 0.0
        missing = lot.quantity - other
        if missing > NOTICEABLE * max(1.0, lot.quantity, other):
            parts.append(lot.part(missing))
    return parts


def _without(lots: list[Lot], quantity: float) -> list[Lot]:
    """Return lots without a quantity of the first."""
    first, rest = lots[0], lots[1:]
    kept = first.quantity - quantity
    return [first.part(kept), *rest] if kept > NOTICEABLE * max(1.0, first.quantity) else rest
