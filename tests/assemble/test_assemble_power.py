from __future__ import annotations

from collections.abc import Callable

import pytest

from buildout.inputs import Delivery, Inputs, SitePower
from buildout.quarters import parse_quarter

Find = Callable[[Inputs, str, str], SitePower]
TODAY = parse_quarter("2026Q4")


def test_a_queue_position_is_early_dear_and_little(inputs: Callable[..., Inputs], option: Find) -> None:
    position = option(inputs(), "us_abilene", "grid_ercot_position")
    # 350 USD/kW and the premium of powered land, 150,000 USD/MW.
    assert position.capex_musd_per_mw == pytest.approx(0.350 + 0.150)
    assert position.first_quarter == TODAY + 6
    # A quarter of 1,800 MW, in a straight line from 2026Q4 to 2028Q4.
    by_quarter = dict(zip(range(TODAY, TODAY + 13), position.limit_mw, strict=True))
    assert by_quarter[TODAY + 4] == pytest.approx(225)
    assert by_quarter[TODAY + 8] == by_quarter[TODAY + 12] == pytest.approx(450)


def test_a_new_request_waits_for_its_region(inputs: Callable[..., Inputs], option: Find) -> None:
    request = option(inputs(), "us_abilene", "grid_ercot_request")
    assert request.capex_musd_per_mw == pytest.approx(0.350)
    assert (request.lead_quarters, request.first_quarter) == (11, parse_quarter("2029Q3"))
    # 42 halls of 100 MW x PUE 1.17 = 4,914 MW; / 0.9995 = 4,916.5; whole units of 20 MW make 4,920.
    assert set(request.limit_mw) == {4920.0}
    assert request.energy_usd_per_mwh == 66


def test_the_area_allows_the_ramp_then_its_growth(inputs: Callable[..., Inputs]) -> None:
    (area,) = inputs().areas
    headroom = dict(zip(range(TODAY, TODAY + 13), area.headroom_mw, strict=True))
    assert area.area_id == "us_abilene"
    assert headroom[parse_quarter("2028Q4")] == pytest.approx(450)
    # A quarter of 1,300 MW a year after that.
    assert headroom[parse_quarter("2029Q2")] == pytest.approx(450 + 0.5 * 325)


def test_fuel_is_priced_at_the_gas_of_the_region(inputs: Callable[..., Inputs], option: Find) -> None:
    engine = option(inputs(), "us_abilene", "recip_engine")
    # 42.2 USD/MWh hold gas at 4.0; Abilene pays 2.2; 8.3 MMBtu make a MWh.
    assert engine.energy_usd_per_mwh == pytest.approx(42.2 - 8.3 * 1.8)
    assert engine.capex_musd_per_mw == pytest.approx(1.950 * 1.3)
    assert engine.fixed_musd_per_mw_year == pytest.approx(0.055 * 1.3)
    assert engine.delivery is Delivery.ONSITE
    assert engine.is_bridge
    assert engine.last_quarter == parse_quarter("2033Q4")


def test_a_contract_pays_the_wires_too(inputs: Callable[..., Inputs], option: Find) -> None:
    solar = option(inputs(), "us_abilene", "solar_ppa")
    assert solar.delivery is Delivery.OVER_GRID
    assert solar.energy_usd_per_mwh == pytest.approx(64.5 + 0.35 * 66)
    assert solar.availability == 0.25
    assert solar.carbon_kg_per_mwh == 0


def test_rented_plant_has_no_life(inputs: Callable[..., Inputs], option: Find) -> None:
    some = inputs()
    assert option(some, "us_abilene", "rental_mobile_turbine").life_quarters == 0
    assert option(some, "us_abilene", "sofc_fuel_cell").life_quarters == 60


def test_edge_sites_have_small_power_at_their_own_price(inputs: Callable[..., Inputs], option: Find) -> None:
    some = inputs()
    assert {o.option_id for o in some.power if o.site_id == "US_dallas"} == {
        "grid_edge_distribution",
        "recip_engine",
        "sofc_fuel_cell",
    }
    mains = option(some, "US_dallas", "grid_edge_distribution")
    assert mains.first_quarter == TODAY + 3
    assert mains.energy_usd_per_mwh == 86
    assert not option(some, "US_dallas", "recip_engine").is_bridge


def test_a_plant_comes_no_sooner_than_its_market(inputs: Callable[..., Inputs], option: Find) -> None:
    assert option(inputs(), "us_abilene", "ccgt_onsite").first_quarter == TODAY + 20
    hybrid = option(
        inputs("power.solar_storage_gas_hybrid.lead_time_quarters=6"),
        "us_abilene",
        "solar_storage_gas_hybrid",
    )
    assert hybrid.first_quarter == TODAY + 6


def test_the_choice_of_options_is_kept(inputs: Callable[..., Inputs]) -> None:
    only = inputs(power={"include": ["grid_ercot", "grid_edge_distribution", "sofc_fuel_cell"]})
    assert {o.option_id for o in only.power} == {
        "grid_ercot_position",
        "grid_ercot_request",
        "grid_edge_distribution",
        "sofc_fuel_cell",
    }
    without = inputs(power={"exclude": ["recip_engine"]})
    assert "recip_engine" not in {o.option_id for o in without.power}


def test_the_grid_of_the_ledger_is_a_queue_position(inputs: Callable[..., Inputs], option: Find) -> None:
    lots = [
        {"option": "grid_ercot", "online": "2025Q1", "mw": 200},
        {"option": "ccgt_onsite", "online": "2027Q2", "mw": 90},
    ]
    ledger = {"sites": [{"site": "us_abilene", "halls": [{"online": "2025Q1", "halls": 3}], "power": lots}]}
    some = inputs(ledger=ledger, power={"exclude": ["ccgt_onsite"]})
    assert set(option(some, "us_abilene", "grid_ercot_position").committed_mw) == {200.0}
    assert set(option(some, "us_abilene", "grid_ercot_request").committed_mw) == {0.0}
    kept = option(some, "us_abilene", "ccgt_onsite")
    assert set(kept.limit_mw) == {0.0}
    assert kept.committed_mw[:4] == (0, 0, 90, 90)


def test_own_options_go_where_they_are_said_to(inputs: Callable[..., Inputs], option: Find) -> None:
    own = {
        "id": "dam",
        "delivery": "grid",
        "sites": ["us_abilene"],
        "unit_mw": 50,
        "continuous": False,
        "lead_quarters": 3,
        "first_quarter": "2028Q1",
        "limit_mw": 200,
        "capex_usd_per_kw": 400,
        "energy_usd_per_mwh": 30,
        "life_years": 10,
    }
    some = inputs(power={"include": [], "custom": [own]})
    assert [o.site_id for o in some.power] == ["us_abilene"]
    dam = option(some, "us_abilene", "dam")
    assert (dam.first_quarter, dam.capex_musd_per_mw, dam.life_quarters) == (parse_quarter("2028Q1"), 0.4, 40)
    assert set(dam.limit_mw) == {200.0}


def test_yearly_limits_are_shares_of_what_all_buyers_get(inputs: Callable[..., Inputs]) -> None:
    pools = {pool.pool_id: pool for pool in inputs().pools}
    # 3,000 MW in 2027, 12 % more each year, a quarter of it; of 2026 the horizon has one quarter.
    amounts = [window.amount for window in pools["recip_engine_us"].limits]
    assert amounts == pytest.approx([750 / 1.12 / 4, 750, 840, 940.8])
    draws = {(s, o) for s, o, _ in pools["grid_ercot_us"].power_draw}
    assert draws == {("us_abilene", "grid_ercot_position"), ("us_abilene", "grid_ercot_request")}
    assert not any(pool_id.endswith("_world") for pool_id in pools)


def test_the_world_limit_counts_where_a_site_lies_abroad(inputs: Callable[..., Inputs]) -> None:
    some = inputs(sites={"campuses": {"ids": ["us_abilene", "gb_london"]}})
    pools = {pool.pool_id: pool for pool in some.pools}
    assert {s for s, _, _ in pools["recip_engine_world"].power_draw} == {"us_abilene", "gb_london"}
    assert {s for s, _, _ in pools["recip_engine_us"].power_draw} == {"us_abilene"}


def test_components_are_drawn_by_what_needs_them(inputs: Callable[..., Inputs]) -> None:
    pools = {pool.pool_id: pool for pool in inputs().pools}
    assert dict(pools["large_transformer"].hall_draw) == {"us_abilene": pytest.approx(117)}
    assert dict(pools["chiller"].hall_draw) == {
        "us_abilene": pytest.approx(117),
        "US_dallas": pytest.approx(6.4),
    }
    # 40 GW in 2026, 12 % more a year, a quarter of it.
    assert pools["large_transformer"].limits[1].amount == pytest.approx(11200)
    # Engines are bought 30 % larger than the firm MW they give.
    assert ("us_abilene", "recip_engine", 1.3) in pools["recip_engine"].power_draw
    # Optics of 800G and 1.6T replace each other: 25,000 x 1.25 + 11,100 x 1.6, a quarter of it, in 2027.
    assert pools["optics"].limits[1].amount == pytest.approx(0.25 * (31250 + 17760))
    assert dict(pools["optics"].chip_draw)["VR200"] == 1.0
    assert "hbm" not in pools


def test_the_choice_of_pools_is_kept(inputs: Callable[..., Inputs]) -> None:
    some = inputs(
        pools={"include": ["chiller", "cdu"], "exclude": ["cdu"]}, power={"include": ["grid_ercot"]}
    )
    assert [pool.pool_id for pool in some.pools] == ["chiller", "grid_ercot_us"]


def test_shares_can_differ(inputs: Callable[..., Inputs], option: Find) -> None:
    some = inputs(buyer={"share": 0.5, "headroom": 0.1, "power": 0.2, "chips": 1.0})
    assert max(option(some, "us_abilene", "grid_ercot_position").limit_mw) == pytest.approx(180)
    pools = {pool.pool_id: pool for pool in some.pools}
    assert pools["recip_engine_us"].limits[1].amount == pytest.approx(600)
    assert pools["large_transformer"].limits[1].amount == pytest.approx(22400)
