"""The part of the summary that holds a plan against the published ambition of its case."""

from __future__ import annotations

from collections.abc import Sequence

from buildout.inputs import Ambition, Inputs
from planner.plan.ambition import AmbitionYear, against_ambition, first_short
from planner.plan.limits.binding import PeriodLimits, first_binding
from planner.plan.limits.limit import KindUse
from planner.plan.limits.summary import NO_LIMIT, describe
from planner.plan.markdown import money, number, percent, plain, section, table
from planner.plan.plan import Plan, PlanStatus


def ambition_section(inputs: Inputs, plan: Plan, periods: Sequence[PeriodLimits]) -> str | None:
    """Return the plan beside the ambition of its case; None where it has none.

    Parameters
    ----------
    inputs
        The case.
    plan
        The plan.
    periods
        From `planner.plan.limits.binding.limits_by_period`.
    """
    if inputs.ambition is None:
        return None
    years = against_ambition(inputs, plan.tables)
    header = [
        "end of",
        "ambition, facility GW",
        "chips standing, facility GW",
        "halls built, facility GW",
        "short by, GW",
        "short by",
        "ambition, billion USD",
        "plan's capital, billion USD",
        "first to bind",
    ]
    return section(
        "Against the ambition",
        _ambition(inputs.ambition, years[0].year),
        "",
        table(header, [_row(year, first_binding(periods, year.year)) for year in years]),
        "",
        _first_short_line(years, periods, plan.status),
    )


def _ambition(ambition: Ambition, first_year: int) -> str:
    end_gw = ambition.facility_gw[-1]
    return (
        f"{plain(ambition.name)} ({plain(ambition.source)}): {number(end_gw)} GW at the end, which at "
        f"{money(ambition.usd_per_gw)} per GW is {money(end_gw * ambition.usd_per_gw)}. USD below are for "
        f"what is added, or paid, after {first_year}."
    )


def _row(year: AmbitionYear, binding: KindUse | None) -> list[str]:
    return [
        str(year.year),
        *(f"{gw:,.2f}" for gw in (year.ambition_gw, year.standing_gw, year.built_gw)),
        f"{max(year.short_gw, 0.0):,.2f}",
        percent(max(year.short_share, 0.0)),
        number(year.ambition_usd / 1e9),
        number(year.plan_usd / 1e9),
        "none" if binding is None else binding.kind.value,
    ]


def _first_short_line(
    years: Sequence[AmbitionYear], periods: Sequence[PeriodLimits], status: PlanStatus
) -> str:
    short = first_short(years)
    if short is None:
        return "The plan keeps up with the ambition in every year."
    by = f"The plan first falls short of it in {short.year}, by {short.short_gw:,.2f} GW"
    if not any(p.short_usd is not None for p in periods if p.year == short.year):
        return f"{by}; no demand falls short then, as its chips do more work per GW than the ambition's."
    binding = first_binding(periods, short.year)
    return f"{by}; {NO_LIMIT[status]}." if binding is None else f"{by}; first to bind is {describe(binding)}."
