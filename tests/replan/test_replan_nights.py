"""Nights after the plan of `tiny`: what changes, why, what it costs, and whether it is published."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import openpyxl
import pytest

from planner import SolveOptions
from planner.cases import Case
from planner.plan import Run, read_run
from planner.replan.book import book_of
from planner.replan.changes import Cause
from planner.replan.fact import Told
from planner.replan.night import PAGE, WORKBOOK, Night, run_night
from planner.replan.options import Guards, ReplanOptions
from planner.replan.replan import Outcome, Replan, replan
from planner.store import Store, current, find_runs, lease, open_store, publish, store_place
from planner.store.records import RunFilter
from tests.replan.conftest import DAY, LATER, told

OPTIONS = ReplanOptions(
    solve=SolveOptions(gap=0.0, threads=1, prices=False), guards=Guards(cost_moved=0.3, capacity_moved=1.0)
)
SLIP = told(kind="slipped", site="north", thing="halls", planned="2029Q1", quarter="2030Q1")
BACK = told(
    "f: 1", kind="slipped", site="north", thing="halls", planned="2029Q1", quarter="2029Q1", seen="2027-01-05"
)
DEARER = told("f: 2", kind="price", path="power.custom.mains.capex_usd_per_kw", value=601)


def night_of(case: Case, run: Run, *facts: Told, as_of: datetime.date = DAY, **changed: object) -> Replan:
    return replan(case, facts, as_of, run, dataclasses.replace(OPTIONS, **changed))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def slipped(case: Case, published: Run) -> Replan:
    """Return the night on which north slips by a year, and something is a little dearer."""
    return night_of(case, published, SLIP, DEARER)


def test_without_facts_nothing_changes(case: Case, published: Run) -> None:
    night = night_of(case, published)
    assert night.outcome is Outcome.NOTHING_CHANGED
    assert night.changes == ()
    assert night.share.by_count == 0.0
    assert night.run.plan.cost_usd == pytest.approx(published.plan.cost_usd)
    assert not night.has_news


def test_time_alone_changes_nothing(case: Case, published: Run) -> None:
    night = night_of(case, published, as_of=LATER)
    assert night.outcome is Outcome.NOTHING_CHANGED
    assert [lot.name for lot in night.moved.ordered] == [
        "2 halls at north, 2029Q1",
        "100 MW old at north, 2029Q1",
    ]
    # The halls, their power and the old chips: 1,000s of millions are sunk and in no cost any more.
    assert night.run.plan.cost_usd < published.plan.cost_usd
    # The ledger of the new plan has what the published one had decided.
    halls = night.run.plan.tables["halls"].set_index(["site_id", "period"])["committed_halls"]
    assert halls["north", "2029"] == 2


def test_a_slip_that_is_taken_back_restores_the_plan(case: Case, published: Run) -> None:
    night = night_of(case, published, SLIP, BACK, as_of=datetime.date(2027, 2, 1))
    assert night.outcome is Outcome.NOTHING_CHANGED


def test_changes_have_the_fact_that_caused_them(slipped: Replan) -> None:
    assert slipped.outcome is Outcome.CHANGED
    opened = next(one for one in slipped.changes if one.change.subject.site_id == "north")
    assert opened.change.after is None
    assert {one.cause for one in slipped.changes} == {Cause.FACTS}
    # A dollar more for a kW in town moves nothing: taking it back leaves every change.
    assert all(one.facts == (SLIP,) for one in slipped.changes)
    # Both, then each.
    assert slipped.solves == 3


def test_stages_keep_what_they_promise(slipped: Replan) -> None:
    costs = slipped.stages.costs
    assert costs.plan_usd <= (1 + OPTIONS.slack) * costs.best_usd * (1 + 1e-9)
    assert costs.plan_distance <= costs.best_distance
    assert costs.price_of_stability_usd >= -1.0
    assert slipped.stages.report.is_clean
    assert costs.kept_usd is None or costs.kept_usd >= costs.best_usd * (1 - 1e-9)


def test_the_next_night_goes_on_from_there(case: Case, slipped: Replan) -> None:
    night = night_of(case, slipped.run, SLIP, DEARER, as_of=datetime.date(2026, 11, 25))
    assert night.outcome is Outcome.NOTHING_CHANGED
    assert night.moved.told == ()


def test_stability_keeps_what_costs_little_more(case: Case, published: Run) -> None:
    """At 40 million USD a MW the new chips are hardly worth their price: the cheapest plan buys fewer."""
    dear = told(kind="price", path="chips.custom.new.capex_usd_per_mw", value=40e6)
    night = night_of(case, published, dear)
    assert night.stages.costs.best_distance > 0
    assert night.share_without.by_count > 0
    assert night.share.by_count == 0.0
    assert night.outcome is Outcome.NOTHING_CHANGED
    assert night.stages.costs.price_of_not_changing_usd == pytest.approx(
        night.stages.costs.price_of_stability_usd
    )
    free = night_of(case, published, dear, slack=0.0)
    assert free.share.by_count == pytest.approx(night.share_without.by_count)
    assert free.run.plan.cost_usd < night.run.plan.cost_usd


@pytest.mark.parametrize(
    ("guards", "guard"),
    [
        (Guards(cost_moved=0.01, capacity_moved=1.0), "cost"),
        (Guards(cost_moved=0.3, capacity_moved=1.0, gap=-1.0), "gap"),
        (Guards(cost_moved=0.3, capacity_moved=1.0, inputs_days=3), "age of inputs"),
        (Guards(cost_moved=0.3, capacity_moved=1.0, protected=("chat",)), "protected streams"),
    ],
)
def test_guards_keep_the_published_plan(case: Case, published: Run, guards: Guards, guard: str) -> None:
    """A year without north and with half the demand more: dearer, and more falls short."""
    more = told("f: 3", kind="demand_seen", stream="chat", factor=1.1, seen="2026-11-01")
    night = night_of(case, published, more, guards=guards, tests=0)
    assert night.outcome is Outcome.KEPT
    assert guard in {verdict.guard for verdict in night.verdicts if not verdict.holds}
    assert all(one.cause is Cause.UNTESTED for one in night.changes)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(store_place(str(tmp_path / "planner.db"), {}))


def test_a_night_publishes_and_the_next_finds_it(
    case: Case, published_folder: Path, store: Store, tmp_path: Path
) -> None:
    with lease(store, "tiny") as held:
        first = publish(store, published_folder, held, replaces=None)
    facts = [SLIP]
    night = _night(store, case, facts, tmp_path)
    assert night.outcome is Outcome.CHANGED
    assert night.published == current(store, "tiny")
    assert night.published is not None
    assert night.published.run_id != first.run_id
    run = read_run(tmp_path / "run")
    assert [one.key for one in book_of(run).facts] == [SLIP.key]
    page = run.extras[PAGE].decode()
    assert "slipped to 2030Q1" in page
    assert "<script" not in page
    (tmp_path / "changes.xlsx").write_bytes(run.extras[WORKBOOK])
    sheet = openpyxl.load_workbook(tmp_path / "changes.xlsx")["Changes"]
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("slipped to 2030Q1" in text for text in said)
    # Nothing new, nothing changed: nothing is published again.
    again = _night(store, case, facts, tmp_path, day=datetime.date(2026, 11, 25))
    assert (again.outcome, again.published) == (Outcome.NOTHING_CHANGED, None)
    assert current(store, "tiny") == night.published


def test_a_plan_for_review_is_recorded_and_tagged_and_not_published(
    case: Case, published_folder: Path, store: Store, tmp_path: Path
) -> None:
    with lease(store, "tiny") as held:
        first = publish(store, published_folder, held, replaces=None)
    options = dataclasses.replace(OPTIONS, guards=Guards(gap=-1.0), tests=0)
    night = _night(store, case, [], tmp_path, options=options)
    assert (night.outcome, night.published) == (Outcome.KEPT, None)
    assert current(store, "tiny") == first
    (waiting,) = find_runs(store, RunFilter(None, "review", None, None, is_published=None), most=5)
    assert waiting.run_id != first.run_id


def _night(
    store: Store,
    case: Case,
    facts: list[Told],
    folder: Path,
    day: datetime.date = DAY,
    options: ReplanOptions = OPTIONS,
) -> Night:
    return run_night(store, case, facts, day, folder / "run", options)
