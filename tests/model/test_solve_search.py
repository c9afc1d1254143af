"""The state of a search: what counts as a plan, as a bound, and as done."""

from __future__ import annotations

import time

import numpy as np
import pytest

from planner.engine.matrix import Vector
from planner.engine.progress import Point
from planner.engine.search import Search
from tests.model.optimum import Optimum, solve
from tests.small import small


class Heard:
    """What a search reported."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.plans: list[Vector] = []

    def report(self, point: Point, x: Vector | None) -> None:
        self.points.append(point)
        if x is not None:
            self.plans.append(x)


@pytest.fixture
def best() -> Optimum:
    return solve(small())


@pytest.fixture
def heard() -> Heard:
    return Heard()


def begin(best: Optimum, heard: Heard, *, seconds: float = 60.0) -> Search:
    now = time.monotonic()
    return Search(best.compiled.matrix, gap=0.01, deadline=now + seconds, report=heard.report, started=now)


def moved(best: Optimum, name: str, index: tuple[str, ...], by: float) -> Vector:
    """Return the optimum with one variable changed."""
    x = best.x.copy()
    x[best.compiled.columns[name][index]] += by
    return x


def test_takes_a_plan_that_keeps_every_row(best: Optimum, heard: Heard) -> None:
    search = begin(best, heard)

    assert search.offer(best.x, "by hand")
    assert search.cost == pytest.approx(218.0)
    assert [point.what for point in heard.points] == ["by hand"]
    assert len(heard.plans) == 1


@pytest.mark.parametrize(
    ("name", "index", "by"),
    [
        # Less served than asked for; a hall too few; less power than the chips need; a fleet from nowhere.
        ("service.serve", ("a", "n", "2027Q1"), -0.1),
        ("siting.new_halls", ("a", "2027Q1"), -1.0),
        ("power.units", ("a", "grid", "2027Q1"), -0.1),
        ("fleet.fleet_mw", ("a", "g", "2027Q1"), 0.1),
    ],
)
def test_refuses_a_point_that_breaks_a_row(
    best: Optimum, heard: Heard, name: str, index: tuple[str, ...], by: float
) -> None:
    search = begin(best, heard)

    assert not search.offer(moved(best, name, index, by), "broken")
    assert search.x is None
    assert not heard.points


def test_rounds_what_must_be_whole(best: Optimum, heard: Heard) -> None:
    search = begin(best, heard)

    assert search.offer(moved(best, "siting.new_halls", ("a", "2027Q1"), -1e-7), "nearly whole")
    assert search.x is not None
    assert search.x[best.compiled.columns["siting.new_halls"][("a", "2027Q1")]] == 1.0


def test_refuses_what_is_no_cheaper(best: Optimum, heard: Heard) -> None:
    search = begin(best, heard)
    search.offer(best.x, "first")

    assert not search.offer(best.x, "again")
    assert not search.offer(moved(best, "siting.new_halls", ("a", "2027Q1"), 1.0), "a hall too many")
    assert len(heard.plans) == 1


def test_bound_only_rises(best: Optimum, heard: Heard) -> None:
    search = begin(best, heard)

    search.raise_bound(100.0, "relaxation")
    search.raise_bound(50.0, "worse")

    assert search.bound == 100.0
    assert [(point.what, point.bound_musd, point.gap) for point in heard.points] == [
        ("relaxation", 100.0, None)
    ]


def test_done_once_the_gap_is_reached(best: Optimum, heard: Heard) -> None:
    search = begin(best, heard)
    search.raise_bound(217.0, "relaxation")
    assert not search.is_done

    search.offer(best.x, "by hand")

    # 1 in 218 is less than 1 %.
    assert search.is_done
    assert heard.points[-1].gap == pytest.approx(1 / 218)


def test_done_once_the_time_is_up(best: Optimum, heard: Heard) -> None:
    search = begin(best, heard, seconds=0.0)

    assert search.is_done
    assert search.seconds_left <= 0.0
    assert np.isinf(search.cost)
