"""Tables of demand: they say what the model reads, and nothing more."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from planner.assemble import Assembly, assemble_case
from planner.cases import load_case
from planner.preview.demand import AT_START, demand_tables

Build = Callable[..., Assembly]


def by_stream(frame: pd.DataFrame, column: str) -> dict[tuple[int, str], float]:
    sums = frame.groupby(["year", "stream_id"])[column].sum()
    return {(int(year), str(stream)): float(value) for (year, stream), value in sums.items()}


def of_inputs(assembly: Assembly) -> dict[tuple[int, str], float]:
    """Peak demand at the end of each year, GW, as the model reads it."""
    found: dict[tuple[int, str], float] = {}
    last = {period.year: t for t, period in enumerate(assembly.inputs.periods)}
    for entry in assembly.inputs.demand:
        for year, t in last.items():
            found[year, entry.stream_id] = found.get((year, entry.stream_id), 0.0) + entry.peak[t] / 1000
    return found


def check_sums(assembly: Assembly) -> None:
    """Nodes, drivers and the waterfall each add up to what the model reads."""
    tables, expected = demand_tables(assembly), of_inputs(assembly)
    assert expected
    assert by_stream(tables.by_node, "peak_ref_gw") == pytest.approx(expected)
    assert by_stream(tables.by_driver, "peak_ref_gw") == pytest.approx(expected)
    assert by_stream(tables.waterfall, "ref_gw") == pytest.approx(expected)


def test_tables_of_the_main_case_agree_with_the_inputs(us: Assembly) -> None:
    check_sums(us)


def test_tables_of_every_driver_agree_with_the_inputs(assembly: Build) -> None:
    check_sums(assembly())


def test_tables_of_the_case_with_every_driver_agree_with_the_inputs() -> None:
    check_sums(assemble_case(load_case("us-drivers-2030")))


def test_tables_of_tiny_agree_with_the_inputs(tiny: Assembly) -> None:
    check_sums(tiny)
    # 60 and 20 of chat, 5 of edge at the end of 2029; 240, 80 and 20 three years later.
    frame = demand_tables(tiny).by_node
    assert frame[frame["year"] == 2029]["peak_ref_gw"].to_list() == pytest.approx([0.060, 0.020, 0.005])
    assert frame[frame["year"] == 2032]["peak_ref_gw"].to_list() == pytest.approx([0.240, 0.080, 0.020])


def test_the_mean_is_never_above_the_peak(us: Assembly, assembly: Build) -> None:
    for some in (us, assembly()):
        frame = demand_tables(some).by_node
        assert (frame["mean_ref_gw"] <= frame["peak_ref_gw"] * (1 + 1e-12)).all()
        assert (frame["mean_count"] <= frame["peak_count"] * (1 + 1e-12)).all()
        assert (frame["mean_ref_gw"] > 0).any()


def test_a_metro_alone_has_the_mean_of_its_ratio(assembly: Build) -> None:
    frame = demand_tables(assembly(nodes={"ids": ["US_dallas"]})).by_node
    ratio = (frame["peak_ref_gw"] / frame["mean_ref_gw"]).groupby(frame["stream_id"]).mean()
    # peak_to_mean of streams.csv.
    assert ratio.to_dict() == pytest.approx(
        {"chat_interactive": 1.7, "personal_agents": 1.4, "training_frontier": 1.0}
    )


def test_a_stream_is_shown_in_its_own_count(assembly: Build) -> None:
    frame = demand_tables(assembly()).by_node
    per_gw = (frame["peak_count"] / frame["peak_ref_gw"]).groupby([frame["stream_id"], frame["count_unit"]])
    # GB300, 2,000 W each: 7,390 tokens/s, 6.3 sessions, and 5,000 TFLOPS of which 0.36 are achieved;
    # 500,000 chips in a GW.
    assert per_gw.mean().to_dict() == pytest.approx(
        {
            ("chat_interactive", "tokens/s"): 7_390 * 500_000,
            ("personal_agents", "sessions"): 6.3 * 500_000,
            ("training_frontier", "FLOPS"): 5_000e12 * 0.36 * 500_000,
        }
    )


def test_a_unit_of_the_cases_own_is_not_work(assembly: Build) -> None:
    parcels = {"id": "goods", "unit": "parcels", "rtt_budget_ms": 50, "shortage_usd_per_quarter": 1}
    rows = [
        {"stream": "goods", "node": "US_dallas", "at": "2026Q4", "amount": 30, "unit": "parcels"},
        {"stream": "chat_interactive", "node": "US_dallas", "at": "2026Q4", "amount": 50, "unit": "MW"},
    ]
    streams = {"include": ["chat_interactive"], "custom": [parcels]}
    tables = demand_tables(assembly(streams=streams, demand={"rows": rows}))
    goods = tables.by_node[tables.by_node["stream_id"] == "goods"]
    assert goods["peak_ref_gw"].isna().all()
    assert set(goods["count_unit"]) == {"parcels"}
    assert goods["peak_count"].to_list() == [30.0] * 4
    for other in (tables.by_driver, tables.waterfall):
        assert set(other["stream_id"]) == {"chat_interactive"}


def test_nodes_are_told_with_their_regions(assembly: Build) -> None:
    frame = demand_tables(assembly()).by_node.drop_duplicates("node_id").set_index("node_id")
    assert frame.loc["US_dallas", ["country", "state", "continent"]].to_list() == [
        "US",
        "TX",
        "North America",
    ]
    assert frame.loc["anywhere", ["country", "state", "continent"]].to_list() == ["", "", ""]
    assert frame.loc["anywhere", "purpose"] == "training"


def test_drivers_are_told_in_gw_of_their_date(assembly: Build) -> None:
    frame = demand_tables(assembly()).by_driver.set_index(["driver", "year"])["facility_gw"]
    # 30 and 60 billion USD x 0.0667; 2027 has a third of the way from 1 to 3 steps, over a gain of 1.9.
    assert frame["revenue", 2026] == pytest.approx(30 * 0.0667)
    assert frame["revenue", 2027] == pytest.approx(60 * 0.0667 * (5 / 3) / 1.9)
    # Compute x 4.5 on chips that do 1.3 times the work of a GW.
    assert frame["fleet", 2027] == pytest.approx(4.5 / 1.3 * (5 / 3) / 1.9)
    # 50 MW that stay: of a GW 652 reference MW at the end of 2026, three quarters of it sell at peak.
    assert frame["direct demand", 2026] == pytest.approx(50 / (1000 / 1.15 * 0.75 * 0.75))
    assert frame["direct demand", 2027] == pytest.approx(frame["direct demand", 2026] / 1.3)


def test_the_waterfall_names_every_factor_that_moves(assembly: Build) -> None:
    frame = demand_tables(assembly()).waterfall
    last = frame[frame["year"] == 2029]
    factors = last.groupby("driver")["factor"].agg(set).to_dict()
    both = {AT_START, "steps", "software"}
    assert factors == {
        "revenue": both | {"revenue: revenue", "work per GW (newer chips)"},
        "fleet": both | {"fleet: growth of compute"},
        "agents": both | {"agents: users"},
        "direct demand": {AT_START},
    }
    assert (last[last["factor"] == "software"]["ref_gw"] < 0).all()


def test_nothing_asked_is_empty_tables(assembly: Build) -> None:
    tables = demand_tables(assembly(demand={}))
    assert tables.by_node.empty
    assert tables.by_driver.empty
    assert tables.waterfall.empty
    assert "peak_ref_gw" in tables.by_node.columns
