"""What limits sites and what is behind shortages, against cases that can be worked out by hand.

In `tests.small` serving a MW takes a chip at 20 and power at 0.5, and saves 30: where something keeps a MW
from being served, its scarcity is worth 9.5 million USD.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from buildout.inputs import Budget, Caps, GridArea, Inputs, Pool, VendorShare, Window
from planner.plan.columns import describe_table
from planner.plan.tables import build_tables
from planner.why.bottlenecks import Bottlenecks, bottlenecks_by_year, find_bottlenecks
from planner.why.limits_summary import MOST_YEARS, bottlenecks_section
from planner.why.limits_tables import CAUSES, CAUSES_SCHEMA, LIMITS, LIMITS_SCHEMA, limits_tables
from planner.why.shortage_cause import OUT_OF_REACH, ShortageCause
from planner.why.site_limit import Limiting, SiteLimit, Witness
from tests.small import TODAY, campus, chip, grid, serving, small, zone
from tests.why.explained import explained, prices_of_plan

MUSD = 1e6
ALL = "2027Q1", "2027Q1"


def found(inputs: Inputs, *, by_use: bool = False) -> Bottlenecks:
    """Return what limits a best plan of a case."""
    plan = explained(inputs)
    tables = build_tables(inputs, plan.decisions)
    return find_bottlenecks(inputs, tables, None if by_use else (inputs, prices_of_plan(plan)))


def only(inputs: Inputs, *, by_use: bool = False) -> SiteLimit:
    (limit,) = found(inputs, by_use=by_use).limits
    return limit


def with_supply(mw: float) -> Inputs:
    return replace(small(), chips=(replace(chip(), supply_mw=(mw,)),))


def with_headroom(mw: float) -> Inputs:
    return replace(small(), areas=(GridArea("area", (mw,)),))


def with_demand(mw: float) -> Inputs:
    return serving(small(), zone("n", ("a",), mw))


CHIPS = with_supply(6.0)
POWER = with_headroom(10.0)  # feeds 8 MW of IT
MONEY = replace(small(), budgets=(Budget("year", TODAY, TODAY + 3, 13 + 6 * 20.5),))
HALLS = with_demand(40.0)  # three halls hold 30
POOL = replace(
    small(), pools=(Pool("cdu", "Cooling units", "MW", (Window(*ALL, 6.0),), (), (), (("g", 1.0),)),)
)
TWO_VENDORS = replace(
    small(),
    chips=(chip(), replace(chip("h"), supply_mw=(2.0,))),
    sites=(replace(campus(), chip_ids=("g", "h")),),
    workloads=tuple(replace(w, performance=(("g", 1.0), ("h", 1.0))) for w in small().workloads),
    vendor_shares=(VendorShare("vendor of g", Window(*ALL, 0.0), 0.0, 0.75),),
)


@pytest.mark.parametrize(
    ("inputs", "by", "cause"),
    [
        (CHIPS, Limiting.CHIPS, "G on sale in 2027Q1"),
        (POWER, Limiting.POWER, "grid headroom in Site a"),
        (MONEY, Limiting.MONEY, "budget year, 2027Q1 to 2027Q4"),
        (POOL, Limiting.COMPONENTS, "Cooling units"),
    ],
)
def test_all_of_the_scarcity_is_of_what_is_used_up(inputs: Inputs, by: Limiting, cause: str) -> None:
    limit = only(inputs)

    assert (limit.limited_by, limit.cause, limit.witness) == (by, cause, Witness.PRICES)
    assert limit.work_value_usd == pytest.approx(30 * MUSD)
    assert limit.scarcity_usd == pytest.approx({by: 9.5 * MUSD})


def test_a_full_site_without_room_is_limited_by_halls_above_their_cost() -> None:
    limit = only(HALLS)

    assert (limit.limited_by, limit.cause) == (Limiting.HALLS, "no room for more halls")
    # a hall costs 8 for 10 MW
    assert limit.scarcity_usd == pytest.approx({Limiting.HALLS: (9.5 - 0.8) * MUSD})
    assert limit.halls_used == pytest.approx(1.0)


def test_a_site_at_full_pace_is_limited_by_halls() -> None:
    inputs = replace(with_demand(40.0), sites=(replace(campus(), halls_per_quarter=2),))

    assert only(inputs).cause == "builds 2 halls a quarter at most"


def test_a_share_of_a_vendor_limits_when_the_others_are_sold_out() -> None:
    limit = only(TWO_VENDORS)

    # h sells 2 MW, so that g may be 6 of 8: more of g alone may not be bought
    assert (limit.limited_by, limit.cause) == (Limiting.RULES, "share of vendor of g")
    assert limit.it_mw == pytest.approx(8.0)
    assert limit.scarcity_usd == pytest.approx({Limiting.RULES: 9.5 * MUSD})


def test_caps_are_rules() -> None:
    dirty = replace(grid(), carbon_kg_per_mwh=1000.0)
    whole_t = 12.5 * 2191.5  # t a quarter where all is served
    inputs = replace(small(), power=(dirty,), caps=Caps(0.6 * whole_t * 4, None))

    limit = only(inputs)

    assert (limit.limited_by, limit.cause) == (Limiting.RULES, "carbon cap")
    assert limit.it_mw == pytest.approx(6.0)
    assert limit.scarcity_usd == pytest.approx({Limiting.RULES: 9.5 * MUSD})


def test_energy_is_cost_and_no_scarcity() -> None:
    dear = replace(grid(), energy_usd_per_mwh=100.0)
    limit = only(replace(with_supply(6.0), power=(dear,)))

    # an IT MW takes 1.25 x 2191.5 MWh a quarter
    assert limit.scarcity_usd == pytest.approx({Limiting.CHIPS: 9.5 * MUSD - 1.25 * 2191.5 * 100.0})


def test_nothing_limits_a_site_that_serves_all() -> None:
    limit = only(small())

    assert limit.limited_by is Limiting.DEMAND
    assert limit.scarcity_usd == {}


def test_before_its_first_hall_a_site_is_limited_by_lead_time() -> None:
    inputs = replace(small(2), sites=(replace(campus(periods=2), first_hall_quarter=TODAY + 1),))

    first, second = found(inputs).limits

    assert (first.limited_by, first.witness) == (Limiting.LEAD_TIME, Witness.DATES)
    assert first.cause == "no new hall before 2027Q2"
    assert second.limited_by is Limiting.DEMAND


def test_power_that_cannot_be_had_yet_is_lead_time() -> None:
    late = replace(grid(periods=2), first_quarter=TODAY + 1, committed_mw=(5.0, 5.0))
    inputs = replace(small(2), power=(late,))

    first, _ = found(inputs).limits

    assert (first.limited_by, first.cause) == (Limiting.LEAD_TIME, "no new power before 2027Q2 (grid)")


def test_falling_short_can_be_cheaper_than_opening() -> None:
    cheap = tuple(replace(s, shortage_musd_per_quarter=(21.0,)) for s in small().streams)

    limit = only(replace(small(), streams=cheap))

    assert (limit.limited_by, limit.cause) == (Limiting.COST, "opening would cost more than it saves")


@pytest.mark.parametrize(
    ("inputs", "by"),
    [
        (CHIPS, Limiting.CHIPS),
        (POWER, Limiting.POWER),
        (MONEY, Limiting.MONEY),
        (HALLS, Limiting.HALLS),
        (small(), Limiting.DEMAND),
    ],
)
def test_without_prices_use_says_the_same(inputs: Inputs, by: Limiting) -> None:
    limit = only(inputs, by_use=True)

    assert (limit.limited_by, limit.witness) == (by, Witness.USE)
    assert limit.work_value_usd is None
    assert limit.scarcity_usd == {}


def test_more_of_what_limits_lets_the_next_limit_bind() -> None:
    both = replace(with_headroom(10.0), chips=(replace(chip(), supply_mw=(6.0,)),))

    assert only(both).limited_by is Limiting.CHIPS
    assert only(replace(both, chips=(chip(),))).limited_by is Limiting.POWER
    assert only(replace(both, areas=(GridArea("area", (1000.0,)),))).limited_by is Limiting.CHIPS


def test_the_chain_of_a_shortage_ends_at_what_is_scarce() -> None:
    (cause,) = found(CHIPS).causes

    assert cause.short == pytest.approx(4.0)
    assert cause.cost_usd == pytest.approx(4 * 30 * MUSD)
    assert cause.text == (
        "4 of 10 reference MW of Chat short in n in 2027Q1 <- 1 site in reach, 100 % of what they could hold "
        "limited by chips <- Site a: G on sale in 2027Q1"
    )


def test_a_chain_says_until_when() -> None:
    inputs = replace(small(2), sites=(replace(campus(periods=2), first_hall_quarter=TODAY + 1),))

    (cause,) = found(inputs).causes

    assert (cause.period, cause.until) == ("2027Q1", "2027Q2")
    assert cause.text.endswith("Site a: no new hall before 2027Q2, until 2027Q2")


def test_a_zone_that_no_site_reaches_is_out_of_reach() -> None:
    (cause,) = found(serving(small(), zone("n", (), 10.0))).causes

    assert (cause.limited_by, cause.sites_in_reach, cause.cause) == (None, 0, OUT_OF_REACH)
    assert cause.text.endswith(OUT_OF_REACH)


def shortage(period: str, cost_musd: float, by: Limiting | None, cause: str) -> ShortageCause:
    return ShortageCause(
        "chat", "n", period, "n", 10.0, 4.0, "reference MW", cost_musd * MUSD, 1, by, 1.0, "a", cause, "", ""
    )


def test_of_each_year_the_first_and_the_dearest_bottleneck_are_told() -> None:
    causes = [
        shortage("2027Q1", 10, Limiting.CHIPS, "G on sale in 2027Q1"),
        shortage("2027Q2", 5, Limiting.POWER, "grid headroom in Ohio"),
        shortage("2027Q2", 30, Limiting.POWER, "grid headroom in Iowa"),
        shortage("2027Q3", 8, Limiting.CHIPS, "G on sale in 2027Q3"),
    ]

    (year,) = bottlenecks_by_year(small(4), causes)

    assert year.first is not None
    assert year.dearest is not None
    assert (year.first.limited_by, year.first.period, year.first.cost_usd) == ("chips", "2027Q1", 18 * MUSD)
    assert (year.dearest.limited_by, year.dearest.cause) == ("power", "grid headroom in Iowa")
    assert year.dearest.cost_usd == pytest.approx(35 * MUSD)
    lines = bottlenecks_section(Bottlenecks((), tuple(causes), (year,))).splitlines()
    assert lines[2] == (
        "- 2027: first, in 2027Q1, chips (G on sale in 2027Q1): 18.00 million USD, 34 % of the shortage; "
        "dearest power (grid headroom in Iowa): 35.00 million USD, 66 % of the shortage."
    )


def test_the_summary_has_at_most_twelve_lines() -> None:
    inputs = small(60)
    causes = [shortage(p.label, 1, Limiting.CHIPS, "none") for p in inputs.periods]
    years = bottlenecks_by_year(inputs, causes)
    assert len(years) > MOST_YEARS

    section = bottlenecks_section(Bottlenecks((), tuple(causes), years))

    assert len([line for line in section.splitlines() if line]) <= 12


def test_the_tables_have_their_columns_and_stand_in_the_document() -> None:
    tables = limits_tables(found(CHIPS))
    document = (Path(__file__).parents[2] / "docs" / "run-folder.md").read_text("utf-8")

    for name, schema in ((LIMITS, LIMITS_SCHEMA), (CAUSES, CAUSES_SCHEMA)):
        assert list(tables[name].columns) == schema.names
        assert [str(t) for t in tables[name].dtypes] == [str(c.dtype) for c in schema.columns]
        assert describe_table(name, schema) in document
    assert tables[LIMITS]["chips_usd_per_it_mw"][0] == pytest.approx(9.5 * MUSD)
    assert pd.isna(limits_tables(found(CHIPS, by_use=True))[LIMITS]["chips_usd_per_it_mw"][0])
