"""The limits of a case that could be loosened, and changes that loosen them.

A limit that counts what stands (headroom, room, power at a site) is loosened from a period on; one that
counts what is added or bought, in that period alone; one on a lead time, for the periods before its date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from buildout.inputs import Inputs


class Kind(StrEnum):
    """What a limit is about, as a summary names it."""

    CHIPS = "chips on sale"
    POOL = "components and plant on sale"
    HEADROOM = "grid headroom"
    SITE_POWER = "power at a site"
    POWER_DATE = "lead time of power"
    HALL_DATE = "lead time of halls"
    ROOM = "room at a site"
    RATE = "rate of building"
    VENDOR_MOST = "most of a vendor"
    VENDOR_LEAST = "least of a vendor"
    TAKE = "minimum take"
    BUDGET = "budget"
    CARBON = "carbon limit"
    WATER = "water limit"
    LOCK = "site to be open"


@dataclass(frozen=True)
class Limit:
    """A limit in one period, in the unit in which it is loosened.

    Parameters
    ----------
    kind
        What it is about.
    place
        Ids: a chip; an area; a site; a site and an option; a pool and its window; a budget.
    first, last
        Numbers of the periods it holds for.
    amount
        What the case has: 0 before a lead time is over.
    most_extra
        By how much it can plausibly be loosened at most: none more than doubles, and a lead time is at best
        halved (own assumption). Money and rules have no such bound.
    widest
        By how much it is loosened where it is to have no say at all.
    price_musd
        Million USD for one unit more, on top of the price of what is bought then.
    is_whole
        Whether it is loosened in whole steps of ``step``.
    step
        Smallest step.
    """

    kind: Kind
    place: tuple[str, ...]
    first: int
    last: int
    amount: float
    most_extra: float
    widest: float
    price_musd: float
    is_whole: bool = False
    step: float = 1.0

    @property
    def group(self) -> tuple[Kind, tuple[str, ...]]:
        """The limit whatever its date: what is named as one."""
        return self.kind, self.place


@dataclass(frozen=True)
class Change:
    """A limit loosened by an amount, in its unit, and what that costs, million USD."""

    limit: Limit
    extra: float
    cost_musd: float = 0.0

    def scaled(self, factor: float) -> Change:
        """Return the change times a factor."""
        return Change(self.limit, self.extra * factor, self.cost_musd * factor)

    @property
    def place(self) -> tuple[str, ...]:
        """The place of its limit."""
        return self.limit.place


Placed = TypeVar("Placed", Limit, Change)


def by_place(some: Iterable[Placed]) -> dict[tuple[str, ...], list[Placed]]:
    """Return limits or changes by their place, in the order given."""
    places: dict[tuple[str, ...], list[Placed]] = {}
    for one in some:
        places.setdefault(one.place, []).append(one)
    return places


def by_group(limits: Iterable[Limit]) -> dict[tuple[Kind, tuple[str, ...]], list[Limit]]:
    """Return limits by kind and place: those that are named as one."""
    groups: dict[tuple[Kind, tuple[str, ...]], list[Limit]] = {}
    for limit in limits:
        groups.setdefault(limit.group, []).append(limit)
    return groups


def until(limits: Iterable[Limit], t: int) -> list[Limit]:
    """Return the limits of a place that loosen period t, its own last."""
    return [limit for limit in limits if limit.first <= t <= limit.last]


def extra_by_period(changes: Iterable[Change], periods: int) -> list[float]:
    """Return by how much some changes loosen one limit in each period."""
    extra = [0.0] * periods
    for change in changes:
        for t in range(change.limit.first, change.limit.last + 1):
            extra[t] += change.extra
    return extra


FAR_WIDER = 20.0
"""A limit so many times looser has no say any more; a finite figure keeps the numbers in hand."""


def earliest_quarter(inputs: Inputs, first: int) -> int:
    """Return how early a thing with a first quarter could be at best: in half its time from today."""
    return inputs.today + -(-max(0, first - inputs.today) // 2)


def first_start(inputs: Inputs, changes: Iterable[Change], kind: Kind, now: int) -> int:
    """Return the first quarter of a thing whose lead time, of some kind, is cut; ``now`` where none is."""
    starts = [
        inputs.periods[change.limit.first].start
        for change in changes
        if change.limit.kind is kind and change.extra > 0
    ]
    return min([now, *starts])
