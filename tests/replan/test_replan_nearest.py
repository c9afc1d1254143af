"""The second stage from the published side: matrices that are solved by hand, and three campuses.

Campuses a, b and c open for 5, 6 and 15 million USD; the cheapest plans with one of them cost 218, 219 and
228.
"""

from __future__ import annotations

import time

import numpy as np
import pytest
import scipy.sparse as sp

from planner.engine import nearest as stage
from planner.engine.anchor import Pull, pull_of
from planner.engine.distance import with_distance
from planner.engine.extract import point_of
from planner.engine.highs import Options, Reason, Solver
from planner.engine.matrix import Matrix, Vector
from planner.engine.near_dive import near_plans
from planner.engine.search import Search
from planner.engine.strategy import construct_and_improve
from planner.engine.structure import Structure, build_structure
from planner.engine.worker import cheapest_plan
from planner.replan.nearness import Nearness, nearness_weights
from tests.explore.pieces import three_campuses
from tests.replan.test_replan_stages import plan_at
from tests.small import TODAY

AT_ALL = np.arange(5)


def racks(most: float) -> Matrix:
    """Return the problem of 100 racks at five sites, each for a million USD."""
    return Matrix(
        cost=np.ones(5),
        offset=0.0,
        lower=np.zeros(5),
        upper=np.full(5, most),
        integer=np.ones(5, dtype=bool),
        a=sp.csr_matrix(np.ones((1, 5))),
        row_lower=np.array([100.0]),
        row_upper=np.array([np.inf]),
    )


def of_racks() -> Structure:
    """Return what is known of these columns: all are purchases at one site."""
    none, grid = np.zeros(0, dtype=np.int64), np.full((1, 1), -1)
    return Structure(
        halls=grid,
        opens=grid,
        least=np.zeros((1, 1), dtype=np.int64),
        campus=np.ones(1, dtype=bool),
        site_of=np.zeros(5, dtype=np.int64),
        racks_of=np.arange(5),
        rack_columns=AT_ALL,
        rack_mw=np.ones(5),
        rack_chips=np.zeros(5, dtype=np.int64),
        rack_periods=np.zeros(5, dtype=np.int64),
        purchase_rows=none,
        fleet_columns=none,
        unit_columns=none,
        power_columns=np.array([3, 1]),
        power_periods=np.array([7, 9]),
        hosted_columns=none,
        hosted_groups=none,
        hosted_periods=none,
        block_rows=none,
        sketch=np.ones(5, dtype=bool),
    )


def search_of(matrix: Matrix, x: Vector | None = None) -> Search:
    now = time.monotonic()
    search = Search(matrix, gap=0.0, deadline=now + 60, report=lambda _p, _x: None, started=now)
    if x is not None:
        assert search.offer(x, "a start")
    return search


def test_differences_add_up_to_the_distance() -> None:
    # 0 is at its lower bound in the anchor, 2 at its upper, 1 and 3 are between.
    pull = Pull(np.array([0, 1, 2, 3]), np.array([0.0, 4.0, 10.0, 5.0]), np.array([1.0, 2.0, 3.0, 4.0]))
    distance = with_distance(racks(10.0), pull)
    x = np.array([3.0, 1.0, 8.0, 9.0, 2.0])
    # 1 * 3 + 2 * 3 + 3 * 2 + 4 * 4 = 31
    assert pull.distance(x) == 31.0
    point = distance.point(x)
    assert distance.per_unit @ point + distance.offset == pytest.approx(31.0)
    assert distance.priced(2.0).value(point) == pytest.approx(23.0 + 62.0)
    assert list(distance.apart) == [1, 3]
    assert distance.matrix.a[1:] @ point == pytest.approx(pull.at[[1, 3]])
    assert distance.columns == 5


def test_the_least_distance_is_found_within_a_cost() -> None:
    # 100 racks; the anchor has 20 and 90 of them. The nearest takes 10 away: 2 each at the first.
    pull = Pull(np.array([0, 1]), np.array([20.0, 90.0]), np.array([2.0, 3.0]))
    distance = with_distance(racks(100.0), pull)
    outcome = Solver(distance.within(100.0)).run()
    assert outcome.objective == pytest.approx(20.0)
    assert Solver(distance.within(99.0)).run().reason is Reason.INFEASIBLE


def test_a_basis_of_the_problem_is_one_with_differences() -> None:
    matrix = racks(100.0)
    lp = Solver(matrix, relax=True)
    x = lp.run().x
    assert x is not None
    pull = Pull(AT_ALL, np.full(5, 30.0), np.ones(5))
    distance = with_distance(matrix, pull)
    again = Solver(distance.priced(0.0), Options(extra={"solver": "simplex"}), relax=True)
    again.start_at(distance.basis(lp.basis(), x))
    again.set_options(simplex_iteration_limit=0)
    outcome = again.run()
    assert outcome.x is not None
    assert distance.matrix.excess(outcome.x) <= 1e-9
    assert outcome.x[:5] == pytest.approx(x)


def test_differences_of_power_are_chosen_with_power() -> None:
    pull = Pull(AT_ALL, np.full(5, 30.0), np.ones(5))
    wider = with_distance(racks(100.0), pull).structure(of_racks())
    # Columns 5 to 9 are what is more than in the anchor, 10 to 14 what is less.
    assert dict(zip(wider.power_columns, wider.power_periods, strict=True)) == {
        3: 7, 8: 7, 13: 7, 1: 9, 6: 9, 11: 9,
    }  # fmt: skip
    assert len(wider.site_of) == len(wider.racks_of) == len(wider.sketch) == 15


@pytest.mark.parametrize(("most", "expected"), [(100.0, [100, 0, 0, 0, 0]), (98.0, [96, 1, 1, 1, 1])])
def test_small_changes_are_given_up_where_others_can_make_up_for_them(
    most: float, expected: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Four racks at four sites are 4 % of a distance of 100; with 98 at most, none of them can be missing:
    # two more at the first are not enough.
    monkeypatch.setattr(stage, "WHOLE_COLUMNS", 0)
    monkeypatch.setattr(stage, "near_plans", lambda *_a, **_k: [])
    matrix, x = racks(most), np.array([96.0, 1.0, 1.0, 1.0, 1.0])
    pull = Pull(AT_ALL, np.zeros(5), np.ones(5))
    search = search_of(matrix, x)
    found = stage.nearest(matrix, of_racks(), search, pull, [x], most_musd=100.0, seconds=5.0)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(("slack", "cost"), [(0.005, 219.0), (0.004, 218.0)])
def test_the_dive_from_the_published_side_keeps_a_plan_within_the_slack(
    slack: float, cost: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "WHOLE_COLUMNS", 0)
    inputs = three_campuses()
    compiled = cheapest_plan(inputs)
    structure, matrix = build_structure(inputs, compiled), compiled.matrix
    search = search_of(matrix, point_solved(matrix, point_of(inputs, compiled, plan_at("a"))))
    construct_and_improve(matrix, structure, search)
    assert search.cost == pytest.approx(218.0)
    weights = nearness_weights(inputs, TODAY, Nearness())
    pull = pull_of(compiled, weights, point_of(inputs, compiled, plan_at("b")))
    assert search.x is not None
    most = (1 + slack) * search.cost
    plans = near_plans(matrix, structure, search, pull, most_musd=most, seconds=5.0)
    for plan in plans:
        assert matrix.excess(plan) <= 1e-6
        assert matrix.is_whole(plan)
        assert matrix.value(plan) <= most
    found = stage.nearest(matrix, structure, search, pull, [search.x], most_musd=most, seconds=5.0)
    assert matrix.value(found) <= most
    assert pull.distance(found) <= pull.distance(search.x)
    if cost == 219.0:
        assert [pull.distance(plan) for plan in plans] == pytest.approx([0.0], abs=1e-6)
        assert matrix.value(found) == pytest.approx(219.0)


def point_solved(matrix: Matrix, at: Vector) -> Vector:
    """Return the cheapest plan with the whole numbers of a point."""
    x = Solver(matrix.fixed(np.flatnonzero(matrix.integer), at)).run().x
    assert x is not None
    return x
