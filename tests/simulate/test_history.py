"""How published plans moved, and how they fared: against their own tables, and by hand."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import pandas as pd
import pytest

from buildout.quarters import parse_quarter
from planner.cases import Case
from planner.history.backtest import Compared, backtest, compare, matched
from planner.history.files import write_history
from planner.history.moves import Moves, moves_of, opening_paths
from planner.history.published import PastPlans, past_plans
from planner.history.words import backtest_table, mean_delay, openings_table, plans_table
from planner.plan import TableName
from planner.problems import InputError
from planner.replan.book import Book
from planner.replan.changes import plan_share
from planner.replan.fact import FACT, Thing, Told
from planner.replan.lots import Lot
from planner.simulate.record import SeriesName
from planner.store import open_store, store_place
from tests.simulate.conftest import Simulated

pytestmark = pytest.mark.xdist_group("simulate")


@pytest.fixture(scope="module")
def past(simulated: Simulated, case: Case) -> PastPlans:
    """Return the three plans of the simulation: the first, and one of each night."""
    return past_plans(
        open_store(store_place(str(simulated.folder / SeriesName.ANEW / "planner.db"), {})), case.id
    )


@pytest.fixture(scope="module")
def moves(past: PastPlans) -> Moves:
    return moves_of(past.plans)


def test_history_is_that_of_the_plans(past: PastPlans, moves: Moves) -> None:
    assert [one.number for one in past.plans] == [1, 2, 3]
    assert list(moves.plans["number"]) == [1, 2, 3]
    for one in past.plans:
        plan = one.run.plan
        row = moves.plans.set_index("number").loc[one.number]
        assert row["cost_usd"] == plan.cost_usd
        assert row["shortage_usd"] == pytest.approx(plan.tables[TableName.SHORTAGE]["cost_usd"].sum())
        gw = moves.gw[moves.gw["number"] == one.number].set_index("year")["facility_gw"]
        assert dict(gw) == {year.year: year.facility_gw for year in plan.gw_by_year}
        opened = moves.openings[moves.openings["number"] == one.number]
        sites = plan.tables[TableName.SITES]
        assert list(zip(opened["site_id"], opened["opened"], strict=True)) == list(
            zip(sites["site_id"], sites["opened"], strict=True)
        )
        short = moves.shortage[moves.shortage["number"] == one.number]
        assert short["short"].sum() == pytest.approx(plan.tables[TableName.SHORTAGE]["short"].sum())
    changed = moves.plans["changed"]
    assert pd.isna(changed[0])
    assert changed[2] == plan_share(past.plans[1].run.plan, past.plans[2].run.plan).by_count


def test_days_are_those_of_the_nights(past: PastPlans) -> None:
    assert [one.as_of for one in past.plans[1:]] == [datetime.date(2027, 1, 19), datetime.date(2027, 5, 9)]


def test_openings_are_told_where_they_move() -> None:
    frame = pd.DataFrame(
        [(1, "a", "2029Q1"), (1, "b", "2029Q1"), (2, "a", "2030Q1"), (2, "c", "2031Q1"), (3, "a", "2030Q1")],
        columns=["number", "site_id", "opened"],
    )
    assert opening_paths(frame) == {
        "a": ((1, "2029Q1"), (2, "2030Q1")),
        "b": ((1, "2029Q1"), (2, "")),
        "c": ((2, "2031Q1"), (3, "")),
    }
    moves = Moves(
        plans=pd.DataFrame({"number": [1, 2, 3]}),
        gw=frame,
        openings=frame.assign(name=frame["site_id"].str.upper()),
        shortage=frame,
    )
    rows = openings_table(moves).rows
    assert rows[0] == ("a", "A", "2029Q1 (plan 1) -> 2030Q1 (plan 2)")
    assert rows[1] == ("b", "B", "2029Q1 (plan 1) -> out (plan 2)")


def test_the_files_say_the_same(past: PastPlans, moves: Moves, case: Case, tmp_path: Path) -> None:
    write_history(tmp_path, moves, backtest(case, past.plans))
    assert list(pd.read_csv(tmp_path / "plans.csv")["cost_usd"]) == list(moves.plans["cost_usd"])
    assert (tmp_path / "history.svg").read_text("utf-8").startswith("<svg")
    assert (tmp_path / "backtest.csv").exists()
    table = plans_table(moves)
    assert len(table.rows) == 3
    assert [name for name in table.header if name.startswith("GW")] == [f"GW {y}" for y in range(2029, 2033)]


def test_a_case_without_publications_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no published plan"):
        past_plans(open_store(store_place(str(tmp_path / "planner.db"), {})), "tiny")


def lot(online: str, amount: float, thing: Thing = Thing.HALLS, planned: str | None = None) -> Lot:
    what = "" if thing is Thing.HALLS else "old"
    return Lot("north", thing, what, parse_quarter(online), amount, parse_quarter(planned or online))


def told(**said: object) -> Told:
    return Told(FACT.validate_python({"site": "north", "thing": "halls", **said}, strict=False), "here")


BOOK = Book(
    as_of=datetime.date(2030, 1, 1),
    ordered=(
        lot("2029Q1", 2.0),
        lot("2029Q4", 1.0),
        lot("2029Q1", 50.0, Thing.CHIPS),
        lot("2029Q2", 30.0, Thing.CHIPS),
    ),
    facts=(
        told(kind="slipped", seen="2028-12-01", planned="2029Q1", quarter="2029Q3"),
        told(kind="cancelled", seen="2029-02-01", thing="chips", what="old", planned="2029Q2"),
        told(kind="online", seen="2029-03-01", thing="chips", what="old", planned="2029Q1", quarter="2029Q1"),
        told(kind="online", seen="2029-08-01", planned="2029Q1", quarter="2029Q3"),
    ),
)
HALLS, CHIPS = ("north", "halls", ""), ("north", "chips", "old")
Q1, Q2, Q3 = (parse_quarter(f"2029Q{n}") for n in (1, 2, 3))


def test_a_plan_is_held_against_what_came(case: Case) -> None:
    """It had one hall in 2029Q1 and one in 2029Q2, and chips of which some were cancelled."""
    expected = [
        lot("2029Q1", 1.0),
        lot("2029Q2", 1.0),
        lot("2029Q1", 40.0, Thing.CHIPS),
        lot("2029Q2", 30.0, Thing.CHIPS),
    ]
    found = set(compare(expected, BOOK, datetime.date(2028, 1, 1), case))
    assert found == {
        Compared(HALLS, 1.0, Q1, Q3),
        Compared(HALLS, 1.0, Q2, Q3),
        Compared(CHIPS, 40.0, Q1, Q1),
        Compared(CHIPS, 10.0, None, Q1),  # came without being planned
        Compared(CHIPS, 30.0, Q2, None),  # cancelled
    }
    assert sorted(one.late for one in found if one.late is not None) == [0, 1, 2]


def test_what_a_plan_knew_already_is_not_held_against_it(case: Case) -> None:
    after = datetime.date(2029, 5, 1)
    expected = [lot("2029Q3", 2.0, planned="2029Q1"), lot("2029Q1", 50.0, Thing.CHIPS)]
    assert list(compare(expected, BOOK, after, case)) == [Compared(HALLS, 2.0, Q3, Q3)]
    assert list(compare(expected, BOOK, datetime.date(2030, 1, 1), case)) == []


def test_first_is_held_against_first() -> None:
    actual = [lot("2030Q1", 3.0), lot("2030Q3", 2.0)]
    found = [(amount, planned, one.online) for amount, planned, one in matched([lot("2029Q1", 4.0)], actual)]
    early, late = parse_quarter("2030Q1"), parse_quarter("2030Q3")
    assert found == [(3.0, Q1, early), (1.0, Q1, late), (1.0, None, late)]


def test_delays_are_weighted_by_amounts() -> None:
    rows = [
        (1, "2028-01-01", "chips", 30.0, "2029Q1", "2029Q2", 1),
        (1, "2028-01-01", "chips", 10.0, "2029Q1", "2029Q1", 0),
        (1, "2028-01-01", "chips", 5.0, "", "2029Q1", None),
        (1, "2028-01-01", "chips", 5.0, "2029Q1", "", None),
    ]
    columns = ["number", "as_of", "thing", "amount", "planned", "actual", "late_quarters"]
    frame = pd.DataFrame(rows, columns=columns)
    assert mean_delay(frame) == pytest.approx(0.75)
    (row,) = backtest_table(frame).rows
    # Came 3: one on time, one late, none early, one that was not planned; one cancelled.
    assert row == ("1", "2028-01-01", "chips", "3", "1", "1", "0", "1", "1", "+0.75")


def test_a_backtest_names_the_plan(past: PastPlans, case: Case) -> None:
    """The last book says that halls of the first plan came two quarters late."""
    first = past.plans[0]
    halls = first.run.plan.tables[TableName.SITES].iloc[0]
    site, opened = str(halls["site_id"]), parse_quarter(str(halls["opened"]))
    count = 2.0
    ordered = Lot(site, Thing.HALLS, "", opened, count, opened)
    came = {"kind": "online", "site": site, "thing": "halls", "planned": halls["opened"]}
    fact = FACT.validate_python(
        {**came, "seen": "2031-12-31", "quarter": f"{opened // 4}Q{opened % 4 + 3}"}, strict=False
    )
    book = Book(datetime.date(2031, 12, 31), (ordered,), (Told(fact, "here"),))
    last = dataclasses.replace(past.plans[-1], book=book)
    found = backtest(case, [first, last])
    rows = found[(found["number"] == 1) & (found["thing"] == "halls")]
    assert list(rows["late_quarters"]) == [2]
    assert list(rows["amount"]) == [count]
    assert found[found["number"] == last.number].empty
