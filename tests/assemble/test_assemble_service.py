from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from buildout.inputs import Inputs, Network, Node, Purpose, SiteKind, Zone
from planner.assemble import Assembly
from planner.network import distance_km, rtt_ms


def zones(inputs: Inputs, stream: str) -> list[Zone]:
    return [zone for zone in inputs.zones if zone.stream_id == stream]


def test_a_degree_along_the_equator_is_111_km() -> None:
    km = distance_km(np.array([0.0]), np.array([0.0]), np.array([0.0]), np.array([1.0]))
    assert km[0] == pytest.approx(6371.0088 * np.pi / 180)


def test_the_poles_are_half_a_circle_apart() -> None:
    km = distance_km(np.array([90.0]), np.array([0.0]), np.array([-90.0]), np.array([77.0]))
    assert km[0] == pytest.approx(6371.0088 * np.pi)


def test_rtt_is_there_and_back_and_the_rest(us: Inputs) -> None:
    network = Network(ms_per_km=0.005, inflation=2.0, overhead_ms=2.0, rtt_table_ms=())
    site = us.sites[0]
    here = Node("here", "", "US", site.lat, site.lon)
    north = Node("north", "", "US", site.lat + 1, site.lon)
    nowhere = Node("anywhere", "", "", None, None)
    found = rtt_ms(network, (site,), (here, north, nowhere), access_ms=5.0)
    # One degree of latitude is 111.195 km: 2 x 111.195 x 0.005 x 2 + 5 + 2.
    assert found[0] == pytest.approx([7.0, 7.0 + 2.2239, 0.0], abs=1e-4)


def test_a_table_replaces_distance(us: Inputs) -> None:
    site = us.sites[0]
    network = Network(0.005, 2.0, 2.0, ((site.site_id, "a", 3.0),))
    nodes = (Node("a", "", "US", 0.0, 0.0), Node("b", "", "US", 0.0, 0.0))
    assert rtt_ms(network, (site,), nodes, 5.0)[0].tolist() == [3.0, np.inf]


def test_the_price_of_shortage_falls_from_the_end_of_2026(inputs: Callable[..., Inputs]) -> None:
    some = inputs()
    chat = next(s for s in some.streams if s.stream_id == "chat_interactive")
    assert chat.shortage_musd_per_quarter[0] == pytest.approx(4.98)
    assert chat.shortage_musd_per_quarter[4] == pytest.approx(4.98 * 0.77)
    assert chat.shortage_musd_per_quarter[2] == pytest.approx(4.98 * 0.77**0.5)
    assert chat.usable == {SiteKind.CAMPUS: 0.75, SiteKind.EDGE: 0.6}
    assert (chat.rtt_budget_ms, chat.access_ms) == (250, 20)


def test_a_case_may_raise_the_price_of_shortage(inputs: Callable[..., Inputs]) -> None:
    streams = {"include": ["chat_interactive"], "shortage_factor": 2.0}
    assert inputs(streams=streams).streams[0].shortage_musd_per_quarter[0] == pytest.approx(9.96)


def test_demand_of_the_first_period_is_followed_by_hand(inputs: Callable[..., Inputs]) -> None:
    # 1 GW / 1.15 x 0.75 (finance.csv) = 652.17 reference MW at the end of 2026. Shares of the three
    # streams: chat 0.1914, edge 0.0132, training 0.2; together 0.4046. Chat sells 0.75 of its part.
    chat = 1000 / 1.15 * 0.75 * 0.1914 / 0.4046 * 0.75
    some = inputs()
    assert sum(zone.peak[0] for zone in zones(some, "chat_interactive")) == pytest.approx(chat)
    assert sum(d.peak[0] for d in some.demand if d.stream_id == "chat_interactive") == pytest.approx(chat)
    training = zones(some, "training_frontier")
    assert [zone.node_ids for zone in training] == [("anywhere",)]
    assert training[0].peak[0] == pytest.approx(1000 / 1.15 * 0.75 * 0.2 / 0.4046 * 0.9)


def test_nodes_reached_alike_are_one_zone(inputs: Callable[..., Inputs]) -> None:
    some = inputs()
    (chat,) = zones(some, "chat_interactive")
    assert set(chat.node_ids) == {"US_dallas", "US_seattle"}
    assert set(chat.site_ids) == {"us_abilene", "US_dallas"}
    # Abilene is 270 km from Dallas, Seattle 2,700 km: the edge stream parts them.
    edge = {zone.node_ids: set(zone.site_ids) for zone in zones(some, "edge_ar_robotics")}
    assert edge == {("US_dallas",): {"us_abilene", "US_dallas"}, ("US_seattle",): set()}


def test_training_stays_on_campuses(inputs: Callable[..., Inputs]) -> None:
    (training,) = zones(inputs(), "training_frontier")
    assert training.site_ids == ("us_abilene",)


def test_a_workload_never_mixes_training_and_inference(us: Inputs) -> None:
    purpose = {stream.stream_id: stream.purpose for stream in us.streams}
    assert purpose["training_rl"] is purpose["training_frontier"] is Purpose.TRAINING
    assert purpose["chat_interactive"] is Purpose.INFERENCE
    for workload in us.workloads:
        assert len({purpose[stream_id] for stream_id in workload.stream_ids}) == 1


def test_a_node_out_of_reach_is_said(assembly: Callable[..., Assembly]) -> None:
    notes = " ".join(assembly().notes)
    # Abilene is 2,541 km from Seattle: 2 x 2,541 km x 0.0049 ms x 1.5 + 5 + 2 ms.
    where = "US_seattle (nearest us_abilene, 44.4 of 12 ms)"
    assert f"No site reaches edge_ar_robotics demand in {where}." in notes


def test_zones_of_the_main_case_keep_all_demand(us: Inputs) -> None:
    for stream in us.streams:
        by_zone = sum(zone.peak[-1] for zone in zones(us, stream.stream_id))
        by_node = sum(d.peak[-1] for d in us.demand if d.stream_id == stream.stream_id)
        assert by_zone == pytest.approx(by_node)
        seen = [node for zone in zones(us, stream.stream_id) for node in zone.node_ids]
        assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("none", {"US_dallas": 3, "FR_paris": 3, "JP_tokyo": 3}),
        ("country", {"US_dallas": 1, "FR_paris": 1, "JP_tokyo": 0}),
        ("continent", {"US_dallas": 1, "FR_paris": 2, "JP_tokyo": 0}),
        ("block", {"US_dallas": 3, "FR_paris": 1, "JP_tokyo": 3}),
    ],
)
def test_residency(inputs: Callable[..., Inputs], rule: str, expected: dict[str, int]) -> None:
    some = inputs(
        sites={"campuses": {"ids": ["us_abilene", "fr_paris", "gb_london"]}},
        nodes={"ids": list(expected)},
        streams={"include": ["batch_offline"], "residency": {"batch_offline": rule}},
    )
    found = {node: len(zone.site_ids) for zone in some.zones for node in zone.node_ids}
    assert found == expected


def test_demand_under_export_rules_is_left_out(assembly: Callable[..., Assembly]) -> None:
    result = assembly(nodes={"ids": ["US_dallas", "CN_beijing"]})
    assert {node.node_id for node in result.inputs.nodes} == {"US_dallas", "anywhere"}
    assert any("export rules" in note for note in result.notes)


def test_direct_demand_brings_its_metro_along(inputs: Callable[..., Inputs]) -> None:
    row = {
        "stream": "edge_ar_robotics",
        "node": "US_houston",
        "at": "2027Q4",
        "amount": 7,
        "unit": "reference MW",
    }
    some = inputs(demand={"rows": [row]})
    assert [(d.node_id, set(d.peak)) for d in some.demand] == [("US_houston", {7.0})]
    assert [n.node_id for n in some.nodes] == ["US_houston"]


def test_zero_demand_is_a_case(inputs: Callable[..., Inputs]) -> None:
    some = inputs(demand={})
    assert (some.demand, some.zones, some.nodes) == ((), (), ())
    assert len(some.streams) == 3


def test_facility_location_is_a_case(inputs: Callable[..., Inputs], tmp_path: Path) -> None:
    """Two warehouses, two customers, a cost for each pair: nothing else is left in the model."""
    rows = ["site_id,node_id,usd_per_unit_quarter"]
    rows += [
        f"{s},{n},{usd}" for s, n, usd in (("w1", "c1", 4), ("w1", "c2", 9), ("w2", "c1", 9), ("w2", "c2", 4))
    ]
    (tmp_path / "costs.csv").write_text("\n".join(rows), encoding="utf-8")
    shed = {"kind": "campus", "lat": 0, "lon": 0, "country": "US", "pue": 1, "hall_mw": 100, "max_halls": 1}
    shed |= {"cost_multiplier": 0, "hall_fixed_usd_per_year": 0, "first_quarter": "2026Q4"}
    unit = "units"
    some = inputs(
        horizon={"first": "2026Q4", "last": "2026Q4"},
        finance={"wacc": 0, "construction_inflation": 0, "chip_value_decline_per_year": 0},
        sites={"custom": [shed | {"id": w, "open_cost_usd": 7500} for w in ("w1", "w2")]},
        nodes={"custom": [{"id": c, "lat": 0, "lon": 0, "country": "US"} for c in ("c1", "c2")]},
        chips={
            "include": [],
            "custom": [{"id": "c", "vendor": "v", "capex_usd_per_mw": 0, "first_quarter": "2026Q4"}],
        },
        power={"include": [], "custom": [{"id": "p"}]},
        pools={"include": []},
        streams={"include": [], "custom": [{"id": "goods", "unit": unit, "shortage_usd_per_quarter": 1e9}]},
        demand={
            "rows": [
                {"stream": "goods", "node": c, "at": "2026Q4", "amount": mw, "unit": unit}
                for c, mw in (("c1", 60), ("c2", 30))
            ]
        },
        network={"cost_table": "costs.csv"},
        policies={"no_shortage": ["goods"]},
    )
    assert [(z.node_ids, z.site_ids, z.serve_cost_musd) for z in some.zones] == [
        (("c1",), ("w1", "w2"), (4e-6, 9e-6)),
        (("c2",), ("w1", "w2"), (9e-6, 4e-6)),
    ]
    assert {s.open_cost_musd for s in some.sites} == {0.0075}
    assert {s.first_hall_quarter for s in some.sites} == {some.today}
    assert {s.cost_multiplier * s.fixed_musd_per_hall_year for s in some.sites} == {0.0}
    assert {(o.limit_mw, o.first_quarter, o.capex_musd_per_mw) for o in some.power} == {
        ((100.0,), some.today, 0.0)
    }
    assert some.chips[0].supply_mw == (200.0,)
    assert some.chips[0].maintenance_musd_per_mw_year == 0
    assert not some.streams[0].may_fall_short
    assert some.pools == ()
