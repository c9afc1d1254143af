from __future__ import annotations

from dataclasses import replace

import pytest

from planner.cases.demand import Effect, Multiplier
from planner.demand import Load, multiply
from tests.demand.conftest import YEARS, load

LOAD = load(base=(10.0, 10.0))
ROLLOUTS = Multiplier(name="rollouts", path={"2027": 2.0, "2028": 3.0})
SOFTWARE = Multiplier(name="software", path={"2027": 2.0, "2028": 4.0}, effect=Effect.DIVIDES)


def total(some: Load, *multipliers: Multiplier) -> tuple[float, ...]:
    (found,) = multiply([some], multipliers, YEARS)
    return found.total


def test_multipliers_multiply() -> None:
    assert total(LOAD, ROLLOUTS) == pytest.approx((20, 30))


def test_gains_divide() -> None:
    assert total(LOAD, SOFTWARE) == pytest.approx((5, 2.5))


def test_they_compound() -> None:
    # 10 x 2 / 2 and 10 x 3 / 4.
    assert total(LOAD, ROLLOUTS, SOFTWARE) == pytest.approx((10, 7.5))
    assert total(LOAD, SOFTWARE, ROLLOUTS) == pytest.approx((10, 7.5))
    assert total(LOAD, ROLLOUTS, ROLLOUTS.model_copy(update={"name": "steps"})) == pytest.approx((40, 90))


def test_each_is_a_factor_of_its_own() -> None:
    (found,) = multiply([LOAD], [ROLLOUTS, SOFTWARE], YEARS)
    assert [factor.name for factor in found.factors] == ["base", "rollouts", "software"]


def test_they_act_on_the_streams_they_name() -> None:
    of_voice = ROLLOUTS.model_copy(update={"streams": ("voice",)})
    assert total(LOAD, of_voice) == (10, 10)
    assert total(replace(LOAD, stream_id="voice"), of_voice) == pytest.approx((20, 30))


def test_they_act_on_the_drivers_they_name() -> None:
    of_other = ROLLOUTS.model_copy(update={"drivers": ("other",)})
    assert total(LOAD, of_other) == (10, 10)
    assert total(replace(LOAD, driver="other"), of_other) == pytest.approx((20, 30))
    both = of_other.model_copy(update={"streams": ("voice",)})
    assert total(replace(LOAD, driver="other"), both) == (10, 10)


def test_direct_demand_stays_as_it_is() -> None:
    assert total(replace(LOAD, node_id="x"), ROLLOUTS, SOFTWARE) == (10, 10)


def test_one_changes_nothing_and_zero_takes_all() -> None:
    assert total(LOAD, Multiplier(name="none", path=1.0)) == (10, 10)
    assert total(LOAD, Multiplier(name="end", path={"2027": 1.0, "2028": 0.0})) == (10, 0)
