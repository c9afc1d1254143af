"""Driver: revenue needs inference.

    GW(t) = GW per billion USD(t) * mean of run rate(t - lag - k), k = 0 ... ramp - 1

A rise of the run rate reaches its load ``lag`` quarters later, over ``ramp`` quarters in equal parts.
+60 billion USD at 1/15 GW per billion is +4 GW. Revenue may fall; then the load falls as slowly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from buildout.inputs import Period
from planner.demand.facts import Factor, Series
from planner.demand.paths import period_ends

RunRate = Callable[[Sequence[float]], Series]
"""Billion USD per year at some moments, in quarters."""


def revenue_factors(
    name: str,
    run_rate: RunRate,
    gw_per_billion: Series,
    periods: Sequence[Period],
    *,
    lag_quarters: int,
    ramp_quarters: int,
    share_located: float,
) -> tuple[Factor, ...]:
    """Return the factors whose product is facility GW of inference.

    Parameters
    ----------
    name
        Name of the driver.
    run_rate
        Its revenue.
    gw_per_billion
        Facility GW per billion USD of run rate, by period.
    periods
        The time grid.
    lag_quarters, ramp_quarters
        From a rise of revenue to its load, and over how many quarters that arrives.
    share_located
        Part of it that the case must serve.
    """
    ends = period_ends(periods)
    delayed = [run_rate([end - lag_quarters - k for end in ends]) for k in range(ramp_quarters)]
    at_work = tuple(share_located * sum(values) / ramp_quarters for values in zip(*delayed, strict=True))
    return Factor(f"{name}: revenue", at_work), Factor(f"{name}: GW per billion USD", gw_per_billion)
