"""The shipped figures hang together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from buildout.quarters import parse_quarter
from planner.reference import Reference, TableName, data_dir

FIRST_QUARTER = parse_quarter("2026Q4")
"""The quarter the figures were gathered in."""


def by_id(frame: pd.DataFrame, key: str) -> dict[str, Mapping[Any, Any]]:
    return {row[key]: row for row in frame.to_dict("records")}


@pytest.mark.parametrize("table", TableName)
def test_ids_are_unique(shipped: Reference, table: TableName) -> None:
    assert shipped.table(table)[shipped.dictionary.key(table)].is_unique


@pytest.mark.parametrize("table", TableName)
def test_every_row_has_source_and_confidence(shipped: Reference, table: TableName) -> None:
    frame = shipped.table(table)
    assert (frame["source"] != "").all()
    assert (frame["confidence"] != "").all()


@pytest.mark.parametrize("path", sorted((data_dir() / "reference").glob("*.csv")), ids=lambda p: p.stem)
def test_no_cell_holds_an_address(path: Any) -> None:
    text = path.read_text(encoding="utf-8").lower()
    assert "http" not in text
    assert "www." not in text


@pytest.mark.parametrize("table", TableName)
def test_bands_bracket_their_value(shipped: Reference, table: TableName) -> None:
    frame = shipped.table(table)
    for low in (column for column in frame.columns if column.endswith("low")):
        middle = "value" if low == "low" else low.removesuffix("_low")
        high = low.removesuffix("low") + "high"
        middle = middle if middle in frame.columns else "it_capex_usd_per_chip_all_in"
        band = frame[[low, middle, high]]
        assert not (band[low] > band[middle]).any(), low
        assert not (band[middle] > band[high]).any(), high


def test_the_country_code_of_namibia_is_text(shipped: Reference) -> None:
    # "NA" must not be read as a missing value; the tables hold no other word pandas would drop.
    assert shipped.countries["country"].map(len).eq(2).all()
    assert (shipped.streams["residency"] != "").all()


def test_the_three_power_bases_rise_for_every_chip(shipped: Reference) -> None:
    chips = shipped.chips
    assert (chips["tdp_w"] < chips["it_power_w_per_chip"]).all()
    assert (chips["it_power_w_per_chip"] < chips["all_in_utility_power_w_per_chip"]).all()


def test_rack_power_agrees_with_chip_power(shipped: Reference) -> None:
    chips = shipped.chips
    rack_kw = chips["chips_per_rack"] * chips["it_power_w_per_chip"] / 1000
    # 8 % off for the one rack whose power was announced before that of its chip.
    assert (rack_kw / chips["rack_power_kw"]).between(0.96, 1.09).all()


def test_every_chip_on_sale_has_a_supply(shipped: Reference) -> None:
    on_sale = set(shipped.chips.query("use_in_solver == 'yes'")["chip_id"])
    supplied = set(shipped.supply.query("metric == 'solver_baseline_units'")["chip_id"])
    assert on_sale <= supplied


def test_baseline_rows_name_their_chip(shipped: Reference) -> None:
    baseline = shipped.supply["metric"] == "solver_baseline_units"
    assert (shipped.supply["chip_id"] != "").equals(baseline)


@pytest.mark.parametrize("year", [2026, 2030, 2033])
def test_shares_of_the_streams_sum_to_one(shipped: Reference, year: int) -> None:
    assert shipped.streams[f"share_{year}"].sum() == pytest.approx(1.0, abs=1e-3)


def test_training_goes_anywhere_and_talk_stays_near(shipped: Reference) -> None:
    residency = {row["stream_id"]: row["residency"] for row in shipped.streams.to_dict("records")}
    assert residency["training_frontier"] == residency["batch_offline"] == "none"
    assert residency["chat_interactive"] == "block"
    assert residency["coding_agents"] == residency["voice_realtime"] == "continent"


def test_the_latency_budget_is_its_parts(shipped: Reference) -> None:
    streams = shipped.streams.dropna(subset=["rtt_budget_ms"])
    parts = streams["access_rtt_ms"] + streams["peering_rtt_ms"] + streams["backbone_rtt_ms"]
    assert (parts == streams["rtt_budget_ms"]).all()


def chain_quarters(elements: Mapping[str, Mapping[Any, Any]], element: str) -> int:
    before = [word for word in elements[element]["after"].split(";") if word]
    return int(elements[element]["lead_quarters"]) + max(
        (chain_quarters(elements, word) for word in before), default=0
    )


@pytest.mark.parametrize(("kind", "quarters"), [("campus", 6), ("edge", 3)])
def test_the_longest_chain_of_lead_times(shipped: Reference, kind: str, quarters: int) -> None:
    elements = by_id(shipped.lead_times.query("kind == @kind"), "element_id")
    assert max(chain_quarters(elements, element) for element in elements) == quarters


def test_the_campus_chain_agrees_with_the_first_campus_quarter(shipped: Reference) -> None:
    first = min(filter(None, shipped.regions["earliest_new_campus_quarter"]), key=parse_quarter)
    assert parse_quarter(first) == FIRST_QUARTER + 6


def test_campus_elements_cost_about_the_published_mean(shipped: Reference) -> None:
    # JLL 2026: 11.3 million USD per IT MW; own split 11.15 per facility MW before the network.
    elements = shipped.lead_times.query("kind == 'campus' and basis == 'facility MW'")
    assert elements["usd"].sum() == pytest.approx(11.15e6)


def test_evidence_agrees_with_the_figure_it_supports(shipped: Reference) -> None:
    used = shipped.capex[shipped.capex["used_as"] != ""]
    assert len(used) > 20
    for row in used.to_dict("records"):
        table, row_id, column = row["used_as"].split(".")
        frame = shipped.table(TableName(table))
        key = shipped.dictionary.key(TableName(table))
        figure = frame.loc[frame[key] == row_id, column].item()
        evidence = row["usd_per_mw"] if row["usd_per_mw"] > 0 else row["other_value"]
        assert figure == evidence, row["item"]


def test_power_is_delivered_as_the_model_expects(shipped: Reference) -> None:
    options = by_id(shipped.power, "option_id")
    for option_id, row in options.items():
        if row["family"] == "grid":
            assert row["delivery"] == "grid", option_id
        if not row["adds_firm_mw"] and row["use_in_solver"] == "yes":
            assert row["delivery"] == "over grid", option_id
    assert options["nuclear_restart"]["delivery"] == "over grid"
    assert options["sofc_fuel_cell"]["delivery"] == "onsite"


def test_every_campus_region_has_its_grid_option(shipped: Reference) -> None:
    allowed = shipped.power.set_index("option_id")["allowed_regions"].str.split(";")
    for region in shipped.regions.to_dict("records"):
        assert region["region_id"] in allowed[region["grid_option_id"]]


def test_every_region_has_a_campus_quarter_where_a_campus_is_allowed(shipped: Reference) -> None:
    allowed = shipped.regions["campus_allowed"] == 1
    assert (shipped.regions["earliest_new_campus_quarter"] != "").equals(allowed)


def test_what_draws_on_a_pool(shipped: Reference) -> None:
    for row in shipped.components.to_dict("records"):
        assert (row["draws_on"] == "power") == bool(row["power_options"]), row["component"]
        if row["is_pool"] == "yes":
            assert row["pool_id"], row["component"]
            assert row["pool_mw_per_year"] > 0, row["component"]


def test_step_up_transformers_serve_every_onsite_option(shipped: Reference) -> None:
    onsite = shipped.power.query("delivery == 'onsite' and use_in_solver == 'yes'")["option_id"]
    component = by_id(shipped.components, "component")["generator_step_up_transformer"]
    assert sorted(component["power_options"].split(";")) == sorted(onsite)


def test_both_kinds_of_optics_share_a_pool(shipped: Reference) -> None:
    optics = shipped.components.query("pool_id == 'optics'")
    assert len(optics) == 2
    assert optics["pool_mw_per_year"].sum() == 36_100


def test_pools_follow_from_supply_and_units(shipped: Reference) -> None:
    pools = shipped.components.query("is_pool == 'yes'")
    derived = pools["annual_supply_units"] * pools["dc_share_of_supply"] / pools["units_per_mw"]
    assert (derived / pools["pool_mw_per_year"]).between(0.98, 1.02).all()


def test_metro_weights_sum_to_one(shipped: Reference) -> None:
    assert shipped.metros["ai_demand_weight"].sum() == pytest.approx(1.0, abs=1e-3)


def test_the_us_has_its_regions_and_metros(shipped: Reference) -> None:
    assert (shipped.regions["country"] == "US").sum() == 39
    assert (shipped.metros["country_iso2"] == "US").sum() == 80


def test_data_blocks(shipped: Reference) -> None:
    blocks = shipped.countries.set_index("country")["block"]
    assert blocks[["FR", "AE", "IN", "CN", "GB", "US"]].tolist() == ["EU", "Gulf", "India", "China", "", ""]


def test_water_falls_as_stress_rises(shipped: Reference) -> None:
    use = by_id(shipped.water, "water_stress")
    levels = ["low", "medium", "high", "extreme"]
    assert [use[level]["water_m3_per_it_mwh"] for level in levels] == [1.2, 0.8, 0.4, 0.1]
