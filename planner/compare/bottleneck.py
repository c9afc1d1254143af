"""The first bottleneck of a run in words: by prices where it has them, else by use."""

from __future__ import annotations

from planner.compare.side import Side
from planner.plan.limits.binding import first_binding, limits_by_period
from planner.plan.limits.summary import describe
from planner.problems import InputError, Problem
from planner.why.bottlenecks import bottlenecks_by_year
from planner.why.limits_tables import CAUSES, LIMITS, causes_of
from planner.why.site_limit import Witness


def first_bottleneck(side: Side) -> str:
    """Return what binds first in a plan, and when.

    Raises
    ------
    InputError
        If the tables on limits cannot be read.
    """
    if _is_priced(side):
        return _by_price(side)
    periods = limits_by_period(side.inputs, side.plan.tables)
    years = dict.fromkeys(period.year for period in periods)
    found = ((year, first_binding(periods, year)) for year in years)
    return next((f"{year}: {describe(use)}" for year, use in found if use is not None), "none binds")


def _is_priced(side: Side) -> bool:
    """Return whether the run says by prices what limits it; an older run may not."""
    tables = side.run.more_tables
    if CAUSES not in tables or LIMITS not in tables:
        return False
    return "witness" in tables[LIMITS] and bool((tables[LIMITS]["witness"] == Witness.PRICES).any())


def _by_price(side: Side) -> str:
    try:
        years = bottlenecks_by_year(side.inputs, causes_of(side.run.more_tables[CAUSES]))
    except (ValueError, KeyError, TypeError) as error:
        fix = "solve the case again"
        raise InputError(
            [Problem(f"{side.name}: table {CAUSES}", str(error), "a table that a solve wrote", fix)]
        ) from error
    first = next((year.first for year in years if year.first is not None), None)
    return "nothing falls short" if first is None else f"{first.period}: {first.limited_by} ({first.cause})"
