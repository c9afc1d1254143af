"""Demand that cannot be meant, each with its place, what was found, what was expected, how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.assemble import Assembly
from tests.assemble.conftest import refused

Build = Callable[..., Assembly]
REVENUE = {"name": "revenue", "billion_usd": 60}
AGENTS = {"include": ["chat_interactive", "personal_agents"]}


def path(**keys: Any) -> dict[str, Any]:
    return {"facility_gw": [{"name": "path"} | keys]}


def multiplied(**keys: Any) -> dict[str, Any]:
    return {"revenue": [REVENUE], "multipliers": [{"name": "steps"} | keys]}


def direct(stream: str, unit: str, *dates: str) -> dict[str, Any]:
    rows = [
        {"stream": stream, "node": "anywhere", "at": at, "amount": 1, "unit": unit}
        for at in dates or ("2027Q1",)
    ]
    return {"rows": rows}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "shares of a mix": (
        path(
            points={"2026": 1},
            mix={
                "chat_interactive": {"2026": 0.7, "2028": 0.5},
                "edge_ar_robotics": {"2026": 0.3, "2028": 0.4},
            },
        ),
        "case.yaml: demand.path.mix, 2028: found shares that sum to 0.9, expected a sum of 1; "
        "change the shares of the streams at that date",
    ),
    "streams beside a mix": (
        path(points={"2026": 1}, streams=["chat_interactive"], mix={"edge_ar_robotics": {"2026": 1}}),
        "case.yaml: demand.path.streams: found streams and mix with other streams, expected one of them; "
        "remove streams",
    ),
    "multiplier below zero": (
        multiplied(path=-1),
        "case.yaml: demand.multipliers.0.path: found -1, expected greater than or equal to 0; "
        "correct the value",
    ),
    "multiplier below zero at a date": (
        multiplied(path={"2027": 1, "2028": -2}),
        "case.yaml: demand.multipliers.0.path.2028: found -2, expected greater than or equal to 0; "
        "correct the value",
    ),
    "zero divisor": (
        multiplied(path={"2027": 1, "2028": 0}, effect="divides"),
        "case.yaml: demand.multipliers.steps.path: found 0, expected more than 0, as it divides; "
        "correct the value",
    ),
    "zero divisor that grows": (
        multiplied(path={"start": "2026", "value": 0, "growth_per_year": 2}, effect="divides"),
        "case.yaml: demand.multipliers.steps.path: found 0, expected more than 0, as it divides; "
        "correct the value",
    ),
    "unknown stream of a multiplier": (
        multiplied(path=1, streams=["chat_interactiv"]),
        "case.yaml: demand.multipliers.steps.streams: found chat_interactiv, expected a stream of the case; "
        "did you mean chat_interactive?",
    ),
    "unknown driver of a multiplier": (
        multiplied(path=1, drivers=["revenu"]),
        "case.yaml: demand.multipliers.steps.drivers: found revenu, expected a driver of the case; "
        "did you mean revenue?",
    ),
    "two multipliers of one name": (
        {"revenue": [REVENUE], "multipliers": [{"name": "steps", "path": 1}] * 2},
        "case.yaml: demand.multipliers: found steps, 2 times, expected every name once; "
        "rename one of them, or join the two",
    ),
    "two drivers of one stream": (
        path(points={"2026": 1}) | {"revenue": [REVENUE]},
        "case.yaml: demand: found path and revenue, which both drive chat_interactive, edge_ar_robotics, "
        "expected one driver in GW for a stream; name the streams of each under streams, or join the paths",
    ),
    "one date twice": (
        path(points={"2026": 1, "2026Q4": 2}),
        "case.yaml: demand.facility_gw.path.points: found 2026Q4, expected every date once; "
        "remove one of those that end together",
    ),
    "no date": (
        {"revenue": [REVENUE | {"billion_usd": {"2026": 1, "soon": 3}}]},
        "case.yaml: demand.revenue.revenue.billion_usd: found soon, expected a year, quarter or month; "
        "write it like 2027, 2027Q3 or 2027-10",
    ),
    "path and points": (
        path(path="scn_lab_mid", points={"2026": 1}),
        "case.yaml: demand.facility_gw.path: found path and points, expected path or points; "
        "give one of them",
    ),
    "path and revenue": (
        {"revenue": [REVENUE | {"path": "Anthropic"}]},
        "case.yaml: demand.revenue.revenue: found path and billion_usd, expected path or billion_usd; "
        "give one of them",
    ),
    "unknown entity": (
        {"revenue": [{"name": "revenue", "path": "Antropic"}]},
        "case.yaml: demand.revenue.revenue.path: found Antropic, expected an entity with run rates in "
        "demand.csv; did you mean Anthropic?",
    ),
    "fleet of no size": (
        {"training": [{"name": "fleet"}]},
        "case.yaml: demand.training.fleet: found neither, expected facility_gw or compute; give one of them",
    ),
    "tokens of a training fleet": (
        direct("training_frontier", "tokens/s"),
        "case.yaml: demand, training_frontier at anywhere, 2027Q1: found tokens/s (training_frontier is not "
        "counted in tokens/s), expected reference MW; convert the amount",
    ),
    "sessions of chat": (
        direct("chat_interactive", "sessions"),
        "case.yaml: demand, chat_interactive at anywhere, 2027Q1: found sessions (chat_interactive is not "
        "counted in sessions), expected reference MW or tokens/s; convert the amount",
    ),
    "energy": (
        direct("chat_interactive", "MWh"),
        "case.yaml: demand, chat_interactive at anywhere, 2027Q1: found MWh ('MWh' measures neither work, "
        "nor tokens per second, nor sessions), expected reference MW or tokens/s; convert the amount",
    ),
    "no unit": (
        direct("chat_interactive", "gigawhats"),
        "case.yaml: demand, chat_interactive at anywhere, 2027Q1: found gigawhats ('gigawhats' is no unit), "
        "expected reference MW or tokens/s; convert the amount",
    ),
    "direct demand twice at a date": (
        direct("chat_interactive", "MW", "2027Q1", "2027-03"),
        "case.yaml: demand, chat_interactive at anywhere, 2027-03: found the same date twice, expected every "
        "date once; remove one of the two rows",
    ),
    "agents of a stream without sessions": (
        {"agents": [{"name": "agents", "stream": "chat_interactive", "users": 1}]},
        "case.yaml: demand.agents.agents.stream: found chat_interactive, expected a stream counted in "
        "sessions; say under streams.sessions.chat_interactive what a session takes",
    ),
    "two drivers of one name": (
        {
            "revenue": [REVENUE | {"streams": ["chat_interactive"]}],
            "training": [{"name": "revenue", "facility_gw": 1}],
        },
        "case.yaml: demand: found revenue, 2 times, expected every name once; "
        "rename one of them, or join the two",
    ),
}


@pytest.mark.parametrize(("demand", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused(assembly: Build, demand: dict[str, Any], said: str) -> None:
    assert said in refused(assembly, demand=demand)


def test_only_what_is_wrong_is_said(assembly: Build) -> None:
    for demand, said in list(REFUSED.values())[:9]:
        assert refused(assembly, demand=demand) == [said]


def test_shares_of_the_table_must_sum_to_one(assembly: Build) -> None:
    # Chat is 0.1425 in the table: 1 - 0.1425 + 0.3.
    assert refused(assembly, "cells={streams.chat_interactive.share_2030: 0.3}") == [
        "streams.csv: share_2030: found shares that sum to 1.157, expected a sum of 1; "
        "change the shares of other streams too"
    ]


def test_shares_of_the_table_may_be_moved(assembly: Build) -> None:
    moved = "cells={streams.chat_interactive.share_2030: 0.1525, streams.coding_agents.share_2030: 0.1925}"
    assert assembly(moved).inputs.demand


def test_a_stream_that_no_chip_can_serve(assembly: Build) -> None:
    # H100 is no longer sold in 2026.
    own = {"id": "picky", "chips": ["H100"], "shortage_usd_per_quarter": 1}
    streams = {"include": ["chat_interactive"], "custom": [own]}
    assert refused(assembly, streams=streams, demand=direct("picky", "reference MW")) == [
        "case.yaml: streams: found picky, which no chip of the case can run, expected at least one chip for "
        "every stream with demand; add a chip that can run it, or leave the stream out"
    ]
    assert assembly(streams=streams, demand=direct("chat_interactive", "MW")).inputs.demand


def test_a_node_out_of_reach_is_named_with_the_nearest_site(assembly: Build) -> None:
    # Abilene is 2,541 km from Seattle: 2 x 2,541 km x 0.0049 ms x 1.5 + 5 + 2 ms.
    where = "US_seattle (nearest us_abilene, 44.4 of 12 ms)"
    assert f"No site reaches edge_ar_robotics demand in {where}." in assembly().notes
    assert refused(assembly, policies={"no_shortage": ["edge_ar_robotics"]}) == [
        f"case.yaml: demand, edge_ar_robotics: found {where}, expected a site that may serve a stream of "
        "no_shortage; add a site near it, or let the stream fall short"
    ]


def test_a_node_kept_apart_by_residency_is_named(assembly: Build) -> None:
    streams = {"include": ["chat_interactive"], "residency": {"chat_interactive": "country"}}
    some = assembly(streams=streams, nodes={"ids": ["US_dallas", "DE_berlin"]})
    (note,) = [line for line in some.notes if "DE_berlin" in line]
    assert "kept out by its residency rule" in note


def test_a_session_larger_than_the_reference_chip(assembly: Build) -> None:
    # GB300 has 288 GB.
    said = (
        "case.yaml: streams.sessions.personal_agents: found a session that GB300, the reference chip, cannot "
        "hold, expected one that fits a chip; make the session smaller; a model this large serves many users "
        "from several chips"
    )
    sessions = {"personal_agents": {"memory_gb": 289}}
    assert refused(assembly, streams=AGENTS | {"sessions": sessions}) == [said]
    assert assembly(streams=AGENTS | {"sessions": {"personal_agents": {"memory_gb": 288}}}).inputs.streams


def test_a_share_awake_above_one(assembly: Build) -> None:
    agents = [{"name": "agents", "users": 1, "awake_at_peak": {"2026": 0.5, "2028": 1.5}}]
    assert refused(assembly, streams=AGENTS, demand={"agents": agents}) == [
        "case.yaml: demand.agents.agents.awake_at_peak: found more than 1, expected a share from 0 to 1; "
        "correct the value"
    ]


def test_tokens_of_a_stream_counted_in_sessions(assembly: Build) -> None:
    (said,) = refused(assembly, streams=AGENTS, demand=direct("personal_agents", "tokens/s"))
    assert said.endswith("expected reference MW or sessions; convert the amount")


def test_a_table_of_weights_names_streams_and_nodes_of_the_case(assembly: Build, tmp_path: Path) -> None:
    table = "stream,node,weight\nchat_interactiv,US_dallas,1\n,US_dalas,2\n"
    (tmp_path / "weights.csv").write_text(table, encoding="utf-8")
    spread = {"revenue": [REVENUE], "spread": {"file": "weights.csv"}}
    assert refused(assembly, demand=spread) == [
        "weights.csv: found chat_interactiv, expected a stream of the case; did you mean chat_interactive?",
        "weights.csv: found US_dalas, expected a node of the case; did you mean US_dallas?",
    ]


def test_a_custom_node_needs_people_to_be_spread_by_them(assembly: Build) -> None:
    node = {"id": "here", "lat": 33, "lon": -97, "country": "US"}
    spread = {"revenue": [REVENUE], "spread": {"by": "population"}}
    assert refused(assembly, nodes={"custom": [node]}, demand=spread) == [
        "case.yaml: nodes.custom.here: found no population, expected people of the node; "
        "give its population, or spread by weight"
    ]


def test_rows_of_a_file_are_checked(assembly: Build, tmp_path: Path) -> None:
    table = "stream,node,at,amount,unit\nchat_interactive,US_dallas,2027Q1,-5,MW\n"
    (tmp_path / "demand.csv").write_text(table, encoding="utf-8")
    (said,) = refused(assembly, demand={"file": "demand.csv"})
    assert said.startswith("demand.csv: row 2, amount: found '-5', expected")


def test_falling_revenue_is_allowed(assembly: Build) -> None:
    falling = REVENUE | {"billion_usd": {"2026": 60, "2028": 10}}
    assert assembly(demand={"revenue": [falling]}).inputs.demand
