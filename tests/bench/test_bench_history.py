"""Times to a gap and primal integrals, each worked out by hand."""

from __future__ import annotations

import math

import pytest

from planner.bench.history import History, gap_between, primal_gap
from planner.engine.progress import Point

# Plans of 200, 125 and 100 after 2, 4 and 8 s; bounds of 50, 99 and 99.5 after 3, 6 and 9 s.
RISING = History(
    (
        Point(1.0, "model built", None, None),
        Point(2.0, "dive", 200.0, None),
        Point(3.0, "relaxation", 200.0, 50.0),
        Point(4.0, "polish", 125.0, 50.0),
        Point(6.0, "cuts", 125.0, 99.0),
        Point(8.0, "polish", 100.0, 99.0),
        Point(9.0, "cuts", 100.0, 99.5),
    )
)


def test_first_plan() -> None:
    assert RISING.seconds_to_plan() == 2.0
    assert History().seconds_to_plan() is None


@pytest.mark.parametrize(
    ("gap", "seconds"),
    [
        (0.75, 3.0),  # (200 - 50) / 200
        (0.6, 4.0),  # (125 - 50) / 125
        (0.208, 6.0),  # (125 - 99) / 125
        (0.01, 8.0),  # (100 - 99) / 100
        (0.005, 9.0),  # (100 - 99.5) / 100
        (0.004, None),
    ],
)
def test_time_to_a_gap_against_the_own_bound(gap: float, seconds: float | None) -> None:
    assert RISING.seconds_to_gap(gap) == seconds


def test_time_to_a_gap_against_a_known_bound() -> None:
    """Against 99.5 the plan of 125 is 20.4 % off and that of 100 is 0.5 % off."""
    assert RISING.seconds_to_gap(0.204, 99.5) == 4.0
    assert RISING.seconds_to_gap(0.005, 99.5) == 8.0


def test_what_gets_worse_is_forgotten() -> None:
    """A solver may repeat an older plan or bound: the best of each so far counts."""
    history = History((Point(1.0, "", 100.0, 90.0), Point(2.0, "", 120.0, 80.0)))
    assert (history.last.cost, history.last.bound) == (100.0, 90.0)


def test_primal_integral() -> None:
    """The gap is 1 for 2 s, 0.5 (200 to 100) for 2 s, 0.2 (125 to 100) for 4 s, then 0: 3.8 s."""
    assert RISING.primal_integral(100.0, 10.0) == pytest.approx(3.8)


def test_primal_integral_ends_with_the_time() -> None:
    """1 for 2 s and 0.5 for 1 s; what came after 3 s does not count."""
    assert RISING.primal_integral(100.0, 3.0) == pytest.approx(2.5)


def test_primal_integral_goes_on_after_the_end() -> None:
    """A contender that stops at 9 s with 100, where 80 is known, stays 20 % off until 20 s.

    1 for 2 s, 0.6 (200 to 80) for 2 s, 0.36 (125 to 80) for 4 s, 0.2 (100 to 80) for 12 s.
    """
    assert RISING.primal_integral(80.0, 20.0) == pytest.approx(2 + 1.2 + 1.44 + 2.4)


def test_primal_integral_without_a_plan_is_the_whole_time() -> None:
    assert History().primal_integral(math.inf, 7.0) == 7.0


def test_primal_gap() -> None:
    assert primal_gap(math.inf, 5.0) == 1.0
    assert primal_gap(-5.0, 5.0) == 1.0
    assert primal_gap(0.0, 0.0) == 0.0
    assert primal_gap(-100.0, -125.0) == pytest.approx(0.2)


def test_gap_where_something_is_missing() -> None:
    assert gap_between(math.inf, 1.0) == math.inf
    assert gap_between(1.0, -math.inf) == math.inf
    assert gap_between(0.0, 0.0) == 0.0
    assert gap_between(0.0, -1.0) == math.inf
    assert gap_between(100.0, 101.0) == 0.0  # rounding, or a contradiction that is reported elsewhere
