"""Whole benchmarks of small cases: every contender agrees, and Ctrl-C keeps what was measured."""

from __future__ import annotations

import csv
import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from planner.bench.campaign import Entry, run_campaign
from planner.bench.history import History
from planner.bench.jobs import Built, Contender, Job, Message, Task
from planner.bench.process import listen
from planner.bench.results import Settings
from planner.cases import load_case
from planner.cli import bench as command
from planner.cli.app import app
from planner.engine.progress import Point
from planner.problems import InputError

TINY = Entry("tiny", "tiny")
OPTIMUM_MUSD = 6775.444
needs_scip = pytest.mark.skipif(find_spec("pyscipopt") is None, reason="needs the extra bench")


class InterruptedAt:
    """Interrupts like Ctrl-C at the first message of a kind."""

    def __init__(self, kind: type[Point] | type[Built]) -> None:
        self._kind = kind

    def begins(self, case: str, task: Task) -> None:
        pass

    def hears(self, message: Message) -> None:
        if isinstance(message, self._kind):
            raise KeyboardInterrupt


def planner(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the folder and the output of a benchmark of tiny against HiGHS."""
    out = tmp_path_factory.mktemp("bench")
    outcome = planner("bench", "--cases", "tiny", "--threads", 1, "--time-limit", 60, "--out", out)
    assert outcome.exit_code == 0, outcome.output
    return out, outcome.output


def test_contenders_agree_on_tiny(measured: tuple[Path, str]) -> None:
    folder, _ = measured
    lines = list(csv.DictReader((folder / "bench.csv").read_text("utf-8").splitlines()))
    assert [line["contender"] for line in lines] == ["lp", "engine", "highs"]
    for line in lines[1:]:
        assert float(line["cost_musd"]) == pytest.approx(OPTIMUM_MUSD, rel=1e-4)
        assert float(line["own_gap"]) <= 1e-4
        assert float(line["first_plan_s"]) <= float(line["own_5pct_s"]) <= float(line["own_1pct_s"])
        assert float(line["peak_memory_mb"]) > 0
    assert float(lines[0]["bound_musd"]) <= OPTIMUM_MUSD
    assert lines[1]["audit"].startswith("clean")


def test_the_tables_name_cases_contenders_and_versions(measured: tuple[Path, str]) -> None:
    folder, output = measured
    for word in ("tiny", "engine", "highs", "gap to", "primal", "highspy", str(folder)):
        assert word in output
    assert json.loads((folder / "bench.json").read_text("utf-8"))["cases"][0]["contradiction"] is None


@needs_scip
def test_scip_agrees_on_tiny(tmp_path: Path) -> None:
    job = Job("tiny", 60.0, 1e-4, 1, tmp_path / "tiny.mps", built_in=1.0)
    listen(Task.BUILD, job, seconds=90.0)
    heard = listen(Task.SCIP, job, seconds=90.0)
    history = History(tuple(message for message in heard.messages if isinstance(message, Point)))
    assert history.last.cost == pytest.approx(OPTIMUM_MUSD, rel=1e-4)
    assert history.last.bound == pytest.approx(OPTIMUM_MUSD, rel=1e-4)
    assert history.points[0].seconds >= job.built_in


def test_ctrl_c_keeps_what_was_measured() -> None:
    """The build is whole, the LP has its bound; nobody else begins."""
    settings = Settings(seconds=60.0, threads=1)
    *_, (result,) = run_campaign([TINY, TINY], settings, InterruptedAt(Point))
    assert result.is_interrupted
    assert result.built is not None
    assert [run.contender for run in result.runs] == [Contender.LP]
    assert 0 < result.best_bound < OPTIMUM_MUSD


def test_ctrl_c_in_the_build() -> None:
    *_, (result,) = run_campaign([TINY], Settings(), InterruptedAt(Built))
    assert result.is_interrupted
    assert result.runs == ()


def test_scip_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    error = planner("bench", "--against", "scip").exception
    assert isinstance(error, InputError)
    assert "buildout-planner[bench]" in str(error)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--against", "cplex"), "highs, scip or none"),
        (("--series", "20,many"), "a number of sites"),
        (("--write", "case.yaml"), "give --sites"),
        (("--cases", "no-such-case"), "no-such-case"),
    ],
)
def test_bad_input(arguments: tuple[str, ...], expected: str, tmp_path: Path) -> None:
    error = planner("bench", *arguments, "--out", tmp_path).exception
    assert isinstance(error, InputError)
    assert expected in str(error)


def test_a_drawn_case_is_written(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    outcome = planner("bench", "--sites", 8, "--seed", 7, "--shape", "late", "--write", file)
    assert outcome.exit_code == 0, outcome.output
    assert load_case(file).id == "bench-8-7-late"
