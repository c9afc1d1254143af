"""Facts about figures: prices, supply, limits and demand take steps of a random walk."""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence

from planner.replan.fact import DemandSeen, Fact, Figure, Limit, Price, Supply, Told
from planner.simulate.figures import Kind, Moving
from planner.simulate.rates import Rates, chance

_FACTS: Mapping[Kind, type[Price | Supply | Limit]] = {
    Kind.PRICE: Price,
    Kind.SUPPLY: Supply,
    Kind.LIMIT: Limit,
}
LEAST_FACTOR, MOST_FACTOR = 0.6, 1.6
"""Demand seen stays within these times the planned."""
DIGITS = 4


def figure_facts(
    moving: Sequence[Moving],
    streams: Sequence[str],
    told: Iterable[Told],
    day: datetime.date,
    days: int,
    draw: random.Random,
    rates: Rates,
) -> Iterator[Fact]:
    """Yield what moves in a night. It does not depend on any plan.

    Parameters
    ----------
    moving
        The figures of the case.
    streams
        Streams whose demand may be seen; empty where the case does not allow it.
    told
        The facts so far: walks go on from there.
    day, days
        Today, and how many days have passed since the night before.
    draw
        Where chance comes from.
    rates
        How often and how far.
    """
    facts = [one.fact for one in told]
    now = {fact.path: fact.value for fact in facts if isinstance(fact, Figure)}
    sizes = {
        Kind.PRICE: (rates.prices_per_year, rates.price_spread),
        Kind.SUPPLY: (rates.supplies_per_year, rates.supply_spread),
        Kind.LIMIT: (rates.limits_per_year, rates.limit_spread),
    }
    for kind, (per_year, spread) in sizes.items():
        happens, step = draw.random() < chance(per_year, days), math.exp(draw.gauss(0.0, spread))
        some = [one for one in moving if one.kind is kind]
        if happens and some:
            for path, first in draw.choice(some).values.items():
                value = float(now.get(path, first)) * step
                yield _FACTS[kind](seen=day, path=path, value=_rounded(value))
    happens = draw.random() < chance(rates.demands_per_year, days)
    step = math.exp(draw.gauss(0.0, rates.demand_spread))
    if happens and streams:
        stream = draw.choice(streams)
        seen = {fact.stream: fact.factor for fact in facts if isinstance(fact, DemandSeen)}
        factor = min(MOST_FACTOR, max(LEAST_FACTOR, seen.get(stream, 1.0) * step))
        yield DemandSeen(seen=day, stream=stream, factor=_rounded(factor))


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
