"""Cases of the fleet, service and money whose optimum is worked out by hand (prices: `tests.small`)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buildout.inputs import CommittedChips, Inputs, SiteKind, Workload
from tests.model.optimum import solve
from tests.small import (
    ELEMENTS,
    STEEP,
    STILL,
    TODAY,
    campus,
    chip,
    grid,
    grid_of,
    in_ledger,
    serving,
    small,
    stream,
    zone,
)

Q1, Q2 = "2027Q1", "2027Q2"
_NOTHING_LEFT = replace(STEEP, chip_value_decline_per_year=1.0)


def full_hall(periods: int, *peak: float) -> Inputs:
    """Return a powered hall of the ledger full of old chips, and new ones on sale that do twice the work."""
    return serving(
        replace(
            small(periods),
            finance=replace(STILL, retire_cost_musd_per_mw=0.1),
            sites=(replace(in_ledger(campus("a", periods)), chip_ids=("old", "new")),),
            power=(replace(grid("a", periods), committed_mw=(12.5,) * periods),),
            chips=(replace(chip("old", periods), supply_mw=(0.0,) * periods), chip("new", periods)),
            committed_chips=(CommittedChips("a", "old", TODAY - 4, 10.0),),
            workloads=(Workload("infer", ("chat",), (("old", 1.0), ("new", 2.0))),),
        ),
        zone("n", ("a",), *peak),
    )


@pytest.mark.parametrize(
    ("shortage_musd", "cost_musd", "retired_mw"),
    [
        # A MW swapped gives one more for 20 + 0.1: 10 more cost 201, less than 10 x 30.
        (30.0, 201.0, 10.0),
        # 10 x 20 short is cheaper than that.
        (20.0, 200.0, 0.0),
    ],
)
def test_old_chips_leave_early_where_new_ones_pay(
    shortage_musd: float, cost_musd: float, retired_mw: float
) -> None:
    priced = replace(stream("chat", 2), shortage_musd_per_quarter=(shortage_musd,) * 2)

    best = solve(replace(full_hall(2, 10.0, 20.0), streams=(priced,)))

    assert best.cost_musd == pytest.approx(cost_musd)
    assert best.decisions.retire_mw.get(("a", "old", Q2), 0.0) == pytest.approx(retired_mw)
    assert best.decisions.buy_mw.get(("a", "new", Q2), 0.0) == pytest.approx(retired_mw)


def test_chips_leave_at_the_end_of_their_life() -> None:
    # Bought four quarters before the first and to last five: gone in the second, 1 for all 10 of them. Then
    # 5 MW of the new chip do the work of 10, for 100.
    inputs = full_hall(2, 10.0, 10.0)
    aging = (replace(inputs.chips[0], life_quarters=5), inputs.chips[1])

    best = solve(replace(inputs, chips=aging))

    assert best.cost_musd == pytest.approx(101.0)
    assert ("a", "old", Q2) not in best.decisions.fleet_mw
    assert best.decisions.fleet_mw[("a", "new", Q2)] == pytest.approx(5.0)


def test_what_the_plan_buys_ages_too() -> None:
    # Chips that last a quarter are bought each quarter: 5 + 8 + 5 + 2 x 200.
    brief = replace(chip("g", 2), life_quarters=1)

    assert solve(replace(small(2), chips=(brief,))).cost_musd == pytest.approx(418.0)


def test_committed_chips_stay_and_serve() -> None:
    # Nothing to pay for, nothing short, and no reason to retire.
    best = solve(full_hall(2, 10.0, 10.0))

    assert best.cost_musd == pytest.approx(0.0)
    assert best.decisions.fleet_mw == pytest.approx({("a", "old", Q1): 10.0, ("a", "old", Q2): 10.0})


def test_whole_racks_are_bought() -> None:
    # 10 MW in racks of 3: four, 12 MW, need two halls: 21 + 12 x 20 + 5, as only 10 MW run. Three racks
    # leave 1 MW short: 13 + 4.5 + 180 + 30 = 227.5.
    racks = replace(chip(), rack_mw=3.0)

    best = solve(replace(small(), chips=(racks,), whole_racks=True))

    assert best.cost_musd == pytest.approx(227.5)
    assert best.decisions.buy_mw == {("a", "g", Q1): 9.0}


@pytest.mark.parametrize(
    ("block", "cost_musd", "opened"),
    [
        # Two cheap campuses of one hall: 26 + 15 x 20.5 = 333.5.
        (0.0, 333.5, {("a", Q1): 1.0, ("b", Q1): 1.0}),
        # Only c has room for 15 MW: opening 50, two halls 16, 307.5.
        (15.0, 373.5, {("c", Q1): 1.0}),
    ],
)
def test_training_block_sits_at_one_campus(
    block: float, cost_musd: float, opened: dict[tuple[str, str], float]
) -> None:
    one_hall = replace(campus(), max_halls=1)
    inputs = serving(
        replace(
            small(),
            sites=(one_hall, replace(one_hall, site_id="b"), replace(campus("c"), open_cost_musd=50.0)),
            power=(grid("a"), grid("b"), grid("c")),
            streams=(replace(stream(), min_block_ref_mw=block),),
        ),
        zone("n", ("a", "b", "c"), 15.0),
    )

    best = solve(inputs)

    assert best.cost_musd == pytest.approx(cost_musd)
    assert best.decisions.open == opened


def test_workloads_share_a_fleet() -> None:
    # 4 MW of g do 4 of training, 6 do 12 of inference, at 2 per MW: one full hall, 218.
    inputs = serving(
        replace(
            small(),
            streams=(stream("chat"), stream("training", workload_id="train")),
            workloads=(
                Workload("infer", ("chat",), (("g", 2.0),)),
                Workload("train", ("training",), (("g", 1.0),)),
            ),
        ),
        zone("n", ("a",), 12.0),
        zone("anywhere", ("a",), 4.0, stream_id="training"),
    )

    best = solve(inputs)

    assert best.cost_musd == pytest.approx(218.0)
    assert best.decisions.run_mw == pytest.approx(
        {("a", "g", "infer", Q1): 6.0, ("a", "g", "train", Q1): 4.0}
    )


def test_part_of_a_fleet_cannot_be_sold() -> None:
    # At 0.8 usable, 8 of demand take 10 MW: 218.
    usable = replace(stream(), usable_fraction=((SiteKind.CAMPUS, 0.8), (SiteKind.EDGE, 0.5)))

    best = solve(serving(replace(small(), streams=(usable,)), zone("n", ("a",), 8.0)))

    assert best.cost_musd == pytest.approx(218.0)


def test_transit_decides_who_serves() -> None:
    # b is 10 dearer to open than a, but from a each MW pays 2 a quarter: 228 against 218 + 2 x 10 x 2 = 258.
    inputs = replace(
        small(2),
        sites=(campus("a", 2), replace(campus("b", 2), open_cost_musd=15.0)),
        power=(grid("a", 2), grid("b", 2)),
    )
    far = replace(zone("n", ("a", "b"), 10.0, 10.0), serve_cost_musd=(2.0, 0.0))

    best = solve(serving(inputs, far))

    assert best.cost_musd == pytest.approx(228.0)


@pytest.mark.parametrize(
    ("life_quarters", "cost_musd"),
    [
        # Nothing lasts: 218.
        ((400, 0, 0), 218.0),
        # With no decline, chips that last 4 quarters keep 3/4 of 200 after one: 218 - 150.
        ((4, 0, 0), 68.0),
        # So do a hall, 8, and power, 5: 68 - 6 - 3.75.
        ((4, 4, 4), 58.25),
    ],
)
def test_value_left_counts_at_the_end(life_quarters: tuple[int, int, int], cost_musd: float) -> None:
    chips, halls, power = life_quarters
    inputs = replace(
        small(),
        finance=replace(STILL, chip_value_decline_per_year=1.0 if chips == 400 else 0.0),
        chips=(replace(chip(), life_quarters=chips),),
        elements=(ELEMENTS[0], replace(ELEMENTS[1], life_quarters=halls)),
        power=(replace(grid(), life_quarters=power),),
    )

    assert solve(inputs).cost_musd == pytest.approx(cost_musd)


def test_only_chips_that_still_stand_are_worth_something() -> None:
    # Two quarters, a chip of life 2: of a purchase in the first nothing is left, of one in the second half.
    # Demand ends after the first, and nothing is bought for its value alone: a MW costs 20 and leaves 10.
    inputs = replace(
        small(2),
        finance=replace(STILL, chip_value_decline_per_year=0.0),
        chips=(replace(chip("g", 2), life_quarters=2),),
    )

    best = solve(serving(inputs, zone("n", ("a",), 10.0, 0.0)))

    assert best.cost_musd == pytest.approx(218.0)


def test_money_is_discounted_and_construction_inflates() -> None:
    # Steep money, and nothing left of chips: D = 1/2 and 1/8, prices of construction 1 and 2. Short in the
    # first quarter costs 300 / 2 = 150, in the second 300 / 8 = 37.5. Serving both costs
    # (5 + 8 + 5 + 200) / 2 = 109, waiting until the second 150 + (2 x 18 + 200) / 8 = 179.5, never 187.5.
    assert solve(replace(small(2), finance=_NOTHING_LEFT)).cost_musd == pytest.approx(109.0)


def test_waiting_pays_where_demand_does() -> None:
    # As above with nothing asked for in the first quarter: 236 / 8 = 29.5, less than 37.5 and than 109.
    inputs = serving(replace(small(2), finance=_NOTHING_LEFT), zone("n", ("a",), 0.0, 10.0))

    assert solve(inputs).cost_musd == pytest.approx(29.5)


def test_running_costs_count_for_the_years_of_a_period() -> None:
    # Half a year: 2 for the hall, 1 for each of 10 MW of chips and 0.1 for each of 12.5 MW, per year, so
    # half of 2 + 10 + 1.25, on top of 218; short would cost 300 a quarter.
    inputs = replace(
        small(),
        periods=grid_of(2),
        sites=(replace(campus(), fixed_musd_per_hall_year=2.0),),
        chips=(replace(chip(), maintenance_musd_per_mw_year=1.0),),
        power=(replace(grid(), fixed_musd_per_mw_year=0.1),),
    )

    assert solve(inputs).cost_musd == pytest.approx(224.625)
