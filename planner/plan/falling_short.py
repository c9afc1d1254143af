"""Parts of the summary about what a plan does not reach: demand, a published ambition, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from buildout.inputs import Ambition, Inputs, Purpose
from planner.plan import figures
from planner.plan.ambition import AmbitionYear, against_ambition, first_short
from planner.plan.binding import PeriodLimits, first_binding, mean_use, worst_of_each_year
from planner.plan.limit_words import NO_LIMIT, describe
from planner.plan.markdown import counted, money, number, percent, plain, section, table
from planner.plan.plan import Plan, PlanStatus

MOST_KINDS = 3
"""Kinds of limit in one line."""


def shortage_line(inputs: Inputs, plan: Plan) -> str:
    """Return how much falls short, and at what price, in one line."""
    short = figures.shortfalls(inputs, plan.tables)
    if short.empty:
        return "none; all demand is served"
    by_purpose = short.groupby("purpose")["cost_usd"].sum()
    parts = ", ".join(f"{purpose} {money(float(by_purpose.get(purpose, 0.0)))}" for purpose in Purpose)
    penalty = money(float(short["cost_usd"].sum()))
    return f"{counted(len(short), 'stream')}, at a price of {penalty} over the horizon ({parts})"


def shortage_section(inputs: Inputs, plan: Plan) -> str:
    """Return what falls short, a stream a line, and the price of each purpose."""
    short = figures.shortfalls(inputs, plan.tables)
    if short.empty:
        return section("What falls short", "Nothing.")
    name = {stream.stream_id: stream.name for stream in inputs.streams}
    rows = [row for purpose in Purpose for row in _rows(short[short["purpose"] == purpose], purpose, name)]
    header = ["fleet", "stream", "between", "worst in", "short then", "of demand", "penalty, million USD"]
    return section("What falls short", table(header, rows, text_columns=4))


def _rows(short: pd.DataFrame, purpose: Purpose, name: dict[str, str]) -> Iterator[list[str]]:
    """Yield the lines of a purpose, the dearest stream first and their sum last."""
    for row in short.to_dict("records"):
        yield [
            purpose.value,
            name[row["stream_id"]],
            f"{row['first_period']} to {row['last_period']}",
            row["worst_period"],
            f"{number(row['short'])} {row['unit']}",
            percent(row["share"]),
            number(row["cost_usd"] / 1e6),
        ]
    yield [purpose.value, "all", "", "", "", "", number(float(short["cost_usd"].sum()) / 1e6)]


def ambition_section(inputs: Inputs, plan: Plan, periods: Sequence[PeriodLimits]) -> str | None:
    """Return the plan beside the ambition of its case; None where it has none.

    Parameters
    ----------
    inputs
        The case.
    plan
        The plan.
    periods
        From `planner.plan.binding.limits_by_period`.
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
    ]
    return section(
        "Against the ambition",
        _ambition_line(inputs.ambition, years[0].year),
        "",
        table(header, [_ambition_row(year) for year in years]),
        "",
        _first_short_line(years, periods, plan.status),
    )


def _ambition_line(ambition: Ambition, first_year: int) -> str:
    end_gw = ambition.facility_gw[-1]
    return (
        f"{plain(ambition.name)} ({plain(ambition.source)}): {number(end_gw)} GW at the end, which at "
        f"{money(ambition.usd_per_gw)} per GW is {money(end_gw * ambition.usd_per_gw)}. USD below are for "
        f"what is added, or paid, after {first_year}."
    )


def _ambition_row(year: AmbitionYear) -> list[str]:
    return [
        str(year.year),
        *(f"{gw:,.2f}" for gw in (year.ambition_gw, year.standing_gw, year.built_gw)),
        f"{max(year.short_gw, 0.0):,.2f}",
        percent(max(year.short_share, 0.0)),
        number(year.ambition_usd / 1e9),
        number(year.plan_usd / 1e9),
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


def limits_section(periods: Sequence[PeriodLimits], status: PlanStatus) -> str:
    """Return which kinds of limit are used most, overall and in the worst period of each year."""
    short = sum(period.short_usd is not None for period in periods)
    lines = [f"- {_limits_line(period, status)}." for period in worst_of_each_year(periods)]
    note = "Use of limits, over all sites together; it is no price of them."
    if not short:
        return section("What limits it", "Nothing falls short.", *lines, "", note)
    shares = ", ".join(f"{kind} {percent(share, 0)}" for kind, share in mean_use(periods)[:MOST_KINDS])
    head = f"Mean use in the {counted(short, 'period')} that fall short, of {len(periods)}: {shares}."
    return section("What limits it", head, "", *lines, "", note)


def _limits_line(period: PeriodLimits, status: PlanStatus) -> str:
    most = describe(period.uses[0]) if period.uses else "none"
    if period.short_usd is None:
        return f"{period.year}: nothing falls short; most used is {most}"
    binding = [use for use in period.uses if use.is_binding]
    where = f"{period.year}, worst in {period.period}"
    if binding:
        return f"{where}: {'; '.join(describe(use) for use in binding[:MOST_KINDS])}"
    return f"{where}: {NO_LIMIT[status]}; most used is {most}"
