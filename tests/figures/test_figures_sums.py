"""What figures draw sums up to the tables of the run."""

from __future__ import annotations

import pandas as pd
import pytest

from buildout.inputs import SiteKind
from planner.figures import Figure, figures_of
from planner.figures.capacity import site_rows
from planner.figures.costs import steps
from planner.figures.demand import by_stream_and_year
from planner.figures.gantt import additions, first_chains, gantt_lines
from planner.figures.growth import by_purpose
from planner.figures.source import Source
from planner.figures.stakes import stakes
from planner.plan import Run, TableName
from planner.reference import Confidence
from tests.figures.drawn import rows_of

ROUNDED = 1e-3


@pytest.fixture(scope="module")
def figures(source: Source) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures_of(source.run)}


def test_spending_and_cash_are_the_table(figures: dict[str, Figure], source: Source) -> None:
    """The sums written over the bars stand in rows without a layer."""
    paid = source.tables[TableName.CASH]["usd"].sum() / 1e9
    for name in ("spend", "cash"):
        drawn = sum(row["amount"] for row in rows_of(figures[name].chart, "layer", "amount"))
        assert drawn == pytest.approx(paid, rel=ROUNDED)
    totals = [row for row in rows_of(figures["spend"].chart, "amount") if "layer" not in row]
    assert sum(row["amount"] for row in totals) == pytest.approx(paid, rel=ROUNDED)


def test_the_ladder_is_the_plan_s(figures: dict[str, Figure], source: Source) -> None:
    (row,) = {(r["year"], r["facility_gw"], r["it_gw"]) for r in rows_of(figures["ladder"].chart, "year")}
    (year,) = source.run.plan.gw_by_year
    assert row == pytest.approx((year.year, year.facility_gw, year.it_gw), abs=1e-4)


def test_chips_and_power_and_halls_are_the_tables(figures: dict[str, Figure], source: Source) -> None:
    """Two panels each, so everything is drawn twice; growth draws halls, and chips by purpose."""
    fleet = source.tables[TableName.FLEET]["fleet_mw"].sum() / 1e3
    firm = source.tables[TableName.POWER]["firm_mw"].sum() / 1e3
    halls = source.tables[TableName.HALLS]["facility_mw"].sum() / 1e3
    for name, total in (("chips", 2 * fleet), ("power", 2 * firm), ("growth", halls + fleet)):
        drawn = sum(row["amount"] for row in rows_of(figures[name].chart, "layer", "amount"))
        assert drawn == pytest.approx(total, rel=ROUNDED), name


def test_every_site_counts_in_capacity_and_on_the_map(figures: dict[str, Figure], source: Source) -> None:
    halls = source.tables[TableName.HALLS]
    rows = pd.concat([site_rows(source, kind) for kind in SiteKind])
    assert rows["mw"].sum() == pytest.approx(halls["facility_mw"].sum())
    spans = rows_of(figures["map"].chart, "site", "until", "mw")
    assert sum(r["mw"] * (r["until"] - r["t"]) for r in spans) == pytest.approx(halls["facility_mw"].sum())


def test_costs_end_at_the_cost_of_the_plan(source: Source) -> None:
    frame = steps(source.tables[TableName.COSTS])
    cost = source.run.plan.cost_usd / 1e9
    assert frame["high"].iloc[-2] == pytest.approx(cost, abs=1e-3)
    assert frame["amount"].iloc[-1] == pytest.approx(cost, abs=1e-3)
    assert (frame["low"].iloc[1:-1].to_numpy() == frame["high"].iloc[:-2].to_numpy()).all()


def test_demand_is_the_mean_over_the_year(source: Source) -> None:
    """Chat asks for 50, 60, and 80 for two quarters: (50 + 60 + 160) / 4; 5 short for one of four."""
    frame = by_stream_and_year(source).set_index("stream_id")
    assert frame.loc["chat", "year"] == 2027
    assert frame.loc["chat", "demand"] == pytest.approx(67.5)
    assert frame.loc["chat", "short"] == pytest.approx(1.25)
    assert frame.loc["chat", "served"] == pytest.approx(66.25)
    assert frame.loc["training", "demand"] == pytest.approx(50.0)


def test_chips_not_at_work_are_what_is_left(source: Source) -> None:
    """90 stand and 50 work in the first quarter; in the last 240 stand, and 50 train."""
    gw = by_purpose(source).groupby(["period", "layer"])["amount"].sum()
    assert gw["2027Q1", "inference"] == pytest.approx(0.05)
    assert gw["2027Q1", "not at work"] == pytest.approx(0.04)
    assert gw["2027H2", "training"] == pytest.approx(0.05)
    assert gw["2027H2", "not at work"] == pytest.approx(0.19)


def test_orders_over_time(source: Source) -> None:
    """South opens in 2027Q2 (8109): its permit is ordered three quarters before, its shell four."""
    lines = gantt_lines(source)
    assert [line.site_ids for line in lines] == [("north",), ("south",)]
    chains = first_chains(source, lines)
    south = chains[chains["row"] == 1].set_index("what")
    online = 2027.25
    assert south.loc["permit", ["start", "end"]].tolist() == [online - 0.75, online]
    assert south.loc["shell", ["start", "end"]].tolist() == [online - 1.0, online]
    assert south.loc["network", ["start", "end"]].tolist() == [online - 0.25, online]
    halls = additions(source, lines)
    assert halls[["row", "start", "halls"]].to_numpy().tolist() == [[1, 2027.25, 1], [1, 2027.5, 1]]


def test_money_at_stake_is_the_money_of_the_plan(tiny_run: Run) -> None:
    """Chips, construction, power and shortage, each summed over its prices, are rows of the costs."""
    source = Source.of(tiny_run)
    costs = source.tables[TableName.COSTS].set_index("category")["present_value_usd"]
    paid = costs.reindex(["openings", "halls", "power", "chips", "shortage"], fill_value=0.0).sum()
    found = stakes(source, tiny_run.more_tables["sources"])
    assert sum(stake.usd for stake in found) == pytest.approx(paid)


def test_prices_are_as_well_known_as_the_run_says(tiny_run: Run) -> None:
    """Tiny has its own chips; land is as in the tables."""
    sources = tiny_run.more_tables["sources"]
    found = {stake.name: stake for stake in stakes(Source.of(tiny_run), sources)}
    assert found["price of new"].confidence is None
    assert found["cost of land"].confidence is Confidence.OWN_ASSUMPTION
    row = (sources["row_id"] == "land") & (sources["figure"] == "usd")
    told = sources.assign(
        confidence=sources["confidence"].mask(row, "measured"), source=sources["source"].mask(row, "a deed")
    )
    land = next(s for s in stakes(Source.of(tiny_run), told) if s.name == "cost of land")
    assert (land.confidence, land.origin) == (Confidence.MEASURED, "a deed")
