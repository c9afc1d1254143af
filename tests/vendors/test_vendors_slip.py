"""What a slip costs, by hand: 10 MW of chips at 20 or 22 million USD, 30 for each MW short for a quarter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from buildout.inputs import CommittedChips, Inputs, MinimumTake, Window
from planner.engine.driver import End
from planner.engine.options import SolveOptions
from planner.engine.progress import Silent
from planner.explore.member import answer
from planner.plan import Run, TableName
from planner.vendors.apply import apply_mix, broken_takes
from planner.vendors.slip import Slip, kept, slip_of, slipped_decisions, slipped_inputs
from tests.explore.pieces import subject
from tests.small import TODAY, in_ledger, turbine
from tests.vendors.pieces import G, H, solve_in_this_process, solved_here, two_vendors
from tests.vendors.test_vendors_apply import mix


@pytest.fixture(autouse=True, scope="module")
def _in_this_process() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        solve_in_this_process(patch)
        yield


def ordered_before(inputs: Inputs, quarters: int = 1) -> Inputs:
    """Let chips be ordered so many quarters before they come."""
    return replace(inputs, chips=tuple(replace(c, lead_quarters=quarters) for c in inputs.chips))


def plan(inputs: Inputs) -> Run:
    return answer(subject(inputs), SolveOptions(), Silent()).run


def slipped(inputs: Inputs, run: Run, slip: Slip) -> float:
    """Return what the case costs after a slip, million USD."""
    tables = run.plan.tables
    solution = solved_here(slipped_inputs(inputs, tables, slip), None, None, None, kept(inputs, tables, slip))
    assert solution.end is End.GAP_REACHED
    assert solution.cost_musd is not None
    return solution.cost_musd


def more(inputs: Inputs, vendor: str = G, quarters: int = 1) -> float:
    """Return what a slip costs, million USD."""
    run = plan(inputs)
    slip = slip_of(inputs, run.plan.tables, vendor, quarters)
    assert slip is not None
    return slipped(inputs, run, slip) - run.plan.cost_usd / 1e6


def test_nothing_is_due_from_a_vendor_without_purchases() -> None:
    inputs = two_vendors(3)
    tables = plan(inputs).plan.tables
    assert slip_of(inputs, tables, H, 2) is None
    assert slip_of(inputs, tables, G, 2) == Slip(G, 2, TODAY)


def test_what_is_not_ordered_yet_is_bought_elsewhere() -> None:
    # Chips are ordered on the day: on that day h is bought instead, for 2 million USD more per MW.
    assert more(two_vendors(3)) == pytest.approx(20.0)


@pytest.mark.parametrize("quarters", [1, 2])
def test_what_is_ordered_stays_and_nothing_else_comes_in_time(quarters: int) -> None:
    # Ordered a quarter before: h could come in the second quarter at the earliest, and the chips of g are
    # on their way. With one quarter of slip 10 MW are short for a quarter, with two h does not come for one
    # quarter more either: it would cost 220 to save 300 less the chips that are paid for anyway.
    inputs = ordered_before(two_vendors(4))
    least = {1: 300.0, 2: 300.0 + 220.0}
    assert more(inputs, quarters=quarters) == pytest.approx(least[quarters])


def test_the_other_vendor_keeps_its_orders_and_gets_no_more() -> None:
    # 6 MW of g and 4 of h are ordered: the 6 are short for a quarter.
    inputs = apply_mix(ordered_before(two_vendors(2)), mix("at-most:G:0.6"))
    assert more(inputs) == pytest.approx(6 * 30.0)
    assert more(inputs, H) == pytest.approx(4 * 30.0)


def test_what_would_come_after_the_horizon_is_not_paid_for() -> None:
    # Nothing of the 218 is spent, and the one quarter falls short.
    assert more(ordered_before(two_vendors(1))) == pytest.approx(300.0 - 218.0)


def test_halls_and_power_that_are_ordered_stay() -> None:
    # Halls and power were ordered a quarter before: 18 are spent although nothing can stand there. Had they
    # not been, the plan would spend nothing.
    inputs = ordered_before(two_vendors(1))
    run = plan(inputs)
    slip = slip_of(inputs, run.plan.tables, G, 1)
    assert slip is not None
    assert slipped(inputs, run, slip) == pytest.approx(300.0)
    early = replace(
        inputs,
        elements=tuple(replace(e, order_quarters_before=1) for e in inputs.elements),
        power=tuple(replace(o, lead_quarters=1) for o in inputs.power),
    )
    assert slipped(early, run, slip) == pytest.approx(300.0 + 18.0)


def test_bridge_power_that_is_bought_stays_and_may_leave() -> None:
    inputs = ordered_before(replace(two_vendors(3), power=(replace(turbine(periods=3), lead_quarters=1),)))
    run = plan(inputs)
    slip = slip_of(inputs, run.plan.tables, G, 1)
    assert slip is not None
    assert run.plan.tables[TableName.POWER]["bought_mw"].sum() == pytest.approx(12.5)
    assert slipped(inputs, run, slip) - run.plan.cost_usd / 1e6 == pytest.approx(300.0)


def test_chips_of_the_ledger_that_are_on_order_slip_too() -> None:
    # 10 MW of g come in the second quarter; the plan buys none, as one quarter of shortage costs 300 and
    # chips 200: it buys for the first quarter. Without any plan purchase the ledger alone is due.
    lot = CommittedChips("a", "g", TODAY + 1, 10.0)
    base = replace(two_vendors(2), committed_chips=(lot,))
    inputs = replace(
        base,
        sites=tuple(in_ledger(site) for site in base.sites),
        chips=tuple(replace(c, capex_musd_per_mw=1e3) for c in base.chips),
        power=tuple(replace(o, committed_mw=(12.5, 12.5)) for o in base.power),
    )
    run = plan(inputs)
    assert run.plan.tables[TableName.FLEET]["buy_mw"].sum() == 0
    assert slip_of(inputs, run.plan.tables, G, 1) == Slip(G, 1, TODAY + 1)
    # Short in the first quarter anyway; with the slip in the second too.
    assert run.plan.cost_usd == pytest.approx(300e6)
    assert more(inputs) == pytest.approx(300.0)


def test_purchases_move_to_the_first_period_that_begins_late_enough() -> None:
    inputs = two_vendors(4)
    tables = plan(inputs).plan.tables
    bought = slipped_decisions(inputs, tables, Slip(G, 2, TODAY)).buy_mw
    assert bought == {("a", "g", inputs.periods[2].label): pytest.approx(10.0)}
    assert slipped_decisions(inputs, tables, Slip(G, 9, TODAY)).buy_mw == {}
    assert slipped_decisions(inputs, tables, Slip(H, 2, TODAY)).buy_mw == {
        ("a", "g", inputs.periods[0].label): pytest.approx(10.0)
    }


def test_what_was_ordered_is_delivered_whatever_is_left_on_sale() -> None:
    # All that g can sell was sold for one quarter; a quarter later there would be none to deliver.
    inputs = ordered_before(two_vendors(3))
    first, second = inputs.chips
    inputs = replace(inputs, chips=(replace(first, supply_mw=(10.0, 0.0, 0.0)), second))
    tables = plan(inputs).plan.tables
    supply = slipped_inputs(inputs, tables, Slip(G, 1, TODAY)).chips[0].supply_mw
    assert supply == pytest.approx((0.0, 10.0, 0.0))
    assert more(inputs) == pytest.approx(300.0)


def test_a_promise_that_a_slip_breaks_is_explained() -> None:
    label = two_vendors(2).periods[0].label
    take = MinimumTake("first quarter", ("g",), Window(label, label, 10.0))
    inputs = replace(ordered_before(two_vendors(2)), minimum_takes=(take,))
    tables = plan(inputs).plan.tables
    (said,) = broken_takes(slipped_inputs(inputs, tables, Slip(G, 1, TODAY)))
    assert said.startswith("the minimum take first quarter asks for 10 IT MW of g")
