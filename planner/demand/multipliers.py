"""What compounds on top of the drivers: rollouts, steps per task, tokens per answer, gains of software."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from buildout.inputs import Period
from planner.cases.demand import Effect, Multiplier
from planner.demand.facts import Factor, Load
from planner.demand.paths import period_ends, values_at


def multiply(
    loads: Iterable[Load], multipliers: Sequence[Multiplier], periods: Sequence[Period]
) -> list[Load]:
    """Return the loads with the multipliers that act on them as further factors.

    Direct demand stays as it is.
    """
    factors = [(multiplier, _factor(multiplier, periods)) for multiplier in multipliers]
    return [
        replace(load, factors=(*load.factors, *(factor for m, factor in factors if _acts_on(m, load))))
        for load in loads
    ]


def _factor(multiplier: Multiplier, periods: Sequence[Period]) -> Factor:
    values = values_at(multiplier.path, period_ends(periods))
    if multiplier.effect is Effect.DIVIDES:
        values = tuple(1.0 / value for value in values)
    return Factor(multiplier.name, values)


def _acts_on(multiplier: Multiplier, load: Load) -> bool:
    fits_stream = multiplier.streams is None or load.stream_id in multiplier.streams
    fits_driver = multiplier.drivers is None or load.driver in multiplier.drivers
    return load.node_id is None and fits_stream and fits_driver
