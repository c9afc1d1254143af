"""The ledger moves: what is ordered is committed, facts are laid over it, limits know what is used.

The published plan of `tiny` builds two halls at north in 2029 (first order due 2027Q3), buys 100 MW of old
chips for them (due 2028Q3), and 60 MW of the 80 MW of new chips that 2030 has (due 2029Q3).
"""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from buildout.quarters import parse_quarter, quarter_label
from planner.assemble import assemble_case
from planner.cases import Case, load_case
from planner.plan import Run
from planner.problems import InputError
from planner.replan.book import BOOK, Book
from planner.replan.changed_case import changed_case
from planner.replan.fact import Thing
from planner.replan.move import Moved
from tests.replan.conftest import DAY, LATER, moved, told

HALLS = {"site": "north", "thing": "halls"}
FIRST = parse_quarter("2029Q1")


def ledger(night: Moved) -> dict[str, list[tuple[str, str, float]]]:
    """Return the ledger as (thing, quarter, amount) by site."""
    return {
        entry.site: [
            *(("halls", quarter_label(lot.online), lot.halls) for lot in entry.halls),
            *((lot.option, quarter_label(lot.online), lot.mw) for lot in entry.power),
            *((lot.chip, quarter_label(lot.online), lot.it_mw) for lot in entry.chips),
        ]
        for entry in night.case.ledger.sites
    }


def paid(night: Moved) -> dict[str, float]:
    """Return payments of the ledger by quarter, million USD."""
    sums: dict[str, float] = {}
    for due in night.case.ledger.payments:
        label = quarter_label(due.quarter)
        sums[label] = sums.get(label, 0.0) + due.usd / 1e6
    return sums


def with_book(run: Run, night: Moved) -> Run:
    """Return the published plan with the book of a night: as if its decisions had been published again."""
    return replace(run, extras={**run.extras, BOOK: night.book.to_bytes()})


def test_on_the_day_of_the_plan_nothing_moves(case: Case, published: Run) -> None:
    night = moved(case, published)
    assert night.subject.input_sha256 == published.plan.input_sha256
    assert night.ordered == ()
    assert night.kept.new_halls["north", "2032"] == 3


def test_what_passed_its_order_date_is_committed(case: Case, published: Run) -> None:
    night = moved(case, published, as_of=LATER)
    assert ledger(night) == {"north": [("halls", "2029Q1", 2), ("old", "2029Q1", 100.0)]}
    # What it decided is not decided again: the third hall is still to come.
    assert night.kept.new_halls["north", "2032"] == 1
    assert ("north", "2029") not in night.kept.new_halls
    assert ("north", "old", "2029") not in night.kept.buy_mw
    assert night.kept.buy_mw["north", "new", "2030"] == 50


def test_payments_of_what_is_ordered_stay_due(case: Case, published: Run) -> None:
    night = moved(case, published, as_of=LATER)
    orders = published.plan.tables["orders"]
    first = orders[
        (orders["site_id"] == "north") & (orders["online_quarter"] == "2029Q1") & (orders["item"] != "power")
    ]
    assert sum(paid(night).values()) == pytest.approx(first["price_usd"].sum() / 1e6)
    # The old chips cost 20 million a MW: 30 % at order in 2028Q3, half of the rest in each quarter after it.
    chips = next(lot for lot in night.ordered if lot.thing is Thing.CHIPS)
    assert dict(chips.payments) == pytest.approx({FIRST - 2: 600e6, FIRST - 1: 700e6, FIRST: 700e6}, rel=1e-9)
    assert chips.due_usd(parse_quarter("2028Q4")) == pytest.approx(1400e6)


def test_limits_know_what_was_ordered(case: Case, published: Run) -> None:
    before = moved(case, published).subject.inputs
    after = moved(case, published, as_of=datetime.date(2029, 10, 1)).subject.inputs
    supply = {
        name: {chip.chip_id: chip.supply_mw for chip in inputs.chips}["new"]
        for name, inputs in (("before", before), ("after", after))
    }
    assert supply["before"] == (0.0, 80.0, 80.0, 80.0)
    # 60 of the 80 MW of 2030 are ordered, and no more of them can be: their order was due in 2029Q3.
    assert supply["after"] == (0.0, 0.0, 80.0, 80.0)
    hydro = {
        name: next(o for o in inputs.power if o.option_id == "hydro").limit_mw
        for name, inputs in (("before", before), ("after", after))
    }
    assert hydro == {"before": (240.0,) * 4, "after": (120.0,) * 4}


def test_what_can_still_be_ordered_comes_later(case: Case, published: Run) -> None:
    before = {s.site_id: s.first_hall_quarter for s in moved(case, published).subject.inputs.sites}
    after = {
        s.site_id: s.first_hall_quarter for s in moved(case, published, as_of=LATER).subject.inputs.sites
    }
    assert after["south"] - before["south"] == 8
    # North is open with its ledger: it waits for no permit any more, but for its first halls.
    assert after["north"] == parse_quarter("2030Q2")


def test_a_slip_moves_what_depends_on_it(case: Case, published: Run) -> None:
    slip = told(kind="slipped", **HALLS, planned="2029Q1", quarter="2030Q1")
    night = moved(case, published, slip, as_of=LATER)
    assert ledger(night) == {"north": [("halls", "2030Q1", 2), ("old", "2030Q1", 100.0)]}


def test_a_slip_of_what_is_not_ordered_closes_the_site_until_then(case: Case, published: Run) -> None:
    slip = told(kind="slipped", **HALLS, planned="2029Q1", quarter="2030Q1")
    night = moved(case, published, slip)
    site = next(s for s in night.subject.inputs.sites if s.site_id == "north")
    assert site.first_hall_quarter == parse_quarter("2030Q1")
    assert ledger(night) == {}


def test_a_slip_that_is_taken_back_moves_nothing(case: Case, published: Run) -> None:
    slip = told(kind="slipped", **HALLS, planned="2029Q1", quarter="2030Q1")
    back = told(kind="slipped", **HALLS, planned="2029Q1", quarter="2029Q1", seen="2027-01-05")
    with_both = moved(case, published, slip, back, as_of=LATER)
    assert with_both.subject.frozen == moved(case, published, as_of=LATER).subject.frozen


def test_what_came_early_is_there(case: Case, published: Run) -> None:
    came = told(kind="online", **HALLS, planned="2029Q1", quarter="2026Q4")
    night = moved(case, published, came)
    assert ledger(night) == {"north": [("halls", "2026Q4", 2)]}
    assert night.kept.new_halls["north", "2032"] == 1


def test_what_came_in_part_leaves_the_rest(case: Case, published: Run) -> None:
    came = told(kind="online", **HALLS, planned="2029Q1", quarter="2028Q4", amount=1, seen="2028-10-30")
    night = moved(case, published, came, as_of=LATER)
    assert sorted(ledger(night)["north"][:2]) == [("halls", "2028Q4", 1), ("halls", "2029Q1", 1)]


def test_a_cancellation_ends_payments_for_a_fee(case: Case, published: Run) -> None:
    chips = told(kind="cancelled", site="north", thing="chips", what="old", planned="2029Q1", seen=LATER)
    night = moved(case, published, chips, as_of=LATER)
    assert ledger(night) == {"north": [("halls", "2029Q1", 2)]}
    # 600 of 2,000 million were paid in 2028Q3; 1,400 were due, a fifth of which is the fee.
    without = moved(case, published, as_of=LATER)
    assert paid(without)["2028Q4"] - paid(night)["2028Q4"] == pytest.approx(700 - 280)
    assert paid(without)["2029Q1"] - paid(night).get("2029Q1", 0.0) == pytest.approx(700)
    assert paid(without)["2028Q3"] == pytest.approx(paid(night)["2028Q3"])


def test_a_cancelled_site_is_closed(case: Case, published: Run) -> None:
    chips = told(kind="cancelled", site="north", thing="chips", what="old", planned="2029Q1", seen=LATER)
    halls = told("facts.yaml: facts.1", kind="cancelled", **HALLS, planned="2029Q1", fee_usd=5e6, seen=LATER)
    night = moved(case, published, chips, halls, as_of=LATER)
    assert "north" not in {site.site_id for site in night.subject.inputs.sites}


def test_chips_without_a_place_are_told(case: Case, published: Run) -> None:
    halls = told(kind="cancelled", **HALLS, planned="2029Q1", seen=LATER)
    with pytest.raises(InputError, match="tell what becomes of them"):
        moved(case, published, halls, as_of=LATER)


def test_figures_change(case: Case, published: Run) -> None:
    facts = (
        told(kind="price", path="chips.custom.new.capex_usd_per_mw", value=31e6),
        told("f: 1", kind="supply", path="chips.custom.new.supply_mw_per_quarter", value=10),
        told("f: 2", kind="demand_seen", stream="chat", factor=1.5),
        told("f: 3", kind="limit", path="policies.carbon_t_per_year", value=1e6),
    )
    before, after = moved(case, published).subject.inputs, moved(case, published, *facts).subject.inputs
    new = next(chip for chip in after.chips if chip.chip_id == "new")
    assert (new.capex_musd_per_mw, new.supply_mw) == (31.0, (0.0, 40.0, 40.0, 40.0))
    assert after.caps.carbon_t_per_year == 1e6
    for was, now in zip(before.demand, after.demand, strict=True):
        factor = 1.5 if was.stream_id == "chat" else 1.0
        assert now.peak == pytest.approx([factor * peak for peak in was.peak])


def test_demand_of_drivers_is_seen_by_stream() -> None:
    case = load_case("lab-4gw-10-months")
    seen = [told(kind="demand_seen", stream="chat_interactive", factor=1.25)]
    before = assemble_case(case).inputs.demand
    after = assemble_case(changed_case(case, case.ledger, (), seen)).inputs.demand
    for was, now in zip(before, after, strict=True):
        factor = 1.25 if was.stream_id == "chat_interactive" else 1.0
        assert now.peak == pytest.approx([factor * peak for peak in was.peak])


def test_of_two_values_the_later_holds(case: Case, published: Run) -> None:
    path = "chips.custom.new.capex_usd_per_mw"
    late = told("f: 1", kind="price", path=path, value=33e6, seen="2026-11-23")
    early = told("f: 2", kind="price", path=path, value=31e6, seen="2026-11-20")
    for facts in ((late, early), (early, late)):
        inputs = moved(case, published, *facts).subject.inputs
        assert next(chip for chip in inputs.chips if chip.chip_id == "new").capex_musd_per_mw == 33.0


def test_a_fact_twice_is_one_and_a_late_fact_counts(case: Case, published: Run) -> None:
    path = "chips.custom.new.capex_usd_per_mw"
    dear = told(kind="price", path=path, value=33e6)
    once = moved(case, published, dear)
    assert moved(case, published, dear, dear).subject == once.subject
    # The next night knows the fact; told again it is not new, and one that became known before arrives late.
    known = with_book(published, once)
    again = moved(case, known, dear)
    assert again.told == ()
    assert again.subject == once.subject
    late = told("f: 1", kind="demand_seen", stream="chat", factor=1.5, seen="2026-11-20")
    both = moved(case, known, late)
    assert both.told == (late,)
    assert both.subject == moved(case, published, late, dear).subject


def test_a_book_is_read_as_it_was_written(case: Case, published: Run) -> None:
    slip = told(kind="slipped", **HALLS, planned="2029Q1", quarter="2030Q1")
    book = moved(case, published, slip, as_of=LATER).book
    assert Book.from_bytes(book.to_bytes()) == book
    with pytest.raises(InputError, match=r"book\.json"):
        Book.from_bytes(b'{"as_of": 3}')


def test_a_case_of_a_later_day_has_its_own_ledger(case: Case, published: Run) -> None:
    night = moved(case, published, as_of=LATER)
    renewed = case.model_copy(update={"today": parse_quarter("2028Q4")})
    book = night.book.since(renewed.today)
    assert book.ordered == ()


TWO_FACES = (
    told("f: 0", kind="online", **HALLS, planned="2029Q1", quarter="2026Q4"),
    told("f: 1", kind="cancelled", **HALLS, planned="2029Q1"),
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (TWO_FACES, "either online or cancelled"),
        (TWO_FACES[::-1], "either online or cancelled"),
        (
            (
                told("f: 0", kind="price", path="finance.wacc", value=0.1),
                told("f: 1", kind="price", path="finance.wacc", value=0.2),
            ),
            "one value of a figure on a day",
        ),
        (
            (TWO_FACES[0], told("f: 1", kind="slipped", **HALLS, planned="2029Q1", quarter="2031Q1")),
            "no slip of what is online",
        ),
        ((told(kind="price", path="finance.wacc", value=0.1, seen="2026-11-25"),), "(today) or earlier"),
        ((told(kind="online", **HALLS, planned="2029Q1", quarter="2029Q1"),), "a change of date is a slip"),
        ((told(kind="slipped", site="nord", thing="halls", quarter="2030Q1"),), "did you mean north?"),
        ((told(kind="slipped", **HALLS, what="x", quarter="2030Q1"),), "halls are halls"),
        ((told(kind="slipped", site="north", thing="power", what="hidro", quarter="2030Q1"),), "hydro?"),
        ((told(kind="slipped", **HALLS, planned="2029Q3", quarter="2030Q1"),), "2029Q1 (2), 2032Q1 (1)"),
        ((told(kind="slipped", **HALLS, quarter="2033Q1"),), "say which"),
        ((told(kind="demand_seen", stream="chats", factor=2.0),), "did you mean chat?"),
        ((told(kind="limit", path="ledger.sites", value=0),), "instead"),
        ((told(kind="limit", path="policies.carbons", value=1.0),), "facts.yaml: facts.0: policies.carbons"),
        ((told(kind="price", path="chips.custom.neu.capex_usd_per_mw", value=1.0),), "names no item"),
        ((told(kind="price", path="chips.custom.new.capex_usd_per_mw", value=-1.0),), "greater than or"),
    ],
)
def test_facts_that_cannot_be(case: Case, published: Run, facts: tuple[object, ...], expected: str) -> None:
    with pytest.raises(InputError) as error:
        moved(case, published, *facts)  # type: ignore[arg-type]
    assert expected in str(error.value)


def test_problems_of_facts_are_told_at_once(case: Case, published: Run) -> None:
    facts = (
        told("f: 0", kind="demand_seen", stream="chats", factor=2.0),
        told("f: 1", kind="price", path="finance.wacc", value=0.1, seen="2026-12-25"),
    )
    with pytest.raises(InputError) as error:
        moved(case, published, *facts)
    assert {problem.where for problem in error.value.problems} == {"f: 0: stream", "f: 1: seen"}


def test_the_clock_does_not_go_back(case: Case, published: Run) -> None:
    later = with_book(published, moved(case, published, as_of=LATER))
    with pytest.raises(InputError, match="the day of the published plan"):
        moved(case, later, as_of=DAY)
    for day in (datetime.date(2026, 9, 30), datetime.date(2033, 1, 1)):
        with pytest.raises(InputError, match="bring today and horizon of the case up to date"):
            moved(case, published, as_of=day)
