"""Peaks that do not coincide, and the spread over nodes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.demand import (
    ANYWHERE,
    Factor,
    Ground,
    Load,
    Place,
    Term,
    add_means,
    add_peaks,
    spread_loads,
)
from planner.demand.spread import SUN
from planner.demand.sun import coincidence, day_curve, sharpness
from tests.demand.conftest import facts

STATED = Load("path", "chat", (Factor("stated", (80.0, 160.0)),))
LOCAL = replace(STATED, is_local=True)
HOURS = (0.0, 12.0)


def together(local: list[float], offsets: list[float], peak_to_mean: float) -> float:
    return float(coincidence(np.array(local)[:, None], np.array(offsets), peak_to_mean)[0])


@pytest.mark.parametrize("peak_to_mean", [1.05, 1.4, 2.0, 5.0, 50.0])
def test_the_day_has_the_peak_asked_for(peak_to_mean: float) -> None:
    hours = np.linspace(0.0, 24.0, 20_000, endpoint=False)
    curve = day_curve(peak_to_mean, hours)
    # The curve is demand over its peak: its mean is one over peak to mean, its highest value 1.
    assert curve.max() == curve[0] == 1.0
    assert curve.mean() == pytest.approx(1 / peak_to_mean, rel=1e-9)
    assert (peak_to_mean * curve).mean() == pytest.approx(1.0, rel=1e-9)


def test_a_day_of_no_peak_is_flat() -> None:
    assert sharpness(1.0) == 0.0
    assert day_curve(1.0, np.array([0.0, 6.0, 12.0])).tolist() == [1.0, 1.0, 1.0]
    assert together([1.0, 2.0, 5.0], [0.0, 7.0, -9.0], 1.0) == 1.0


def test_places_of_one_clock_peak_together() -> None:
    assert together([1.0, 2.0, 5.0], [3.0, 3.0, 3.0], 2.0) == pytest.approx(1.0)


def test_two_places_half_a_day_apart() -> None:
    # With demand exp(k (cos h - 1)) of its peak, the other is at exp(-2k) when the first is at 1.
    k = sharpness(3.0)
    assert together([1.0, 1.0], list(HOURS), 3.0) == pytest.approx((1 + np.exp(-2 * k)) / 2, rel=1e-9)
    # The larger one sets the hour: (3 + exp(-2k)) / 4.
    assert together([3.0, 1.0], list(HOURS), 3.0) == pytest.approx((3 + np.exp(-2 * k)) / 4, rel=1e-9)


def test_where_there_is_no_demand_nothing_is_saved() -> None:
    found = coincidence(np.array([[0.0, 1.0], [0.0, 1.0]]), np.array(HOURS), 3.0)
    assert found[0] == 1.0
    assert found[1] < 1.0


def test_clocks_round_the_world_are_the_mean() -> None:
    # 24 equal places, an hour apart: their sum hardly moves, so the peak is the mean.
    assert together([1.0] * 24, [float(h) for h in range(24)], 1.7) == pytest.approx(1 / 1.7, rel=1e-6)


@given(
    local=st.lists(st.floats(0.01, 100), min_size=1, max_size=6),
    hours=st.lists(st.integers(-12, 14), min_size=6, max_size=6),
    peak_to_mean=st.floats(1.0, 20.0),
)
def test_between_the_mean_and_the_sum_of_peaks(
    local: list[float], hours: list[int], peak_to_mean: float
) -> None:
    found = together(local, [float(h) for h in hours[: len(local)]], peak_to_mean)
    assert 1 / peak_to_mean - 1e-9 <= found <= 1 + 1e-9


def ground(*, shared: bool, weights: tuple[float, float] = (3.0, 1.0)) -> Ground:
    """Two places half a day apart, which share capacity or do not."""
    places = {
        node: Place(node, hours, "home" if shared else node)
        for node, hours in zip(("x", "y"), HOURS, strict=True)
    }
    return Ground(places, dict(zip(("x", "y"), weights, strict=True)))


def peaks(terms: list[Term]) -> dict[str, tuple[float, ...]]:
    return {node: series for (_, node), series in add_peaks(terms).items()}


def test_weights_part_demand() -> None:
    found = peaks(spread_loads([STATED], facts(peak_to_mean=2.0), ground(shared=False)))
    assert found == {"x": pytest.approx((60, 120)), "y": pytest.approx((20, 40))}


def test_doubling_every_weight_changes_nothing() -> None:
    for load in (STATED, LOCAL):
        for shared in (True, False):
            once = spread_loads([load], facts(peak_to_mean=2.0), ground(shared=shared))
            twice = spread_loads([load], facts(peak_to_mean=2.0), ground(shared=shared, weights=(6.0, 2.0)))
            assert peaks(twice) == peaks(once)


def test_a_stated_peak_is_that_of_all_places() -> None:
    found = peaks(spread_loads([STATED], facts(peak_to_mean=3.0), ground(shared=True)))
    assert np.sum(list(found.values()), axis=0) == pytest.approx([80, 160])


def test_local_peaks_that_share_capacity_need_less() -> None:
    stream = facts(peak_to_mean=3.0)
    (term,) = spread_loads([LOCAL], stream, ground(shared=True))
    part = (3 + np.exp(-2 * sharpness(3.0))) / 4
    assert sum(series[0] for series in term.peaks.values()) == pytest.approx(80 * part)
    assert term.load.factors[-1].name == SUN
    assert term.load.factors[-1].values == pytest.approx((part, part))
    # Each still has its part of it.
    assert term.peaks["x"][0] == pytest.approx(3 * term.peaks["y"][0])


def test_local_peaks_that_share_nothing_stay() -> None:
    found = peaks(spread_loads([LOCAL], facts(peak_to_mean=3.0), ground(shared=False)))
    assert found["x"] == pytest.approx((60, 120))
    assert found["y"] == pytest.approx((20, 40))


def test_direct_demand_that_shares_capacity_needs_less() -> None:
    stream = facts(peak_to_mean=3.0)
    rows = [replace(LOCAL, node_id=node) for node in ("x", "y")]
    part = (1 + np.exp(-2 * sharpness(3.0))) / 2
    shared = peaks(spread_loads(rows, stream, ground(shared=True)))
    assert shared["x"] == shared["y"] == pytest.approx((80 * part, 160 * part))
    assert peaks(spread_loads(rows, stream, ground(shared=False)))["x"] == pytest.approx((80, 160))


def test_mean_is_peak_over_its_ratio_wherever_it_falls() -> None:
    # Local peaks of 60 and 20 at 4 times the mean: means 15 and 5, whether capacity is shared or not.
    for shared in (True, False):
        terms = spread_loads([LOCAL], facts(peak_to_mean=4.0), ground(shared=shared))
        means = {node: series[0] for (_, node), series in add_means(terms).items()}
        assert means == pytest.approx({"x": 15, "y": 5})


def test_mean_of_a_stated_peak_of_all_places() -> None:
    # The peak of both together is (3 + e) / 4 of the sum of their own, e = exp(-2k).
    (term,) = spread_loads([STATED], facts(peak_to_mean=4.0), ground(shared=True))
    part = (3 + np.exp(-2 * sharpness(4.0))) / 4
    assert sum(series[0] for series in term.means.values()) == pytest.approx(80 / part / 4)


def test_demand_without_a_place_falls_anywhere() -> None:
    (term,) = spread_loads([STATED], facts(is_placed=False, peak_to_mean=1.05), ground(shared=True))
    assert term.peaks == {ANYWHERE: pytest.approx((80, 160))}
    assert term.means[ANYWHERE][0] == pytest.approx(80 / 1.05)


def test_terms_of_a_node_add_up() -> None:
    direct = replace(LOCAL, node_id="x")
    found = peaks(spread_loads([STATED, STATED, direct], facts(), ground(shared=False)))
    # Twice 60 of the spread and 80 of its own.
    assert found["x"] == pytest.approx((200, 400))
    assert found["y"] == pytest.approx((40, 80))
