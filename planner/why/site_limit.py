"""What limits a site in a period: the value behind a row of the table ``limits``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Limiting(StrEnum):
    """What keeps a site from doing more work in a period; of two that cost as much, the first is named."""

    CHIPS = "chips"
    POWER = "power"
    HALLS = "halls"
    COMPONENTS = "components"
    MONEY = "money"
    RULES = "rules"
    LEAD_TIME = "lead time"
    COST = "cost"
    """Nothing is used up: more work there would cost more than it saves."""
    DEMAND = "demand"
    """Nothing falls short that it could serve."""


class Witness(StrEnum):
    """What says so."""

    PRICES = "prices"
    USE = "use"
    DATES = "dates"
    """The site has no halls yet; when it could have some is in the case."""


@dataclass(frozen=True)
class SiteLimit:
    """What limits one site in one period.

    Attributes
    ----------
    site_id, period
        Where and when.
    limited_by, cause
        What limits it, and the limit behind that in words: ``grid headroom in Ohio``.
    witness
        Whether prices, use or dates say so.
    work_value_usd
        What one more IT MW at work there would save over the period, before its cost; present value. None
        without prices.
    scarcity_usd
        The part of it that is the rent of something scarce, by what is scarce; the rest is cost. Empty
        without prices.
    it_mw
        IT MW of chips that stand there.
    halls_used, power_used
        Part of its halls, and of its firm power, that these chips take; 0 where there is none.
    """

    site_id: str
    period: str
    limited_by: Limiting
    cause: str
    witness: Witness
    work_value_usd: float | None
    scarcity_usd: Mapping[Limiting, float]
    it_mw: float
    halls_used: float
    power_used: float
