"""How much a plan is another, and whether a change is more than the gap."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from planner.explore.family import Member
from planner.explore.tornado.effect import Effect, PlanChange, different_part, gap_of

SAME = PlanChange(0.0, 0.0, 0.0)


def member(cost: float, bound: float | None) -> Member:
    return Member("m", "m", "sha", cost, bound, 1.0, "clean")


def between(base: Member, end: Member) -> Effect:
    """Return an effect with the interval of the module's docstring, worked out here again."""
    least = -math.inf if end.bound_usd is None else end.bound_usd - base.cost_usd
    most = math.inf if base.bound_usd is None else end.cost_usd - base.bound_usd
    return Effect(end, end.cost_usd - base.cost_usd, least, most, math.nan, SAME, "")


@pytest.mark.parametrize(
    ("end", "within"),
    [
        (member(103.0, 101.5), False),  # its bound lies above the base's plan
        (member(103.0, 99.5), True),  # it may be no dearer at all
        (member(98.0, 97.0), False),  # its plan lies below the base's bound
        (member(99.5, 99.0), True),
        (member(103.0, None), True),
    ],
)
def test_a_change_counts_only_beyond_the_gaps_of_both(end: Member, within: bool) -> None:
    assert between(member(100.0, 99.0), end).is_within_gap is within


def test_two_optimal_plans_that_differ_by_rounding_are_within_the_gap() -> None:
    assert between(member(100.0, 100.0), member(100.0 + 1e-9, 100.0)).is_within_gap
    assert not between(member(100.0, 100.0), member(100.1, 100.1)).is_within_gap


def test_the_gap_of_a_member() -> None:
    assert gap_of(member(100.0, 99.0)) == pytest.approx(0.01)
    assert gap_of(member(100.0, 100.0 + 1e-9)) == 0.0
    assert gap_of(member(100.0, None)) is None


def test_the_part_that_differs() -> None:
    one, two = pd.Series({"a": 1.0, "b": 3.0}), pd.Series({"b": 1.0, "c": 1.0})
    # |1-0| + |3-1| + |0-1| = 4, of 1 + 3 + 1 = 5.
    assert different_part(one, two) == pytest.approx(0.8)
    assert different_part(two, one) == pytest.approx(0.8)
    assert different_part(one, one) == 0.0
    nothing = pd.Series(dtype=float)
    assert different_part(nothing, one) == 1.0
    assert different_part(nothing, nothing) == 0.0
