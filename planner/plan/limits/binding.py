"""Which limits hold a plan back: those most used where demand falls short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from buildout.inputs import Inputs
from planner.plan.columns import TableName, Tables
from planner.plan.figures import NOTICEABLE
from planner.plan.limits.limit import KindUse, Limit, LimitKind, kinds_in
from planner.plan.limits.market import chip_limits, headroom_limits, pool_limits
from planner.plan.limits.reach import reach_limits
from planner.plan.limits.rules import budget_limits, cap_limits, vendor_limits
from planner.plan.limits.sites import site_limits

FAMILIES = (
    chip_limits,
    headroom_limits,
    pool_limits,
    reach_limits,
    site_limits,
    budget_limits,
    vendor_limits,
    cap_limits,
)


@dataclass(frozen=True)
class PeriodLimits:
    """How far each kind of limit is used in a period."""

    period: str
    year: int
    short_usd: float | None
    """Price of what falls short in a quarter of it, in USD; None where nothing does."""
    uses: tuple[KindUse, ...]
    """Those that bind first, then the most used."""


def find_limits(inputs: Inputs, tables: Tables) -> tuple[Limit, ...]:
    """Return every limit of a case with what its plan uses of it."""
    return tuple(limit for family in FAMILIES for limit in family(inputs, tables))


def limits_by_period(inputs: Inputs, tables: Tables) -> tuple[PeriodLimits, ...]:
    """Return how far the limits of a case are used in each period.

    Parameters
    ----------
    inputs
        The case.
    tables
        All tables of the plan.
    """
    limits, short_usd = find_limits(inputs, tables), _shortage_price(inputs, tables)
    return tuple(
        PeriodLimits(period.label, period.year, short_usd.get(period.label), kinds_in(limits, t))
        for t, period in enumerate(inputs.periods)
    )


def worst_of_each_year(periods: Sequence[PeriodLimits]) -> tuple[PeriodLimits, ...]:
    """Return of each year the period that falls short at the highest price, or its last where none does."""
    worst: dict[int, PeriodLimits] = {}
    for period in periods:
        best = worst.get(period.year)
        if best is None or (period.short_usd or 0.0) >= (best.short_usd or 0.0):
            worst[period.year] = period
    return tuple(worst.values())


def first_binding(periods: Sequence[PeriodLimits], year: int) -> KindUse | None:
    """Return what binds first in a year, in a period that falls short; None where nothing does."""
    short = (period for period in periods if period.year == year and period.short_usd is not None)
    return next((period.uses[0] for period in short if period.uses and period.uses[0].is_binding), None)


def mean_use(periods: Sequence[PeriodLimits]) -> tuple[tuple[LimitKind, float], ...]:
    """Return the mean use of each kind over the periods that fall short, the most used first."""
    shares: dict[LimitKind, list[float]] = {}
    for period in periods:
        for use in period.uses if period.short_usd is not None else ():
            shares.setdefault(use.kind, []).append(use.share)
    means = {kind: sum(some) / len(some) for kind, some in shares.items()}
    return tuple(sorted(means.items(), key=lambda item: -item[1]))


def _shortage_price(inputs: Inputs, tables: Tables) -> dict[str, float]:
    """Return the price of what falls short in a quarter, in USD, by period that falls short."""
    shortage = tables[TableName.SHORTAGE]
    short = shortage[shortage["short"] > NOTICEABLE * shortage["demand"]]
    usd = short["cost_usd"].groupby(short["period"]).sum()
    return {p.label: float(usd[p.label]) / p.quarters for p in inputs.periods if p.label in usd.index}
