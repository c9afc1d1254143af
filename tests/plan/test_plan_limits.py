"""How far the limits of the small case are used, worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd
import pytest

from buildout.inputs import Budget, Caps, Inputs, Pool, VendorShare, Window, Zone
from planner.plan import Tables
from planner.plan.limits.limit import KindUse, Limit, LimitKind, kinds_in
from planner.plan.limits.market import chip_limits, headroom_limits, pool_limits
from planner.plan.limits.reach import reach_limits
from planner.plan.limits.rules import budget_limits, cap_limits, vendor_limits
from planner.plan.limits.sites import site_limits
from tests.plan.conftest import TODAY


def shares(limits: Iterable[Limit]) -> list[float | None]:
    """Return the use of the only limit by period; None where it says nothing."""
    (limit,) = limits
    return [limit.share(t) if math.isfinite(limit.available[t]) else None for t in range(len(limit.used))]


def test_chips_count_by_the_inference_they_do(inputs: Inputs, tables: Tables) -> None:
    """500 MW of each on sale: 500 of gb and, at 0.5, 250 of tp; bought 40 and 60 of gb, 100 of tp."""
    gb, tp = chip_limits(inputs, tables)
    assert (gb.name, gb.used, gb.available) == ("gb", (40.0, 60.0, 0.0), (500.0, 500.0, 500.0))
    assert (tp.name, tp.used, tp.available) == ("tp", (0.0, 0.0, 50.0), (250.0, 250.0, 250.0))
    assert [kinds_in((gb, tp), t)[0].share for t in range(3)] == pytest.approx([40 / 750, 60 / 750, 50 / 750])


def test_chips_of_a_case_without_inference_count_by_their_mw(inputs: Inputs, tables: Tables) -> None:
    training = replace(inputs, workloads=inputs.workloads[:1], streams=inputs.streams[:1])
    assert [limit.available[0] for limit in chip_limits(training, tables)] == [500.0, 500.0]


def test_headroom_is_used_by_new_grid_power(inputs: Inputs, tables: Tables) -> None:
    """120 of 500 MW at South in the third period; the area goes by the name of its first site."""
    (limit,) = headroom_limits(inputs, tables)
    assert (limit.name, limit.used, limit.available) == ("North", (0.0, 0.0, 120.0), (500.0, 500.0, 500.0))


def test_headroom_says_nothing_before_a_connection_can_be_had(inputs: Inputs, tables: Tables) -> None:
    late = tuple(replace(option, first_quarter=TODAY + 1) for option in inputs.power)
    assert shares(headroom_limits(replace(inputs, power=late), tables)) == [None, 0.0, 120 / 500]


def test_a_pool_counts_all_of_its_window(inputs: Inputs, tables: Tables) -> None:
    """First 40 MW of turbines at North x 0.5 + 1 hall x 2 = 22; then 1 hall x 2 + 100 MW x 0.1 = 12."""
    windows = (Window("2027Q1", "2027Q2", 40.0), Window("2027H2", "2027H2", 12.0))
    pool = Pool("p", "Gear", "MW", windows, (("south", 2.0),), (("north", "gas", 0.5),), (("tp", 0.1),))
    (limit,) = pool_limits(replace(inputs, pools=(pool,)), tables)
    assert limit.kind is LimitKind.COMPONENTS
    assert limit.used == pytest.approx((22.0, 22.0, 12.0))
    assert limit.available == (40.0, 40.0, 12.0)


def test_a_pool_of_power_alone_is_plant(inputs: Inputs, tables: Tables) -> None:
    """Three units of 40 MW bought for South; the fourth came from North and draws nothing."""
    pool = Pool("p", "Turbines", "MW", (Window("2027Q1", "2027H2", 200.0),), (), (("south", "gas", 1.0),), ())
    late = tuple(replace(option, first_quarter=TODAY + 1) for option in inputs.power)
    (limit,) = pool_limits(replace(inputs, pools=(pool,)), tables)
    assert limit.kind is LimitKind.PLANT
    assert shares(pool_limits(replace(inputs, pools=(pool,)), tables)) == pytest.approx([0.6, 0.6, 0.6])
    assert shares(pool_limits(replace(inputs, pools=(pool,), power=late), tables))[0] is None


def test_limits_of_sites(inputs: Inputs, tables: Tables) -> None:
    """Chips standing: 90, 150 and 240 MW.

    Lead times: only North's hall of the ledger, 100 MW, can be there in the first quarter; then
    everything. Pace: in the second quarter 2 halls a site, 200 + 200 + 10 MW, of which South adds 100 and
    leaves 50 empty; in the half-year after it four, 400 + 400 + 20 MW, 100 added and 60 empty. Room: 5
    halls a site, 500 + 500 + 25 MW.
    """
    lead_times, pace, room = site_limits(inputs, tables)
    assert shares([lead_times]) == [pytest.approx(0.9), None, None]
    assert shares([pace]) == [None, pytest.approx(50 / 410), pytest.approx(40 / 820)]
    assert shares([room]) == pytest.approx([90 / 1025, 150 / 1025, 240 / 1025])


def test_lead_times_of_power_count_too(inputs: Inputs, tables: Tables) -> None:
    """Until the second half only North's 130 MW of the ledger feed chips: 108 MW at PUE 1.2."""
    late = tuple(replace(option, first_quarter=TODAY + 2) for option in inputs.power)
    lead_times, *_ = site_limits(replace(inputs, power=late), tables)
    assert shares([lead_times]) == [pytest.approx(0.9), pytest.approx(150 / (130 / 1.2)), None]


def test_what_falls_short_where_sites_could_take_more(inputs: Inputs, tables: Tables) -> None:
    """Chat is short by 5 units, at 15 million USD, in the second quarter; both campuses have room."""
    _, chat = reach_limits(inputs, tables)
    assert shares([chat]) == [None, 0.0, None]
    assert chat.available[1] == pytest.approx(15e6)


def test_what_falls_short_where_no_site_could(inputs: Inputs, tables: Tables) -> None:
    training, chat = inputs.zones
    cut_off = replace(chat, site_ids=(), serve_cost_musd=())
    _, limit = reach_limits(replace(inputs, zones=(training, cut_off)), tables)
    assert (limit.name, shares([limit])) == ("Chat", [None, 1.0, None])


def test_a_site_without_space_for_a_rack_is_full(inputs: Inputs, tables: Tables) -> None:
    """Only North serves chat, and its one hall of 100 MW holds 90: a rack of 20 MW does not fit."""
    training, chat = inputs.zones
    north_only = Zone("zc", "chat", chat.node_ids, ("north",), (0.0,), chat.peak)
    north = replace(inputs.sites[0], max_halls=1)
    racks = tuple(replace(chip, rack_mw=20.0) for chip in inputs.chips)
    full = replace(inputs, zones=(training, north_only), sites=(north, *inputs.sites[1:]), chips=racks)
    small = replace(full, chips=inputs.chips)
    assert [shares([list(reach_limits(case, tables))[1]])[1] for case in (full, small)] == [1.0, 0.0]


def test_budgets_count_what_the_model_counts(inputs: Inputs, tables: Tables) -> None:
    """Chips and the ledger's payments, without rebate and energy: 1 of 5 billion USD, and 3 of 20."""
    rows = [
        ("2027Q1", "chips", 3e9),
        ("2027Q3", "committed", 1e9),
        ("2027Q3", "rebates", -5e8),
        ("2027Q3", "energy", 7e9),
        ("2028Q1", "halls", 9e9),
    ]
    cash = pd.DataFrame(rows, columns=["quarter", "category", "usd"])
    case = replace(
        inputs, budgets=(Budget("2027", TODAY + 1, TODAY + 3, 5000.0), Budget("q1", TODAY, TODAY, 2e4))
    )
    year, first = budget_limits(case, {**tables, "cash": cash})
    assert shares([year]) == [None, pytest.approx(0.2), pytest.approx(0.2)]
    assert (first.name, shares([first])) == ("budget q1", [pytest.approx(0.15), None, None])


def test_a_vendor_at_its_share(inputs: Inputs, tables: Tables) -> None:
    """Nova sells 100 of 200 MW, all it may at a half; in the second half of the year it sells none."""
    rules = (
        VendorShare("Nova", Window("2027Q1", "2027H2", 0.0), 0.0, 0.5),
        VendorShare("Nova", Window("2027H2", "2027H2", 0.0), 0.0, 0.5),
    )
    whole, half = vendor_limits(replace(inputs, vendor_shares=rules), tables)
    assert shares([whole]) == [1.0, 1.0, 1.0]
    assert shares([half]) == [None, None, 0.0]


def test_caps_hold_over_a_year(inputs: Inputs, tables: Tables) -> None:
    emissions = pd.DataFrame(
        {"period": ["2027Q1", "2027H2"], "carbon_t": [300.0, 400.0], "water_m3": [1.0, 1.0]}
    )
    (carbon,) = cap_limits(replace(inputs, caps=Caps(1000.0, None)), {**tables, "emissions": emissions})
    assert (carbon.name, shares([carbon])) == ("carbon cap", pytest.approx([0.7, 0.7, 0.7]))


@pytest.mark.parametrize(
    ("used", "share", "full", "is_binding"),
    [
        ((10.0, 30.0), 1.0, ("b", "a"), True),
        ((10.0, 15.0), 0.625, ("a",), True),
        ((10.0, 5.0), 0.375, ("a",), False),
        ((9.0, 29.0), 0.95, (), False),
        ((9.96, 29.86), 0.9955, ("b", "a"), True),
    ],
)
def test_a_kind_that_adds_up(
    used: tuple[float, ...], share: float, full: tuple[str, ...], is_binding: bool
) -> None:
    """10 and 30 to be had: one used up counts from half of the 40 on."""
    limits = [Limit(LimitKind.CHIPS, n, (x,), (y,)) for n, x, y in zip("ab", used, (10.0, 30.0), strict=True)]
    (use,) = kinds_in(limits, 0)
    assert (use.share, use.full) == (pytest.approx(share), full)
    assert use.is_binding is is_binding


def test_of_other_kinds_the_tightest_counts() -> None:
    limits = [Limit(LimitKind.MONEY, n, (x,), (10.0,)) for n, x in (("a", 10.0), ("b", 1.0))]
    assert kinds_in(limits, 0) == (KindUse(LimitKind.MONEY, 1.0, ("a",), "a", 1.0),)


def test_nothing_to_be_had_binds_and_no_limit_does_not() -> None:
    none = Limit(LimitKind.CHIPS, "a", (0.0,), (0.0,))
    silent = Limit(LimitKind.MONEY, "b", (5.0,), (math.inf,))
    (use,) = kinds_in([none, silent], 0)
    assert (use, use.is_binding) == (KindUse(LimitKind.CHIPS, 1.0, (), "a", 1.0), True)


def test_what_binds_comes_first_then_what_is_most_used() -> None:
    limits = [
        Limit(LimitKind.GRID, "a", (9.0,), (10.0,)),
        Limit(LimitKind.ROOM, "b", (5.0,), (10.0,)),
        Limit(LimitKind.CHIPS, "c", (10.0,), (10.0,)),
        Limit(LimitKind.CHIPS, "d", (0.0,), (8.0,)),
    ]
    assert [use.kind for use in kinds_in(limits, 0)] == [LimitKind.CHIPS, LimitKind.GRID, LimitKind.ROOM]
