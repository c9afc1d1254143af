"""Mixes of two chips at 20 and 22 million USD per MW, of which 10 MW are needed; all else costs 18."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildout.inputs import CommittedChips, MinimumTake, Period, VendorShare, VolumeTier, Window
from planner.cases.mixes import VendorMix, parse_mix
from planner.vendors.apply import apply_mix, contradictions, late, on_order, shifted
from tests.model.optimum import solve
from tests.model.random_case import random_case
from tests.small import TODAY, grid_of
from tests.vendors.pieces import G, H, two_vendors

ALL = two_vendors().periods[0].label
"""The only period."""


def mix(text: str) -> VendorMix:
    return parse_mix(text.replace("G", G).replace("H", H))


@pytest.mark.parametrize(
    ("text", "musd"),
    [
        ("free", 18 + 10 * 20),
        ("only:G", 18 + 10 * 20),
        ("only:H", 18 + 10 * 22),
        ("without:G", 18 + 10 * 22),
        ("at-most:G:0.6", 18 + 6 * 20 + 4 * 22),
        ("at-most:H:0.6", 18 + 10 * 20),
        ("at-most:G:1.0", 18 + 10 * 20),
        ("at-most:G:0.0", 18 + 10 * 22),
        ("price:G:+0.05", 18 + 10 * 21),
        ("price:G:+0.2", 18 + 10 * 22),
        ("price:G:-0.2", 18 + 10 * 16),
        ("price:H:-0.2", 18 + 10 * 17.6),
        ("late:G:1", 18 + 10 * 22),
        ("late:H:1", 18 + 10 * 20),
    ],
)
def test_what_a_mix_costs(text: str, musd: float) -> None:
    assert solve(apply_mix(two_vendors(), mix(text))).cost_musd == pytest.approx(musd)


def test_no_vendor_at_all_falls_short() -> None:
    inputs = apply_mix(apply_mix(two_vendors(), mix("without:G")), mix("without:H"))
    assert solve(inputs).cost_musd == pytest.approx(300.0)  # 10 MW short for a quarter


@pytest.mark.parametrize(
    ("text", "musd"),
    [
        ("free", 18 + 7 * 20 + 3 * 22),
        ("only:H", 18 + 10 * 22),
        ("at-most:G:0.6", 18 + 6 * 20 + 4 * 22),
        ("price:H:+0.5", 18 + 7 * 20 + 3 * 33),
    ],
)
def test_a_minimum_take_stays_in_force(text: str, musd: float) -> None:
    inputs = replace(two_vendors(), minimum_takes=(MinimumTake("three of h", ("h",), Window(ALL, ALL, 3.0)),))
    assert contradictions(inputs, mix(text)) == ()
    assert solve(apply_mix(inputs, mix(text))).cost_musd == pytest.approx(musd)


@pytest.mark.parametrize(
    ("text", "musd"),
    [
        # Above 4 MW half of the price of h comes back: 10 MW of it cost 220 less 66.
        ("free", 18 + 10 * 22 - 6 * 11),
        ("only:G", 18 + 10 * 20),
        ("at-most:H:0.6", 18 + 6 * 22 + 4 * 20 - 2 * 11),
        ("price:H:+1", 18 + 10 * 20),
    ],
)
def test_a_volume_tier_stays_in_force(text: str, musd: float) -> None:
    tier = VolumeTier("h above 4", "h", Window(ALL, ALL, 4.0), 0.5)
    inputs = replace(two_vendors(), volume_tiers=(tier,))
    assert solve(apply_mix(inputs, mix(text))).cost_musd == pytest.approx(musd)


@pytest.mark.parametrize("text", ["without:H", "only:G", "late:H:1"])
def test_a_take_that_cannot_be_kept_is_explained(text: str) -> None:
    inputs = replace(two_vendors(), minimum_takes=(MinimumTake("deal", ("h",), Window(ALL, ALL, 3.0)),))
    (said,) = contradictions(inputs, mix(text))
    assert "minimum take deal asks for 3 IT MW of h" in said
    assert "only 0 can be bought" in said


def test_a_least_share_without_room_is_explained() -> None:
    inputs = replace(two_vendors(), vendor_shares=(VendorShare(G, Window(ALL, ALL, 0.0), 0.7, 1.0),))
    for text, allowed in (("at-most:G:0.6", "60%"), ("without:G", "0%"), ("only:H", "0%")):
        (said,) = contradictions(inputs, mix(text))
        assert "at least 70% of vendor of g" in said
        assert f"allows {allowed}" in said
    for text in ("free", "only:G", "at-most:G:0.8", "at-most:H:0.3", "without:H", "price:G:+0.2", "late:G:1"):
        assert contradictions(inputs, mix(text)) == ()


def test_the_ledger_stands_in_every_mix_and_only_what_is_to_come_slips() -> None:
    lots = (CommittedChips("a", "g", TODAY - 4, 2.0), CommittedChips("a", "g", TODAY + 1, 3.0))
    inputs = replace(two_vendors(3), committed_chips=lots)
    assert on_order(inputs, G) == lots[1:]
    assert on_order(inputs, H) == ()
    for text in ("without:G", "only:H", "at-most:G:0.1"):
        assert apply_mix(inputs, mix(text)).committed_chips == lots
    moved = late(inputs, G, 2).committed_chips
    assert moved == (lots[0], replace(lots[1], online_quarter=TODAY + 3))


def test_supply_comes_later_by_quarters_in_periods_of_any_length() -> None:
    periods: tuple[Period, ...] = grid_of(1, 1, 2, 4)
    supply = (10.0, 20.0, 60.0, 40.0)  # a quarter of the third has 30, of the last 10
    assert shifted(supply, periods, 0) == supply
    assert shifted(supply, periods, 1) == pytest.approx((0.0, 10.0, 20.0 + 30.0, 30.0 + 3 * 10.0))
    assert shifted(supply, periods, 2) == pytest.approx((0.0, 0.0, 10.0 + 20.0, 30.0 + 30.0 + 2 * 10.0))
    assert shifted(supply, periods, 8) == (0.0, 0.0, 0.0, 0.0)


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=6),
    st.lists(st.floats(0, 1e4), min_size=6, max_size=6),
    st.integers(0, 12),
)
def test_later_supply_is_never_more_by_any_date(lengths: list[int], mw: list[float], quarters: int) -> None:
    periods = grid_of(*lengths)
    supply = mw[: len(periods)]
    later = shifted(supply, periods, quarters)
    for end in range(1, len(periods) + 1):
        assert sum(later[:end]) <= sum(supply[:end]) + 1e-6


@pytest.mark.parametrize("seed", [0, 2])
def test_a_looser_mix_is_never_dearer_and_a_dearer_vendor_never_cheaper(seed: int) -> None:
    inputs = random_case(seed)

    def cost(text: str) -> float:
        return solve(apply_mix(inputs, mix(text))).cost_musd

    for chain in (
        ("free", "at-most:G:0.7", "at-most:G:0.3", "without:G"),
        ("free", "at-most:H:0.5", "only:G"),
        ("price:G:-0.2", "free", "price:G:+0.2"),
    ):
        costs = [cost(text) for text in chain]
        assert all(a <= b + 1e-6 * abs(b) for a, b in pairwise(costs)), chain
