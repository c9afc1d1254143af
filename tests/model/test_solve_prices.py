"""Prices of small cases whose duals can be worked out by hand.

In `tests.small` serving a MW takes a chip at 20 and power at 0.5, and saves 30: a MW that a limit keeps
from being served is worth 9.5 million USD, once its hall stands.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from buildout.inputs import Budget, GridArea, Inputs, MinimumTake, Window
from buildout.model import build_model
from planner.engine.highs import Solver
from planner.engine.matrix import Compiled, Vector, compile_model
from planner.engine.prices import NoPricesError, Prices, prices_at
from tests.small import TODAY, small


def best(inputs: Inputs) -> tuple[Compiled, Vector]:
    """Return the problem of a case and a best plan."""
    compiled = compile_model(build_model(inputs))
    x = Solver(compiled.matrix).run().x
    assert x is not None
    return compiled, x


def priced(inputs: Inputs) -> Prices:
    """Return the prices at a best plan."""
    return prices_at(*best(inputs))


def with_supply(mw: float) -> Inputs:
    """Return the small case with so many MW of chips on sale."""
    inputs = small()
    return replace(inputs, chips=tuple(replace(chip, supply_mw=(mw,)) for chip in inputs.chips))


def test_a_chip_on_sale_is_worth_the_shortage_it_ends() -> None:
    prices = priced(with_supply(6.0))

    assert prices.row("supply.chip_supply", ("g", "2027Q1")) == pytest.approx(20 + 0.5 - 30)
    # 5 + 8 + 6 x 20.5 for what is served and 4 x 30 for what is not
    assert prices.cost_musd == pytest.approx(256.0)


def test_a_limit_that_does_not_bind_has_no_price() -> None:
    prices = priced(small())

    assert "supply.chip_supply" not in prices.rows
    assert "power.headroom_limit" not in prices.rows


def test_demand_costs_what_it_takes_to_serve_it() -> None:
    # 10 MW fill the hall: one more falls short at 30, though the site could hold another hall.
    assert priced(with_supply(6.0)).row("service.demand", ("n", "2027Q1")) == pytest.approx(30.0)


def test_headroom_is_worth_less_by_the_pue() -> None:
    inputs = replace(small(), areas=(GridArea("area", (10.0,)),))  # feeds 8 MW of IT

    prices = priced(inputs)

    assert prices.row("power.headroom_limit", ("area", "2027Q1")) == pytest.approx(-9.5 / 1.25)


def test_what_must_be_bought_has_a_price_above_zero() -> None:
    take = MinimumTake("deal", ("g",), Window("2027Q1", "2027Q1", 15.0))

    prices = priced(replace(small(), minimum_takes=(take,)))

    # 10 MW are of use; the others are bought and retired at once
    assert prices.row("supply.minimum_take", ("deal",)) == pytest.approx(20.0)


def test_a_budget_is_worth_what_each_dollar_would_serve() -> None:
    # 13 for the hall, and 20.5 for each of 6 MW
    budget = Budget("year", TODAY, TODAY + 3, 13 + 6 * 20.5)

    prices = priced(replace(small(), budgets=(budget,)))

    assert prices.row("cost.budget_limit", ("year",)) == pytest.approx((20.5 - 30) / 20.5)


def test_a_limit_on_power_is_priced_at_the_bound_of_its_units() -> None:
    inputs = small()
    power = tuple(replace(option, limit_mw=(10.0,)) for option in inputs.power)

    prices = priced(replace(inputs, power=power))

    assert prices.reduced_cost("power.units", ("a", "grid", "2027Q1")) == pytest.approx(-9.5 / 1.25)
    assert "power.power_needs_opening" not in prices.rows


def test_a_small_step_changes_the_cost_by_step_times_price() -> None:
    before, after = priced(with_supply(6.0)), priced(with_supply(6.25))

    saved = before.cost_musd - after.cost_musd
    assert saved == pytest.approx(-0.25 * before.row("supply.chip_supply", ("g", "2027Q1")))


def test_only_what_is_fixed_of_a_plan_counts() -> None:
    compiled, x = best(with_supply(6.0))
    kept = np.zeros_like(x)
    for name in ("siting.open", "siting.new_halls"):
        columns = list(compiled.columns[name].values())
        kept[columns] = x[columns]

    assert prices_at(compiled, kept) == prices_at(compiled, x)


def test_a_plan_that_breaks_a_promise_has_no_prices() -> None:
    inputs = small()
    streams = tuple(replace(stream, may_fall_short=False) for stream in inputs.streams)
    compiled, x = best(replace(inputs, streams=streams))

    with pytest.raises(NoPricesError, match="no solution exists"):
        prices_at(compiled, np.zeros_like(x))
