from __future__ import annotations

import pytest

from planner.engine.extract import read_decisions
from planner.engine.highs import Solver
from planner.engine.worker import cheapest_plan
from planner.explore.features import (
    Aspect,
    Feature,
    distance,
    distances,
    feature_columns,
    features_of,
    nearest,
)
from planner.explore.linear import terms
from planner.explore.overlap import LeastOverlap
from tests.explore.pieces import three_campuses

A, B = Feature(Aspect.SITES, "a", 2027), Feature(Aspect.SITES, "b", 2027)
V, W = Feature(Aspect.VENDORS, "v", 2027), Feature(Aspect.VENDORS, "w", 2027)


def test_distance_is_the_mean_over_aspects_of_what_is_elsewhere() -> None:
    # Sites: |3 - 1| + |0 - 2| = 4 of 3 + 3 = 6. Vendors: the same. Neither has power.
    one, other = {A: 3.0, V: 1.0}, {A: 1.0, B: 2.0, V: 1.0}
    assert distances(one, other) == {
        Aspect.SITES: pytest.approx(2 / 3),
        Aspect.VENDORS: 0.0,
        Aspect.POWER: None,
    }
    assert distance(one, other) == pytest.approx(1 / 3)


def test_distance_is_0_to_itself_1_to_a_stranger_and_the_same_both_ways() -> None:
    one, other = {A: 3.0, V: 1.0}, {B: 2.0, W: 5.0}
    assert distance(one, one) == 0.0
    assert distance(one, other) == distance(other, one) == 1.0
    assert nearest(one, [other, one]) == 0.0
    assert nearest(one, []) == 1.0


def test_the_model_and_a_plan_have_the_same_features() -> None:
    inputs = three_campuses()
    compiled = cheapest_plan(inputs)
    x = Solver(compiled.matrix).run().x
    assert x is not None
    found = features_of(inputs, read_decisions(inputs, compiled, x))
    # One hall of 10 IT MW at PUE 1.25, 10 MW of chips, 12.5 MW of grid, at site a.
    assert found == {
        Feature(Aspect.SITES, "a", 2027): pytest.approx(0.0125),
        Feature(Aspect.VENDORS, "vendor of g", 2027): pytest.approx(0.010),
        Feature(Aspect.POWER, "grid", 2027): pytest.approx(0.0125),
    }
    for feature, gw in found.items():
        on = terms(compiled, ((c, per) for c, f, per in feature_columns(inputs, compiled) if f == feature))
        assert on.at(x) == pytest.approx(gw)


def least_overlap(price_musd: float, most_musd: float) -> str:
    """Return the site that is built where site a is penalised by so much per GW."""
    inputs = three_campuses()
    compiled = LeastOverlap({A: 1.0}, price_musd, {}, most_musd)(inputs)
    x = Solver(compiled.matrix).run().x
    assert x is not None
    (key,) = read_decisions(inputs, compiled, x).new_halls
    return key[0]


def test_what_is_penalised_is_left_where_it_is_worth_it() -> None:
    # Site b costs 1 million USD more; the penalty on the 0.0125 GW of site a is 0.0125 x price.
    assert least_overlap(price_musd=79.0, most_musd=1000.0) == "a"
    assert least_overlap(price_musd=81.0, most_musd=1000.0) == "b"


def test_a_small_case_keeps_to_the_cost_that_is_allowed() -> None:
    assert least_overlap(price_musd=1000.0, most_musd=218.9) == "a"
    assert least_overlap(price_musd=1000.0, most_musd=219.1) == "b"
