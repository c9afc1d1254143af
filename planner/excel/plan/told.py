"""What the front sheet is told beyond the plan: the audit's result and what limits the plan."""

from __future__ import annotations

from dataclasses import dataclass

from buildout.inputs import Inputs
from planner.plan import Plan
from planner.plan.limits.binding import PeriodLimits, limits_by_period
from planner.plan.limits.summary import NO_LIMIT, describe, limits_lines
from planner.plan.markdown import money
from planner.why.bottlenecks import Bottlenecks
from planner.why.limits_summary import bottleneck_lines


@dataclass(frozen=True)
class Told:
    """Sentences of the summary that are no figures of its tables."""

    audit: str
    """Result of the audit, in one line."""
    first_bottleneck: str
    limits: tuple[str, ...]
    """What limits the plan, a line for each year."""


def tell(inputs: Inputs, plan: Plan, audit: str, found: Bottlenecks | None) -> Told:
    """Return what is said of a plan: by prices where these are known, else by use, as in the summary.

    Parameters
    ----------
    inputs
        The case.
    plan
        The plan.
    audit
        Result of its audit, in one line.
    found
        What limits it; None where that was not worked out.
    """
    if found is not None and found.is_priced:
        return Told(audit, _by_price(found), tuple(bottleneck_lines(found)))
    periods = limits_by_period(inputs, plan.tables)
    return Told(audit, _by_use(periods, plan), tuple(limits_lines(periods, plan.status)))


def _by_price(found: Bottlenecks) -> str:
    first = next((year.first for year in found.years if year.first is not None), None)
    if first is None:
        return "none: nothing falls short"
    return f"{first.limited_by}, from {first.period} ({first.cause}): {money(first.cost_usd)} in that year"


def _by_use(periods: tuple[PeriodLimits, ...], plan: Plan) -> str:
    short = next((period for period in periods if period.short_usd is not None), None)
    if short is None:
        return "none: nothing falls short"
    binds = short.uses and short.uses[0].is_binding
    return f"{short.period}: {describe(short.uses[0]) if binds else NO_LIMIT[plan.status]}"
