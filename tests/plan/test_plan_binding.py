"""Which limits hold a plan back, and how that is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buildout.inputs import Inputs
from planner.plan import PlanStatus, Tables
from planner.plan.limits.binding import (
    PeriodLimits,
    first_binding,
    limits_by_period,
    mean_use,
    worst_of_each_year,
)
from planner.plan.limits.limit import KindUse, LimitKind
from planner.plan.limits.summary import describe, limits_section

SOLD_OUT = KindUse(LimitKind.CHIPS, 1.0, ("VR200", "GB300"), "VR200", 1.0)
PART = replace(SOLD_OUT, share=0.93)
NOT_YET = KindUse(LimitKind.CHIPS, 1.0, (), "VR200", 1.0)
GRID = KindUse(LimitKind.GRID, 0.96, (), "Texas", 0.99)
TRANSFORMERS = KindUse(LimitKind.COMPONENTS, 0.8, (), "mv_transformer", 0.8)
EVERYWHERE = KindUse(LimitKind.LEAD_TIMES, 1.0, ("all sites",), "all sites", 1.0)
PERIODS = (
    PeriodLimits("2027Q1", 2027, 5e9, (GRID,)),
    PeriodLimits("2027Q2", 2027, 3e9, (SOLD_OUT, GRID)),
    PeriodLimits("2027H2", 2027, None, (PART,)),
    PeriodLimits("2028H1", 2028, None, (SOLD_OUT,)),
    PeriodLimits("2028H2", 2028, None, (GRID,)),
)


def test_a_year_is_seen_where_it_is_worst_or_last() -> None:
    assert [period.period for period in worst_of_each_year(PERIODS)] == ["2027Q1", "2028H2"]


def test_the_first_to_bind_binds_where_demand_falls_short() -> None:
    assert first_binding(PERIODS, 2027) == SOLD_OUT
    assert first_binding(PERIODS, 2028) is None


def test_mean_use_is_over_the_periods_that_fall_short() -> None:
    assert mean_use(PERIODS) == ((LimitKind.CHIPS, 1.0), (LimitKind.GRID, pytest.approx(0.96)))


def test_limits_of_the_small_case(inputs: Inputs, tables: Tables) -> None:
    """Only chat falls short, in the second quarter, at 15 million USD; lead times bind in none."""
    periods = limits_by_period(inputs, tables)
    assert [period.short_usd for period in periods] == [None, pytest.approx(15e6), None]
    assert [period.uses[0].kind for period in periods] == [
        LimitKind.LEAD_TIMES,
        LimitKind.ROOM,
        LimitKind.GRID,
    ]
    assert first_binding(periods, 2027) is None


@pytest.mark.parametrize(
    ("use", "text"),
    [
        (SOLD_OUT, "chips: all of those on sale are bought, by the work they do"),
        (
            PART,
            "chips: 93.0 % of those on sale are bought, by the work they do, and all of VR200 and GB300",
        ),
        (NOT_YET, "chips: none can be had yet"),
        (GRID, "grid: 96.0 % of our headroom is used, and in Texas 99.0 %"),
        (
            replace(GRID, share=0.6, full=tuple("abcdef")),
            "grid: 60.0 % of our headroom is used, and all of it in a, b, c, d and 2 more",
        ),
        (TRANSFORMERS, "components: 80.0 % of what we can get of mv transformer is used"),
        (EVERYWHERE, "lead times: all of the halls and power that sites can have by then are in use"),
    ],
)
def test_a_limit_in_words(use: KindUse, text: str) -> None:
    assert describe(use) == text


@pytest.mark.parametrize("kind", LimitKind)
def test_every_kind_has_its_words(kind: LimitKind) -> None:
    assert describe(KindUse(kind, 0.7, ("one",), "one", 1.0)).startswith(f"{kind}: 70.0 %")


def test_the_section_says_what_binds_and_where_nothing_does() -> None:
    lines = limits_section(PERIODS, PlanStatus.OPTIMAL).splitlines()
    assert lines[2] == "Mean use where demand falls short, in 2 of 5 periods: chips 100 %, grid 96 %."
    assert lines[4] == (
        "- 2027, worst in 2027Q1: no limit binds: serving the rest would cost more than falling short; "
        "most used is grid: 96.0 % of our headroom is used, and in Texas 99.0 %."
    )
    assert lines[5].startswith("- 2028: nothing falls short; most used is grid: 96.0 %")


def test_a_search_that_stopped_early_proves_no_limit_slack() -> None:
    assert "or the search stopped before it found how" in limits_section(PERIODS, PlanStatus.FEASIBLE)
    assert "the search found no plan in time" in limits_section(PERIODS, PlanStatus.FALLBACK)


def test_the_section_where_nothing_falls_short() -> None:
    assert "Nothing falls short." in limits_section(PERIODS[2:], PlanStatus.OPTIMAL)
