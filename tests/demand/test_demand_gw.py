"""Drivers stated in GW: conversion, mix, revenue, training."""

from __future__ import annotations

import pytest

from planner.cases.demand import ComputeGrowth
from planner.cases.paths import Growth, Path
from planner.demand import (
    Conversion,
    Factor,
    Series,
    compute_factors,
    compute_of,
    end_of,
    mix_shares,
    mix_sums,
    period_ends,
    revenue_factors,
    split_compute,
    stated_gw,
    stream_shares,
    values_at,
    work_per_gw,
)
from planner.demand.facts import product
from tests.demand.conftest import CONVERSION, QUARTERS, YEARS, facts


def test_a_gw_at_the_meter_becomes_reference_mw() -> None:
    # 1,000 MW / 1.15 x 0.8 = 695.65 at the end of 2026; a year later x 1.3, two years x 1.69.
    per_gw = work_per_gw(period_ends(YEARS), CONVERSION)
    assert per_gw == pytest.approx((695.652 * 1.3, 695.652 * 1.69), rel=1e-6)
    # So 2.3 GW are 2,080 and 2,704 reference MW.
    assert product(compute_of(stated_gw("path", (2.3, 2.3), 1.0), per_gw)) == pytest.approx((2080, 2704))


def test_work_per_gw_grows_within_a_year() -> None:
    conversion = Conversion(pue=1.25, fleet_efficiency=1.0, growth_per_year=16.0, base_year=2026)
    # 800 at the end of 2026; 16 ** 0.25 = 2 a quarter.
    assert work_per_gw(period_ends(QUARTERS), conversion) == pytest.approx((1600, 3200, 6400, 12800))


def test_shares_run_straight_and_add_up_to_one() -> None:
    streams = [facts("a", shares={2026: 0.2, 2030: 0.4}), facts("b", shares={2026: 0.2, 2030: 0.2})]
    shares = stream_shares(streams, YEARS)
    # End of 2027: a 0.25, b 0.2; end of 2028: a 0.3, b 0.2.
    assert shares["a"] == pytest.approx((0.25 / 0.45, 0.6))
    assert shares["b"] == pytest.approx((0.20 / 0.45, 0.4))


def test_a_stream_alone_takes_all() -> None:
    assert stream_shares([facts("own")], YEARS)["own"] == (1, 1)


def test_a_mix_shifts_with_time() -> None:
    mix = {"chat": {"2026": 0.8, "2028": 0.4}, "voice": {"2026": 0.2, "2028": 0.6}}
    shares = mix_shares(mix, YEARS)
    assert shares["chat"] == pytest.approx((0.6, 0.4))
    assert shares["voice"] == pytest.approx((0.4, 0.6))


def test_a_mix_is_summed_at_every_date_it_names() -> None:
    mix = {"chat": {"2026": 0.8, "2028": 0.4}, "voice": {"2027": 0.4}}
    # voice is flat at 0.4; chat is 0.6 in between.
    assert mix_sums(mix) == pytest.approx({"2026": 1.2, "2027": 1.0, "2028": 0.8})


def test_demand_is_the_part_of_compute_that_sells_at_peak() -> None:
    streams = [facts("chat", usable=0.75), facts("train", usable=0.9, is_placed=False, is_training=True)]
    shares = {"chat": (0.6, 0.6), "train": (0.4, 0.4)}
    per_gw = (1000.0, 1500.0)
    compute = compute_of(stated_gw("path", (1.0, 2.0), 1.0), per_gw)
    chat, train = split_compute("path", compute, streams, shares, per_gw)
    # chat: 1,000 x 0.6 x 0.75 = 450. train: 1,000 x 0.4 x 0.9 = 360. Later 3,000 instead of 1,000.
    assert chat.total == pytest.approx((450, 1350))
    assert train.total == pytest.approx((360, 1080))
    assert not chat.is_local
    assert (chat.driver, chat.node_id, chat.work_per_gw) == ("path", None, per_gw)


def test_only_the_located_part_counts() -> None:
    assert product(stated_gw("path", (4.0, 8.0), 0.75)) == pytest.approx((3, 6))


def revenue(
    billion_usd: Path, elasticity: Path = 1 / 15, *, lag: int = 0, ramp: int = 1, located: float = 1.0
) -> Series:
    """Facility GW at the ends of the quarters of 2027."""
    factors = revenue_factors(
        "revenue",
        lambda moments: values_at(billion_usd, moments),
        values_at(elasticity, period_ends(QUARTERS)),
        QUARTERS,
        lag_quarters=lag,
        ramp_quarters=ramp,
        share_located=located,
    )
    return product(factors)


def test_sixty_billion_usd_are_four_gw() -> None:
    # 15 billion USD a year for every GW: 60 / 15 = 4.
    assert revenue(60.0) == pytest.approx((4, 4, 4, 4))
    # A rise from 30 to 90 within the ten months to October: + 4 GW.
    low, *_, high = revenue({"2026-12": 30.0, "2027-10": 90.0})
    assert high - 30 / 15 == pytest.approx(4)
    # A quarter is 3 of the 10 months, 18 of the 60 billion.
    assert low == pytest.approx(48 / 15)


STEP: Path = {"2027Q1": 0.0, "2027Q2": 60.0}
"""A rise by 60 billion USD within the second quarter."""


def test_lag_moves_the_load() -> None:
    assert revenue(STEP) == pytest.approx((0, 4, 4, 4))
    assert revenue(STEP, lag=1) == pytest.approx((0, 0, 4, 4))
    assert revenue(STEP, lag=8) == pytest.approx((0, 0, 0, 0))


def test_ramp_comes_in_equal_parts() -> None:
    assert revenue(STEP, ramp=2) == pytest.approx((0, 2, 4, 4))
    assert revenue(STEP, ramp=4) == pytest.approx((0, 1, 2, 3))
    assert revenue(STEP, lag=1, ramp=2) == pytest.approx((0, 0, 2, 4))


def test_falling_revenue_falls() -> None:
    falling: Path = {"2026Q4": 60.0, "2027Q1": 45.0, "2027Q2": 15.0, "2027Q3": 0.0}
    assert revenue(falling) == pytest.approx((3, 1, 0, 0))
    # Over two quarters: means of 60 and 45, 45 and 15, 15 and 0.
    assert revenue(falling, ramp=2) == pytest.approx((3.5, 2, 0.5, 0))


def test_elasticity_changes_over_time() -> None:
    # From 1/15 at the end of 2026 to 1/30 at the end of 2027: 8/120, then 7/120, 6/120, 5/120, 4/120.
    assert revenue(60.0, {"2026": 1 / 15, "2027": 1 / 30}) == pytest.approx((3.5, 3, 2.5, 2))
    halving = Growth(start="2026", value=0.1, growth_per_year=1 / 16)
    assert revenue(80.0, halving) == pytest.approx((4, 2, 1, 0.5))


def test_only_the_located_part_of_revenue_counts() -> None:
    assert revenue(60.0, located=0.75) == pytest.approx((3, 3, 3, 3))


def fleet(growth: float, hardware: float, start: str = "2026", located: float = 1.0) -> Series:
    """Reference MW at the ends of 2027 and 2028 of a fleet of 2.3 GW: 1,600 at the end of 2026."""
    conversion = Conversion(pue=1.15, fleet_efficiency=0.8, growth_per_year=hardware, base_year=2026)
    compute = ComputeGrowth(start=start, facility_gw=2.3, growth_per_year=growth)
    return product(compute_factors("fleet", compute, YEARS, conversion, located))


def test_compute_grows_as_stated() -> None:
    # x 4.5 and x 20.25, however good the chips.
    assert fleet(4.5, 1.3) == fleet(4.5, 1.0) == pytest.approx((7200, 32_400))
    assert fleet(1.0, 1.3) == pytest.approx((1600, 1600))
    assert fleet(4.5, 1.3, located=0.5) == pytest.approx((3600, 16_200))


def test_newer_chips_take_a_part_of_the_gw() -> None:
    # Compute x 4.5 a year; a GW does 1.5 times the work of the year before: GW x 3 a year.
    conversion = Conversion(pue=1.15, fleet_efficiency=0.8, growth_per_year=1.5, base_year=2026)
    per_gw = work_per_gw(period_ends(YEARS), conversion)
    gw = [mw / each for mw, each in zip(fleet(4.5, 1.5), per_gw, strict=True)]
    assert gw == pytest.approx([2.3 * 3, 2.3 * 9])


def test_compute_counts_from_its_own_date() -> None:
    # A fleet of 2.3 GW at the end of 2027 has chips 1.3 times as good: 2,080 then.
    assert fleet(4.5, 1.3, start="2027") == pytest.approx((2080, 9360))


def test_training_may_be_stated_in_gw() -> None:
    gw = values_at({"2027": 1.0, "2028": 3.0}, period_ends(YEARS))
    assert stated_gw("fleet", gw, 1.0) == (Factor("fleet: facility GW", (1.0, 3.0)),)
    assert period_ends(YEARS)[0] == end_of("2027")
