"""What a limit is worth: the value behind a row of the table ``prices`` and behind a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.money import USD_PER_MUSD
from planner.engine.prices import Prices

LEAST_USD = 1e3
"""Savings below this are not worth a line."""
PART = 0.05
"""Part of a limit that is a small step of it, where no round step of the field is smaller."""


class PriceKind(StrEnum):
    """What kind of limit has a price."""

    CHIPS = "chip supply"
    HEADROOM = "grid headroom"
    SITE_POWER = "power at a site"
    POOL = "components"
    BUILD_RATE = "build rate"
    ROOM = "room"
    BLOCK = "training in one place"
    LOCK = "lock"
    MINIMUM_SIZE = "minimum size"
    VENDOR = "vendor share"
    TAKE = "minimum take"
    TIER = "volume tier"
    BUDGET = "budget"
    CARBON = "carbon cap"
    WATER = "water cap"
    SURVIVAL = "survival of a loss"
    LATENCY = "latency"
    AGE = "end of life"
    DEMAND = "demand"


@dataclass(frozen=True)
class PricedLimit:
    """What one step more of a limit, or less of a promise, saves.

    Attributes
    ----------
    kind
        What kind of limit.
    ids
        Ids of what it is about, in the order of the kind: (area,), (site, option), (stream, node).
    subject, place
        The same in words; ``place`` is "" where it has none.
    first, last
        Periods in which the limit moves, both included.
    unit, step
        By how much it moves.
    with_these_sites_usd
        What the step saves with the sites and halls of the plan; None where that says nothing.
    if_sites_follow_usd
        What it saves in the relaxation of the whole case; None where that was not worked out.
    is_most
        Whether the saving is the most it can be rather than a price.
    """

    kind: PriceKind
    ids: tuple[str, ...]
    subject: str
    place: str
    first: str
    last: str
    unit: str
    step: float
    with_these_sites_usd: float | None
    if_sites_follow_usd: float | None
    is_most: bool = False

    @property
    def saving_usd(self) -> float:
        """The saving to sort by: with the plan's sites, where that says something."""
        these = self.with_these_sites_usd
        return (self.if_sites_follow_usd or 0.0) if these is None else these

    @property
    def is_limit(self) -> bool:
        """Whether it is a limit rather than the demand itself."""
        return self.kind is not PriceKind.DEMAND


@dataclass(frozen=True)
class Pricing:
    """A plan with its prices, where limits are looked up.

    Attributes
    ----------
    inputs
        The case, as it was before it was reduced.
    decisions
        The plan.
    these
        Prices with the sites and halls of the plan.
    follow
        Prices in the relaxation of the whole; None where they are not known.
    """

    inputs: Inputs
    decisions: Decisions
    these: Prices
    follow: Prices | None

    def savings(self, saved_musd: Callable[[Prices], float]) -> tuple[float, float | None]:
        """Return what a function of the prices gives for both of them, in USD."""
        follow = None if self.follow is None else saved_musd(self.follow) * USD_PER_MUSD
        return saved_musd(self.these) * USD_PER_MUSD, follow

    def priced(self, family: str) -> set[tuple[str, ...]]:
        """Return the indices of a family of rows that either has a price for."""
        return {index for prices in self.both for index in prices.rows.get(family, {})}

    @property
    def both(self) -> tuple[Prices, ...]:
        """The prices that are known."""
        return (self.these,) if self.follow is None else (self.these, self.follow)

    @property
    def labels(self) -> tuple[str, ...]:
        """The periods, in order."""
        return tuple(period.label for period in self.inputs.periods)


def worth_telling(limits: Iterator[PricedLimit]) -> tuple[PricedLimit, ...]:
    """Return the limits that save something noticeable, the dearest first; what is no price comes last."""
    kept = [limit for limit in limits if _noticeable(limit)]
    return tuple(
        sorted(kept, key=lambda x: (x.is_most, -x.saving_usd, x.kind, x.ids, x.first)),
    )


def _noticeable(limit: PricedLimit) -> bool:
    both = (limit.with_these_sites_usd, limit.if_sites_follow_usd)
    return any(usd is not None and usd >= LEAST_USD for usd in both)


def round_step(amount: float, usual: float) -> float:
    """Return a step that is small beside an amount: the usual one, or 1, 2 or 5 times a power of ten."""
    most = PART * abs(amount)
    if most >= usual or most <= 0.0:
        return usual
    power = 10.0 ** math.floor(math.log10(most))
    return next(power * digit for digit in (5.0, 2.0, 1.0) if power * digit <= most * (1 + 1e-9))
