"""The time grid of a case."""

from __future__ import annotations

from buildout.inputs import Period
from buildout.quarters import quarter_label, quarter_year
from planner.cases.case import Case, Horizon
from planner.problems import Problem

MAX_PERIODS = 200


def build_periods(horizon: Horizon) -> tuple[Period, ...]:
    """Return the periods of a horizon, without a gap from its first to its last quarter.

    Parameters
    ----------
    horizon
        Proven by `check_horizon`.

    Returns
    -------
    tuple of Period
        Labels are ``2029Q1``, ``2029H1`` and ``2029`` by length.
    """
    periods = []
    start = horizon.first
    for step in horizon.steps:
        until = horizon.last if step.until is None else min(step.until, horizon.last)
        while start <= until:
            periods.append(Period(label=_label(start, step.quarters), start=start, quarters=step.quarters))
            start += step.quarters
    return tuple(periods)


def check_horizon(case: Case) -> list[Problem]:
    """Check that the horizon is in order and splits into whole periods within calendar years."""
    horizon, found = case.horizon, []
    if horizon.last < horizon.first:
        return [
            _problem(case, "last", horizon.last, f"{quarter_label(horizon.first)} or later", "swap the two")
        ]
    if horizon.first < case.today:
        fix = "what is before today belongs into the ledger"
        found.append(
            _problem(case, "first", horizon.first, f"{quarter_label(case.today)} (today) or later", fix)
        )
    if (horizon.last - horizon.first) // min(s.quarters for s in horizon.steps) >= MAX_PERIODS:
        fix = "shorten the horizon or lengthen its steps"
        return [*found, _problem(case, "last", horizon.last, f"at most {MAX_PERIODS} periods", fix)]
    untils = [horizon.last if s.until is None else s.until for s in horizon.steps]
    if untils != sorted(set(untils)) or untils[-1] < horizon.last:
        fix = "give steps in order of time, the last one without until"
        return [
            *found,
            _problem(case, "steps", untils[-1], "steps that reach the last quarter one by one", fix),
        ]
    periods = build_periods(horizon)
    for period in periods:
        if quarter_year(period.start) != quarter_year(period.end - 1):
            fix = "let longer periods begin with a half-year or a year"
            found.append(_problem(case, "steps", period.start, "periods within one calendar year", fix))
            break
    if periods[-1].end - 1 != horizon.last:
        end = periods[-1].end - 1
        found.append(
            _problem(case, "last", horizon.last, "the end of a period", f"{quarter_label(end)} would fit")
        )
    return found


def _label(start: int, quarters: int) -> str:
    if quarters == 1:
        return quarter_label(start)
    year, quarter = divmod(start, 4)
    return str(year) if quarters == 4 else f"{year}H{quarter // 2 + 1}"


def _problem(case: Case, key: str, quarter: int, expected: str, fix: str) -> Problem:
    return Problem(case.where(f"horizon.{key}"), quarter_label(quarter), expected, fix)
