"""What a step saves, against numbers worked out by hand and against solving again with the change.

In `tests.small` serving a MW saves 30 and takes a chip at 20 and 0.5 of power: 9.5 million USD, once a hall
stands for it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from buildout.inputs import (
    Budget,
    Caps,
    CommittedChips,
    GridArea,
    Inputs,
    MinimumTake,
    Network,
    Node,
    Pool,
    VendorShare,
    Window,
)
from planner.why.meanings import loosened, sentence
from planner.why.priced_limit import PricedLimit, PriceKind, round_step
from tests.audit.small_case import INPUTS as EVERY_POLICY
from tests.small import TODAY, campus, chip, grid, serving, small, zone
from tests.why.explained import Explained, explained

MUSD = 1e6
NOW = "2027Q1"


def only(found: Explained, kind: PriceKind) -> PricedLimit:
    """Return the one limit of a kind."""
    (limit,) = found.of(kind)
    return limit


def with_supply(mw: float, **changes: object) -> Inputs:
    """Return the small case with so many MW of chips on sale."""
    return replace(small(), chips=(replace(chip(), supply_mw=(mw,)),), **changes)  # type: ignore[arg-type]


def test_a_month_of_supply() -> None:
    limit = only(explained(with_supply(6.0)), PriceKind.CHIPS)

    # a third of a quarter's 6 MW
    assert limit.step == pytest.approx(2.0)
    assert limit.with_these_sites_usd == pytest.approx(2.0 * 9.5 * MUSD)
    assert sentence(limit).startswith("One more month of G supply in 2027Q1 (2 MW) saves 19.00 million USD")


def test_headroom_counts_from_the_first_period_on() -> None:
    inputs = replace(small(2), areas=(GridArea("area", (10.0, 10.0)),))

    limit = only(explained(inputs), PriceKind.HEADROOM)

    # A MW of headroom feeds 0.8 MW of chips, which save 30 in each of two quarters and cost 20.5.
    assert limit.step == pytest.approx(0.5)
    assert limit.with_these_sites_usd == pytest.approx(0.5 * 0.8 * (2 * 30 - 20.5) * MUSD)
    assert sentence(limit).startswith("0.50 MW more grid headroom in Site a from 2027Q1 saves 15.80 million")


def test_headroom_in_whole_units_is_priced_per_mw() -> None:
    unit = replace(grid(), unit_mw=5.0, continuous=False)
    inputs = replace(small(), areas=(GridArea("area", (10.0,)),), power=(unit,))

    limit = only(explained(inputs), PriceKind.HEADROOM)

    assert limit.step == pytest.approx(5.0)  # less than a unit would be of no use
    assert limit.with_these_sites_usd == pytest.approx(5.0 * 0.8 * 9.5 * MUSD)


def test_power_at_a_site_that_stays_closed_has_no_price() -> None:
    far = replace(campus("far"), open_cost_musd=1000.0)
    power = (replace(grid(), limit_mw=(10.0,)), replace(grid("far"), limit_mw=(10.0,)))
    inputs = serving(replace(small(), sites=(campus(), far), power=power), zone("n", ("a", "far"), 10.0))

    limit = only(explained(inputs), PriceKind.SITE_POWER)

    assert limit.ids == ("a", "grid")
    assert limit.with_these_sites_usd == pytest.approx(0.5 * 0.8 * 9.5 * MUSD)


def test_a_pool_by_its_draw() -> None:
    pool = Pool("optics", "Optics", "units", (Window(NOW, NOW, 12.0),), (), (), (("g", 2.0),))

    limit = only(explained(replace(small(), pools=(pool,))), PriceKind.POOL)

    assert limit.step == pytest.approx(0.5)
    assert limit.with_these_sites_usd == pytest.approx(0.5 * 9.5 / 2 * MUSD)
    assert sentence(limit).startswith("0.50 units more of Optics in 2027Q1 saves")


def test_a_budget() -> None:
    inputs = replace(small(), budgets=(Budget("year", TODAY, TODAY + 3, 13 + 6 * 20.5),))

    limit = only(explained(inputs), PriceKind.BUDGET)

    assert limit.step == pytest.approx(5.0)  # million USD of 136
    assert limit.with_these_sites_usd == pytest.approx(5.0 * 9.5 / 20.5 * MUSD)
    assert sentence(limit).startswith("5.00 million USD more budget in 2027 (year) saves 2.32 million USD")


def test_less_of_a_minimum_take() -> None:
    take = MinimumTake("deal", ("g",), Window(NOW, NOW, 15.0))

    limit = only(explained(replace(small(), minimum_takes=(take,))), PriceKind.TAKE)

    assert limit.step == pytest.approx(0.5)
    assert limit.with_these_sites_usd == pytest.approx(0.5 * 20 * MUSD)


def test_a_point_of_a_vendors_share() -> None:
    dear = replace(chip("dear"), capex_musd_per_mw=24.0, vendor="other")
    inputs = with_supply(100.0)
    inputs = replace(
        inputs,
        chips=(*inputs.chips, dear),
        sites=(replace(campus(), chip_ids=("g", "dear")),),
        workloads=(replace(inputs.workloads[0], performance=(("g", 1.0), ("dear", 1.0))),),
        vendor_shares=(VendorShare("vendor of g", Window(NOW, NOW, 0.0), 0.0, 0.6),),
    )

    limit = only(explained(inputs), PriceKind.VENDOR)

    # a hundredth of 10 MW at 20 instead of 24
    assert limit.with_these_sites_usd == pytest.approx(0.1 * 4 * MUSD)
    assert sentence(limit).startswith(
        "One percentage point more of all chips that may at most be vendor of g's in 2027Q1 saves 400,000 USD"
    )


def test_a_carbon_cap_moves_in_all_years() -> None:
    # 8 IT MW burn 10 MW for 2191.5 hours a quarter: at 1000 kg per MWh, 21,915 t, and a year has four.
    power = (replace(grid(), carbon_kg_per_mwh=1000.0),)
    inputs = replace(small(), power=power, caps=Caps(4 * 21_915.0, None))

    limit = only(explained(inputs), PriceKind.CARBON)

    mw_per_t = 8.0 / 21_915.0
    assert limit.with_these_sites_usd == pytest.approx(limit.step / 4 * mw_per_t * 9.5 * MUSD, rel=1e-4)


def test_a_hall_more_where_a_site_is_full() -> None:
    inputs = serving(replace(small(), sites=(replace(campus(), max_halls=1),)), zone("n", ("a",), 30.0))

    limit = only(explained(inputs), PriceKind.ROOM)

    # ten MW more are served at 20.5 each instead of 30, and the hall costs 8
    assert limit.with_these_sites_usd == pytest.approx((10 * 9.5 - 8) * MUSD)
    changed = explained(loosened(inputs, limit))
    assert changed.linear_musd == pytest.approx(5 + 2 * 8 + 20 * 20.5 + 10 * 30)


def test_a_faster_pace_where_it_holds_back() -> None:
    site = replace(campus(periods=2), halls_per_quarter=1)
    inputs = serving(replace(small(2), sites=(site,)), zone("n", ("a",), 20.0, 20.0))

    limit = only(explained(inputs), PriceKind.BUILD_RATE)

    # The second hall's 10 MW a quarter earlier; they are bought all the same.
    assert limit.with_these_sites_usd == pytest.approx(10 * 30 * MUSD)
    assert sentence(limit).startswith(
        "Building one hall more a quarter in Site a saves at most 300.00 million USD"
    )
    assert explained(loosened(inputs, limit)).linear_musd == pytest.approx(5 + 2 * 8 + 20 * 20.5)


def test_chips_of_the_ledger_that_could_stay() -> None:
    old = replace(chip(periods=2), life_quarters=5)
    site = replace(campus(periods=2), committed_halls=(1, 1), max_halls=1)
    inputs = replace(
        small(2),
        chips=(replace(old, supply_mw=(0.0, 0.0)),),
        sites=(site,),
        committed_chips=(CommittedChips("a", "g", TODAY - 4, 10.0),),
    )

    limit = only(explained(inputs), PriceKind.AGE)

    assert limit.with_these_sites_usd == pytest.approx(10 * 30 * MUSD)
    assert explained(loosened(inputs, limit)).linear_musd == pytest.approx(12.5 * 0.4)


def far_apart() -> Inputs:
    """Return a site with a spare MW of chips, and demand 1,500 km away: 27.05 ms of 20."""
    inputs = small()
    stream = replace(inputs.streams[0], rtt_budget_ms=20.0, access_ms=5.0)
    near = Node("near", "Near", "US", 40.0, -100.0)
    far = Node("far", "Far", "US", 40.0 + 1500 / 111.195, -100.0)
    inputs = serving(
        replace(inputs, streams=(stream,), network=Network(0.0049, 1.5, 0.0, ())),
        zone("near", ("a",), 6.0),
        zone("far", (), 2.0),
    )
    return replace(inputs, nodes=(near, far))


def test_a_longer_round_trip_is_worth_what_new_arcs_could_serve() -> None:
    inputs = far_apart()
    nearer = replace(inputs, nodes=(inputs.nodes[0], replace(inputs.nodes[1], lat=40.0 + 1200 / 111.195)))

    found = explained(nearer)  # 2 x 1200 x 0.0049 x 1.5 + 5 = 22.6 ms

    limit = only(found, PriceKind.LATENCY)
    assert limit.ids == ("chat", "far")
    assert limit.with_these_sites_usd == pytest.approx(2.0 * 9.5 * MUSD)
    assert sentence(limit) == "5 ms more RTT for Chat in Far saves at most 19.00 million USD"
    # The hall has room for the 2 MW, so that here the most is what it saves.
    assert found.linear_saving_usd(limit, 1.0) == pytest.approx(limit.with_these_sites_usd)


def test_a_step_that_reaches_no_further_site_has_no_price() -> None:
    assert not explained(far_apart()).of(PriceKind.LATENCY)


@cache
def everything() -> Explained:
    """Return a case with every policy, explained."""
    return explained(EVERY_POLICY)


SCALED = sorted(
    set(PriceKind)
    - {PriceKind.ROOM, PriceKind.BUILD_RATE, PriceKind.AGE, PriceKind.LOCK, PriceKind.MINIMUM_SIZE}
)


@pytest.mark.parametrize("kind", SCALED)
def test_no_part_of_a_step_saves_more_than_its_price_says(kind: PriceKind) -> None:
    found = everything()
    for limit in found.of(kind):
        if limit.with_these_sites_usd is not None:
            saved = found.linear_saving_usd(limit, 0.01)
            assert saved <= 0.01 * limit.with_these_sites_usd * 1.001 + 1.0


@pytest.mark.parametrize("kind", [PriceKind.CHIPS, PriceKind.TAKE, PriceKind.VENDOR, PriceKind.DEMAND])
def test_a_small_part_of_a_step_saves_its_part_of_the_price(kind: PriceKind) -> None:
    found = everything()
    assert found.of(kind)
    for limit in found.of(kind):
        assert limit.with_these_sites_usd is not None
        saved = found.linear_saving_usd(limit, 0.001)
        assert saved == pytest.approx(0.001 * limit.with_these_sites_usd, rel=5e-3, abs=1.0)


def test_steps_are_round_and_small() -> None:
    assert round_step(3510.0, 100.0) == 100.0
    assert round_step(200.0, 100.0) == 10.0
    assert round_step(500.0, 100.0) == 20.0
    assert round_step(12.0, 100.0) == pytest.approx(0.5)
