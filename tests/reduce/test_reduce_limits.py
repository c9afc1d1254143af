"""Limits tightened: halls by their rate, supplies to whole racks, pools to whole steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buildout.inputs import Inputs, Pool, SitePower, Window
from planner.reduce.hall_power import limit_power_by_halls
from planner.reduce.hall_rates import limit_halls_by_rate
from planner.reduce.steps import common_step, floor_to_step
from planner.reduce.whole_pools import round_pools
from planner.reduce.whole_supply import round_supply
from tests.model.optimum import run
from tests.small import TODAY, campus, contract, grid, grid_of, in_ledger, small, turbine


def test_hosting_follows_the_build_rate() -> None:
    # One hall of 10 MW a quarter; periods of one, one and two quarters; the first may have none.
    slow = replace(campus("a", 3), halls_per_quarter=1, first_hall_quarter=TODAY + 1, hosting_mw=(90.0,) * 3)
    inputs = replace(small(3), periods=grid_of(1, 1, 2), sites=(replace(slow, max_halls=9),))

    reduced = limit_halls_by_rate(inputs)

    assert reduced.inputs.sites[0].hosting_mw == (90.0, 10.0, 30.0)
    assert reduced.counts == {"hosting limits lowered": 2}


def test_hosting_counts_the_halls_of_the_ledger() -> None:
    site = replace(in_ledger(campus("a", 2), 2), max_halls=9, halls_per_quarter=1, hosting_mw=(90.0,) * 2)

    reduced = limit_halls_by_rate(replace(small(2), sites=(site,)))

    assert reduced.inputs.sites[0].hosting_mw == (30.0, 40.0)


@pytest.mark.parametrize("rate", [0, 3])
def test_hosting_stays_where_the_rate_says_nothing(rate: int) -> None:
    # All three halls in one quarter; or none, where room alone says whether the site may open.
    inputs = replace(small(2), sites=(replace(campus("a", 2), halls_per_quarter=rate),))

    assert limit_halls_by_rate(inputs).inputs == inputs


@pytest.mark.parametrize(
    ("option", "limit_mw"),
    [
        (grid(), 37.5),
        (replace(grid(), availability=0.75), 50.0),
        (replace(grid(), limit_mw=(20.0,)), 20.0),
        (replace(grid(), continuous=False, unit_mw=30.0), 60.0),
        (replace(contract(), continuous=False, unit_mw=12.5), 37.5),
        (turbine(), 100.0),
    ],
    ids=("any amount", "availability", "lower", "whole units", "units that fit", "bridge"),
)
def test_power_is_limited_by_what_halls_can_use(option: SitePower, limit_mw: float) -> None:
    # Three halls of 10 MW at a PUE of 1.25 take 37.5 MW.
    reduced = limit_power_by_halls(replace(small(), power=(option,)))

    assert reduced.inputs.power[0].limit_mw == (limit_mw,)
    assert reduced.counts == {"power limits lowered": int(option.limit_mw != (limit_mw,))}


def test_supply_is_in_whole_racks() -> None:
    # Racks of 0.5 MW: 20 in 10.3 MW, 4 in 2 MW, none in 0.4 MW.
    inputs = replace(small(3), whole_racks=True)
    inputs = replace(inputs, chips=(replace(inputs.chips[0], supply_mw=(10.3, 2.0, 0.4)),))

    reduced = round_supply(inputs)

    assert reduced.inputs.chips[0].supply_mw == (10.0, 2.0, 0.0)
    assert reduced.counts == {"supplies in whole racks": 2}


def test_supply_stays_where_parts_of_racks_are_bought() -> None:
    inputs = small()
    inputs = replace(inputs, chips=(replace(inputs.chips[0], supply_mw=(10.3,)),))

    assert round_supply(inputs).inputs == inputs


def with_pool(amount: float, *, continuous: bool) -> Inputs:
    """Return a case in which turbines of 12.5 MW at two sites draw on a market."""
    options = tuple(replace(turbine(s), continuous=continuous) for s in ("a", "b"))
    label = small().periods[0].label
    draw = (("a", "turbine", 1.0), ("b", "turbine", 2.0))
    pool = Pool("p", "P", "MW", (Window(label, label, amount),), (), draw, ())
    return replace(small(), sites=(campus("a"), campus("b")), power=options, pools=(pool,))


def test_pool_is_in_whole_units() -> None:
    # Units draw 12.5 or 25, so what they draw is a multiple of 12.5, and 40 MW are as good as 37.5.
    reduced = round_pools(with_pool(40.0, continuous=False))

    assert reduced.inputs.pools[0].limits[0].amount == 37.5
    assert reduced.counts == {"pools in whole steps": 1}


@pytest.mark.parametrize("inputs", [with_pool(40.0, continuous=True), with_pool(37.5, continuous=False)])
def test_pool_stays_where_parts_are_bought_or_nothing_is_left(inputs: Inputs) -> None:
    assert round_pools(inputs).inputs == inputs


def test_a_rounded_pool_has_room_for_the_same_plan() -> None:
    # The market has 20 MW; one unit of 12.5 feeds the 10 MW of demand and is all that fits.
    inputs = replace(with_pool(20.0, continuous=False), power=(turbine("a"), grid("b")))

    assert run(round_pools(inputs).inputs)[2].objective == pytest.approx(run(inputs)[2].objective)


@pytest.mark.parametrize(
    ("amounts", "step"),
    [((12.5, 25.0), 12.5), ((2.0, 3.0), 1.0), ((0.7, 0.4), 0.1), ((1.0, 2.0**0.5), None)],
)
def test_common_step(amounts: tuple[float, ...], step: float | None) -> None:
    assert common_step(amounts) == (step if step is None else pytest.approx(step))


def test_a_whole_multiple_keeps_its_last_digit() -> None:
    assert floor_to_step(0.3, 0.1) == 0.3
    assert floor_to_step(0.35, 0.1) == pytest.approx(0.3)
