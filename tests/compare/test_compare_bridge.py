"""Bridges worked out by hand. A hall is 8, power 0.4 per MW, chips 20 per IT MW, all in million USD."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildout.inputs import Inputs, Payment
from buildout.quarters import quarter_label
from planner.compare.bridge import cost_bridge
from planner.compare.bridge_terms import Bridge
from planner.compare.cents import apportion
from planner.compare.effects import Cause
from planner.compare.side import Side, side_of
from planner.plan import Category, TableName
from planner.problems import InputError
from tests.compare.pieces import Build, case, run_of
from tests.small import STEEP, TODAY, grid_of

BASE = Build(halls={("a", 0): 1}, chips={("a", "g", 0): 10.0}, power={("a", "grid", 0): 12.5})
MUSD = 100_000_000
"""A million USD in cents."""


def side(inputs: Inputs, build: Build = BASE, name: str = "x") -> Side:
    return side_of(name, run_of(inputs, build))


def effects(bridge: Bridge, category: Category) -> dict[Cause, float]:
    """Return million USD of present value by cause, those above a cent."""
    causes = bridge.by_cause(category)
    return {
        cause: money.present_cents / MUSD for cause, money in causes.items() if abs(money.present_cents) > 1
    }


def with_chip(inputs: Inputs, **change: object) -> Inputs:
    return replace(inputs, chips=(replace(inputs.chips[0], **change), *inputs.chips[1:]))


def test_the_same_run_twice_has_no_terms() -> None:
    inputs = case()
    bridge = cost_bridge(side(inputs), side(inputs))
    assert bridge.terms == ()
    assert bridge.difference.present_cents == 0


def test_a_price_alone_is_a_price_effect() -> None:
    # 10 MW at 22 instead of 20.
    inputs = case()
    bridge = cost_bridge(side(inputs), side(with_chip(inputs, capex_musd_per_mw=22.0)))
    assert effects(bridge, Category.CHIPS) == {Cause.PRICE: 20.0}
    assert bridge.difference.present_cents == 20 * MUSD
    assert bridge.by_category().keys() == {Category.CHIPS}


def test_a_quantity_alone_is_a_quantity_effect_of_its_chip() -> None:
    inputs = case()
    more = replace(BASE, chips={("a", "g", 0): 12.0, ("a", "h", 0): 1.0})
    bridge = cost_bridge(side(inputs), side(inputs, more))
    assert effects(bridge, Category.CHIPS) == {Cause.QUANTITY: 60.0}
    assert {(t.subject_id, t.present_cents / MUSD) for t in bridge.terms} >= {("g", 40.0), ("h", 20.0)}


def test_price_and_quantity_share_what_they_do_together() -> None:
    # From 10 at 20 to 12 at 22: quantity 2 x 20 or 2 x 22, so 42; price 2 x 12 or 2 x 10, so 22; 64 in all.
    inputs = case()
    after = side(with_chip(inputs, capex_musd_per_mw=22.0), replace(BASE, chips={("a", "g", 0): 12.0}))
    bridge = cost_bridge(side(inputs), after)
    assert effects(bridge, Category.CHIPS) == {Cause.QUANTITY: 42.0, Cause.PRICE: 22.0}


def test_a_date_alone_is_a_timing_effect_and_costs_nothing_nominal() -> None:
    # Per quarter money loses a factor 4: 200 paid in the first quarter is worth 100, in the second 25.
    inputs = replace(case(), finance=STEEP)
    later = replace(BASE, chips={("a", "g", 1): 10.0})
    bridge = cost_bridge(side(inputs), side(inputs, later))
    assert effects(bridge, Category.CHIPS) == {Cause.TIMING: -75.0}
    assert bridge.by_cause(Category.CHIPS)[Cause.TIMING].nominal_cents == 0


def test_payment_a_quarter_earlier_is_an_effect_of_terms() -> None:
    # 200 in the second quarter is worth 25; paid a quarter before it, 100.
    inputs = replace(case(), finance=STEEP)
    build = replace(BASE, chips={("a", "g", 1): 10.0})
    after = side(with_chip(inputs, payments=(Payment(1, 1.0),)), build)
    bridge = cost_bridge(side(inputs, build), after)
    assert effects(bridge, Category.CHIPS) == {Cause.TERMS: 75.0}


def test_shortage_has_its_own_price_effect() -> None:
    # Nothing is served: 10 MW short for four quarters at 30, then at 33.
    inputs = case()
    dearer = replace(
        inputs, streams=tuple(replace(s, shortage_musd_per_quarter=(33.0,) * 4) for s in inputs.streams)
    )
    bridge = cost_bridge(side(inputs), side(dearer))
    assert effects(bridge, Category.SHORTAGE) == {Cause.PRICE: 120.0}
    assert {term.subject_id for term in bridge.terms} == {"chat"}


def test_quarters_that_only_one_case_covers_are_a_span() -> None:
    # Three quarters of four: 300 of shortage fewer, all of it for the quarter that is gone.
    bridge = cost_bridge(side(case(4)), side(case(3)))
    assert effects(bridge, Category.SHORTAGE) == {Cause.SPAN: -300.0}
    assert str(bridge.window) == f"{quarter_label(TODAY)} to {quarter_label(TODAY + 2)}"


def test_cases_without_a_common_quarter_still_have_a_bridge() -> None:
    inputs = case()
    later = replace(
        inputs,
        periods=tuple(
            replace(p, start=p.start + 4, label=quarter_label(p.start + 4)) for p in grid_of(1, 1, 1, 1)
        ),
    )
    more = replace(BASE, chips={("a", "g", 0): 12.0})
    bridge = cost_bridge(side(inputs), side(later, more))
    assert bridge.window is None
    assert {term.cause for term in bridge.terms} == {Cause.SPAN}
    assert_sums(bridge)


def test_what_the_tables_do_not_account_for_is_said() -> None:
    inputs = case()
    run = run_of(inputs, BASE)
    costs = run.plan.tables[TableName.COSTS].copy()
    costs.loc[costs["category"] == "chips", ["present_value_usd", "nominal_usd"]] += 7e6
    tables = {**run.plan.tables, TableName.COSTS: costs}
    plan = replace(run.plan, tables=tables, cost_usd=run.plan.cost_usd + 7e6)
    bridge = cost_bridge(side(inputs), side_of("y", replace(run, plan=plan)))
    assert effects(bridge, Category.CHIPS) == {Cause.REST: 7.0}
    assert_sums(bridge)


def test_tables_that_name_a_site_the_inputs_do_not_have_are_refused() -> None:
    inputs = case()
    run = run_of(inputs, BASE)
    halls = run.plan.tables[TableName.HALLS].assign(site_id="elsewhere")
    plan = replace(run.plan, tables={**run.plan.tables, TableName.HALLS: halls})
    with pytest.raises(InputError, match=r"elsewhere.*planner audit"):
        cost_bridge(side(inputs), side_of("y", replace(run, plan=plan)))


def assert_sums(bridge: Bridge) -> None:
    """Assert that terms sum to the difference to the cent, at every level."""
    for name in ("present_cents", "nominal_cents"):
        end, start = getattr(bridge.after, name), getattr(bridge.before, name)
        assert Decimal(start) + sum(Decimal(getattr(t, name)) for t in bridge.terms) == Decimal(end)
        for category, money in bridge.by_category().items():
            assert sum(getattr(m, name) for m in bridge.by_cause(category).values()) == getattr(money, name)


amounts = st.integers(1, 300).map(lambda n: n / 10)
builds = st.builds(
    Build,
    halls=st.dictionaries(st.tuples(st.sampled_from("ab"), st.integers(0, 3)), st.integers(1, 3)),
    chips=st.dictionaries(
        st.tuples(st.sampled_from("ab"), st.sampled_from("gh"), st.integers(0, 3)), amounts
    ),
    power=st.dictionaries(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["grid", "turbine"]), st.integers(0, 3)),
        st.integers(1, 9).map(float),
    ),
)


@dataclass(frozen=True)
class Drawn:
    """A plan of a case with drawn prices, rates, lives and periods."""

    build: Build
    lengths: tuple[int, ...]
    price: float
    fee: float
    life: int
    rate: float


drawn = st.builds(
    Drawn,
    build=builds,
    lengths=st.sampled_from([(1, 1, 1, 1), (1, 1, 2, 2), (1, 1, 1, 4)]),
    price=amounts,
    fee=st.integers(0, 500).map(lambda n: n / 100),
    life=st.integers(1, 20),
    rate=st.integers(0, 30).map(lambda n: n / 100),
)


def side_of_drawn(one: Drawn) -> Side:
    inputs, price, fee, life = case(), one.price, one.fee, one.life
    finance = replace(
        inputs.finance,
        wacc=one.rate,
        construction_inflation=one.rate / 3,
        chip_value_decline_per_year=2 * one.rate,
    )
    inputs = replace(
        inputs,
        periods=grid_of(*one.lengths),
        finance=finance,
        chips=tuple(
            replace(c, capex_musd_per_mw=price, maintenance_musd_per_mw_year=fee, life_quarters=life)
            for c in inputs.chips
        ),
        sites=tuple(replace(s, fixed_musd_per_hall_year=fee, cost_multiplier=1 + fee) for s in inputs.sites),
        power=tuple(replace(o, capex_musd_per_mw=fee, life_quarters=life) for o in inputs.power),
        elements=tuple(
            replace(e, life_quarters=life, payments=(Payment(1, 0.3), Payment(0, 0.7)))
            for e in inputs.elements
        ),
    )
    return side(inputs, one.build)


@settings(max_examples=25, deadline=None)
@given(drawn, drawn)
def test_bridges_sum_to_the_cent_and_turn_their_signs_on_the_way_back(first: Drawn, second: Drawn) -> None:
    one, other = side_of_drawn(first), side_of_drawn(second)
    there, back = cost_bridge(one, other), cost_bridge(other, one)
    assert_sums(there)
    assert {term.reversed() for term in there.terms} == set(back.terms)
    # Everything is told apart: the items account for the costs that the plan itself states.
    assert not any(term.cause is Cause.REST for term in there.terms if abs(term.present_cents) > 1)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20))
def test_parts_in_cents_sum_to_their_whole(parts: list[float]) -> None:
    total = round(sum(parts) * 100)
    shares = apportion(total, dict(enumerate(parts)))
    assert sum(shares.values()) == total
    assert all(abs(shares[k] / 100 - usd) <= 0.01 * len(parts) for k, usd in enumerate(parts))
    opposite = apportion(-total, {k: -usd for k, usd in enumerate(parts)})
    assert opposite == {k: -share for k, share in shares.items()}
