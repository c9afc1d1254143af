"""One input at a time on a case whose answers are known; stopped and taken up again; with an end that fails.

Solves and estimates run in this process here, which saves the start of twenty others.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import nan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from buildout.inputs import Inputs
from planner.audit import audit
from planner.cases import Case, load_case
from planner.engine.driver import End, Solution
from planner.engine.options import SolveOptions
from planner.explore import member as members
from planner.explore.side_by_side import Done
from planner.explore.store import MANIFEST, read_family
from planner.explore.tornado import Tornado, TornadoOptions, run, screening, tornado
from planner.explore.tornado.figure import Side
from planner.explore.tornado.screen import Estimate, Probe
from planner.explore.tornado.varied import Varied, find_varied
from planner.plan import TableName, read_run
from planner.problems import InputError
from planner.serial import load_inputs
from tests.cli.conftest import Command, planner
from tests.model.optimum import solve

__all__ = ["planner"]
pytestmark = pytest.mark.xdist_group("tornado")

# Money keeps its value and chips have none at the end, so a million more for each MW of chips costs just
# the MW bought: 80 reference MW of chat, of which a MW serves 0.8, are 100 MW.
STILL = (
    "finance.wacc=0",
    "finance.construction_inflation=0",
    "finance.chip_value_decline_per_year=1",
    "chips.custom=[{id: g, vendor: V, capex_usd_per_mw: 20000000, maintenance_usd_per_mw_year: 0, "
    "life_years: 20}]",
    "streams.custom.0.shortage_usd_per_quarter=50000000",
    "demand.rows=[{stream: chat, node: city, at: 2029, amount: 80, unit: reference MW}]",
)
PRICE = "chips.custom.g.capex_usd_per_mw=15000000:30000000"
WACC = "finance.wacc=0.0:1.5"  # a rate above 1 is refused, and 0 is what the case has
LOAD = "finance.mean_load_factor=0.79:0.8"  # energy of one per cent: little
OPTIONS = TornadoOptions(top=0, ranges=(LOAD, WACC, PRICE))
SOLVE = SolveOptions(gap=0.0, seconds=60.0)


def in_turn(work: Callable[[Any], Any], tasks: Sequence[Any], workers: int) -> Iterator[Done[Any, Any]]:
    """Do tasks one after the other."""
    return (Done(task, work(task)) for task in tasks)


def nothing_to_do(work: object, tasks: Sequence[object], workers: int) -> Sequence[Done[Any, Any]]:
    """Expect that nothing is left to do."""
    assert not tasks
    return ()


def solved_here(inputs: Inputs, *_: object) -> Solution:
    """Return the proven optimum of a case."""
    best = solve(inputs)
    return Solution(
        End.GAP_REACHED, best.decisions, best.cost_musd, best.cost_musd, 0.1, 0.1, 0.0, None, (), 0
    )


@pytest.fixture(scope="module", autouse=True)
def _in_this_process() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "side_by_side", in_turn)
        patch.setattr(screening, "side_by_side", in_turn)
        patch.setattr(members, "solve_inputs", solved_here)
        yield


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("tiny", STILL)


@pytest.fixture(scope="module")
def done(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Tornado:
    return tornado(case, OPTIONS, SOLVE, tmp_path_factory.mktemp("tornado") / "tiny")


def ends(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "tornado.parquet").set_index(["input", "end"])


def test_a_price_costs_what_is_bought_at_it(done: Tornado) -> None:
    bought = read_run(done.folder / "members" / "base").plan.tables[TableName.FLEET]["buy_mw"].sum()
    table = ends(done.folder)
    assert bought == pytest.approx(100.0)
    changes = [table.loc[("own.chips.custom.g.capex_usd_per_mw", side), "change_usd"] for side in Side]
    assert changes == pytest.approx([-500e6, 1000e6])


def test_the_largest_swing_comes_first_and_its_plan_stays(done: Tornado) -> None:
    price, load, wacc = done.result.bars
    assert price.uncertainty.label == "chips.custom.g.capex_usd_per_mw"
    assert price.swing_usd == pytest.approx(1500e6)
    assert price.plan_change == 0.0
    assert price.swing_usd > load.swing_usd > wacc.swing_usd == 0.0


def test_an_end_that_fails_says_why_and_does_not_stop_the_rest(done: Tornado) -> None:
    notes = done.result.bars[-1].notes
    assert "1.5" in notes[Side.HIGH]
    assert notes[Side.LOW] == run.UNMOVED
    assert ends(done.folder).loc[("own.finance.wacc", "high"), "note"] == notes[Side.HIGH]
    assert notes[Side.HIGH] in (done.folder / "summary.md").read_text()


def test_every_member_is_an_audited_run_of_its_own_inputs(done: Tornado) -> None:
    members = read_family(done.folder).members
    assert len(members) == 4  # the base, two prices, one load; the other load is what the case has
    for member in members:
        found = read_run(done.folder / "members" / member.member_id)
        assert audit(load_inputs(found.inputs_json), found.plan.tables, member.cost_usd).is_clean
    assert len({member.input_sha256 for member in members}) == 4


def test_tables_and_picture_are_written(done: Tornado) -> None:
    for name in ("tornado", "inputs", "figures"):
        csv, parquet = (
            pd.read_csv(done.folder / f"{name}.csv"),
            pd.read_parquet(done.folder / f"{name}.parquet"),
        )
        assert list(csv.columns) == list(parquet.columns)
        assert len(csv) == len(parquet) > 0
    inputs = pd.read_csv(done.folder / "inputs.csv")
    assert set(inputs["confidence"]) == {"own assumption"}
    svg = (done.folder / "tornado.svg").read_text()
    assert "billion USD of present value" in svg
    assert "chips.custom.g.capex_usd_per_mw *" in svg
    assert (done.folder / "tornado.png").stat().st_size > 1_000


def test_what_is_done_is_not_done_again(done: Tornado, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = OPTIONS.ranges[1]
    options = TornadoOptions(top=0, ranges=tuple(text for text in OPTIONS.ranges if text != failing))
    monkeypatch.setattr(run, "side_by_side", nothing_to_do)
    monkeypatch.setattr(screening, "side_by_side", nothing_to_do)
    again = tornado(case, options, SOLVE, done.folder)
    assert [bar.swing_usd for bar in again.result.bars] == [bar.swing_usd for bar in done.result.bars[:2]]


def test_a_family_that_is_stopped_goes_on_where_it_was(done: Tornado, case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(done.folder, folder)
    family = read_family(folder)
    kept = [member for member in family.members if not member.member_id.startswith("own.chips")]
    (folder / MANIFEST).write_bytes(replace(family, members=tuple(kept)).to_json())
    told: list[str] = []

    def stop_at_first(text: str) -> None:
        told.append(text)
        if text.startswith("1 of"):
            raise KeyboardInterrupt

    options = TornadoOptions(top=0, ranges=(PRICE,), workers=1)
    with pytest.raises(KeyboardInterrupt):
        tornado(case, options, SOLVE, folder, tell=stop_at_first)
    assert len(read_family(folder).members) == len(kept) + 1
    assert "not solved yet" in (folder / "summary.md").read_text()

    finished = tornado(case, options, SOLVE, folder, tell=told.append)
    assert told[-2] == "Solving 1 of 2 ends, 1 at a time"
    price = next(bar for bar in finished.result.bars if "chips" in bar.uncertainty.name)
    assert price.swing_usd == pytest.approx(1500e6)


def test_another_case_in_the_same_folder_is_refused(done: Tornado) -> None:
    with pytest.raises(InputError, match="inputs of the case have changed"):
        tornado(load_case("tiny"), OPTIONS, SOLVE, done.folder)


def test_the_largest_estimates_are_solved_for_and_the_rest_is_listed(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = ("lead_times.campus.usd", "finance.retire_cost_usd_per_mw", "latency.access_leo_rtt")

    def few(case: Case, options: TornadoOptions) -> Varied:
        found = find_varied(case, options)
        of_tables = tuple(u for u in found.of_tables if u.name in some)
        return replace(found, of_tables=of_tables, by_hand=(), asked=())

    monkeypatch.setattr(run, "find_varied", few)
    found = tornado(case, TornadoOptions(top=1), SOLVE, tmp_path / "tiny").result
    assert [bar.uncertainty.name for bar in found.bars] == ["lead_times.campus.usd"]
    assert [(one.uncertainty.name, one.is_used) for one in found.others] == [
        ("finance.retire_cost_usd_per_mw", True),
        ("latency.access_leo_rtt", False),
    ]
    # A case in years already: the estimate is the relaxation of what is solved, so both rise and fall alike.
    estimates, effects = found.bars[0].screened.estimates, found.bars[0].effects
    assert estimates[Side.LOW] < 0 < estimates[Side.HIGH]
    assert effects[Side.LOW].change_usd < 0 < effects[Side.HIGH].change_usd
    assert found.without_range > 1_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--range", "finance.wacc"), "path=low:high"),
        (("--input", "finance.nothing"), "an input with a range"),
        (("--by", "kind"), "kind"),
    ],
)
def test_the_command_refuses_what_it_cannot_use(
    planner: Command, arguments: tuple[str, str], said: str
) -> None:
    outcome = planner("tornado", "tiny", *arguments)
    assert outcome.code == 2
    assert said in outcome.err


def test_the_command_shows_the_ranking_and_where_it_is(planner: Command, tmp_path: Path) -> None:
    outcome = planner("tornado", "tiny", "--top", 0, "--gap", 0, "--range", "finance.wacc=0.05:0.2")
    assert outcome.code == 0
    assert "finance.wacc *" in outcome.out
    assert "reports/tiny-tornado/summary.md" in outcome.out
    assert (tmp_path / "reports" / "tiny-tornado" / "tornado.png").exists()


def test_a_case_that_cannot_be_kept_in_years_is_estimated_in_its_own_periods(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = screening.estimate

    def no_years(probe: Probe) -> Estimate:
        failed = "no plan exists" if probe.in_years else ""
        return replace(true(probe), failed=failed, cost_musd=nan) if failed else true(probe)

    monkeypatch.setattr(screening, "estimate", no_years)
    found = tornado(case, TornadoOptions(top=0, ranges=(PRICE,)), SOLVE, tmp_path / "tiny").result
    assert set(found.bars[0].screened.estimates) == set(Side)
    assert not pd.read_parquet(tmp_path / "tiny" / "screen.parquet")["in_years"].any()


def test_estimates_that_are_damaged_are_a_problem_of_the_input(
    done: Tornado, case: Case, tmp_path: Path
) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(done.folder, folder)
    (folder / "screen.parquet").write_bytes(b"nothing")
    with pytest.raises(InputError, match="delete the file"):
        tornado(case, OPTIONS, SOLVE, folder)
