"""Drivers of demand through a case file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from buildout.inputs import Inputs
from planner.assemble import Assembly
from planner.demand.sun import sharpness
from planner.preview.demand import demand_tables

Build = Callable[..., Assembly]
SIXTY = {"name": "revenue", "billion_usd": {"2026-12": 30, "2027-10": 90}}
"""+60 billion USD within ten months."""
FLEET = {"name": "fleet", "facility_gw": 2}
ONE_NODE = {"ids": ["US_dallas"]}
AGENTS = {"include": ["chat_interactive", "personal_agents"]}


def gw(assembly: Assembly, year: int, purpose: str = "inference") -> float:
    """Facility GW at the end of a year."""
    frame = demand_tables(assembly).by_driver
    return float(frame.loc[(frame["year"] == year) & (frame["purpose"] == purpose), "facility_gw"].sum())


def peaks(assembly: Assembly, period: int = 0) -> dict[tuple[str, str], float]:
    return {(entry.stream_id, entry.node_id): entry.peak[period] for entry in assembly.inputs.demand}


def total(assembly: Assembly, stream: str, period: int = 0) -> float:
    return sum(value for (name, _), value in peaks(assembly, period).items() if name == stream)


def row(stream: str, node: str, amount: float = 100.0, unit: str = "reference MW") -> dict[str, Any]:
    return {"stream": stream, "node": node, "at": "2026Q4", "amount": amount, "unit": unit}


def test_sixty_billion_usd_in_ten_months_are_four_gw(assembly: Build) -> None:
    some = assembly(demand={"revenue": [SIXTY | {"gw_per_billion_usd": 1 / 15}]})
    assert gw(some, 2026) == pytest.approx(2)
    assert gw(some, 2027) - gw(some, 2026) == pytest.approx(4)
    # The tables say the same with three digits: 0.0667 GW per billion USD.
    by_table = assembly(demand={"revenue": [SIXTY]})
    assert gw(by_table, 2027) - gw(by_table, 2026) == pytest.approx(60 * 0.0667)


def test_doubling_revenue_doubles_inference_and_leaves_training(assembly: Build) -> None:
    doubled = SIXTY | {"billion_usd": {"2026-12": 60, "2027-10": 180}}
    once, twice = (assembly(demand={"revenue": [r], "training": [FLEET]}) for r in (SIXTY, doubled))
    for year in (2026, 2027, 2029):
        assert gw(twice, year) == pytest.approx(2 * gw(once, year))
        assert gw(twice, year, "training") == gw(once, year, "training") == pytest.approx(2)
    for stream, times in (("chat_interactive", 2), ("edge_ar_robotics", 2), ("training_frontier", 1)):
        assert total(twice, stream) == pytest.approx(times * total(once, stream))


def test_falling_revenue_is_falling_demand(assembly: Build) -> None:
    some = assembly(demand={"revenue": [SIXTY | {"billion_usd": {"2026": 60, "2029": 0}}]})
    # 60, 40 and 20 billion USD at 0.0667.
    assert [gw(some, year) for year in (2026, 2027, 2028)] == pytest.approx([4.002, 2.668, 1.334])
    assert total(some, "chat_interactive", -1) == 0


def test_published_run_rates_can_be_followed(assembly: Build) -> None:
    some = assembly(demand={"revenue": [{"name": "revenue", "path": "Anthropic"}]})
    # 47 billion USD since May 2026.
    assert gw(some, 2026) == pytest.approx(47 * 0.0667)


def test_training_drives_its_own_streams(assembly: Build) -> None:
    some = assembly(demand={"training": [FLEET]})
    assert set(peaks(some)) == {("training_frontier", "anywhere")}
    # 2 GW / 1.15 x 0.75 are 1,304 reference MW; nine tenths of a campus fleet count.
    assert total(some, "training_frontier") == pytest.approx(2000 / 1.15 * 0.75 * 0.9)
    (zone,) = some.inputs.zones
    assert zone.site_ids == ("us_abilene",)


def test_training_compute_grows_as_stated(assembly: Build) -> None:
    compute = {"start": "2026", "facility_gw": 1, "growth_per_year": 4.5}
    some = assembly(demand={"training": [{"name": "fleet", "compute": compute}]})
    by_year = [total(some, "training_frontier", period) for period in (0, 4, 8)]
    assert [value / by_year[0] for value in by_year] == pytest.approx([1, 4.5, 20.25])
    # A GW does 1.3 times the work of the year before.
    assert gw(some, 2027, "training") == pytest.approx(4.5 / 1.3)


def test_a_training_fleet_has_its_own_block_and_price(inputs: Callable[..., Inputs]) -> None:
    fleet = FLEET | {"block_mw": 500, "shortage_factor": 3}
    some = inputs(demand={"training": [fleet], "revenue": [SIXTY]})
    blocks = {s.stream_id: s.min_block_ref_mw for s in some.streams}
    assert blocks == {"chat_interactive": 0, "edge_ar_robotics": 0, "training_frontier": 500}
    # 2.88 million USD per reference MW and quarter at the end of 2026, three times of it; chat as ever.
    prices = {s.stream_id: s.shortage_musd_per_quarter[0] for s in some.streams}
    assert prices["training_frontier"] == pytest.approx(3 * 2.88)
    assert prices["chat_interactive"] == pytest.approx(4.98)
    narrower = {"include": ["training_frontier"], "shortage_factors": {"training_frontier": 5}}
    assert inputs(demand={"training": [fleet]}, streams=narrower).streams[0].shortage_musd_per_quarter[
        0
    ] == pytest.approx(5 * 2.88)


def test_multipliers_compound_on_what_they_name(assembly: Build) -> None:
    steps = {"name": "steps", "path": {"2026": 1, "2029": 4}, "streams": ["chat_interactive"]}
    software = {"name": "software", "path": 2, "effect": "divides", "drivers": ["revenue"]}
    rows = [row("chat_interactive", "US_dallas")]
    drivers = {"revenue": [SIXTY], "training": [FLEET], "rows": rows}
    plain, some = assembly(demand=drivers), assembly(demand=drivers | {"multipliers": [steps, software]})
    # At the end of 2027 steps are 2, so chat is as before; edge is halved, training stays.
    for stream, times in (("chat_interactive", 1), ("edge_ar_robotics", 0.5), ("training_frontier", 1)):
        assert total(some, stream, 4) == pytest.approx(times * total(plain, stream, 4))
    # At the end of 2029 chat of revenue is 4 / 2 times as much; the 100 MW of direct demand stay.
    chat = total(plain, "chat_interactive", -1) - 100
    assert total(some, "chat_interactive", -1) == pytest.approx(2 * chat + 100)


def test_a_mix_is_the_cases_own(assembly: Build) -> None:
    shares = {"chat_interactive": {"2026": 1, "2028": 0.5}, "edge_ar_robotics": {"2026": 0, "2028": 0.5}}
    some = assembly(demand={"facility_gw": [{"name": "path", "points": {"2026": 1}, "mix": shares}]})
    frame = demand_tables(some).by_driver.set_index(["stream_id", "year"])["facility_gw"]
    assert frame["chat_interactive"].to_list() == pytest.approx([1, 0.75, 0.5, 0.5])
    assert frame["edge_ar_robotics"].to_list() == pytest.approx([0, 0.25, 0.5, 0.5])


def test_agents_hold_sessions(assembly: Build) -> None:
    agents = {"name": "agents", "users": 1_000_000, "agents_per_user": 2, "awake_at_peak": 0.15}
    some = assembly(streams=AGENTS, nodes=ONE_NODE, demand={"agents": [agents]})
    # 300,000 sessions; GB300 holds 6.3 in 2,000 W, 3,150 per reference MW.
    assert peaks(some) == {("personal_agents", "US_dallas"): pytest.approx(300_000 / 3150)}
    workloads = {w.workload_id: w for w in some.inputs.workloads}
    assert workloads["sessions"].stream_ids == ("personal_agents",)
    assert workloads["sessions"].ref_mw_per_it_mw["GB300"] == pytest.approx(1)
    # Where the case is silent a tenth is awake, and each user has one agent.
    silent = assembly(
        streams=AGENTS, nodes=ONE_NODE, demand={"agents": [{"name": "agents", "users": 1_000_000}]}
    )
    assert total(silent, "personal_agents") == pytest.approx(100_000 / 3150)


def test_a_stream_with_a_session_changes_its_workload(inputs: Callable[..., Inputs]) -> None:
    # 100 GB take three of seven partitions of 41 GB: two sessions on a GB300.
    sessions = {"chat_interactive": {"memory_gb": 100}}
    plain = {"include": ["chat_interactive", "edge_ar_robotics"]}
    assert [w.workload_id for w in inputs(streams=plain).workloads] == ["infer"]
    some = inputs(streams=plain | {"sessions": sessions})
    assert {w.workload_id: w.stream_ids for w in some.workloads} == {
        "sessions": ("chat_interactive",),
        "infer": ("edge_ar_robotics",),
    }


def test_demand_is_spread_by_weight_or_by_people(assembly: Build) -> None:
    # 0.011905 and 0.006288 of the world's weight; 6,096,000 and 3,219,000 people.
    by_weight = peaks(assembly())
    by_people = peaks(assembly(demand={"revenue": [SIXTY], "spread": {"by": "population"}}))
    chat = [("chat_interactive", node) for node in ("US_dallas", "US_seattle")]
    assert by_weight[chat[0]] / by_weight[chat[1]] == pytest.approx(11_905 / 6288)
    assert by_people[chat[0]] / by_people[chat[1]] == pytest.approx(6096 / 3219)


def test_demand_is_spread_by_a_table_of_the_case(assembly: Build, tmp_path: Path) -> None:
    table = ["stream,node,weight", ",US_dallas,1", ",US_seattle,3"]
    table += ["edge_ar_robotics,US_dallas,1", "edge_ar_robotics,US_houston,1"]
    (tmp_path / "weights.csv").write_text("\n".join(table), encoding="utf-8")
    spread = {"revenue": [SIXTY], "spread": {"file": "weights.csv"}}
    found = peaks(assembly(nodes={"ids": ["US_dallas", "US_seattle", "US_houston"]}, demand=spread))
    assert found["chat_interactive", "US_seattle"] == pytest.approx(
        3 * found["chat_interactive", "US_dallas"]
    )
    # The stream's own rows replace the others; Houston has no weight among the others.
    assert ("chat_interactive", "US_houston") not in found
    edge = {node: value for (stream, node), value in found.items() if stream == "edge_ar_robotics"}
    assert set(edge) == {"US_dallas", "US_houston"}
    assert edge["US_dallas"] == pytest.approx(edge["US_houston"])


def test_direct_demand_comes_in_units_by_dimension(assembly: Build, tmp_path: Path) -> None:
    table = [
        "stream,node,at,amount,unit",
        # 7,390 tokens/s from 2,000 W: 3.695 Mtokens/s a reference MW.
        "chat_interactive,US_dallas,2026Q4,3.695,Mtokens/s",
        "chat_interactive,US_dallas,2027-12,0.002,reference GW",
        "personal_agents,US_dallas,2026Q4,3150,sessions",
        "training_frontier,anywhere,2026Q4,7,MW",
    ]
    (tmp_path / "demand.csv").write_text("\n".join(table), encoding="utf-8")
    streams = {"include": ["chat_interactive", "personal_agents", "training_frontier"]}
    some = assembly(streams=streams, demand={"file": "demand.csv"})
    keys = [("chat_interactive", "US_dallas"), ("personal_agents", "US_dallas")]
    assert peaks(some) == pytest.approx(dict.fromkeys(keys, 1.0) | {("training_frontier", "anywhere"): 7.0})
    assert total(some, "chat_interactive", 2) == pytest.approx(1.5)
    assert total(some, "chat_interactive", 4) == pytest.approx(2)


WORLD = {"US_dallas": -6, "JP_tokyo": 9, "DE_berlin": 1}
"""Hours ahead of UTC."""


def direct_of_world(assembly: Build, stream: str, nodes: list[str], **keys: Any) -> dict[str, float]:
    rows = [row(stream, node) for node in nodes]
    some = assembly(streams={"include": [stream]}, nodes={"ids": nodes}, demand={"rows": rows}, **keys)
    return {node: value for (_, node), value in peaks(some).items()}


def test_a_stream_that_can_follow_the_sun_peaks_lower(assembly: Build) -> None:
    found = direct_of_world(assembly, "reasoning_async", list(WORLD))
    # The day of each is exp(k (cos - 1)) of its peak of 100, on its own clock; here minute by minute.
    hours = np.arange(0, 24, 1 / 60)
    days = [np.exp(sharpness(1.3) * (np.cos(2 * np.pi * (hours + own) / 24) - 1)) for own in WORLD.values()]
    together = float(np.sum(days, axis=0).max()) / 3
    assert together < 0.9
    assert found == {node: pytest.approx(100 * together, rel=1e-4) for node in WORLD}


def test_a_stream_bound_to_its_metro_does_not(assembly: Build) -> None:
    found = direct_of_world(assembly, "edge_ar_robotics", list(WORLD))
    assert found == dict.fromkeys(WORLD, pytest.approx(100))


def test_agents_follow_the_sun_too(assembly: Build) -> None:
    # One session takes a whole GB300: 500 in an IT MW. A million users are 2,000 reference MW of peaks.
    sessions = {"memory_gb": 288}
    agents = {"name": "agents", "users": 1_000_000, "stream": "reasoning_async"}
    streams = {"include": ["reasoning_async"], "sessions": {"reasoning_async": sessions}}
    apart, world = (
        assembly(streams=streams, nodes={"ids": nodes}, demand={"agents": [agents]})
        for nodes in (["US_dallas"], list(WORLD))
    )
    assert total(apart, "reasoning_async") == pytest.approx(2000)
    # Never below the mean of 2,000 / 1.3.
    assert 2000 / 1.3 < total(world, "reasoning_async") < 1990


def test_a_stream_kept_on_its_continent_pools_there(assembly: Build) -> None:
    found = direct_of_world(assembly, "coding_agents", ["US_seattle", "US_newyorkcity", "DE_berlin"])
    # Seattle and New York peak three hours apart: together highest midway, an hour and a half (22.5
    # degrees) from either. Berlin is alone in Europe.
    together = np.exp(sharpness(1.5) * (np.cos(np.pi / 8) - 1))
    assert found["US_seattle"] == found["US_newyorkcity"] == pytest.approx(100 * together)
    assert found["DE_berlin"] == pytest.approx(100)


def test_revenue_is_the_peak_of_all_places(assembly: Build) -> None:
    streams = {"include": ["reasoning_async"]}
    one, three = (
        assembly(streams=streams, nodes={"ids": nodes}, demand={"revenue": [SIXTY]})
        for nodes in (["US_dallas"], list(WORLD))
    )
    assert total(three, "reasoning_async") == pytest.approx(total(one, "reasoning_async"))


@pytest.mark.parametrize("stream", ["reasoning_async", "coding_agents", "voice_realtime", "chat_interactive"])
def test_another_candidate_never_changes_demand(assembly: Build, stream: str) -> None:
    few = {"campuses": {"ids": ["us_abilene"]}}
    many = {"campuses": {"ids": ["us_abilene", "jp_tokyo", "de_frankfurt"]}, "edges": {"ids": ["JP_tokyo"]}}
    nodes = [*WORLD, "US_seattle"]
    assert direct_of_world(assembly, stream, nodes, sites=many) == direct_of_world(
        assembly, stream, nodes, sites=few
    )
