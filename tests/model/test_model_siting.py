"""Cases of siting and power whose optimum is worked out by hand (prices: `tests.small`)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buildout.inputs import GridArea
from tests.model.optimum import is_possible, solve
from tests.small import TODAY, campus, contract, edge, grid, serving, small, stream, turbine, zone

Q1, Q2, Q3, Q4 = "2027Q1", "2027Q2", "2027Q3", "2027Q4"


@pytest.mark.parametrize(
    ("shortage_musd", "cost_musd", "halls"),
    [
        # Opening 5, hall 8, power 10 x 0.5, chips 10 x 20: 218, less than 10 x 30.
        (30.0, 218.0, {("a", Q1): 1.0}),
        # 10 x 21 = 210 is less than 218.
        (21.0, 210.0, {}),
    ],
)
def test_builds_only_where_shortage_costs_more(
    shortage_musd: float, cost_musd: float, halls: dict[tuple[str, str], float]
) -> None:
    priced = replace(stream(), shortage_musd_per_quarter=(shortage_musd,))

    best = solve(replace(small(), streams=(priced,)))

    assert best.cost_musd == pytest.approx(cost_musd)
    assert best.decisions.new_halls == pytest.approx(halls)


def test_site_with_the_cheaper_power_is_opened() -> None:
    # At b a MW of power costs 0.2, so 218 - 12.5 x 0.2 = 215.5.
    inputs = serving(
        replace(
            small(),
            sites=(campus("a"), campus("b")),
            power=(grid("a"), replace(grid("b"), capex_musd_per_mw=0.2)),
        ),
        zone("n", ("a", "b"), 10.0),
    )

    best = solve(inputs)

    assert best.cost_musd == pytest.approx(215.5)
    assert best.decisions.open == {("b", Q1): 1.0}


def test_demand_before_the_first_hall_falls_short() -> None:
    # Two quarters short, 2 x 300, then 218.
    late = replace(campus("a", 3), first_hall_quarter=TODAY + 2)

    best = solve(replace(small(3), sites=(late,)))

    assert best.cost_musd == pytest.approx(818.0)
    assert best.decisions.short == pytest.approx({("n", Q1): 10.0, ("n", Q2): 10.0})
    assert best.decisions.open == {("a", Q3): 1.0}


def test_build_rate_delays_the_second_hall() -> None:
    # Demand 20, one hall a quarter: 10 short once, 300; opening 5, two halls 16, 20 x 20.5 = 410.
    slow = replace(campus("a", 2), halls_per_quarter=1)

    best = solve(serving(replace(small(2), sites=(slow,)), zone("n", ("a",), 20.0, 20.0)))

    assert best.cost_musd == pytest.approx(731.0)


@pytest.mark.parametrize(("min_halls", "cost_musd"), [(1, 13.0), (3, 29.0)])
def test_locked_site_opens_at_its_minimum_size(min_halls: int, cost_musd: float) -> None:
    # Nobody asks for anything; the lock costs the opening, 5, and the least halls, 8 each.
    locked = replace(campus("a", 2), open_by_quarter=TODAY + 1, min_halls=min_halls)

    best = solve(serving(replace(small(2), sites=(locked,)), zone("n", ("a",), 0.0, 0.0)))

    assert best.cost_musd == pytest.approx(cost_musd)
    assert best.decisions.new_halls[("a", Q2)] == min_halls


def test_large_minimum_size_is_paid_for_only_where_it_pays() -> None:
    # Three halls for 10 MW: 5 + 24 + 205 = 234, still less than 300.
    large = replace(campus(), min_halls=3)

    assert solve(replace(small(), sites=(large,))).cost_musd == pytest.approx(234.0)


def test_edge_site_opens_for_what_a_campus_cannot_reach() -> None:
    # Edge: opening 2, cluster 4, 4 x 20.5 = 82: 88. Campus: 218 for the chat both reach; the MW that is
    # left in the cluster costs the same 20.5 there as at the campus.
    inputs = serving(
        replace(
            small(),
            sites=(campus(), edge()),
            power=(grid("a"), grid("e")),
            streams=(stream("chat"), stream("voice")),
            workloads=(replace(small().workloads[0], stream_ids=("chat", "voice")),),
        ),
        zone("chat", ("a", "e"), 10.0),
        zone("voice", ("e",), 4.0, stream_id="voice"),
    )

    best = solve(inputs)

    assert best.cost_musd == pytest.approx(306.0)
    assert best.decisions.serve[("e", "voice", Q1)] == pytest.approx(4.0)


def test_edge_site_stays_closed_without_such_a_stream() -> None:
    # It would hold only half the chat, for 6 more than nothing.
    inputs = serving(
        replace(small(), sites=(campus(), edge()), power=(grid("a"), grid("e"))),
        zone("chat", ("a", "e"), 10.0),
    )

    best = solve(inputs)

    assert best.cost_musd == pytest.approx(218.0)
    assert best.decisions.open == {("a", Q1): 1.0}


def test_power_comes_in_whole_units() -> None:
    # 12.5 MW need three units of 5 at 0.4 per MW, 6 instead of 5; two of them would leave 2 MW short.
    sized = replace(grid(), unit_mw=5.0, continuous=False)

    best = solve(replace(small(), power=(sized,)))

    assert best.cost_musd == pytest.approx(219.0)
    assert best.decisions.units == {("a", "grid", Q1): 3.0}


def test_headroom_is_shared_by_an_area() -> None:
    # 10 MW of headroom feed 8 MW: one hall 13 + 8 x 20.5 = 177, and 12 of 20 short, 360.
    inputs = serving(
        replace(
            small(),
            sites=(campus("a"), campus("b")),
            power=(grid("a"), grid("b")),
            areas=(GridArea("area", (10.0,)),),
        ),
        zone("n", ("a", "b"), 20.0),
    )

    assert solve(inputs).cost_musd == pytest.approx(537.0)


def test_bridge_power_runs_until_the_grid_arrives_then_elsewhere() -> None:
    # a has its grid from the third quarter, b wants 10 MW in the fourth and has none. Two openings, halls
    # and fleets: 26 + 400. One turbine for a, 25, at 0.8 x 12.5 / 4 = 2.5 a quarter for two quarters, 5; the
    # grid 5; a quarter later the turbine at b: moved for a tenth, 2.5, and 2.5. In all 466; one more
    # turbine for b, with the first kept instead of the grid, would cost 488.5.
    bridge = replace(turbine("a", 4), fixed_musd_per_mw_year=0.8)
    inputs = serving(
        replace(
            small(4),
            finance=replace(small().finance, move_cost_fraction=0.1),
            sites=(campus("a", 4), campus("b", 4)),
            power=(replace(grid("a", 4), first_quarter=TODAY + 2), bridge, replace(bridge, site_id="b")),
        ),
        zone("west", ("a",), 10.0, 10.0, 10.0, 10.0),
        zone("east", ("b",), 0.0, 0.0, 0.0, 10.0),
    )

    best = solve(inputs)

    assert best.cost_musd == pytest.approx(466.0)
    assert best.decisions.bought == pytest.approx({("a", "turbine", Q1): 1.0})
    assert best.decisions.dropped == pytest.approx({("a", "turbine", Q3): 1.0})
    assert best.decisions.reused == pytest.approx({("b", "turbine", Q4): 1.0})


def test_contract_brings_energy_but_no_firm_power() -> None:
    # Without the grid there is nothing to deliver it through.
    assert solve(replace(small(), power=(contract(),))).cost_musd == pytest.approx(300.0)


def test_nothing_is_added_after_the_last_quarter_of_an_option() -> None:
    # Its only period starts after its last quarter.
    ended = replace(grid(), last_quarter=TODAY - 1)

    assert solve(replace(small(), power=(ended,))).cost_musd == pytest.approx(300.0)


def test_power_cannot_leave_because_its_limit_ends() -> None:
    # The limit is 0 in the second quarter and units never fall, so none can be there in the first either.
    ends = replace(grid("a", 2), limit_mw=(100.0, 0.0))

    assert solve(replace(small(2), power=(ends,))).cost_musd == pytest.approx(600.0)


def test_bridge_power_is_dropped_where_its_limit_ends() -> None:
    # The turbine, 25 instead of 5 for power, serves the first quarter: 13 + 200 + 25 = 238, then 300.
    ends = replace(turbine("a", 2), limit_mw=(100.0, 0.0))

    best = solve(replace(small(2), power=(ends,)))

    assert best.cost_musd == pytest.approx(538.0)
    assert best.decisions.dropped == pytest.approx({("a", "turbine", Q2): 1.0})


def test_a_stream_that_may_not_fall_short_can_make_a_case_impossible() -> None:
    strict = replace(stream(), may_fall_short=False)
    fits, too_much = zone("n", ("a",), 30.0), zone("n", ("a",), 30.5)

    assert is_possible(serving(replace(small(), streams=(strict,)), fits))
    assert not is_possible(serving(replace(small(), streams=(strict,)), too_much))
