from __future__ import annotations

import math

import pytest
from planner.demand.anchors import path_names, path_points

from buildout.inputs import Period
from buildout.quarters import parse_quarter
from planner.cases.demand import DirectRow, Interpolation
from planner.demand import (
    ANYWHERE,
    Conversion,
    StreamFacts,
    add_peaks,
    at_period_ends,
    direct_peaks,
    end_of,
    facility_peaks,
    reference_mw,
    stream_shares,
)
from planner.reference import load_reference

QUARTERS = tuple(Period(f"2027Q{i + 1}", parse_quarter("2027Q1") + i, 1) for i in range(4))
YEARS = (Period("2027", parse_quarter("2027Q1"), 4), Period("2028", parse_quarter("2028Q1"), 4))


def facts(stream_id: str, usable: float, shares: dict[int, float], *, is_placed: bool = True) -> StreamFacts:
    return StreamFacts(stream_id, "reference MW", usable, is_placed, shares)


def test_a_label_stands_for_its_end() -> None:
    first_of_2028 = parse_quarter("2028Q1")
    assert end_of("2027") == end_of("2027H2") == end_of("2027Q4") == first_of_2028
    assert end_of("2027H1") == end_of("2027Q2") == first_of_2028 - 2


@pytest.mark.parametrize("label", ["27", "2027H3", "soon", "", "2027Q5"])
def test_other_labels_are_refused(label: str) -> None:
    with pytest.raises(ValueError, match="quarter"):
        end_of(label)


def test_a_straight_path_adds_the_same_each_quarter() -> None:
    points = {end_of("2026"): 3.0, end_of("2027"): 7.0}
    assert at_period_ends(points, QUARTERS, Interpolation.LINEAR) == pytest.approx((4, 5, 6, 7))


def test_a_geometric_path_grows_at_one_rate() -> None:
    points = {end_of("2026"): 1.0, end_of("2027"): 16.0}
    assert at_period_ends(points, QUARTERS, Interpolation.GEOMETRIC) == pytest.approx((2, 4, 8, 16))


def test_a_path_is_flat_outside_its_points() -> None:
    assert at_period_ends({end_of("2027Q2"): 5.0}, QUARTERS, Interpolation.LINEAR) == (5, 5, 5, 5)


def test_facility_gw_becomes_reference_mw() -> None:
    # 2.3 GW / 1.15 = 2,000 MW IT; x 0.8 = 1,600 at the end of 2026; a year later x 1.3, two years x 1.69.
    conversion = Conversion(pue=1.15, fleet_efficiency=0.8, growth_per_year=1.3, base_year=2026)
    assert reference_mw((2.3, 2.3), YEARS, conversion) == pytest.approx((2080, 2704))


def test_shares_run_straight_and_add_up_to_one() -> None:
    streams = [facts("a", 1, {2026: 0.2, 2030: 0.4}), facts("b", 1, {2026: 0.2, 2030: 0.2})]
    shares = stream_shares(streams, YEARS)
    # End of 2027: a 0.25, b 0.2; end of 2028: a 0.3, b 0.2.
    assert shares["a"] == pytest.approx((0.25 / 0.45, 0.6))
    assert shares["b"] == pytest.approx((0.20 / 0.45, 0.4))


def test_a_stream_alone_takes_all() -> None:
    assert stream_shares([facts("own", 1, {})], YEARS)["own"] == (1, 1)


def test_demand_is_the_part_of_compute_that_sells_at_peak() -> None:
    streams = [facts("chat", 0.75, {2026: 0.6}), facts("train", 0.9, {2026: 0.4}, is_placed=False)]
    peaks = facility_peaks((1000.0, 2000.0), streams, {"x": 3.0, "y": 1.0}, YEARS)
    # chat: 1,000 x 0.6 x 0.75 = 450, three quarters of it at x. train: 1,000 x 0.4 x 0.9 = 360, anywhere.
    assert peaks["chat", "x"] == pytest.approx((337.5, 675))
    assert peaks["chat", "y"] == pytest.approx((112.5, 225))
    assert peaks["train", ANYWHERE] == pytest.approx((360, 720))


def test_doubling_every_weight_changes_nothing() -> None:
    streams = [facts("chat", 0.75, {2026: 1.0})]
    once = facility_peaks((1000.0, 1000.0), streams, {"x": 3.0, "y": 1.0}, YEARS)
    assert facility_peaks((1000.0, 1000.0), streams, {"x": 6.0, "y": 2.0}, YEARS) == once


def test_direct_demand_runs_straight_between_its_dates() -> None:
    rows = [
        DirectRow(stream="chat", node="x", at="2027Q1", amount=10.0, unit="MW"),
        DirectRow(stream="chat", node="x", at="2027Q3", amount=30.0, unit="MW"),
    ]
    assert direct_peaks(rows, QUARTERS)["chat", "x"] == pytest.approx((10, 20, 30, 30))


def test_drivers_add_up_and_zero_is_left_out() -> None:
    demand = add_peaks([{("a", "x"): (1.0, 2.0), ("b", "x"): (0.0, 0.0)}, {("a", "x"): (10.0, 0.0)}])
    assert [(d.stream_id, d.node_id, d.peak) for d in demand] == [("a", "x", (11.0, 2.0))]


def test_published_paths_have_three_levels() -> None:
    table = load_reference().demand
    assert {"scn_lab_low", "scn_lab_mid", "scn_lab_high", "scn_world_mid"} <= set(path_names(table))
    for level, gw in (("low", 32.0), ("mid", 70.0), ("high", 250.0)):
        points = path_points(table, f"scn_lab_{level}")
        assert len(points) == 8
        assert math.isclose(points[end_of("2033")], gw)
