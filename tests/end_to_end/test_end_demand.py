"""What must follow for the cheapest plan of tiny when its demand or its chips change."""

from __future__ import annotations

from itertools import pairwise

import pytest

from planner.plan import Plan
from tests.end_to_end.quick import cheapest

NEARLY = 1 + 1e-6
PATH = "demand={facility_gw: [{name: path, points: {2029: 0.05, 2032: 0.3}, streams: [chat]}]}"
"""From 50 MW at the meter to 300, spread over city and port by weight."""
WEIGHTS = "nodes.custom.city.weight={} nodes.custom.port.weight={}"


def weighted(city: float, port: float) -> list[str]:
    return [PATH, *WEIGHTS.format(city, port).split()]


@pytest.mark.parametrize(
    ("change", "shorter"),
    [
        # Chat: north and the port are 1,250 km apart, 2 x 1,250 x 0.0049 x 1.5 + 2 = 20 ms.
        ("streams.custom.chat.rtt_budget_ms", (100, 18, 10)),
        # Edge: from the south, 400 km away, it is 13 ms; from the town it is 7.
        ("streams.custom.edge.rtt_budget_ms", (100, 12, 6)),
    ],
)
def test_a_shorter_budget_never_costs_less(change: str, shorter: tuple[int, ...]) -> None:
    costs = [cheapest(f"{change}={ms}").cost_usd for ms in shorter]
    for longer, tighter in pairwise(costs):
        assert tighter >= longer / NEARLY
    # It bites, or this would say nothing.
    assert costs[-1] > costs[0] * NEARLY


@pytest.mark.parametrize("chip", ["old", "new"])
def test_a_faster_chip_never_costs_more(base: Plan, chip: str) -> None:
    before = {"old": 1.0, "new": 2.0}[chip]
    costs = [
        cheapest(f"chips.custom.{chip}.infer_ref_mw_per_mw={before * times}").cost_usd
        for times in (1.25, 2.0)
    ]
    assert costs[0] <= base.cost_usd * NEARLY
    assert costs[1] <= costs[0] * NEARLY
    assert costs[1] < base.cost_usd / NEARLY


def test_doubling_every_weight_changes_nothing() -> None:
    once, twice = cheapest(*weighted(3.0, 1.0)), cheapest(*weighted(6.0, 2.0))
    assert twice.cost_usd == once.cost_usd > 0
    for name, table in once.tables.items():
        assert table.equals(twice.tables[name]), name


def test_more_gw_never_cost_less() -> None:
    doubled = PATH.replace("0.05", "0.1").replace("0.3}", "0.6}")
    assert cheapest(doubled).cost_usd > cheapest(PATH).cost_usd * NEARLY


def test_a_gain_of_software_never_costs_more() -> None:
    gain = "demand.multipliers=[{name: software, path: {2029: 1, 2032: 2}, effect: divides}]"
    assert cheapest(PATH, gain).cost_usd < cheapest(PATH).cost_usd / NEARLY
