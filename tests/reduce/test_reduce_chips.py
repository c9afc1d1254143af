"""Chips taken off sale: those that never earn their price, and those that another dominates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from buildout.inputs import (
    Chip,
    CommittedChips,
    Inputs,
    MinimumTake,
    Pool,
    Stream,
    Survival,
    VendorShare,
    VolumeTier,
    Window,
    Workload,
)
from planner.reduce.dominated_chips import remove_dominated_chips
from planner.reduce.unpaid_chips import remove_unpaid_chips
from tests.small import STEEP, TODAY, campus, chip, grid, small

LABEL = small().periods[0].label
ALWAYS = Window(LABEL, LABEL, 0.0)


def priced(capex_musd: float, periods: int = 1, **changes: object) -> Inputs:
    """Return the small case with another price of its chip, and other changes of the chip."""
    inputs = small(periods)
    dear = replace(inputs.chips[0], capex_musd_per_mw=capex_musd, **changes)  # type: ignore[arg-type]
    return replace(inputs, chips=(dear,))


def chip_ids(inputs: Inputs) -> list[str]:
    return [some.chip_id for some in inputs.chips]


@pytest.mark.parametrize(("capex_musd", "left"), [(29.9, ["g"]), (30.0, [])])
def test_a_chip_has_to_earn_its_price(capex_musd: float, left: list[str]) -> None:
    # One quarter at 30 for each MW that falls short.
    assert chip_ids(remove_unpaid_chips(priced(capex_musd)).inputs) == left


def test_upkeep_energy_and_life_count() -> None:
    # Per MW and quarter: 30 averted, 2 upkeep (8 a year), and energy of 1.25 x 2191.5 h x 1460.415 USD = 4.
    # The chip lives two of the three quarters: 48 in its first two quarters, 24 in the last.
    inputs = priced(40.0, 3, maintenance_musd_per_mw_year=8.0, life_quarters=2)
    energy = 4e6 / 1.25 / 2191.5
    inputs = replace(inputs, power=(replace(grid("a", 3), energy_usd_per_mwh=energy),))

    reduced = remove_unpaid_chips(inputs)

    assert reduced.inputs.chips[0].supply_mw == (100.0, 100.0, 0.0)
    assert reduced.counts == {"chips": 0, "chips at sites": 0, "sales of chips in a period": 1}


def test_value_left_counts() -> None:
    # A MW of 20 bought in the last of two quarters: D = 1/8, so 2.5 are paid, and half a chip's work is
    # left of a life of two quarters that halve: (1/2 - 1/4) / (1 - 1/4) = 1/3, times D(end) = 1/32 of 20.
    # 2.5 - 20 / 32 / 3 = 2.29 is more than a price of falling short of 18 / 8 = 2.25, less than of 19 / 8.
    def sold(price: float) -> tuple[float, ...]:
        inputs = replace(priced(20.0, 2, life_quarters=2), finance=STEEP)
        stream = replace(inputs.streams[0], shortage_musd_per_quarter=(0.0, price))
        reduced = remove_unpaid_chips(replace(inputs, streams=(stream,))).inputs
        return reduced.chips[0].supply_mw if reduced.chips else ()

    assert sold(18.0) == ()
    assert sold(19.0) == (0.0, 100.0)


def test_a_chip_leaves_only_the_site_where_it_does_not_pay() -> None:
    # Site b reaches no demand.
    inputs = replace(small(), sites=(campus("a"), campus("b")), power=(grid("a"), grid("b")))

    reduced = remove_unpaid_chips(inputs)

    assert [site.chip_ids for site in reduced.inputs.sites] == [("g",), ()]
    assert reduced.counts["chips at sites"] == 1


def test_the_ledger_keeps_its_chips() -> None:
    ledger = (CommittedChips("a", "g", TODAY, 1.0),)

    reduced = remove_unpaid_chips(replace(priced(1e3), committed_chips=ledger)).inputs

    assert reduced.sites[0].chip_ids == ("g",)
    assert reduced.chips[0].supply_mw == (0.0,)


def must(stream: Stream) -> Stream:
    return replace(stream, may_fall_short=False)


def in_blocks(stream: Stream) -> Stream:
    return replace(stream, min_block_ref_mw=1.0)


@pytest.mark.parametrize("change", [must, in_blocks])
def test_streams_worth_more_than_their_shortage_keep_chips(change: Callable[[Stream], Stream]) -> None:
    inputs = priced(1e3)
    inputs = replace(inputs, streams=tuple(change(stream) for stream in inputs.streams))

    assert remove_unpaid_chips(inputs).inputs == inputs


RULES = {
    "survival": {"survival": (Survival(("chat",), 0.5, by_area=False),)},
    "share": {"vendor_shares": (VendorShare("another", ALWAYS, 0.0, 0.5),)},
    "take": {"minimum_takes": (MinimumTake("take", ("g",), ALWAYS),)},
    "tier": {"volume_tiers": (VolumeTier("tier", "g", ALWAYS, 0.1),)},
}


@pytest.mark.parametrize("rule", RULES)
def test_rules_keep_chips_that_do_not_pay(rule: str) -> None:
    inputs = replace(priced(1e3), **RULES[rule])  # type: ignore[arg-type]

    assert remove_unpaid_chips(inputs).inputs == inputs


def twins(g: Chip | None = None, h: Chip | None = None, work: float = 1.0) -> Inputs:
    """Return a case with a second chip, h, that does ``work`` as against 1 of g."""
    workload = Workload("infer", ("chat",), (("g", 1.0), ("h", work)))
    site = replace(campus(), chip_ids=("g", "h"))
    chips = (g or chip("g"), h or chip("h"))
    return replace(small(), sites=(site,), chips=chips, workloads=(workload,))


BETTER = replace(chip("h"), capex_musd_per_mw=19.0)


@pytest.mark.parametrize(
    ("inputs", "left"),
    [
        (twins(h=BETTER), ["h"]),
        (twins(work=1.1), ["h"]),
        (twins(), ["g"]),
        (twins(g=replace(chip("g"), supply_mw=(29.0,))), ["h"]),
        (twins(h=BETTER, work=0.9), ["g", "h"]),
        (twins(h=replace(BETTER, supply_mw=(29.0,))), ["g", "h"]),
        (twins(h=replace(BETTER, life_quarters=300)), ["g", "h"]),
        (twins(h=replace(BETTER, maintenance_musd_per_mw_year=1.0)), ["g", "h"]),
    ],
    ids=("cheaper", "faster", "equal", "equal and scarce", "slower", "scarce", "other life", "upkeep"),
)
def test_a_dominated_chip_goes(inputs: Inputs, left: list[str]) -> None:
    # Three halls hold 30 MW, so a supply of 100 MW is never scarce and one of 29 MW may be.
    assert chip_ids(remove_dominated_chips(inputs).inputs) == left


def test_a_chip_is_dominated_only_where_the_other_may_stand() -> None:
    inputs = twins(h=BETTER)
    inputs = replace(inputs, sites=(*inputs.sites, campus("b")), power=(*inputs.power, grid("b")))

    assert remove_dominated_chips(inputs).inputs == inputs


def test_a_chip_that_draws_more_on_a_pool_does_not_dominate() -> None:
    pool = Pool("p", "P", "units", (replace(ALWAYS, amount=9.0),), (), (), (("h", 1.0),))
    inputs = replace(twins(h=BETTER), pools=(pool,))

    assert remove_dominated_chips(inputs).inputs == inputs


@pytest.mark.parametrize(
    ("rack_mw", "left"), [(0.25, ["h"]), (0.5, ["h"]), (0.3, ["g", "h"]), (1.0, ["g", "h"])]
)
def test_whole_racks_must_fit_into_each_other_and_into_halls(rack_mw: float, left: list[str]) -> None:
    # Racks of g have 0.5 MW, three halls 30 MW.
    inputs = replace(twins(h=replace(BETTER, rack_mw=rack_mw)), whole_racks=True)

    assert chip_ids(remove_dominated_chips(inputs).inputs) == left


def test_a_rack_that_does_not_fill_a_hall_does_not_dominate() -> None:
    # 30 MW hold four racks of 7 MW and part of a fifth.
    big = replace(chip("g"), rack_mw=7.0)
    inputs = replace(twins(big, replace(BETTER, rack_mw=7.0)), whole_racks=True)

    assert remove_dominated_chips(inputs).inputs == inputs


@pytest.mark.parametrize("rule", ["share", "take", "tier"])
def test_rules_keep_dominated_chips(rule: str) -> None:
    inputs = replace(twins(h=BETTER), **RULES[rule])  # type: ignore[arg-type]

    assert remove_dominated_chips(inputs).inputs == inputs
