from __future__ import annotations

import math

import pytest

from buildout.quarters import parse_quarter
from planner.cases.paths import Growth, Interpolation
from planner.demand import at_period_ends, between_points, end_of, period_ends, values_at
from planner.demand.published import path_names, path_points, run_rate_names, run_rate_points
from planner.reference import load_reference
from tests.demand.conftest import QUARTERS, YEARS

FIRST_OF_2028 = parse_quarter("2028Q1")


def test_a_label_stands_for_its_end() -> None:
    assert end_of("2027") == end_of("2027H2") == end_of("2027Q4") == end_of("2027-12") == FIRST_OF_2028
    assert end_of("2027H1") == end_of("2027Q2") == end_of("2027-06") == FIRST_OF_2028 - 2


def test_a_month_is_a_third_of_a_quarter() -> None:
    # October ends two months, two thirds of a quarter, before the year.
    assert end_of("2027-10") == pytest.approx(FIRST_OF_2028 - 2 / 3)
    assert end_of("2027-01") == pytest.approx(FIRST_OF_2028 - 4 + 1 / 3)
    assert end_of(" 2027-10 ") == end_of("2027-10")


@pytest.mark.parametrize("label", ["27", "2027H3", "soon", "", "2027Q5", "2027-13", "2027-00", "2027-1"])
def test_other_labels_are_refused(label: str) -> None:
    with pytest.raises(ValueError, match="quarter"):
        end_of(label)


def test_periods_end_where_the_next_begins() -> None:
    assert period_ends(QUARTERS) == [FIRST_OF_2028 - 3, FIRST_OF_2028 - 2, FIRST_OF_2028 - 1, FIRST_OF_2028]
    assert period_ends(YEARS) == [FIRST_OF_2028, FIRST_OF_2028 + 4]


def test_a_straight_path_adds_the_same_each_quarter() -> None:
    points = {end_of("2026"): 3.0, end_of("2027"): 7.0}
    assert at_period_ends(points, QUARTERS, Interpolation.LINEAR) == pytest.approx((4, 5, 6, 7))


def test_a_geometric_path_grows_at_one_rate() -> None:
    points = {end_of("2026"): 1.0, end_of("2027"): 16.0}
    assert at_period_ends(points, QUARTERS, Interpolation.GEOMETRIC) == pytest.approx((2, 4, 8, 16))


def test_a_path_is_flat_outside_its_points() -> None:
    assert at_period_ends({end_of("2027Q2"): 5.0}, QUARTERS, Interpolation.LINEAR) == (5, 5, 5, 5)
    points = {end_of("2027Q2"): 5.0, end_of("2027Q3"): 7.0}
    assert at_period_ends(points, QUARTERS, Interpolation.LINEAR) == (5, 5, 7, 7)


def test_points_may_lie_within_quarters() -> None:
    # From the end of January 2027 to the end of November: 10 months, 1 each month. The quarters end
    # two, five and eight months after January; the year after November.
    path = {"2027-01": 100.0, "2027-11": 110.0}
    assert values_at(path, period_ends(QUARTERS)) == pytest.approx((102, 105, 108, 110))


def test_points_of_unlike_lengths_make_one_path() -> None:
    path = {"2027": 8.0, "2026": 0.0, "2027H1": 2.0}
    assert values_at(path, period_ends(QUARTERS)) == pytest.approx((1, 2, 5, 8))


def test_a_number_holds_always() -> None:
    assert values_at(7, period_ends(YEARS)) == (7.0, 7.0)


def test_growth_has_no_end_and_no_beginning() -> None:
    growth = Growth(start="2027", value=10.0, growth_per_year=4.0)
    # One year earlier a quarter of it; a quarter of a year is a factor of 4 ** 0.25 = 1.4142.
    ends = [end_of(label) for label in ("2026", "2027", "2028Q1", "2028", "2029")]
    assert values_at(growth, ends) == pytest.approx((2.5, 10, 14.14214, 40, 160))


def test_growth_below_one_shrinks() -> None:
    growth = Growth(start="2026-12", value=8.0, growth_per_year=0.5)
    assert values_at(growth, period_ends(YEARS)) == pytest.approx((4, 2))


def test_moments_are_asked_in_any_order() -> None:
    points = {end_of("2028"): 8.0, end_of("2027"): 4.0}
    moments = [end_of("2028H1"), end_of("2027"), end_of("2028")]
    assert between_points(points, moments, Interpolation.LINEAR) == pytest.approx((6, 4, 8))


def test_published_paths_have_three_levels() -> None:
    table = load_reference().demand
    assert {"scn_lab_low", "scn_lab_mid", "scn_lab_high", "scn_world_mid"} <= set(path_names(table))
    for level, gw in (("low", 32.0), ("mid", 70.0), ("high", 250.0)):
        points = path_points(table, f"scn_lab_{level}")
        assert len(points) == 9
        assert math.isclose(points[end_of("2033")], gw)


def test_published_run_rates_hold_at_their_months() -> None:
    table = load_reference().demand
    assert "Anthropic" in run_rate_names(table)
    points = run_rate_points(table, "Anthropic")
    # Billion USD a year: 9 at the end of 2025, then by month.
    expected = {"2025-12": 9.0, "2026-02": 14.0, "2026-04": 30.0, "2026-05": 47.0}
    assert points == pytest.approx({end_of(label): value for label, value in expected.items()})


def test_a_published_target_holds_at_the_end_of_its_year() -> None:
    points = run_rate_points(load_reference().demand, "OpenAI")
    assert points[end_of("2030")] == pytest.approx(280.0)
