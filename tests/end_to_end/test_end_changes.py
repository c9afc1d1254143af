"""Tiny with one thing changed from the outside, by ``--set``: what must follow for the cheapest plan."""

from __future__ import annotations

import pytest

from planner.plan import Plan
from planner.plan.columns import TableName
from planner.plan.costs import Category
from tests.end_to_end.quick import cheapest

NOTHING_ASKED = "demand.rows=[]"

WORSE = {
    "falling short is dearer": ["streams.custom.edge.shortage_usd_per_quarter=18000000"],
    "one chip less": ["chips.custom.new.supply_mw_per_quarter=0"],
    "a site is forbidden": ["locks=[{site: north, forbid: true}]"],
    "a site is forced": ["locks=[{site: south, open: true}]"],
    "no shortage of one stream": ["policies.no_shortage=[edge]"],
    "a promise to buy": ["policies.minimum_takes=[{id: deal, chips: [old], it_mw: 200}]"],
    "survive any loss": ["policies.survival=[{streams: [chat], share: 0.5}]"],
}
"""Changes that take something away, or make it dearer, and that the cheapest plan feels."""

LEDGER = "ledger={sites: [{site: town, halls: [{online: 2026Q1, halls: 2}], \
power: [{option: mains, online: 2026Q1, mw: 13}], chips: [{chip: old, online: 2028Q1, it_mw: 5}]}]}"
"""Two clusters of 5 MW in the city with power for both (PUE 1.3) and chips for one."""


def capital_usd(plan: Plan) -> float:
    """Return what a total budget limits."""
    cash = plan.tables[TableName.CASH]
    kinds = [Category.OPENINGS, Category.HALLS, Category.POWER, Category.CHIPS, Category.COMMITTED]
    return float(cash.loc[cash["category"].isin(kinds), "usd"].sum())


@pytest.mark.parametrize("changes", WORSE.values(), ids=WORSE)
def test_less_to_choose_from_costs_more(base: Plan, changes: list[str]) -> None:
    assert cheapest(*changes).cost_usd > base.cost_usd * (1 + 1e-6)


def test_more_to_choose_from_costs_less(base: Plan) -> None:
    assert cheapest("chips.custom.new.supply_mw_per_quarter=40").cost_usd < base.cost_usd * (1 - 1e-6)


def test_budget_binds_from_just_below_the_spending(base: Plan) -> None:
    spent_usd = capital_usd(base)
    above = cheapest(f"policies.budgets=[{{id: all, usd: {spent_usd * 1.0001:.0f}}}]")
    below = cheapest(f"policies.budgets=[{{id: all, usd: {spent_usd * 0.99:.0f}}}]")
    assert above.cost_usd == pytest.approx(base.cost_usd, rel=1e-9)
    assert below.cost_usd > base.cost_usd * (1 + 1e-6)
    assert capital_usd(below) <= spent_usd * 0.99 * (1 + 1e-6)


def test_money_of_another_unit_changes_no_decision(base: Plan) -> None:
    """The price of everything x 1.5: construction by its multiplier, the rest by its own figures."""
    # Nothing of the case is left out: openings, halls, chips, power, energy and shortage.
    changes = [
        *(f"sites.custom.{site}.cost_multiplier=1.5" for site in ("north", "south", "town")),
        *(f"sites.custom.{site}.open_cost_usd=150000000" for site in ("north", "south")),
        "sites.custom.town.open_cost_usd=3000000",
        "chips.custom.old.capex_usd_per_mw=30000000",
        "chips.custom.new.capex_usd_per_mw=45000000",
        "power.custom.hydro.capex_usd_per_kw=750",
        "power.custom.line.capex_usd_per_kw=750",
        "power.custom.engines.capex_usd_per_kw=3000",
        "power.custom.mains.capex_usd_per_kw=900",
        "power.custom.hydro.energy_usd_per_mwh=60",
        "power.custom.line.energy_usd_per_mwh=105",
        "power.custom.engines.energy_usd_per_mwh=90",
        "power.custom.mains.energy_usd_per_mwh=150",
        "streams.custom.chat.shortage_usd_per_quarter=7500000",
        "streams.custom.edge.shortage_usd_per_quarter=13500000",
    ]
    # Staff is priced by the tables of the world: it is set to zero in both.
    staff = [f"sites.custom.{site}.hall_fixed_usd_per_year=0" for site in ("north", "south", "town")]
    assert cheapest(*staff, *changes).cost_usd == pytest.approx(1.5 * cheapest(*staff).cost_usd, rel=1e-9)


def test_nothing_asked_is_nothing_built() -> None:
    plan = cheapest(NOTHING_ASKED)
    assert plan.cost_usd == 0.0
    assert plan.gap == 0.0
    for name in (TableName.SITES, TableName.ORDERS, TableName.SHORTAGE, TableName.CASH):
        assert plan.tables[name].empty


def test_nothing_asked_of_a_ledger_costs_what_the_ledger_costs() -> None:
    """Four years without interest: what stands is run, and nothing is worth retiring.

    Halls 2 x 1 million USD a year; 5 MW of chips at 0.1 million USD a year; energy 5 MW x 1.3 x
    8,766 h x 100 USD a year.
    """
    plan = cheapest(
        NOTHING_ASKED,
        LEDGER,
        "finance={wacc: 0.0, mean_load_factor: 1.0, retire_cost_usd_per_mw: 1e9}",
        "sites.custom.town.hall_fixed_usd_per_year=1000000",
        "chips.custom.old.maintenance_usd_per_mw_year=100000",
    )
    assert plan.cost_usd == pytest.approx(4 * (2_000_000 + 500_000 + 5 * 1.3 * 8766 * 100))
    assert plan.tables[TableName.ORDERS].empty


def test_committed_assets_are_kept() -> None:
    plan = cheapest(LEDGER, "finance.retire_cost_usd_per_mw=1e9")
    halls, power, fleet = (plan.tables[name] for name in (TableName.HALLS, TableName.POWER, TableName.FLEET))
    town = halls[halls["site_id"] == "town"]
    assert town["committed_halls"].to_list() == [2, 2, 2, 2]
    mains = power[(power["site_id"] == "town") & (power["option_id"] == "mains")]
    assert mains["committed_mw"].to_list() == [13.0] * 4
    old = fleet[(fleet["site_id"] == "town") & (fleet["chip_id"] == "old")]
    assert old["committed_mw"].to_list() == [5.0, 0.0, 0.0, 0.0]
    assert (old["fleet_mw"] >= 5.0 - 1e-6).all()
    assert len(old) == 4


def test_a_ledger_that_is_given_away_never_costs_more(base: Plan) -> None:
    """Its halls and power are there to use; only running them is the plan's to pay."""
    free_to_run = "sites.custom.town.hall_fixed_usd_per_year=0"
    with_ledger = cheapest(LEDGER.partition(", chips:")[0] + "}]}", free_to_run)
    assert with_ledger.cost_usd <= cheapest(free_to_run).cost_usd
