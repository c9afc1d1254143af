"""From messages to a table: what counts, and why a cell is empty."""

from __future__ import annotations

import csv
import io
import json
import math

import pytest

from planner.bench.columns import Cell, Column, Empty, Row
from planner.bench.jobs import Audited, Built, Contender, Ended, Message, Stage
from planner.bench.machine import Machine, this_machine
from planner.bench.process import Fate, Heard
from planner.bench.results import CaseResult, Settings, run_from
from planner.bench.rows import contradiction, rows_of
from planner.bench.write import WHY_EMPTY, results_csv, results_json
from planner.engine.progress import Point, Size

MACHINE = Machine(2, "a processor", 16.0, "a system", 0.0, {"python": "3.11"})
SETTINGS = Settings(seconds=100.0, threads=2)
CLEAN, BROKEN = Audited(is_clean=True, summary="all hold"), Audited(is_clean=False, summary="1 broken (P1)")
BUILT = Built(
    sites=3,
    size=Size(rows=1500, columns=1000, integers=100, nonzeros=4000),
    presolved=Size(rows=1100, columns=900, integers=90, nonzeros=3500),
    seconds={Stage.VALIDATION: 0.5, Stage.INPUTS: 0.5, Stage.MODEL: 0.75, Stage.MATRIX: 0.25},
    direct_seconds=0.1,
)
PLANS = (Point(4.0, "dive", 110.0, 90.0), Point(8.0, "polish", 100.0, 99.5))


def heard(*messages: Message, fate: Fate = Fate.ENDED) -> Heard:
    return Heard(messages, 500.0, fate, "")


def case(**by: Heard) -> CaseResult:
    runs = tuple(run_from(Contender(name), some) for name, some in by.items())
    return CaseResult("a case", SETTINGS, built=BUILT, runs=runs)


LP = heard(Point(3.0, "relaxation", None, 99.0), Ended("proved optimal", 3.0, 2.0))
ENGINE = heard(Size(1400, 950, 95, 3900), *PLANS, Ended("gap reached", 8.5), CLEAN)
HIGHS = heard(Point(5.0, "", 200.0, 50.0), Ended("stopped early, with a solution", 100.0))


def row(result: CaseResult, contender: Contender) -> Row:
    return next(r for r in rows_of(result, MACHINE) if r[Column.CONTENDER] == contender.value)


def figure(cell: Cell) -> float:
    assert isinstance(cell, float | int), cell
    return float(cell)


def test_a_row_has_a_cell_for_every_column() -> None:
    for some in rows_of(case(lp=LP, engine=ENGINE, highs=HIGHS), MACHINE):
        assert list(some) == list(Column)


def test_sizes_and_build() -> None:
    """1 s of Pyomo and 0.1 s of highspy for 1,000 variables: 1,000 and 100 us each."""
    engine = row(case(lp=LP, engine=ENGINE), Contender.ENGINE)
    assert engine[Column.VARIABLES] == 1000
    assert engine[Column.PRESOLVED_ROWS] == 1100
    assert engine[Column.REDUCED_VARIABLES] == 950
    assert engine[Column.BUILD_S] == pytest.approx(2.0)
    assert engine[Column.PYOMO_US] == pytest.approx(1000.0)
    assert engine[Column.DIRECT_US] == pytest.approx(100.0)


def test_times_and_ratios_of_our_engine() -> None:
    """1 % after 8 s: 4 LPs of 2 s, and the build of 2 s is a quarter of it."""
    engine = row(case(lp=LP, engine=ENGINE, highs=HIGHS), Contender.ENGINE)
    assert engine[Column.FIRST_PLAN_S] == 4.0
    assert engine[Column.OWN_1PCT_S] == 8.0
    assert engine[Column.OWN_1PCT_PER_LP] == pytest.approx(4.0)
    assert engine[Column.BUILD_PER_OWN_1PCT] == pytest.approx(0.25)
    assert engine[Column.AUDIT] == "clean: all hold"


def test_gaps_to_the_own_and_to_the_best_bound() -> None:
    """HiGHS: 75 % from its own 50, 50.25 % from the 99.5 that our engine proved."""
    highs = row(case(lp=LP, engine=ENGINE, highs=HIGHS), Contender.HIGHS)
    assert highs[Column.OWN_GAP] == pytest.approx(0.75)
    assert highs[Column.BEST_GAP] == pytest.approx(0.5025)


def test_the_primal_integral_is_to_the_best_plan_of_the_run() -> None:
    """HiGHS: 1 for 5 s, then 0.5 (200 to 100) until 100 s."""
    highs = row(case(engine=ENGINE, highs=HIGHS), Contender.HIGHS)
    assert highs[Column.PRIMAL_INTEGRAL_S] == pytest.approx(52.5)


def test_plans_that_fail_the_audit_do_not_count() -> None:
    """The bound does: it needs no plan."""
    failed = heard(*PLANS, Ended("gap reached", 8.5), BROKEN)
    result = case(engine=failed, highs=HIGHS)
    engine = row(result, Contender.ENGINE)
    for column in (Column.COST_MUSD, Column.FIRST_PLAN_S, Column.OWN_1PCT_S, Column.OWN_GAP):
        cell = engine[column]
        assert isinstance(cell, Empty)
        assert "fails its audit" in cell.why
    assert engine[Column.AUDIT] == "broken: 1 broken (P1)"
    assert engine[Column.BOUND_MUSD] == 99.5
    assert result.best_cost == 200.0


def test_plans_that_no_audit_saw_do_not_count() -> None:
    """Our engine was ended before it came to that."""
    engine = row(case(engine=heard(*PLANS, fate=Fate.OVERRAN)), Contender.ENGINE)
    assert engine[Column.COST_MUSD] == Empty("no audit was reached")
    assert engine[Column.ENDED] == Fate.OVERRAN.value


def test_a_solver_that_is_ended_keeps_its_plans() -> None:
    result = case(highs=heard(Point(5.0, "", 200.0, 50.0), fate=Fate.OVERRAN))
    assert row(result, Contender.HIGHS)[Column.COST_MUSD] == 200.0


def test_an_interrupted_run_has_no_primal_integral() -> None:
    """Nobody knows what it would have found in the time that is left."""
    stopped = row(case(highs=heard(*PLANS, fate=Fate.INTERRUPTED)), Contender.HIGHS)
    assert stopped[Column.COST_MUSD] == 100.0
    assert stopped[Column.PRIMAL_INTEGRAL_S] == Empty("interrupted")


def test_a_relaxation_gives_no_plan() -> None:
    lp = row(case(lp=LP), Contender.LP)
    assert lp[Column.COST_MUSD] == Empty("a relaxation gives no plan")
    assert lp[Column.BOUND_MUSD] == 99.0
    assert lp[Column.LP_S] == 2.0


def test_an_lp_without_an_end_has_no_time() -> None:
    """Nothing can be compared with a time limit."""
    result = case(lp=heard(Ended("stopped early, without a solution", 100.0)), engine=ENGINE)
    engine = row(result, Contender.ENGINE)
    assert engine[Column.LP_S] == Empty("the LP: stopped early, without a solution")
    assert isinstance(engine[Column.OWN_1PCT_PER_LP], Empty)


def test_a_case_that_could_not_be_built_says_why() -> None:
    (only,) = rows_of(CaseResult("a case", SETTINGS, not_built="the build crashed"), MACHINE)
    assert only[Column.VARIABLES] == Empty("the build crashed")


def test_a_bound_above_a_plan_is_reported() -> None:
    wrong = heard(Point(1.0, "", 300.0, 150.0), Ended("proved optimal", 1.0))
    assert not contradiction(case(lp=LP, engine=ENGINE, highs=HIGHS))
    said = contradiction(case(engine=ENGINE, highs=wrong))
    assert "highs (150" in said
    assert "engine (100" in said


def test_the_csv_says_why_cells_are_empty() -> None:
    lines = list(csv.DictReader(io.StringIO(results_csv([case(lp=LP, engine=ENGINE, highs=HIGHS)], MACHINE))))
    assert [line["contender"] for line in lines] == ["lp", "engine", "highs"]
    assert lines[2]["own_1pct_s"] == ""
    assert "own_1pct_s" in lines[2][WHY_EMPTY]
    assert "a gap of 1.0% was never reached" in lines[2][WHY_EMPTY]


def test_the_json_has_the_traces() -> None:
    """Infinite and missing figures are null: the file is JSON to every reader."""

    def refuse(text: str) -> float:
        raise AssertionError(text)

    text = results_json([case(lp=LP, engine=ENGINE)], MACHINE)
    content = json.loads(text, parse_constant=refuse)
    (found,) = content["cases"]
    assert found["traces"]["engine"] == [[4.0, 110.0, 90.0, "dive"], [8.0, 100.0, 99.5, "polish"]]
    # Every cell has a figure, but for the one that only a solve from an earlier plan has.
    assert set(found["rows"][1]["why_empty"]) == {"warm_per_cold"}
    assert content["growth"]["fit"] is None


def test_this_machine_has_cores_and_versions() -> None:
    machine = this_machine()
    assert machine.cores >= 1
    assert {"python", "highspy", "pyomo"} <= set(machine.versions)


def test_no_bound_at_all() -> None:
    result = case(highs=heard(Point(5.0, "", 200.0, None), Ended("stopped early, with a solution", 9.0)))
    assert math.isinf(result.best_bound)
    assert row(result, Contender.HIGHS)[Column.OWN_GAP] == Empty("there is no bound")
