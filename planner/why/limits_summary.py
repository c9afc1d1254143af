"""The part of a run's summary on what limits it, where prices say so."""

from __future__ import annotations

from collections.abc import Sequence

from planner.plan.markdown import money, percent, plain, section
from planner.why.bottlenecks import Bottleneck, Bottlenecks, YearBottlenecks

TITLE = "What limits it"
MOST_YEARS = 10
NOTE = (
    "By prices around this plan; USD are the nominal price of what falls short for it. The tables `limits` "
    "and `shortage_causes` have every site and every shortage."
)


def bottlenecks_section(found: Bottlenecks) -> str:
    """Return the first and the dearest bottleneck of each year, a line each; of many years the dearest."""
    return section(TITLE, *(f"- {plain(line)}" for line in bottleneck_lines(found.years)), "", NOTE)


def bottleneck_lines(years: Sequence[YearBottlenecks]) -> tuple[str, ...]:
    """Return the first and the dearest bottleneck of each year, a sentence each; of many the dearest."""
    dearest = sorted(years, key=lambda year: -year.cost_usd)[:MOST_YEARS]
    return tuple(f"{_line(year)}." for year in years if year in dearest)


def _line(year: YearBottlenecks) -> str:
    first, dearest = year.first, year.dearest
    if first is None or dearest is None:
        return f"{year.year}: nothing falls short"
    if (first.limited_by, first.cause) == (dearest.limited_by, dearest.cause):
        return f"{year.year}: first, in {first.period}, and dearest {_said(first, year)}"
    return f"{year.year}: first, in {first.period}, {_said(first, year)}; dearest {_said(dearest, year)}"


def _said(one: Bottleneck, year: YearBottlenecks) -> str:
    share = percent(one.cost_usd / year.cost_usd, 0)
    return f"{one.limited_by} ({one.cause}): {money(one.cost_usd)}, {share} of the shortage"
