"""The plan as a value: gap, GW by year, JSON."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from buildout.inputs import Inputs, Workload
from planner.plan import Plan, PlanStatus, Tables, YearGw
from planner.plan.ladder import common_inference, gw_by_year


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
    """Three halls of 100 MW at PUE 1.2; 140 MW of gb at 1 and 100 MW of tp at 0.5 of inference.

    At the end only 50 MW of tp are at work, for training, of which each MW does 2.
    """
    (year,) = plan.gw_by_year
    assert year == YearGw(
        2027,
        facility_gw=pytest.approx(0.36),
        it_gw=pytest.approx(0.3),
        fleet_gw=pytest.approx(0.24),
        training_it_gw=pytest.approx(0.05),
        inference_it_gw=0.0,
        reference_gw=pytest.approx(0.19),
        training_reference_gw=pytest.approx(0.1),
        inference_reference_gw=0.0,
    )


def test_chips_at_work_count_for_the_purpose_of_their_workload(inputs: Inputs, tables: Tables) -> None:
    """In the first quarter 50 MW of gb are at work for inference, at 1."""
    first = replace(inputs, periods=inputs.periods[:1])
    (year,) = gw_by_year(first, tables)
    assert (year.inference_it_gw, year.inference_reference_gw) == pytest.approx((0.05, 0.05))
    assert (year.training_it_gw, year.training_reference_gw) == (0.0, 0.0)


def test_a_chip_counts_with_the_inference_most_streams_ask_for(inputs: Inputs) -> None:
    """Of two streams that run on tp alone and one that runs on both chips."""
    assert common_inference(inputs) == {"gb": 1.0, "tp": 0.5}
    own = [replace(inputs.streams[1], stream_id=name, workload_id="voice") for name in ("voice", "agents")]
    more = replace(
        inputs,
        workloads=(*inputs.workloads, Workload("voice", ("voice", "agents"), (("tp", 3.0),))),
        streams=(*inputs.streams, *own),
    )
    assert common_inference(more) == {"gb": 1.0, "tp": 3.0}
    training_only = replace(inputs, workloads=inputs.workloads[:1], streams=inputs.streams[:1])
    assert common_inference(training_only) == {"gb": 0.0, "tp": 0.0}


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
