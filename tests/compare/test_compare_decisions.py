"""Changes of decisions, made by hand. The small case begins in 2027Q1, a quarter each period."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildout.inputs import CommittedChips, Inputs
from buildout.quarters import quarter_label
from planner.compare import (
    DecisionChange,
    DecisionKind,
    Lot,
    Subject,
    Turn,
    Window,
    common_window,
    decision_changes,
    share_changed,
)
from planner.compare.decisions import match_lots
from planner.compare.lot import Lots
from planner.compare.window import period_start
from tests.compare.pieces import MW_PER_HALL, Build, case, plan_of
from tests.small import TODAY, grid_of

BASE = Build(
    halls={("a", 1): 2},
    chips={("a", "g", 1): 20.0},
    power={("a", "grid", 1): 2 * MW_PER_HALL},
)


def changes(before: Build, after: Build, inputs: Inputs | None = None) -> list[tuple[object, ...]]:
    inputs = inputs or case()
    found = decision_changes(plan_of(inputs, before), plan_of(inputs, after))
    return [told(change) for change in found]


def told(change: DecisionChange) -> tuple[object, ...]:
    quarters = [None if lot is None else quarter_label(lot.quarter) for lot in (change.before, change.after)]
    subject = change.subject
    return (subject.kind, subject.site_id, subject.what, change.turn, change.quantity, *quarters)


def test_a_plan_does_not_differ_from_itself() -> None:
    assert changes(BASE, BASE) == []


def test_a_site_that_opens_a_quarter_later_moves_and_is_not_added_and_dropped() -> None:
    later = Build(halls={("a", 2): 2}, chips={("a", "g", 2): 20.0}, power={("a", "grid", 2): 2 * MW_PER_HALL})
    assert changes(BASE, later) == [
        (DecisionKind.OPENING, "a", "", Turn.LATER, 1.0, "2027Q2", "2027Q3"),
        (DecisionKind.HALLS, "a", "", Turn.LATER, 2.0, "2027Q2", "2027Q3"),
        (DecisionKind.POWER, "a", "grid", Turn.LATER, 25.0, "2027Q2", "2027Q3"),
        (DecisionKind.CHIPS, "a", "g", Turn.LATER, 20.0, "2027Q2", "2027Q3"),
    ]
    assert {row[3] for row in changes(later, BASE)} == {Turn.EARLIER}


def test_what_is_in_both_at_a_date_stays_and_only_the_rest_moves() -> None:
    before = replace(BASE, halls={("a", 0): 1, ("a", 1): 2, ("a", 3): 1})
    after = replace(BASE, halls={("a", 0): 1, ("a", 1): 1, ("a", 2): 3})
    # One of the two of 2027Q2 stays; the other and that of 2027Q4 are matched in order of time; one is new.
    assert changes(before, after) == [
        (DecisionKind.HALLS, "a", "", Turn.LATER, 1.0, "2027Q2", "2027Q3"),
        (DecisionKind.HALLS, "a", "", Turn.EARLIER, 1.0, "2027Q4", "2027Q3"),
        (DecisionKind.HALLS, "a", "", Turn.ADDED, 1.0, None, "2027Q3"),
    ]


def test_another_site_chip_or_power_is_dropped_here_and_added_there() -> None:
    other = Build(halls={("b", 1): 2}, chips={("b", "h", 1): 20.0}, power={("b", "turbine", 1): 2.0})
    found = changes(BASE, other)
    assert [(row[0], row[1], row[2]) for row in found if row[3] is Turn.DROPPED] == [
        (DecisionKind.OPENING, "a", ""),
        (DecisionKind.HALLS, "a", ""),
        (DecisionKind.POWER, "a", "grid"),
        (DecisionKind.CHIPS, "a", "g"),
    ]
    assert [(row[0], row[1], row[2]) for row in found if row[3] is Turn.ADDED] == [
        (DecisionKind.OPENING, "b", ""),
        (DecisionKind.HALLS, "b", ""),
        (DecisionKind.POWER, "b", "turbine"),
        (DecisionKind.CHIPS, "b", "h"),
    ]


def test_a_retirement_is_a_decision() -> None:
    retiring = replace(BASE, retired={("a", "g", 3): 5.0})
    assert changes(BASE, retiring) == [(DecisionKind.RETIREMENT, "a", "g", Turn.ADDED, 5.0, None, "2027Q4")]


def test_the_price_of_a_change_is_that_of_its_orders() -> None:
    inputs = case()
    more = replace(BASE, chips={("a", "g", 1): 26.0})
    (change,) = decision_changes(plan_of(inputs, BASE), plan_of(inputs, more))
    # 6 MW more at 20 million USD.
    assert change.usd == pytest.approx(120e6)
    assert change.unit == "IT MW"


def test_swapping_the_plans_reverses_each_change() -> None:
    inputs = case()
    one = plan_of(inputs, replace(BASE, halls={("a", 1): 2, ("b", 0): 1, ("b", 3): 2}))
    other = plan_of(inputs, replace(BASE, halls={("a", 3): 1, ("b", 1): 4}))
    there = decision_changes(one, other)
    assert there
    assert [change.reversed() for change in there] == list(decision_changes(other, one))


def test_noise_of_the_solver_is_no_change() -> None:
    noisy = replace(BASE, power={("a", "grid", 1): 2 * MW_PER_HALL + 1e-7})
    assert changes(BASE, noisy) == []


def carried_out(inputs: Inputs) -> Inputs:
    """Return the case a quarter later, in which what `BASE` ordered is in the ledger."""
    halls, mw = (2, 2, 2), (25.0, 25.0, 25.0)
    return replace(
        inputs,
        today=TODAY + 1,
        periods=inputs.periods[1:],
        sites=tuple(
            replace(s, committed_halls=halls if s.site_id == "a" else (0, 0, 0)) for s in inputs.sites
        ),
        power=tuple(
            replace(o, committed_mw=mw if (o.site_id, o.option_id) == ("a", "grid") else (0.0,) * 3)
            for o in inputs.power
        ),
        committed_chips=(CommittedChips("a", "g", TODAY + 1, 20.0),),
        demand=(),
        zones=(),
        nodes=(),
    )


def test_what_the_ledger_has_taken_over_is_no_change() -> None:
    inputs = case()
    tomorrow = carried_out(inputs)
    before, after = plan_of(inputs, BASE), plan_of(tomorrow, Build())
    window = common_window([inputs, tomorrow])
    assert window == Window(TODAY + 1, TODAY + 4)
    assert decision_changes(before, after, window) == ()
    assert share_changed(before, after, window).by_money == 0.0


def test_what_stood_before_the_window_counts_as_standing_when_it_begins() -> None:
    inputs = case()
    early = replace(
        BASE,
        halls={("a", 0): 2},
        chips={("a", "g", 0): 30.0},
        power={("a", "grid", 0): 25.0},
        retired={("a", "g", 0): 10.0},
    )
    # The ledger of a quarter later has the 20 MW that are left of 30.
    found = decision_changes(
        plan_of(inputs, early), plan_of(carried_out(inputs), Build()), Window(TODAY + 1, TODAY + 4)
    )
    assert found == ()


def test_a_hall_of_the_ledger_that_slips_is_later_but_no_share_of_decisions() -> None:
    inputs = carried_out(case())
    slipped = replace(
        inputs, sites=tuple(replace(s, committed_halls=(0, *s.committed_halls[1:])) for s in inputs.sites)
    )
    before, after = plan_of(inputs, Build()), plan_of(slipped, Build())
    found = decision_changes(before, after)
    assert [told(change) for change in found] == [
        (DecisionKind.OPENING, "a", "", Turn.LATER, 1.0, "2027Q2", "2027Q3"),
        (DecisionKind.HALLS, "a", "", Turn.LATER, 2.0, "2027Q2", "2027Q3"),
    ]
    assert not any(change.is_decided for change in found)
    assert share_changed(before, after).by_count == 0.0


def share(before: Build, after: Build) -> tuple[float, float]:
    inputs = case()
    found = share_changed(plan_of(inputs, before), plan_of(inputs, after))
    return found.by_count, found.by_money


def test_share_changed_is_0_for_the_same_and_1_for_strangers() -> None:
    stranger = Build(halls={("b", 2): 1}, chips={("b", "h", 2): 1.0}, power={("b", "grid", 2): 1.0})
    assert share(BASE, BASE) == (0.0, 0.0)
    assert share(BASE, stranger) == (1.0, 1.0)
    assert share(Build(), Build()) == (0.0, 0.0)


def test_share_changed_of_a_quarter_of_the_chips() -> None:
    # Opening, halls, power and chips: four decisions, one of which loses 5 of 20 MW.
    # Money: opening 5, halls 16, power 10, chips 400, so 431 and 331; the 100 is in one of them.
    fewer = replace(BASE, chips={("a", "g", 1): 15.0})
    count, money = share(BASE, fewer)
    assert count == pytest.approx((5 / 20) / 4)
    assert money == pytest.approx(100 / (431 + 331))
    assert share(fewer, BASE) == (count, money)


def test_share_changed_counts_a_move_in_full() -> None:
    # The chips of 2027Q2 are gone, those of 2027Q3 new: two of five decisions, 800 of 862 million USD.
    later = replace(BASE, chips={("a", "g", 2): 20.0})
    assert share(BASE, later) == (pytest.approx(2 / 5), pytest.approx(800 / 862))


quantities = st.integers(1, 50).map(float)
drawn_lots = st.dictionaries(
    st.sampled_from([Subject(DecisionKind.HALLS, "a"), Subject(DecisionKind.CHIPS, "a", "g")]),
    st.dictionaries(st.integers(TODAY, TODAY + 8), quantities, min_size=1),
).map(lambda by: {s: {q: Lot(q, n, usd=3.0 * n) for q, n in lots.items()} for s, lots in by.items()})


@given(drawn_lots, drawn_lots)
def test_changes_take_one_plan_to_the_other_and_back(before: Lots, after: Lots) -> None:
    left = {(s, q): lot.quantity for s, lots in before.items() for q, lot in lots.items()}
    changes = match_lots(before, after)
    for change in changes:
        for lot, sign in ((change.before, -1), (change.after, 1)):
            if lot is not None:
                key = (change.subject, lot.quarter)
                left[key] = left.get(key, 0.0) + sign * lot.quantity
    assert {key: n for key, n in left.items() if n} == {
        (s, q): lot.quantity for s, lots in after.items() for q, lot in lots.items()
    }
    assert [change.reversed() for change in changes] == list(match_lots(after, before))
    # Nothing is both added and dropped: that would be a move.
    turns = {(change.subject, change.turn) for change in changes}
    assert not any({(s, Turn.ADDED), (s, Turn.DROPPED)} <= turns for s in {*before, *after})


def test_cases_without_a_common_quarter_have_no_window() -> None:
    inputs = case()
    later = replace(inputs, periods=tuple(replace(p, start=p.start + 4) for p in grid_of(1, 1, 1, 1)))
    assert common_window([inputs, later]) is None


@pytest.mark.parametrize(
    ("label", "quarter"),
    [("2029Q3", 4 * 2029 + 2), ("2029H1", 4 * 2029), ("2029H2", 4 * 2029 + 2), ("2029", 4 * 2029)],
)
def test_labels_of_periods_say_when_they_begin(label: str, quarter: int) -> None:
    assert period_start(label) == quarter


def test_a_label_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a quarter"):
        period_start("2029H3")
