"""A plan that is published while the search goes on says when the first one came."""

from __future__ import annotations

import math

import pytest

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.engine.progress import Point
from planner.outcome import plan_on_the_way
from planner.plan import PlanStatus

TRACE = (
    Point(1.0, "model built", None, None),
    Point(2.0, "the ledger alone", 9000.0, None),
    Point(7.0, "dive", 6000.0, 5000.0),
)


def test_it_is_what_the_last_point_says(inputs: Inputs, decisions: Decisions) -> None:
    plan = plan_on_the_way(inputs, decisions, TRACE, "abc")
    assert plan.status is PlanStatus.FEASIBLE
    assert plan.bound_usd == pytest.approx(5000e6)
    assert (plan.seconds, plan.seconds_to_first_plan) == (7.0, 2.0)


def test_without_a_bound_nothing_is_proved(inputs: Inputs, decisions: Decisions) -> None:
    plan = plan_on_the_way(inputs, decisions, TRACE[:2], "abc")
    assert plan.bound_usd == -math.inf
    assert (plan.seconds, plan.seconds_to_first_plan) == (2.0, 2.0)
