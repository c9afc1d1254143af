"""Inputs that differ, by hand: what is found, and how it is said."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

import pytest

from buildout.inputs import (
    Ambition,
    Budget,
    Caps,
    CommittedCash,
    CommittedChips,
    Inputs,
    MinimumTake,
    Payment,
    Pool,
    Survival,
    VendorShare,
    VolumeTier,
    Window,
)
from planner.compare.attributes import ATTRIBUTES
from planner.compare.entities import EntityKind, entities_of
from planner.compare.input_words import input_lines
from planner.compare.inputs_diff import diff_inputs
from planner.compare.words import apart, digits, signed_percent
from tests.compare.pieces import case
from tests.small import TODAY, campus, grid_of, serving, zone


def said(before: Inputs, after: Inputs) -> list[str]:
    return [line.text for line in input_lines(diff_inputs(before, after), ("A", "B"))]


def with_chip(inputs: Inputs, **change: Any) -> Inputs:
    return replace(inputs, chips=(replace(inputs.chips[0], **change), *inputs.chips[1:]))


def metros(count: int, factor: float = 1.0) -> Inputs:
    zones = [zone(f"n{k}", ("a",), *(factor * (10.0 + k),) * 4) for k in range(count)]
    return serving(case(), *zones)


def test_inputs_do_not_differ_from_themselves() -> None:
    diff = diff_inputs(case(), case())
    assert diff.is_empty
    assert said(case(), case()) == []


def test_a_price_of_a_chip_is_told_per_rack() -> None:
    # A rack of 0.5 MW at 20, then 22 million USD per MW.
    assert said(case(), with_chip(case(), capex_musd_per_mw=22.0)) == [
        "price of G: 10 -> 11 million USD per rack (+10 %)"
    ]


def test_many_like_changes_are_one_line() -> None:
    assert said(metros(43), metros(43, 1.03)) == ["demand of Chat in 43 metros: +3 %"]


def test_changes_that_are_not_alike_are_a_range() -> None:
    before, after = metros(6), metros(6)
    after = replace(
        after,
        demand=tuple(
            replace(row, peak=tuple(p * (1 + k / 100) for p in row.peak))
            for k, row in enumerate(after.demand, 1)
        ),
    )
    assert said(before, after) == ["demand of Chat in 6 metros: +1 % to +6 %"]


def test_a_single_metro_is_named_with_its_unit() -> None:
    before, after = metros(2), metros(2)
    row = after.demand[0]
    after = replace(after, demand=(replace(row, peak=(10.0, 10.0, 12.0, 10.0)), after.demand[1]))
    assert said(before, after) == ["demand of Chat in n0: 10 -> 12 reference MW (+20 %), in 2027Q3"]


def test_from_nothing_there_is_no_per_cent() -> None:
    before = with_chip(case(), supply_mw=(0.0, 0.0, 5.0, 5.0))
    after = with_chip(case(), supply_mw=(10.0, 20.0, 5.0, 5.0))
    assert said(before, after) == [
        "supply to us of G: 0 -> 15 IT MW on average, 2 periods from 2027Q1 to 2027Q2"
    ]


def test_dates_payments_and_rates_are_told_in_their_own_words() -> None:
    inputs = case()
    site = replace(inputs.sites[0], first_hall_quarter=TODAY + 2, chip_ids=("h",))
    after = replace(
        inputs,
        sites=(site, *inputs.sites[1:]),
        finance=replace(inputs.finance, wacc=0.11),
        whole_racks=True,
    )
    after = with_chip(after, payments=(Payment(2, 0.3), Payment(0, 0.7)))
    assert said(inputs, after) == [
        "whole racks only: no -> yes",
        "discount rate of the case: 0 -> 11 %",
        "payments of G: 100 % when online -> 30 % 2 quarters before, 70 % when online",
        "first date of a new hall of Site a: 2027Q1 -> 2027Q3",
        "chips that fit of Site a: without g",
    ]


def test_what_only_one_case_has_is_named_and_what_follows_from_it_is_not() -> None:
    one, two = case(site_ids=("a",)), case(site_ids=("a", "b"))
    # The power options of site b go with it.
    assert said(one, two) == ["Site b: only in B"]
    assert said(two, one) == ["Site b: only in A"]
    many = replace(case(), sites=tuple(campus(f"s{k}", 4) for k in range(9)), power=())
    assert "9 sites: only in B" in said(replace(many, sites=()), many)


def test_periods_are_compared_where_both_cases_have_them() -> None:
    before = case(4)
    after = replace(case(3), periods=grid_of(1, 1, 2))
    diff = diff_inputs(before, after)
    assert diff.shared_periods == ("2027Q1", "2027Q2")
    assert said(before, after) == ["horizon: 2027Q1 to 2027Q4 in 4 periods -> 2027Q1 to 2027Q4 in 3 periods"]


def with_everything() -> Inputs:
    """Return a case with a thing of every kind."""
    window = Window("2027Q1", "2027Q4", 5.0)
    return replace(
        case(),
        committed_chips=(CommittedChips("a", "g", TODAY, 1.0),),
        committed_cash=(CommittedCash(TODAY, 1.0, "halls"),),
        pools=(Pool("p", "Pool", "units", (window,), (("a", 1.0),), (("a", "grid", 1.0),), (("g", 1.0),)),),
        vendor_shares=(VendorShare("v", window, 0.0, 0.6),) * 2,
        minimum_takes=(MinimumTake("m", ("g",), window),),
        volume_tiers=(VolumeTier("t", "g", window, 0.1),),
        budgets=(Budget("b", TODAY, TODAY + 3, 100.0),),
        survival=(Survival(("chat",), 0.5, False),),
        caps=Caps(1.0, 2.0),
        ambition=Ambition("plan", (1.0,) * 4, 4e10, "press"),
    )


def test_every_kind_of_thing_has_entities_and_attributes() -> None:
    found = {kind for kind, _ in entities_of(with_everything())}
    assert found == set(EntityKind) == set(ATTRIBUTES)


OF_ID = {
    # Fields that name the thing, or are said by things of another kind.
    EntityKind.CASE: {f.name for f in dataclasses.fields(Inputs)}
    - {"case_id", "title", "today", "periods", "whole_racks"},
    EntityKind.ELEMENT: {"element_id", "kind"},
    EntityKind.SITE: {"site_id"},
    EntityKind.POWER: {"site_id", "option_id"},
    EntityKind.AREA: {"area_id"},
    EntityKind.CHIP: {"chip_id"},
    EntityKind.WORKLOAD: {"workload_id"},
    EntityKind.STREAM: {"stream_id"},
    EntityKind.NODE: {"node_id"},
    EntityKind.DEMAND: {"stream_id", "node_id"},
    EntityKind.POOL: {"pool_id"},
    EntityKind.MINIMUM_TAKE: {"take_id"},
    EntityKind.VOLUME_TIER: {"tier_id"},
    EntityKind.BUDGET: {"budget_id"},
}


@pytest.mark.parametrize("kind", EntityKind)
def test_every_field_of_the_inputs_is_compared(kind: EntityKind) -> None:
    entity = next(e for (k, _), e in entities_of(with_everything()).items() if k is kind)
    fields = {field.name for field in dataclasses.fields(entity.value)}
    covered = {name for attribute in ATTRIBUTES[kind] for name in attribute.covers}
    assert fields - OF_ID.get(kind, set()) == covered


def test_two_rules_alike_are_two_things() -> None:
    one = with_everything()
    shares = (one.vendor_shares[0], replace(one.vendor_shares[1], max_share=0.7))
    assert said(one, replace(one, vendor_shares=shares)) == ["most share of v 2027Q1 to 2027Q4: 60 -> 70 %"]


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (3.2, 3.5, "3.2 -> 3.5"),
        (24.1, 24.15, "24.1 -> 24.15"),
        (1234567.0, 1234568.0, "1,234,567 -> 1,234,568"),
        (0.0, 1e-7, "0 -> 0.0000001"),
        (5.0, 5.0, "5 -> 5"),
    ],
)
def test_numbers_are_told_with_as_many_digits_as_tell_them_apart(
    before: float, after: float, text: str
) -> None:
    assert apart(before, after) == text


def test_small_numbers_and_per_cents_keep_what_matters() -> None:
    assert digits(1.5e-20, 3) == "1.50e-20"
    assert [signed_percent(x) for x in (0.03, -0.415, 0.0004, 1.5)] == ["+3 %", "-42 %", "+0.04 %", "+150 %"]
