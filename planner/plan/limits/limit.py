"""What a limit is, and how far a plan uses it: the values behind "What limits it".

It is use, not a price: a limit that is used up may be worth little where something nearly as good is
to be had instead.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.plan.grids import Grid

FULL = 0.995
"""Part of a limit from which on it binds: whole racks and units seldom fit to the last MW."""

MOSTLY = 0.5
"""Part of all there is of a kind from which on one used-up limit of many counts as binding: below it there
is plenty of the same to take instead."""


class LimitKind(StrEnum):
    """What a limit is about; of kinds used alike, the first here is named first."""

    REACH = "reach"
    CHIPS = "chips"
    GRID = "grid"
    PLANT = "power plant"
    COMPONENTS = "components"
    LEAD_TIMES = "lead times"
    BUILD_RATES = "build rates"
    ROOM = "room"
    MONEY = "money"
    RULES = "rules"

    @property
    def adds_up(self) -> bool:
        """Whether one limit of the kind can stand in for another, so that they count in all."""
        return self not in {LimitKind.COMPONENTS, LimitKind.MONEY, LimitKind.RULES}


@dataclass(frozen=True)
class Limit:
    """One limit: what the plan uses of it and what there is, by period and in one unit for its kind."""

    kind: LimitKind
    name: str
    used: tuple[float, ...]
    available: tuple[float, ...]
    """Infinite where the limit says nothing; 0 where there is nothing to be had."""

    def share(self, t: int) -> float:
        """Return the part used in a period."""
        return _share(self.used[t], self.available[t])

    def is_full(self, t: int) -> bool:
        """Return whether there was something to be had in a period, and it is used up."""
        return self.available[t] > 0 and self.share(t) >= FULL


@dataclass(frozen=True)
class KindUse:
    """Use of all limits of a kind in one period."""

    kind: LimitKind
    share: float
    """Of all there is, where the limits add up; of the limit used most where they do not."""
    full: tuple[str, ...]
    """Names of the limits used up, the largest first."""
    most: str
    """Name of the limit used most."""
    most_share: float
    """How far that one is used."""

    @property
    def is_binding(self) -> bool:
        """Whether all of it is used, or most of it with some of its limits used up."""
        return self.share >= FULL or (self.share >= MOSTLY and bool(self.full))


def as_limits(kind: LimitKind, names: Sequence[str], used: Grid, available: Grid) -> Iterator[Limit]:
    """Yield a limit for each row of two grids."""
    for name, some, most in zip(names, used.tolist(), available.tolist(), strict=True):
        yield Limit(kind, name, tuple(some), tuple(most))


def kinds_in(limits: Sequence[Limit], t: int) -> tuple[KindUse, ...]:
    """Return the use of each kind of limit in a period, those that bind first, then the most used.

    Kinds of which no limit says anything in the period are left out.
    """
    told = [limit for limit in limits if math.isfinite(limit.available[t])]
    groups = {kind: [limit for limit in told if limit.kind is kind] for kind in LimitKind}
    uses = [_kind_use(kind, group, t) for kind, group in groups.items() if group]
    return tuple(sorted(uses, key=lambda use: (not use.is_binding, -use.share)))


def _kind_use(kind: LimitKind, limits: Sequence[Limit], t: int) -> KindUse:
    if kind.adds_up:
        share = _share(sum(limit.used[t] for limit in limits), sum(limit.available[t] for limit in limits))
    else:
        share = max(limit.share(t) for limit in limits)
    full = sorted((limit for limit in limits if limit.is_full(t)), key=lambda limit: -limit.used[t])
    most = max(limits, key=lambda limit: (limit.available[t] > 0, limit.share(t)))
    return KindUse(kind, share, tuple(limit.name for limit in full), most.name, most.share(t))


def _share(used: float, available: float) -> float:
    """Return used / available; 1 where there is nothing to be had."""
    return used / available if available > 0 else 1.0
