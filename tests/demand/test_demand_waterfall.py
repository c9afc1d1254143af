from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.demand import Factor, Load, waterfall
from planner.demand.waterfall import logarithmic_mean
from tests.demand.conftest import load

AMOUNTS = st.floats(1e-3, 1e3)


def steps(some: Load) -> dict[str, float]:
    return {step.factor: step.amount for step in waterfall([some], 0, 1)}


def test_one_factor_makes_the_whole_change() -> None:
    # 2 x 3 = 6 becomes 4 x 3 = 12: all 6 by the first.
    assert steps(load(a=(2.0, 4.0), b=(3.0, 3.0))) == {"a": pytest.approx(6)}


def test_two_factors_by_the_logarithmic_mean() -> None:
    # 2 x 3 = 6 becomes 4 x 6 = 24; L = 18 / ln 4, each has L ln 2 = 9.
    assert steps(load(a=(2.0, 4.0), b=(3.0, 6.0))) == pytest.approx({"a": 9, "b": 9})
    # 2 x 3 = 6 becomes 8 x 6 = 48; L = 42 / ln 8: two thirds (ln 4) and one third (ln 2).
    assert steps(load(a=(2.0, 8.0), b=(3.0, 6.0))) == pytest.approx({"a": 28, "b": 14})


def test_gains_against_growth() -> None:
    # 6 stays 6: + L ln 2 and - L ln 2 with L = 6.
    found = steps(load(a=(2.0, 4.0), b=(3.0, 1.5)))
    assert found == pytest.approx({"a": 6 * math.log(2), "b": -6 * math.log(2)})


def test_what_starts_at_zero_is_of_the_factor_that_was_zero() -> None:
    assert steps(load(a=(0.0, 4.0), b=(3.0, 6.0))) == {"a": pytest.approx(24)}
    assert steps(load(a=(4.0, 0.0), b=(3.0, 6.0))) == {"a": pytest.approx(-12)}
    assert steps(load(a=(0.0, 4.0), b=(0.0, 6.0))) == pytest.approx({"a": 12, "b": 12})
    assert steps(load(a=(0.0, 0.0), b=(3.0, 6.0))) == {}


def test_steps_say_whose_they_are() -> None:
    (step,) = waterfall([load(a=(1.0, 2.0))], 0, 1)
    assert (step.driver, step.stream_id, step.factor, step.amount) == ("driver", "chat", "a", 1.0)


def test_any_two_periods_can_be_asked_for() -> None:
    path = load(a=(1.0, 5.0, 7.0))
    assert [step.amount for step in waterfall([path], 1, 2)] == pytest.approx([2])
    assert waterfall([path], 1, 1) == []


def test_logarithmic_mean() -> None:
    # (e - 1) / (ln e - ln 1).
    assert logarithmic_mean(math.e, 1.0) == pytest.approx(math.e - 1)
    assert logarithmic_mean(1.0, math.e) == pytest.approx(math.e - 1)
    assert logarithmic_mean(5.0, 5.0) == 5.0
    assert logarithmic_mean(5.0, 5.0 * (1 + 1e-7)) == pytest.approx(5.0, rel=1e-6)


@given(a=AMOUNTS, b=AMOUNTS)
def test_logarithmic_mean_lies_between_the_geometric_and_the_arithmetic(a: float, b: float) -> None:
    found = logarithmic_mean(a, b)
    assert math.sqrt(a * b) * (1 - 1e-9) <= found <= (a + b) / 2 * (1 + 1e-9)


FACTORS = st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=6)


def numbered(values: list[tuple[float, float]]) -> list[Factor]:
    return [Factor(f"f{number}", value) for number, value in enumerate(values)]


@given(values=FACTORS)
def test_steps_add_up_exactly(values: list[tuple[float, float]]) -> None:
    some = Load("driver", "chat", tuple(numbered(values)))
    start, end = some.total
    assert sum(steps(some).values()) == pytest.approx(end - start, rel=1e-7, abs=1e-9 * max(start, end))


@given(values=FACTORS, data=st.data())
def test_the_order_of_factors_does_not_matter(values: list[tuple[float, float]], data: st.DataObject) -> None:
    factors = numbered(values)
    mixed = data.draw(st.permutations(factors))
    in_order, otherwise = (steps(Load("driver", "chat", tuple(some))) for some in (factors, mixed))
    scale = max(map(abs, in_order.values()), default=0.0)
    assert otherwise == pytest.approx(in_order, rel=1e-9, abs=1e-9 * scale)
