"""What must follow for the cheapest plan of tiny when its demand or its chips change."""

from __future__ import annotations

import pytest

from planner.plan import Plan
from tests.end_to_end.quick import cheapest

NEARLY = 1 + 1e-6
PATH = "demand={facility_gw: [{name: path, points: {2029: 0.05, 2032: 0.3}, streams: [chat]}]}"
"""From 50 MW at the meter to 300, spread over city and port by weight."""
WEIGHTS = "nodes.custom.city.weight={} nodes.custom.port.weight={}"


def weighted(city: float, port: float) -> list[str]:
    return [PATH, *WEIGHTS.format(city, port).split()]


@pytest.fixture(scope="module")
def by_path() -> Plan:
    return cheapest(*weighted(3.0, 1.0))


def test_a_shorter_budget_of_chat_never_costs_less(base: Plan) -> None:
    # The port is 1,275 km from north, 2 x 1,275 km x 0.0049 ms x 1.5 + 2 = 20.7 ms, and the city 16.7 ms;
    # of 100 ms both are within reach, of 18 ms the city alone, of 10 ms neither.
    costs = [
        base.cost_usd,
        *(cheapest(f"streams.custom.chat.rtt_budget_ms={ms}").cost_usd for ms in (18, 10)),
    ]
    assert costs[0] * NEARLY < costs[1]
    assert costs[1] * NEARLY < costs[2]


def test_a_shorter_budget_of_the_edge_never_costs_less(base: Plan) -> None:
    # From the south, 400 km away, it is 12.9 ms with 5 ms of access; from the town 7 ms.
    longer, shorter = (cheapest(f"streams.custom.edge.rtt_budget_ms={ms}").cost_usd for ms in (13, 6))
    assert longer * NEARLY < base.cost_usd
    assert base.cost_usd * NEARLY < shorter


@pytest.mark.parametrize("chip", ["old", "new"])
def test_a_faster_chip_costs_less(base: Plan, chip: str) -> None:
    doubled = {"old": 2.0, "new": 4.0}[chip]
    faster = cheapest(f"chips.custom.{chip}.infer_ref_mw_per_mw={doubled}").cost_usd
    assert faster < base.cost_usd / NEARLY


def test_doubling_every_weight_changes_nothing(by_path: Plan) -> None:
    twice = cheapest(*weighted(6.0, 2.0))
    assert twice.cost_usd == by_path.cost_usd > 0
    for name, table in by_path.tables.items():
        assert table.equals(twice.tables[name]), name


def test_more_gw_cost_more(by_path: Plan) -> None:
    path, *weights = weighted(3.0, 1.0)
    doubled = path.replace("0.05", "0.1").replace("0.3}", "0.6}")
    assert cheapest(doubled, *weights).cost_usd > by_path.cost_usd * NEARLY


def test_a_gain_of_software_costs_less(by_path: Plan) -> None:
    gain = "demand.multipliers=[{name: software, path: {2029: 1, 2032: 2}, effect: divides}]"
    assert cheapest(*weighted(3.0, 1.0), gain).cost_usd < by_path.cost_usd / NEARLY
