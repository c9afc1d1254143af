"""What limits a plan: every site, every shortage, and the first and dearest bottleneck of each year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from buildout.inputs import Inputs
from planner.engine.prices import Prices
from planner.plan.columns import Tables
from planner.why.shortage_cause import ShortageCause, shortage_causes
from planner.why.site_limit import SiteLimit, Witness
from planner.why.site_limits import site_limits


@dataclass(frozen=True)
class Bottleneck:
    """What is behind some of a year's shortage.

    Attributes
    ----------
    limited_by, cause
        What holds back the sites in reach, and the largest limit behind it.
    period
        First period of the year in which it does.
    cost_usd
        Nominal price of the shortage that it is behind, over the year.
    """

    limited_by: str
    cause: str
    period: str
    cost_usd: float


@dataclass(frozen=True)
class YearBottlenecks:
    """The bottlenecks of a year; None where nothing falls short.

    Attributes
    ----------
    first
        The one that binds first; of several in one period the dearest of that period.
    dearest
        The one behind the dearest shortage of the year.
    cost_usd
        Nominal price of all that falls short in the year.
    """

    year: int
    first: Bottleneck | None
    dearest: Bottleneck | None
    cost_usd: float


@dataclass(frozen=True)
class Bottlenecks:
    """What limits a plan."""

    limits: tuple[SiteLimit, ...]
    causes: tuple[ShortageCause, ...]
    years: tuple[YearBottlenecks, ...]

    @property
    def is_priced(self) -> bool:
        """Whether prices say so, at least somewhere."""
        return any(limit.witness is Witness.PRICES for limit in self.limits)


def find_bottlenecks(inputs: Inputs, tables: Tables, priced: tuple[Inputs, Prices] | None) -> Bottlenecks:
    """Return what limits a plan.

    Parameters
    ----------
    inputs
        The case, not reduced.
    tables
        All tables of the plan.
    priced
        The case that the prices are of, with the prices around the plan; None where there are none.
    """
    limits = site_limits(inputs, tables, priced)
    causes = shortage_causes(inputs, tables, limits)
    return Bottlenecks(limits, causes, bottlenecks_by_year(inputs, causes))


def bottlenecks_by_year(inputs: Inputs, causes: Sequence[ShortageCause]) -> tuple[YearBottlenecks, ...]:
    """Return the first and the dearest bottleneck of each year."""
    position = {period.label: i for i, period in enumerate(inputs.periods)}
    years = dict.fromkeys(period.year for period in inputs.periods)
    year_of = {period.label: period.year for period in inputs.periods}
    return tuple(_year(y, [c for c in causes if year_of[c.period] == y], position) for y in years)


def _year(year: int, causes: Sequence[ShortageCause], position: dict[str, int]) -> YearBottlenecks:
    if not causes:
        return YearBottlenecks(year, None, None, 0.0)
    start = min((cause.period for cause in causes), key=position.__getitem__)
    in_first = [cause for cause in causes if cause.period == start]
    return YearBottlenecks(
        year, _dearest(in_first, causes), _dearest(causes, causes), sum(cause.cost_usd for cause in causes)
    )


def _dearest(some: Sequence[ShortageCause], year: Sequence[ShortageCause]) -> Bottleneck:
    """Return what is behind the dearest shortage of some, with what it costs in all of the year."""
    kinds: dict[str, float] = defaultdict(float)
    behind: dict[tuple[str, str], float] = defaultdict(float)
    for cause in some:
        kinds[_kind(cause)] += cause.cost_usd
        behind[_kind(cause), cause.cause] += cause.cost_usd
    kind = max(kinds, key=lambda one: kinds[one])
    largest = max((key for key in behind if key[0] == kind), key=lambda key: behind[key])[1]
    held = [cause for cause in year if _kind(cause) == kind]
    return Bottleneck(
        kind, largest, min(c.period for c in some if _kind(c) == kind), sum(c.cost_usd for c in held)
    )


def _kind(cause: ShortageCause) -> str:
    return "reach" if cause.limited_by is None else str(cause.limited_by)
