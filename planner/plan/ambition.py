"""A plan held against a published ambition, year by year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from buildout.inputs import Ambition, Inputs
from planner.plan.columns import TableName, Tables
from planner.plan.costs import BUDGETED

NEAR = 0.005
"""Part of an ambition below which a plan counts as having reached it: what a figure rounds away."""


@dataclass(frozen=True)
class AmbitionYear:
    """The end of a calendar year, or of the horizon within it. GW are facility GW."""

    year: int
    last_period: str
    """Label of the last period in it."""
    ambition_gw: float
    standing_gw: float
    """Chips standing, at the meter: IT power times the PUE of their site."""
    built_gw: float
    """What the halls online can hold."""
    ambition_usd: float
    """Price of the ambition's growth since the end of the first year."""
    plan_usd: float
    """Capital the plan spends since the end of the first year, nominal."""

    @property
    def short_gw(self) -> float:
        """By how much the chips standing fall short; negative where they are ahead."""
        return self.ambition_gw - self.standing_gw

    @property
    def short_share(self) -> float:
        """The same as a part of the ambition."""
        return self.short_gw / self.ambition_gw if self.ambition_gw else 0.0

    @property
    def falls_short(self) -> bool:
        """Whether that can be noticed."""
        return self.short_share > NEAR


def against_ambition(inputs: Inputs, tables: Tables) -> tuple[AmbitionYear, ...]:
    """Return the years of a plan beside those of the case's ambition; none where it has no ambition.

    Parameters
    ----------
    inputs
        The case.
    tables
        At least ``halls``, ``fleet`` and ``cash``.
    """
    return () if inputs.ambition is None else tuple(_years(inputs, inputs.ambition, tables))


def first_short(years: Sequence[AmbitionYear]) -> AmbitionYear | None:
    """Return the first year that falls short; None where none does."""
    return next((year for year in years if year.falls_short), None)


def _years(inputs: Inputs, ambition: Ambition, tables: Tables) -> Iterator[AmbitionYear]:
    halls, fleet = tables[TableName.HALLS], tables[TableName.FLEET]
    pue = {site.site_id: site.pue for site in inputs.sites}
    standing_mw = (fleet["fleet_mw"] * fleet["site_id"].map(pue).astype(float)).groupby(fleet["period"]).sum()
    built_mw = halls["facility_mw"].groupby(halls["period"]).sum()
    spent_usd = _capital_by_year(tables[TableName.CASH])
    wished = dict(zip(inputs.periods, ambition.facility_gw, strict=True))
    ends = {period.year: period for period in inputs.periods}
    first = min(ends)
    for year, period in ends.items():
        yield AmbitionYear(
            year,
            period.label,
            ambition_gw=wished[period],
            standing_gw=float(standing_mw.get(period.label, 0.0)) / 1e3,
            built_gw=float(built_mw.get(period.label, 0.0)) / 1e3,
            ambition_usd=(wished[period] - wished[ends[first]]) * ambition.usd_per_gw,
            plan_usd=float(spent_usd[(spent_usd.index > first) & (spent_usd.index <= year)].sum()),
        )


def _capital_by_year(cash: pd.DataFrame) -> pd.Series[float]:
    """Return capital payments in USD, by calendar year."""
    own = cash[cash["category"].isin(BUDGETED)]
    return own["usd"].groupby(own["quarter"].str[:4].astype("int64")).sum()
