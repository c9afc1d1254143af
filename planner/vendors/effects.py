"""What a mix, or a slip, does to cost and capacity, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from planner.explore.family import Member
from planner.plan import Run, TableName
from planner.plan.plan import EXACT

MW_PER_GW = 1e3


@dataclass(frozen=True)
class Difference:
    """What one plan costs more than another, USD of present value.

    Attributes
    ----------
    usd
        Between the two plans that were found.
    least_usd, most_usd
        Between the best plans of the two, which are not known: by the gaps of both it lies between these.
        Infinite where nothing is proved.
    """

    usd: float
    least_usd: float
    most_usd: float

    @property
    def is_within_gap(self) -> bool:
        """Whether the gaps of the two plans do not tell it from nothing."""
        return self.least_usd <= 0 <= self.most_usd


def difference(before: Member, after: Member, *, is_restricted: bool = False) -> Difference:
    """Return what a plan costs more than another.

    Parameters
    ----------
    before, after
        The two members.
    is_restricted
        Whether every plan of the second is one of the first at the same cost, so that it is never cheaper.
    """
    floor = -math.inf if before.bound_usd is None else before.bound_usd
    least = (-math.inf if after.bound_usd is None else after.bound_usd) - before.cost_usd
    most = after.cost_usd - floor
    rounding = EXACT * abs(before.cost_usd)
    least, most = (0.0 if abs(usd) <= rounding else usd for usd in (least, most))
    return Difference(after.cost_usd - before.cost_usd, max(least, 0.0) if is_restricted else least, most)


def money_columns(more: Difference, name: str) -> dict[str, object]:
    """Return a difference as cells of a table."""
    return {
        name: more.usd,
        "least_more_usd": more.least_usd,
        "most_more_usd": more.most_usd,
        "within_gap": more.is_within_gap,
    }


@dataclass(frozen=True)
class Lost:
    """IT GW of chips that do not stand where they did, in the period in which most are missing."""

    gw: float
    period: str


def most_lost(before: Run, after: Run) -> Lost:
    """Return the most IT GW by which the fleet of one plan is below that of another in a period."""
    fleets = [_fleet_gw(run) for run in (before, after)]
    missing = fleets[0].sub(fleets[1], fill_value=0.0)
    if missing.empty or missing.max() <= 0:
        return Lost(0.0, "")
    return Lost(float(missing.max()), str(missing.idxmax()))


def _fleet_gw(run: Run) -> pd.Series[float]:
    fleet = run.plan.tables[TableName.FLEET]
    return fleet.groupby("period", sort=False)["fleet_mw"].sum() / MW_PER_GW


def shortage_usd(run: Run) -> float:
    """Return what falling short costs a plan, present value."""
    costs = run.plan.tables[TableName.COSTS]
    return float(costs.loc[costs["category"] == "shortage", "present_value_usd"].sum())
