"""The figures behind the summary."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buildout.inputs import Inputs
from planner.plan import Plan, Tables, cost_per_gw, figures


def test_cost_per_gw_of_the_new_campus(inputs: Inputs, tables: Tables) -> None:
    """South: 0.24 facility GW. Power 244.8 + 62.424 + 20.808; chips 3800 / 160 per MW x 200 MW."""
    cost = cost_per_gw(inputs, tables)
    assert cost is not None
    assert cost.facility_gw == pytest.approx(0.24)
    assert cost.construction_usd == pytest.approx((102 + 1050.804) * 1e6 / 0.24)
    assert cost.power_usd == pytest.approx(328.032e6 / 0.24)
    assert cost.chips_usd == pytest.approx(23.75e6 * 200 / 0.24)
    assert cost.total_usd == pytest.approx((1152.804 + 328.032 + 4750) * 1e6 / 0.24)


def test_cost_per_gw_leaves_out_sites_with_halls_on_their_way(inputs: Inputs, tables: Tables) -> None:
    sites = tuple(
        replace(site, committed_halls=(0, 0, 1)) if site.site_id == "south" else site for site in inputs.sites
    )
    assert cost_per_gw(replace(inputs, sites=sites), tables) is None


def test_growth(inputs: Inputs, tables: Tables) -> None:
    (south,) = figures.growth(inputs, tables).to_dict("records")
    assert (south["site_id"], south["new_halls"], south["new_it_mw"], south["first_period"]) == (
        "south",
        2,
        200.0,
        "2027Q2",
    )


def test_chips_by_vendor(inputs: Inputs, tables: Tables) -> None:
    found = figures.chips_bought(inputs, tables, lambda chip: chip.vendor).to_dict("list")
    assert found == {
        "group": ["Nova", "Titan"],
        "it_mw": [100.0, 100.0],
        "usd": [3e9, 2e9],
        "share": [0.5, 0.5],
    }


def test_spend_by_year(tables: Tables) -> None:
    spend = figures.spend_by_year(tables)
    assert spend.loc[2026].to_dict() == pytest.approx(
        {"sites and halls": 183.6e6, "power": 0.0, "chips": 900e6, "committed": 0.0, "running": 0.0}
    )
    assert spend.loc[2027, "chips"] == pytest.approx(3980e6)
    assert spend.loc[2027, "running"] == pytest.approx((202 + 25.6 + 10 + 0.36 + 1) * 1e6)
    assert spend.to_numpy().sum() == pytest.approx(tables["cash"]["usd"].sum())


def test_power_by_family(inputs: Inputs, tables: Tables) -> None:
    found = figures.power_by_family(inputs, tables).set_index("family")
    assert found.loc["grid"].to_list() == pytest.approx([120.0, 250.0, 0.4, 20e6])
    assert found.loc["turbine"].to_list() == pytest.approx([160.0, 160.0, 0.08, 5.6e6])


def test_shortfalls(inputs: Inputs, tables: Tables) -> None:
    (chat,) = figures.shortfalls(inputs, tables).to_dict("records")
    assert (chat["stream_id"], chat["first_period"], chat["worst_period"]) == ("chat", "2027Q2", "2027Q2")
    assert (chat["short"], chat["share"], chat["cost_usd"]) == pytest.approx((5.0, 5 / 60, 15e6))


def test_shortfalls_over_time(inputs: Inputs, empty_plan: Plan) -> None:
    """The dearest first: chat 810, training 200 million USD."""
    found = figures.shortfalls(inputs, empty_plan.tables)
    names = ["stream_id", "first_period", "last_period", "worst_period", "short"]
    assert found[names].to_numpy().tolist() == [
        ["chat", "2027Q1", "2027H2", "2027H2", 80.0],
        ["training", "2027H2", "2027H2", "2027H2", 100.0],
    ]


def test_first_orders(inputs: Inputs, tables: Tables) -> None:
    """All but the move, which is due in the third quarter; the dearest first."""
    due = figures.first_orders(inputs, tables)
    assert len(due) == 11
    assert due["order_id"].iloc[0] == "chip/south/tp/2027Q3"
    assert figures.first_orders(inputs, tables, quarters=0)["order_by_quarter"].max() == "2026Q4"


def test_no_figures_of_an_empty_plan(inputs: Inputs, empty_plan: Plan) -> None:
    nothing = empty_plan.tables
    assert cost_per_gw(inputs, nothing) is None
    assert figures.growth(inputs, nothing).empty
    assert figures.chips_bought(inputs, nothing, lambda chip: chip.vendor).empty
    assert figures.first_orders(inputs, nothing).empty
