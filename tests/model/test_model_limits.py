"""Cases of supply, budgets and policies whose optimum is worked out by hand (prices: `tests.small`)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buildout.inputs import (
    Budget,
    Caps,
    CommittedCash,
    Inputs,
    MinimumTake,
    Payment,
    Pool,
    Survival,
    VendorShare,
    VolumeTier,
    Window,
    Workload,
)
from tests.model.optimum import is_possible, solve
from tests.small import STILL, TODAY, campus, chip, contract, grid, grid_of, serving, small, zone

Q1, Q2 = "2027Q1", "2027Q2"
NOW = Window(Q1, Q1, 0.0)


def two_chips(h_musd_per_mw: float) -> Inputs:
    """Return the small case with a second chip that does the same work at another price."""
    return replace(
        small(),
        sites=(replace(campus(), chip_ids=("g", "h")),),
        chips=(chip("g"), replace(chip("h"), capex_musd_per_mw=h_musd_per_mw)),
        workloads=(Workload("infer", ("chat",), (("g", 1.0), ("h", 1.0))),),
    )


def campuses(count: int, periods: int = 1) -> Inputs:
    """Return a case of some equal campuses that all reach 10 MW, which cost 50 each short."""
    ids = ("a", "b", "c")[:count]
    inputs = small(periods)
    dear = replace(inputs.streams[0], shortage_musd_per_quarter=(50.0,) * periods)
    return serving(
        replace(
            inputs,
            sites=tuple(campus(s, periods) for s in ids),
            power=tuple(grid(s, periods) for s in ids),
            streams=(dear,),
        ),
        zone("n", ids, *(10.0,) * periods),
    )


def test_chips_on_sale_limit_the_fleet() -> None:
    # 4 MW: 13 + 4 x 20.5, and 6 x 30 short.
    scarce = replace(chip(), supply_mw=(4.0,))

    assert solve(replace(small(), chips=(scarce,))).cost_musd == pytest.approx(275.0)


def test_pool_limits_what_draws_on_it() -> None:
    # Transformers for one hall and 10 MW of grid, 8 IT MW: 13 + 8 x 20.5 = 177, and 12 x 30 short of 20.
    pool = Pool(
        "p", "Transformers", "pieces", (replace(NOW, amount=3.0),), (("a", 2.0),), (("a", "grid", 0.1),), ()
    )

    best = solve(serving(replace(small(), pools=(pool,)), zone("n", ("a",), 20.0)))

    assert best.cost_musd == pytest.approx(537.0)


@pytest.mark.parametrize(
    ("least", "most", "cost_musd"),
    [
        # The dearer chip at 24: a quarter of 10 MW of it costs 2.5 x 4 = 10 more than 218.
        (0.25, 1.0, 228.0),
        # At least none, at most all: the cheaper chip only.
        (0.0, 1.0, 218.0),
    ],
)
def test_vendor_share_is_kept(least: float, most: float, cost_musd: float) -> None:
    inputs = replace(two_chips(24.0), vendor_shares=(VendorShare("vendor of h", NOW, least, most),))

    assert solve(inputs).cost_musd == pytest.approx(cost_musd)


def test_vendor_share_is_bounded_from_above() -> None:
    # At most 0.6 of the cheaper chip: 4 MW of the other, 4 x 4 = 16 more.
    inputs = replace(two_chips(24.0), vendor_shares=(VendorShare("vendor of g", NOW, 0.0, 0.6),))

    assert solve(inputs).cost_musd == pytest.approx(234.0)


def test_vendor_share_of_a_window_without_purchases_says_nothing() -> None:
    # No hall can be there in the first quarter: 300 short, then 218.
    late = replace(campus("a", 2), first_hall_quarter=TODAY + 1)
    shares = (VendorShare("vendor of g", NOW, 0.4, 0.6),)

    assert solve(replace(small(2), sites=(late,), vendor_shares=shares)).cost_musd == pytest.approx(518.0)


@pytest.mark.parametrize(
    ("peak", "cost_musd"),
    [
        # Of 10 MW, 4 must be the dearer chip: 218 + 4 x 4.
        (10.0, 234.0),
        # Of 2 MW too: opening 5, hall 8, 4 x 24; the 2 that nobody needs leave at once, so power is 1.
        (2.0, 110.0),
    ],
)
def test_minimum_take_is_bought(peak: float, cost_musd: float) -> None:
    take = MinimumTake("take", ("h",), replace(NOW, amount=4.0))
    inputs = serving(replace(two_chips(24.0), minimum_takes=(take,)), zone("n", ("a",), peak))

    assert solve(inputs).cost_musd == pytest.approx(cost_musd)


@pytest.mark.parametrize(
    ("threshold_mw", "cost_musd", "chosen"),
    [
        # A quarter off the 4 MW beyond 6: 218 - 20, better than h at 19.5: 213.
        (6.0, 198.0, "g"),
        # Off the half MW beyond 9.5 only: 218 - 2.5 = 215.5, so h.
        (9.5, 213.0, "h"),
    ],
)
def test_volume_tier_decides_between_chips(threshold_mw: float, cost_musd: float, chosen: str) -> None:
    tier = VolumeTier("tier", "g", replace(NOW, amount=threshold_mw), 0.25)

    best = solve(replace(two_chips(19.5), volume_tiers=(tier,)))

    assert best.cost_musd == pytest.approx(cost_musd)
    assert best.decisions.buy_mw == pytest.approx({("a", chosen, Q1): 10.0})


def test_tiers_fill_in_order() -> None:
    # A tenth off from 2 to 6 MW, half from 6 to 10: 4 x 2 + 4 x 10 off 218.
    tiers = (
        VolumeTier("second", "g", replace(NOW, amount=6.0), 0.5),
        VolumeTier("first", "g", replace(NOW, amount=2.0), 0.1),
    )

    best = solve(replace(small(), volume_tiers=tiers))

    assert best.cost_musd == pytest.approx(170.0)
    assert best.decisions.tier_mw == pytest.approx({"first": 4.0, "second": 4.0})


@pytest.mark.parametrize(
    ("musd", "cost_musd"),
    [
        # 115.5 is 13 and 5 MW at 20.5; the other 5 fall short.
        (115.5, 265.5),
        # Too little for one MW: 300.
        (13.0, 300.0),
        # Just above the spend: as without.
        (218.001, 218.0),
    ],
)
def test_budget_binds(musd: float, cost_musd: float) -> None:
    budget = Budget("all", TODAY, TODAY, musd)

    assert solve(replace(small(), budgets=(budget,))).cost_musd == pytest.approx(cost_musd)


def test_committed_cash_uses_up_a_budget_but_costs_nothing() -> None:
    # 115.5 are left of 215.5.
    inputs = replace(
        small(),
        budgets=(Budget("all", TODAY, TODAY, 215.5),),
        committed_cash=(CommittedCash(TODAY, 100.0, "halls"),),
    )

    assert solve(inputs).cost_musd == pytest.approx(265.5)


def test_budget_counts_what_is_paid_in_its_quarters() -> None:
    # Half of the chips is paid a quarter earlier: 13 + 5 + 100 = 118 fall into the budget.
    early = replace(chip(), payments=(Payment(1, 0.5), Payment(0, 0.5)))
    inputs = replace(small(), chips=(early,), budgets=(Budget("first", TODAY, TODAY, 118.0),))

    assert solve(inputs).cost_musd == pytest.approx(218.0)


def test_budget_without_anything_to_pay_says_nothing() -> None:
    past = Budget("past", TODAY - 8, TODAY - 5, 1.0)

    assert solve(replace(small(), budgets=(past,))).cost_musd == pytest.approx(218.0)


@pytest.mark.parametrize(
    ("count", "cost_musd"),
    [
        # Each of two must hold all 10 MW: 2 x 218.
        (2, 436.0),
        # Of three, two must hold them: 3 x (13 + 5 x 20.5).
        (3, 346.5),
    ],
)
def test_survival_doubles_what_stands(count: int, cost_musd: float) -> None:
    rule = Survival(("chat",), 1.0, by_area=False)

    assert solve(replace(campuses(count), survival=(rule,))).cost_musd == pytest.approx(cost_musd)


def test_survival_of_part_needs_less() -> None:
    # 0.5 of 10 MW after either loss: 5 MW at each of two: 26 + 10 x 20.5.
    rule = Survival(("chat",), 0.5, by_area=False)

    assert solve(replace(campuses(2), survival=(rule,))).cost_musd == pytest.approx(231.0)


@pytest.mark.parametrize(
    ("areas", "cost_musd"),
    [
        # a and b go together, c alone: c holds 10 MW and a, or b, too.
        (("west", "west", "east"), 436.0),
        # Each in an area of its own, even of its own name: three times 5 MW.
        (("a", "b", "c"), 346.5),
        # All in one: after its loss nothing is served, so nothing may be served before: 10 x 50.
        (("west", "west", "west"), 500.0),
    ],
)
def test_survival_by_area(areas: tuple[str, ...], cost_musd: float) -> None:
    inputs = campuses(3)
    placed = tuple(replace(site, area_id=area) for site, area in zip(inputs.sites, areas, strict=True))
    rule = Survival(("chat",), 1.0, by_area=True)

    assert solve(replace(inputs, sites=placed, survival=(rule,))).cost_musd == pytest.approx(cost_musd)


def two_sources() -> Inputs:
    """Return the small case with 25,000 MWh in the quarter: 12.5 MW at a load of 8000 hours a year.

    The grid sells them at 40 USD and 400 kg per MWh, a contract over it at 60 USD and no carbon.
    """
    return replace(
        small(),
        finance=replace(STILL, mean_load_factor=8000 / 8766),
        power=(
            replace(grid(), energy_usd_per_mwh=40.0, carbon_kg_per_mwh=400.0),
            replace(contract(), energy_usd_per_mwh=60.0),
        ),
    )


def test_cheaper_energy_is_used() -> None:
    # 25,000 x 40 USD on top of 218.
    assert solve(two_sources()).cost_musd == pytest.approx(219.0)


def test_carbon_cap_switches_source() -> None:
    # 16,000 t a year are 4,000 in the quarter: 10,000 MWh of the grid at 0.4 and 15,000 of the contract at
    # 0.9 million.
    capped = replace(two_sources(), caps=Caps(16e3, None))

    best = solve(capped)

    assert best.cost_musd == pytest.approx(219.3)
    assert best.decisions.energy_gwh == pytest.approx({("a", "grid", Q1): 10.0, ("a", "contract", Q1): 15.0})


def test_carbon_price_switches_source() -> None:
    # At 60 USD per t the grid costs 40 + 24 a MWh: all from the contract at 60.
    inputs = two_sources()
    priced = replace(inputs, finance=replace(inputs.finance, carbon_usd_per_t=60.0))

    assert solve(priced).cost_musd == pytest.approx(219.5)


def test_caps_of_a_year_without_power_say_nothing() -> None:
    # Nothing can run in 2027: four quarters short, then 218.
    late = replace(campus("a", 2), first_hall_quarter=TODAY + 4, water_m3_per_it_mwh=1.0)
    inputs = replace(small(2), periods=grid_of(4, 1), sites=(late,), caps=Caps(1e6, 1e6))

    assert solve(inputs).cost_musd == pytest.approx(1418.0)


def test_water_cap_limits_the_fleet() -> None:
    # 1 m3 per MWh, 2,000 MWh per MW: 48,000 m3 a year, 12,000 in the quarter, are 6 MW: 13 + 123 + 120.
    inputs = replace(
        small(),
        finance=replace(STILL, mean_load_factor=8000 / 8766),
        sites=(replace(campus(), water_m3_per_it_mwh=1.0),),
        caps=Caps(None, 48e3),
    )

    assert solve(inputs).cost_musd == pytest.approx(256.0)


def test_a_take_that_nothing_can_hold_makes_a_case_impossible() -> None:
    # 31 MW are on sale, but three halls hold 30.
    take = MinimumTake("take", ("g",), replace(NOW, amount=31.0))

    assert not is_possible(replace(small(), minimum_takes=(take,)))
