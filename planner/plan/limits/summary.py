"""The part of the summary about limits, in the words of the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planner.plan.limits.binding import PeriodLimits, mean_use, worst_of_each_year
from planner.plan.limits.limit import FULL, KindUse, LimitKind
from planner.plan.markdown import percent, plain, section
from planner.plan.plan import PlanStatus

MOST_KINDS, MOST_NAMES = 3, 4
"""Kinds of limit, and limits of a kind, that are named in one line."""

NOTE = "Use of limits, over all sites together; it is no price of them."
NO_LIMIT: Mapping[PlanStatus, str] = {
    PlanStatus.OPTIMAL: "no limit binds: serving the rest would cost more than falling short",
    PlanStatus.FEASIBLE: "no limit binds: serving the rest would cost more than falling short, or the search "
    "stopped before it found how",
    PlanStatus.FALLBACK: "no limit binds: the search found no plan in time",
}
"""What is said where demand falls short and no limit binds."""

USED: Mapping[LimitKind, str] = {
    LimitKind.REACH: "{share} of what falls short, by price, is where the sites in reach are full",
    LimitKind.CHIPS: "{share} of those on sale are bought, by the work they do",
    LimitKind.GRID: "{share} of our headroom is used",
    LimitKind.PLANT: "{share} of what we can get is bought",
    LimitKind.COMPONENTS: "{share} of what we can get of {most} is used",
    LimitKind.LEAD_TIMES: "{share} of the halls and power that sites can have by then are in use",
    LimitKind.BUILD_RATES: "{share} of the halls that sites can add are added",
    LimitKind.ROOM: "{share} of the halls that sites have room for are in use",
    LimitKind.MONEY: "{share} of {most} is spent",
    LimitKind.RULES: "{share} of {most} is used",
}
"""What is said of each kind."""

IN_FULL: Mapping[LimitKind, str] = {
    LimitKind.REACH: ", and all of {names}",
    LimitKind.CHIPS: ", and all of {names}",
    LimitKind.GRID: ", and all of it in {names}",
    LimitKind.PLANT: ", and all of {names}",
}
"""What is added where part of a kind is used up; the limits of sites are counted together."""

MOST: Mapping[LimitKind, str] = {
    LimitKind.GRID: ", and in {most} {most_share}",
    LimitKind.PLANT: ", and of {most} {most_share}",
}
"""What is added where none of a kind is used up."""


def limits_lines(periods: Sequence[PeriodLimits], status: PlanStatus) -> tuple[str, ...]:
    """Return which kinds of limit are used most in the worst period of each year, a sentence each."""
    return tuple(f"{_limits_line(period, status)}." for period in worst_of_each_year(periods))


def limits_section(periods: Sequence[PeriodLimits], status: PlanStatus) -> str:
    """Return which kinds of limit are used most, overall and in the worst period of each year."""
    short = sum(period.short_usd is not None for period in periods)
    lines = [f"- {line}" for line in limits_lines(periods, status)]
    if not short:
        return section("What limits it", "Nothing falls short.", *lines, "", NOTE)
    shares = ", ".join(f"{kind} {percent(share, 0)}" for kind, share in mean_use(periods)[:MOST_KINDS])
    head = f"Mean use where demand falls short, in {short} of {len(periods)} periods: {shares}."
    return section("What limits it", head, "", *lines, "", NOTE)


def _limits_line(period: PeriodLimits, status: PlanStatus) -> str:
    most = describe(period.uses[0]) if period.uses else "none"
    if period.short_usd is None:
        return f"{period.year}: nothing falls short; most used is {most}"
    binding = [use for use in period.uses if use.is_binding]
    where = f"{period.year}, worst in {period.period}"
    if binding:
        return f"{where}: {'; '.join(describe(use) for use in binding[:MOST_KINDS])}"
    return f"{where}: {NO_LIMIT[status]}; most used is {most}"


def describe(use: KindUse) -> str:
    """Return the use of a kind of limit as half a sentence: ``chips: all of those on sale are bought``."""
    if use.share >= FULL and not use.full:
        return f"{use.kind}: none can be had yet"
    said = USED[use.kind]
    if use.share < FULL:
        said += (IN_FULL if use.full else MOST).get(use.kind, "")
    text = said.format(
        share="all" if use.share >= FULL else percent(use.share),
        names=_listed(use.full),
        most=_plain(use.most),
        most_share=percent(use.most_share),
    )
    return f"{use.kind}: {text}"


def _listed(names: Sequence[str]) -> str:
    """Return names as a list in words, the last of a long one counted only."""
    shown = [_plain(name) for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        shown.append(f"{len(names) - MOST_NAMES} more")
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def _plain(name: str) -> str:
    return plain(name.replace("_", " "))
