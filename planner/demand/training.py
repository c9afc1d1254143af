"""Driver: a training fleet, as facility GW or as compute that grows by a factor a year.

    compute(t) = start GW * work per GW(start) * growth ** years     reference MW

Compute grows as published (4.5 times a year for the largest runs). The GW it takes grow less, as newer
chips do more work with a GW.
"""

from __future__ import annotations

from collections.abc import Sequence

from buildout.inputs import Period
from planner.cases.demand import ComputeGrowth
from planner.demand.facility_gw import work_per_gw
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
    """Return the factors whose product is reference MW of a fleet whose compute grows.

    Parameters
    ----------
    name
        Name of the driver.
    growth
        GW at a date, and the factor of compute a year.
    periods
        The time grid.
    conversion
        What a GW holds at that date.
    share_located
        Part of it that the case must serve.
    """
    start = end_of(growth.start)
    (per_gw,) = work_per_gw([start], conversion)
    at_start = share_located * growth.facility_gw * per_gw
    grown = tuple(growth.growth_per_year ** ((period.end - start) / 4) for period in periods)
    return (
        Factor(f"{name}: fleet at the start", tuple(at_start for _ in grown)),
        Factor(f"{name}: growth of compute", grown),
    )
