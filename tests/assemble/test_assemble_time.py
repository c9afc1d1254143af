from __future__ import annotations

from collections.abc import Callable

import pytest

from buildout.inputs import Inputs, Payment, SiteKind
from buildout.quarters import parse_quarter
from planner.assemble.context import spread_payments
from planner.assemble.elements import chain_quarters
from planner.assemble.periods import build_periods
from planner.cases.case import Horizon, Step
from planner.problems import InputError


def horizon(first: str, last: str, *steps: Step) -> Horizon:
    return Horizon.model_validate(
        {"first": first, "last": last} | ({"steps": steps} if steps else {}), strict=False
    )


def test_a_horizon_is_quarterly_by_default() -> None:
    periods = build_periods(horizon("2026Q4", "2027Q2"))
    assert [p.label for p in periods] == ["2026Q4", "2027Q1", "2027Q2"]
    assert [p.quarters for p in periods] == [1, 1, 1]


def test_steps_grow_coarser() -> None:
    steps = (
        Step.model_validate({"quarters": 1, "until": "2028Q4"}),
        Step.model_validate({"quarters": 2, "until": "2029Q4"}),
        Step.model_validate({"quarters": 4}),
    )
    periods = build_periods(horizon("2028Q3", "2031Q4", *steps))
    assert [p.label for p in periods] == ["2028Q3", "2028Q4", "2029H1", "2029H2", "2030", "2031"]
    assert periods[-1].end == parse_quarter("2032Q1")


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"first": "2028Q1", "last": "2027Q1"}, "horizon.last"),
        ({"first": "2026Q1", "last": "2027Q1"}, "2026Q4 (today) or later"),
        ({"first": "2027Q2", "last": "2029Q1", "steps": [{"quarters": 4}]}, "within one calendar year"),
        ({"first": "2027Q1", "last": "2027Q3", "steps": [{"quarters": 2}]}, "2027Q4 would fit"),
        (
            {"first": "2027Q1", "last": "2027Q4", "steps": [{"quarters": 1, "until": "2027Q2"}]},
            "reach the last",
        ),
        ({"first": "2027Q1", "last": "2099Q4"}, "at most 200 periods"),
    ],
)
def test_a_horizon_that_does_not_work_is_explained(
    inputs: Callable[..., Inputs], given: dict[str, object], part: str
) -> None:
    with pytest.raises(InputError) as caught:
        inputs(horizon=given, demand={})
    assert part in str(caught.value)


def test_payments_are_a_deposit_and_equal_parts_until_delivery() -> None:
    # Ordered six quarters before it is online, delivered four quarters later: two quarters wait for others.
    assert spread_payments(0.1, 6, 4) == (
        Payment(6, 0.1),
        Payment(5, pytest.approx(0.225)),
        Payment(4, pytest.approx(0.225)),
        Payment(3, pytest.approx(0.225)),
        Payment(2, pytest.approx(0.225)),
    )


def test_what_is_there_at_once_is_paid_at_once() -> None:
    assert spread_payments(0.3, 0, 0) == (Payment(0, 1.0),)


def test_the_campus_chain_is_six_quarters(inputs: Callable[..., Inputs]) -> None:
    elements = {e.element_id: e for e in inputs().elements}
    # The opening (2 quarters) goes before the shell (4); electrical gear takes 6 alone.
    assert elements["campus_opening"].order_quarters_before == 6
    assert elements["shell_and_civil"].order_quarters_before == 4
    assert elements["electrical"].order_quarters_before == 6
    assert chain_quarters(elements.values(), SiteKind.CAMPUS) == 6
    assert all(sum(p.fraction for p in e.payments) == pytest.approx(1) for e in elements.values())


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        ("lead_times.electrical.after=fitout", "did you mean"),
        ("lead_times.campus_opening.after=shell_and_civil", "circle"),
        ("lead_times.electrical.after=edge_opening", "campus"),
    ],
)
def test_broken_chains_are_explained(inputs: Callable[..., Inputs], cell: str, part: str) -> None:
    with pytest.raises(InputError) as caught:
        inputs(cell)
    assert part in str(caught.value)
