"""What a seed draws: facts that can be, of the right frequency, alike for what plans share."""

from __future__ import annotations

import datetime
import math
import random
from pathlib import Path
from types import MappingProxyType

import pytest

from buildout.quarters import parse_quarter
from planner.cases import Case
from planner.plan import read_run
from planner.replan.fact import Cancelled, DemandSeen, Fact, Online, Price, Slipped, Thing, Told
from planner.replan.lots import Lot
from planner.replan.move import Move
from planner.simulate.figure_facts import figure_facts
from planner.simulate.figures import Kind, Moving, moving_figures
from planner.simulate.lot_facts import OnItsWay, lot_facts, on_their_way
from planner.simulate.rates import Rates, chance
from tests.simulate.conftest import scenario

DAY = datetime.date(2028, 2, 1)
ALWAYS, NEVER = (MappingProxyType(dict.fromkeys(Thing, rate)) for rate in (1e9, 0.0))
LIKELY = Rates(slips_per_year=ALWAYS, cancelled_per_year=NEVER, slip_quarters=MappingProxyType({2: 1.0}))
QUIET = Rates(slips_per_year=NEVER, cancelled_per_year=NEVER)


def on_its_way(
    planned: str, thing: Thing = Thing.HALLS, *, is_ordered: bool = True, is_begun: bool = True
) -> OnItsWay:
    quarter = parse_quarter(planned)
    what = "" if thing is Thing.HALLS else "some"
    return OnItsWay(Lot("north", thing, what, quarter, 2.0, quarter), is_ordered, is_begun)


def facts_of(*lots: OnItsWay, rates: Rates, seed: str = "7", day: datetime.date = DAY) -> list[Fact]:
    return list(lot_facts(lots, day, 12, seed, rates))


def test_a_chance_is_of_at_least_one_event() -> None:
    assert chance(0.0, 12) == 0.0
    assert chance(365.25, 1) == pytest.approx(1 - 1 / math.e)
    assert chance(1.0, 365) > chance(1.0, 364)


def test_lots_slip_as_long_as_they_are_heard_of() -> None:
    near, far = on_its_way("2029Q2"), on_its_way("2031Q1")
    (fact,) = facts_of(near, far, rates=LIKELY)
    assert isinstance(fact, Slipped)
    assert (fact.planned, fact.quarter) == (parse_quarter("2029Q2"), parse_quarter("2029Q4"))
    assert fact.seen == DAY


def test_what_was_ordered_comes_by_the_end_of_its_quarter() -> None:
    ordered, planned = on_its_way("2028Q1"), on_its_way("2028Q1", is_ordered=False)
    before = datetime.date(2027, 12, 31)
    after = datetime.date(2028, 4, 1)
    assert facts_of(ordered, rates=QUIET, day=before) == []
    (fact,) = facts_of(ordered, planned, rates=QUIET, day=after)
    assert isinstance(fact, Online)
    assert fact.quarter == parse_quarter("2028Q1")


def test_only_what_leaves_nothing_stranded_is_cancelled() -> None:
    rates = Rates(slips_per_year=NEVER, cancelled_per_year=ALWAYS)
    lots = [
        on_its_way("2029Q1", Thing.CHIPS),
        on_its_way("2029Q1", Thing.HALLS),
        on_its_way("2029Q2", Thing.HALLS, is_ordered=False, is_begun=True),
        on_its_way("2029Q3", Thing.HALLS, is_ordered=False, is_begun=False),
        on_its_way("2029Q3", Thing.CHIPS, is_ordered=False, is_begun=False),
    ]
    facts = facts_of(*lots, rates=rates)
    assert all(isinstance(fact, Cancelled) for fact in facts)
    assert [(fact.thing, fact.planned) for fact in facts if isinstance(fact, Cancelled)] == [
        (Thing.CHIPS, parse_quarter("2029Q1")),
        (Thing.HALLS, parse_quarter("2029Q3")),
    ]


def test_a_lot_has_the_same_fate_whatever_else_is_planned() -> None:
    rates = Rates(slips_per_year=MappingProxyType(dict.fromkeys(Thing, 20.0)), cancelled_per_year=NEVER)
    lots = [on_its_way(f"20{year}Q{quarter}") for year in (28, 29) for quarter in (2, 3, 4)]
    together = facts_of(*lots, rates=rates)
    assert together == [fact for lot in lots for fact in facts_of(lot, rates=rates)]
    assert 0 < len(together) < len(lots)
    others = [facts_of(*lots, rates=rates, seed=str(seed)) for seed in range(20)]
    assert any(other != together for other in others)


def walk(told: list[Told], night: int, rates: Rates) -> list[Fact]:
    moving = [Moving(Kind.PRICE, "a", {"finance.a.value": 100.0})]
    return list(figure_facts(moving, ["chat"], told, DAY, 12, random.Random(f"{night}"), rates))  # noqa: S311


def test_figures_walk_from_where_they_are() -> None:
    rates = Rates(prices_per_year=1e9, price_spread=0.01, demands_per_year=0.0)
    before = Told(Price(seen=DAY, path="finance.a.value", value=5000.0), "before")
    (first,) = walk([], 1, rates)
    (second,) = walk([before], 1, rates)
    assert isinstance(first, Price)
    assert isinstance(second, Price)
    assert isinstance(first.value, float)
    assert isinstance(second.value, float)
    assert abs(math.log(first.value / 100.0)) < 0.06
    assert second.value / 5000.0 == pytest.approx(first.value / 100.0, rel=1e-3)


def test_demand_stays_near_the_planned() -> None:
    rates = Rates(prices_per_year=0.0, demands_per_year=1e9, demand_spread=2.0)
    seen = [fact.factor for n in range(40) for fact in walk([], n, rates) if isinstance(fact, DemandSeen)]
    assert len(seen) == 40
    assert min(seen) == 0.6
    assert max(seen) == 1.6


def test_some_nights_are_quiet_and_some_are_not() -> None:
    counts = [len(walk([], night, Rates())) for night in range(200)]
    # Prices 10 and demand 4 a year: a night of 12 days has none with chance exp(-14 * 12 / 365.25) = 0.63.
    assert 100 <= counts.count(0) <= 152


def test_the_same_seed_draws_the_same(case: Case, first_plan: Path) -> None:
    move = Move(case, read_run(first_plan), DAY, 0.2)
    drawn = [scenario(case, 2, seed).drawn(move, [], 1) for seed in (7, 7, 8)]
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def test_figures_of_a_case_are_its_own_and_those_of_the_tables(case: Case) -> None:
    own = {one.name: one for one in moving_figures(case)}
    assert own["chips.custom.new.capex_usd_per_mw"].values == {"chips.custom.new.capex_usd_per_mw": 30e6}
    assert own["chips.custom.new.supply_mw_per_quarter"].kind is Kind.SUPPLY
    assert own["power.custom.hydro.limit_mw"].kind is Kind.LIMIT
    assert not any(name.startswith("supply.") for name in own)


def test_nothing_of_what_is_there_is_on_its_way(case: Case, first_plan: Path) -> None:
    move = Move(case, read_run(first_plan), datetime.date(2028, 11, 1), 0.2)
    lots = on_their_way(move, [])
    halls = next(one for one in lots if one.lot.thing is Thing.HALLS and one.lot.site == "north")
    assert halls.is_ordered
    came = {
        "seen": datetime.date(2028, 11, 1),
        "site": "north",
        "thing": Thing.HALLS,
        "planned": "2029Q1",
        "quarter": "2028Q4",
    }
    told = Told(Online.model_validate(came), "now")
    left = on_their_way(move, [told])
    assert len(left) == len(lots) - 1
    assert halls.key not in {one.key for one in left}
