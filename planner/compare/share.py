"""How much of a plan changed: the share of its decisions, by count and by money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.compare.decisions import left_over
from planner.compare.lot import Lot, Lots
from planner.compare.lots import lots_of
from planner.compare.window import Window
from planner.plan import Plan


@dataclass(frozen=True)
class ShareChanged:
    """The share of decisions in which two plans differ: 0 where none does, 1 where all do.

    A decision is a subject in a quarter: so many halls of a site online in 2028Q1. One that moves to
    another date has changed in full, wherever it moves to. What the ledgers of both plans have is no
    decision.

    Parameters
    ----------
    by_count
        Each decision that either plan makes counts once, with the part of its larger quantity that the
        two plans do not share.
    by_money
        The price of what only one of the plans orders, over the price of all that both order. Prices are
        those of each plan; a price that changed is no change of a decision.
    """

    by_count: float
    by_money: float


def share_changed(before: Plan, after: Plan, window: Window | None = None) -> ShareChanged:
    """Return how much of two plans differs; the same whichever comes first.

    Parameters
    ----------
    before, after
        The two plans.
    window
        As in `planner.compare.decisions.decision_changes`.
    """
    return share_of_lots(lots_of(before.tables, window), lots_of(after.tables, window))


def share_of_lots(one: Lots, other: Lots) -> ShareChanged:
    """Return how much of two plans differs, by some of their lots."""
    parts = list(_parts(one, other))
    usd = sum(lot.usd for lots in (one, other) for by_quarter in lots.values() for lot in by_quarter.values())
    changed_usd = _alone_usd(one, other) + _alone_usd(other, one)
    return ShareChanged(
        by_count=sum(parts) / len(parts) if parts else 0.0, by_money=changed_usd / usd if usd > 0 else 0.0
    )


def _parts(before: Lots, after: Lots) -> Iterator[float]:
    """Yield the part of each decision that changed."""
    for subject in sorted({*before, *after}, key=lambda subject: subject.place):
        here, there = before.get(subject, {}), after.get(subject, {})
        changed = {lot.quarter: lot.quantity for lot in (*left_over(here, there), *left_over(there, here))}
        for quarter in sorted(set(here) | set(there)):
            lots = [lots[quarter] for lots in (here, there) if quarter in lots]
            if any(map(_is_decided, lots)):
                yield changed.get(quarter, 0.0) / max(lot.quantity for lot in lots)


def _alone_usd(lots: Lots, others: Lots) -> float:
    return sum(
        lot.usd
        for subject, by_quarter in lots.items()
        for lot in left_over(by_quarter, others.get(subject, {}))
    )


def _is_decided(lot: Lot) -> bool:
    return lot.committed < lot.quantity
