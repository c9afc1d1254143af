"""What an end of an uncertainty does to cost and plan, and how sure that is.

Neither plan is proved to be the best: each cost has a bound below it. With the base between ``B0`` and
``C0`` and the end between ``B1`` and ``C1``, the true change lies between ``B1 - C0`` and ``C1 - B0``. Where
that holds zero, the change is within the gap: the solves do not tell it from none.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

import pandas as pd

from buildout.inputs import Inputs
from planner.explore.family import Member
from planner.plan import Run, TableName, Tables
from planner.plan.limits.binding import first_binding, limits_by_period
from planner.plan.plan import EXACT
from planner.serial import load_inputs

MW = 1e-6
"""MW below which nothing was decided."""


@dataclass(frozen=True, eq=False)
class Decided:
    """What of a plan is compared."""

    sites: pd.Series[float]
    """1 for each site that gets halls beyond the ledger's, by site."""
    mw: pd.Series[float]
    """Facility MW of these halls at the end of each year."""
    chips_mw: pd.Series[float]
    """IT MW bought, by chip and year."""


@dataclass(frozen=True)
class PlanChange:
    """How much of a plan is another, each from 0 (the same) to 1 (nothing in common)."""

    sites: float
    """Of the sites at which either plan builds halls, those at which only one does."""
    gw: float
    """Of the facility GW built by the end of each year, the part by which they differ."""
    chips: float
    """Of the MW of each chip bought in each year, the part by which they differ."""

    @property
    def mean(self) -> float:
        """The mean of the three."""
        return (self.sites + self.gw + self.chips) / 3


@dataclass(frozen=True)
class Effect:
    """Change of cost and plan at one end; USD of present value."""

    member: Member
    change_usd: float
    """Between the costs of the two plans."""
    least_usd: float
    most_usd: float
    """The true change lies between these two; infinite where nothing is proved."""
    bound_change_usd: float
    """Between the bounds of the two: a second estimate of the change, in which no plan counts."""
    plan: PlanChange
    bottleneck: str
    """Year and kind of the first limit that binds while demand falls short."""

    @property
    def is_within_gap(self) -> bool:
        """Whether the change may as well be none."""
        rounding = EXACT * abs(self.member.cost_usd)
        return self.least_usd <= rounding and self.most_usd >= -rounding


def gap_of(member: Member) -> float | None:
    """Return how far a plan can be from the best, over its cost; None where nothing is proved."""
    if member.bound_usd is None:
        return None
    return max(0.0, (member.cost_usd - member.bound_usd) / abs(member.cost_usd)) if member.cost_usd else 0.0


def effect(base: Member, member: Member, before: Decided, run: Run) -> Effect:
    """Return what one end does.

    Parameters
    ----------
    base, member
        The case as it is, and at the end.
    before
        What the plan of the base decides.
    run
        The run of the end.
    """
    floor0 = -math.inf if base.bound_usd is None else base.bound_usd
    floor1 = -math.inf if member.bound_usd is None else member.bound_usd
    known = math.isfinite(floor0) and math.isfinite(floor1)
    inputs = load_inputs(run.inputs_json)
    return Effect(
        member=member,
        change_usd=member.cost_usd - base.cost_usd,
        least_usd=floor1 - base.cost_usd,
        most_usd=member.cost_usd - floor0,
        bound_change_usd=floor1 - floor0 if known else math.nan,
        plan=plan_change(before, decided_in(inputs, run.plan.tables)),
        bottleneck=bottleneck_of(inputs, run.plan.tables),
    )


def plan_change(one: Decided, two: Decided) -> PlanChange:
    """Return how much of a plan is another."""
    return PlanChange(
        sites=different_part(one.sites, two.sites),
        gw=different_part(one.mw, two.mw),
        chips=different_part(one.chips_mw, two.chips_mw),
    )


def different_part(one: pd.Series[float], two: pd.Series[float]) -> float:
    """Return the sum of differences over the sum of the larger; 0 where both are nothing."""
    both = pd.concat([one, two], axis=1).fillna(0.0)
    most = float(both.max(axis=1).sum())
    return float((both.max(axis=1) - both.min(axis=1)).sum()) / most if most else 0.0


def decided_in(inputs: Inputs, tables: Tables) -> Decided:
    """Return what a plan decides, as far as two plans are compared."""
    year: dict[Hashable, int] = {period.label: period.year for period in inputs.periods}
    ends = list({period.year: period.label for period in inputs.periods}.values())
    per_hall = {site.site_id: site.hall_mw * site.pue for site in inputs.sites}
    halls, fleet = tables[TableName.HALLS], tables[TableName.FLEET]
    built = halls[halls["period"].isin(ends)]
    mw = built["new_halls"] * built["site_id"].map(per_hall)
    built = built.assign(year=built["period"].map(year), mw=mw)
    bought = fleet[fleet["buy_mw"] > MW]
    bought = bought.assign(year=bought["period"].map(year))
    sites = built[built["new_halls"] > 0].groupby("site_id")["new_halls"].max()
    return Decided(
        sites=sites.clip(upper=1).astype(float),
        mw=built.groupby("year")["mw"].sum(),
        chips_mw=bought.groupby(["chip_id", "year"])["buy_mw"].sum(),
    )


def bottleneck_of(inputs: Inputs, tables: Tables) -> str:
    """Return the first year in which demand falls short while a limit binds, and its kind; "" for none."""
    periods = limits_by_period(inputs, tables)
    for year in dict.fromkeys(period.year for period in inputs.periods):
        use = first_binding(periods, year)
        if use is not None:
            return f"{year}: {use.kind}"
    return ""
