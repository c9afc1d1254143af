"""Driver: a training fleet, as facility GW or as compute that grows by a factor a year.

    GW(t) = start GW * growth ** years / (work per GW(t) / work per GW(start))

Compute grows as published (4.5 times a year for the largest runs); newer chips take part of that.
"""

from __future__ import annotations

from collections.abc import Sequence

from buildout.inputs import Period
from planner.cases.demand import ComputeGrowth
from planner.demand.facts import Conversion, Factor, Series
from planner.demand.paths import end_of


def stated_gw(name: str, gw: Series, share_located: float) -> tuple[Factor, ...]:
    """Return the factor of a fleet, or of any path, that is stated in GW."""
    return (Factor(f"{name}: facility GW", tuple(share_located * value for value in gw)),)


def compute_factors(
    name: str,
    growth: ComputeGrowth,
    periods: Sequence[Period],
    conversion: Conversion,
    share_located: float,
) -> tuple[Factor, ...]:
    """Return the factors whose product is facility GW of a fleet whose compute grows.

    Parameters
    ----------
    name
        Name of the driver.
    growth
        GW at a date, and the factor of compute a year.
    periods
        The time grid.
    conversion
        Growth of work per GW.
    share_located
        Part of it that the case must serve.
    """
    start = end_of(growth.start)
    years = [(period.end - start) / 4 for period in periods]
    gw = share_located * growth.facility_gw
    return (
        Factor(f"{name}: fleet at the start", tuple(gw for _ in years)),
        Factor(f"{name}: growth of compute", tuple(growth.growth_per_year**y for y in years)),
        Factor(f"{name}: taken by newer chips", tuple(conversion.growth_per_year**-y for y in years)),
    )
