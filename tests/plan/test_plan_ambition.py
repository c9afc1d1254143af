"""The small case held against an ambition of 0.2 GW in 2027 and 0.4 GW in 2028, at 50 billion USD a GW."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from buildout.inputs import Ambition, Inputs, Period
from planner.plan import Plan, Tables, summarise
from planner.plan.ambition import against_ambition, first_short

AMBITION = Ambition("A path", (0.1, 0.2, 0.4), 50e9, "press 2026")


@pytest.fixture
def wished(inputs: Inputs) -> Inputs:
    """The case with its last period in 2028, so that there are two years."""
    first, second, last = inputs.periods
    later = Period(last.label, first.start + 4, last.quarters)
    return replace(inputs, periods=(first, second, later), ambition=AMBITION)


def test_gw_of_each_year(wished: Inputs, tables: Tables) -> None:
    """Chips at PUE 1.2: 150 and 240 MW; halls of 100 MW: 2 and 3."""
    one, two = against_ambition(wished, tables)
    assert (one.year, two.year) == (2027, 2028)
    assert (one.ambition_gw, one.standing_gw, one.built_gw) == pytest.approx((0.2, 0.18, 0.24))
    assert (two.ambition_gw, two.standing_gw, two.built_gw) == pytest.approx((0.4, 0.288, 0.36))
    assert (two.short_gw, two.short_share) == pytest.approx((0.112, 0.28))


def test_money_counts_after_the_first_year(wished: Inputs, tables: Tables) -> None:
    """0.2 GW more at 50 billion USD; the plan pays 2 + 1 in 2028, rebates apart, and 9 before."""
    rows = [
        ("2027Q4", "chips", 9e9),
        ("2028Q1", "halls", 2e9),
        ("2028Q2", "committed", 1e9),
        ("2028Q2", "rebates", -1e8),
        ("2028Q2", "energy", 4e9),
    ]
    cash = pd.DataFrame(rows, columns=["quarter", "category", "usd"])
    one, two = against_ambition(wished, {**tables, "cash": cash})
    assert (one.ambition_usd, one.plan_usd) == (0.0, 0.0)
    assert (two.ambition_usd, two.plan_usd) == pytest.approx((10e9, 3e9))


def test_the_first_year_that_falls_short(wished: Inputs, tables: Tables) -> None:
    """Half a per cent is near enough."""
    one, two = against_ambition(wished, tables)
    near = replace(one, standing_gw=0.1991)
    ahead = replace(one, standing_gw=0.3)
    assert first_short((one, two)) is one
    assert first_short((near, two)) is two
    assert first_short((ahead, near)) is None


def test_a_case_without_an_ambition_has_no_section(inputs: Inputs, plan: Plan) -> None:
    assert against_ambition(inputs, plan.tables) == ()
    assert "Against the ambition" not in summarise(inputs, plan)


def test_the_section_names_the_year_and_what_binds(wished: Inputs, plan: Plan) -> None:
    text = summarise(wished, plan)
    assert (
        "A path (press 2026): 0.40 GW at the end, which at 50.00 billion USD per GW is 20.00 billion" in text
    )
    assert (
        "| 2028   |                  0.40 |                        0.29 |                     0.36 |" in text
    )
    assert "The plan first falls short of it in 2027, by 0.02 GW; no limit binds: serving the rest" in text


def test_where_chips_are_sold_out_they_bind_first(wished: Inputs, plan: Plan) -> None:
    chips = tuple(replace(chip, supply_mw=(40.0, 60.0, 0.0)) for chip in wished.chips)
    sold_out = replace(wished, chips=(chips[0], replace(chips[1], supply_mw=(0.0, 0.0, 100.0))))
    text = summarise(sold_out, plan)
    assert "by 0.02 GW; first to bind is chips: all of those on sale are bought" in text


def test_an_ambition_may_be_missed_with_all_demand_served(wished: Inputs, plan: Plan) -> None:
    shortage = plan.tables["shortage"].assign(short=0.0, cost_usd=0.0)
    text = summarise(wished, replace(plan, tables={**plan.tables, "shortage": shortage}))
    assert "no demand falls short then, as its chips do more work per GW" in text


def test_an_ambition_that_is_kept(wished: Inputs, plan: Plan) -> None:
    modest = replace(wished, ambition=replace(AMBITION, facility_gw=(0.0, 0.1, 0.2)))
    assert "The plan keeps up with the ambition in every year." in summarise(modest, plan)


def test_nothing_built_falls_short_by_all_of_it(wished: Inputs, empty_plan: Plan) -> None:
    one, two = against_ambition(wished, empty_plan.tables)
    assert (one.standing_gw, two.short_share) == (0.0, 1.0)
    assert "100.0 %" in summarise(wished, empty_plan)
