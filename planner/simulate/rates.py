"""How often things happen in a simulation, and how far they move. All are own assumptions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from planner.replan.fact import Thing

DAYS_PER_YEAR = 365.25


def _by_thing(halls: float, power: float, chips: float) -> Mapping[Thing, float]:
    return MappingProxyType({Thing.HALLS: halls, Thing.POWER: power, Thing.CHIPS: chips})


@dataclass(frozen=True)
class Rates:
    """Rates and sizes of what happens.

    Parameters
    ----------
    slips_per_year
        Slips of a lot a year, as long as it is to come within ``known_quarters``.
    cancelled_per_year
        Cancellations of such a lot a year, where it may be cancelled (`planner.simulate.lot_facts`).
    known_quarters
        How far ahead something is heard of lots.
    slip_quarters
        Chance of a slip by so many quarters.
    prices_per_year, supplies_per_year, limits_per_year, demands_per_year
        Events of the whole case a year: a price, the supply of a chip, a limit, or the demand of a stream
        moves.
    price_spread, supply_spread, limit_spread, demand_spread
        Standard deviation of the logarithm of such a move.
    """

    slips_per_year: Mapping[Thing, float] = field(default_factory=lambda: _by_thing(0.10, 0.20, 0.10))
    cancelled_per_year: Mapping[Thing, float] = field(default_factory=lambda: _by_thing(0.02, 0.02, 0.01))
    known_quarters: int = 6
    slip_quarters: Mapping[int, float] = field(
        default_factory=lambda: MappingProxyType({1: 0.7, 2: 0.2, 3: 0.1})
    )
    prices_per_year: float = 10.0
    supplies_per_year: float = 3.0
    limits_per_year: float = 2.0
    demands_per_year: float = 4.0
    price_spread: float = 0.06
    supply_spread: float = 0.10
    limit_spread: float = 0.10
    demand_spread: float = 0.04


def chance(per_year: float, days: int) -> float:
    """Return the chance that something of a rate happens at least once in some days."""
    return -math.expm1(-per_year * days / DAYS_PER_YEAR)
