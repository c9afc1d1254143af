"""The plan as a value: gap, GW by year, JSON."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from buildout.inputs import Inputs, Workload
from planner.plan import Plan, PlanStatus, YearGw
from planner.plan.ladder import inference_performance


@pytest.mark.parametrize(
    ("cost", "bound", "gap"),
    [
        (100.0, 99.0, 0.01),
        (-100.0, -101.0, 0.01),
        (0.0, 0.0, 0.0),
        (5.0, 5.0 + 1e-10, 0.0),
        (0.0, -1.0, math.inf),
        (5.0, -math.inf, math.inf),
        (5.0, 6.0, -0.2),
    ],
)
def test_gap(plan: Plan, cost: float, bound: float, gap: float) -> None:
    """A bound above the cost is a fault somewhere, and shows."""
    assert replace(plan, cost_usd=cost, bound_usd=bound).gap == pytest.approx(gap)


def test_gw_by_year(plan: Plan) -> None:
    """Three halls of 100 MW at PUE 1.2; 140 MW of gb at 1 and 100 MW of tp at 0.5."""
    (year,) = plan.gw_by_year
    assert year == YearGw(
        2027,
        facility_gw=pytest.approx(0.36),
        it_gw=pytest.approx(0.3),
        fleet_gw=pytest.approx(0.24),
        reference_gw=pytest.approx(0.19),
    )


def test_inference_is_the_workload_with_most_streams_that_is_not_training(inputs: Inputs) -> None:
    assert inference_performance(inputs) == {"gb": 1.0, "tp": 0.5}
    more = Workload("voice", ("voice", "agents"), (("tp", 3.0),))
    assert inference_performance(replace(inputs, workloads=(*inputs.workloads, more))) == {"tp": 3.0}
    training_only = replace(inputs, workloads=inputs.workloads[:1])
    assert inference_performance(training_only) == {"gb": 1.0, "tp": 2.0}
    assert inference_performance(replace(inputs, workloads=())) == {}


def test_json_has_what_a_reader_needs(plan: Plan) -> None:
    content = json.loads(plan.to_json())
    assert content["case"] == "small"
    assert content["status"] == "feasible, stopped early"
    assert content["gap"] == pytest.approx(plan.gap)
    assert content["gw_by_year"]["2027"]["facility_gw"] == pytest.approx(0.36)
    assert content["versions"] == {"planner": "0.1.0"}


def test_json_round_trip(plan: Plan, empty_plan: Plan) -> None:
    """Also without a bound, which JSON has no number for."""
    for some in (plan, empty_plan):
        back = Plan.from_json(some.to_json(), some.tables)
        assert back.to_json() == some.to_json()
        assert (back.cost_usd, back.bound_usd, back.gw_by_year) == (
            some.cost_usd,
            some.bound_usd,
            some.gw_by_year,
        )
    assert json.loads(empty_plan.to_json())["bound_usd"] is None


def test_unknown_status_is_refused(plan: Plan) -> None:
    with pytest.raises(ValueError, match="not a valid PlanStatus"):
        Plan.from_json(plan.to_json().replace(PlanStatus.FEASIBLE.value, "perfect"), plan.tables)
