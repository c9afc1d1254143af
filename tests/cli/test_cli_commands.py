"""What the commands write, print and exit with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from planner.plan import TABLES
from tests.cli.conftest import Command
from tests.excel.read import facts_of

PLAN_KEYS = {
    "case",
    "status",
    "cost_usd",
    "bound_usd",
    "gap",
    "seconds",
    "seconds_to_first_plan",
    "peak_memory_mb",
    "versions",
    "input_sha256",
    "gw_by_year",
}


def test_solve_writes_a_run(planner: Command, tmp_path: Path) -> None:
    outcome = planner("solve", "tiny", "--threads", 1)
    assert outcome.code == 0
    assert "open reports/tiny/report.html first" in outcome.out
    assert "variables" in outcome.err  # the log of the search
    folder = tmp_path / "reports" / "tiny"
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    explaining = ("limits", "prices", "shortage_causes", "sources")
    tables = {f"tables/{name}.{ending}" for name in (*TABLES, *explaining) for ending in ("csv", "parquet")}
    own = {
        "case.yaml",
        "inputs.json",
        "log.txt",
        "notes.json",
        "orders.ics",
        "plan.json",
        "plan.xlsx",
        "report.html",
        "summary.md",
        "trace.csv",
    }
    assert files == tables | own
    assert (folder / "summary.md").read_text("utf-8") in outcome.out


def test_plan_json_says_what_a_night_job_needs(tiny_run: Path) -> None:
    content = json.loads((tiny_run / "plan.json").read_text("utf-8"))
    assert set(content) == PLAN_KEYS
    assert content["bound_usd"] <= content["cost_usd"]
    assert set(content["gw_by_year"]) == {"2029", "2030", "2031", "2032"}
    assert {"facility_gw", "it_gw", "reference_gw"} <= set(content["gw_by_year"]["2032"])


def test_audit_of_a_good_run(planner: Command, tiny_run: Path) -> None:
    outcome = planner("audit", tiny_run)
    assert outcome.code == 0
    assert outcome.out.endswith("all hold\n")


def test_audit_of_a_broken_run(planner: Command, tiny_run: Path, tmp_path: Path) -> None:
    run = tmp_path / "broken"
    shutil.copytree(tiny_run, run)
    table = run / "tables" / "halls.csv"
    header, first, *others = table.read_text("utf-8").splitlines()
    cells = first.split(",")
    cells[3] = str(int(cells[3]) + 50)  # new_halls
    table.write_text("\n".join([header, ",".join(cells), *others]) + "\n", "utf-8")
    outcome = planner("audit", run, "--show", 2)
    assert outcome.code == 1
    assert f"site_id={cells[0]}, period={cells[1]}" in outcome.out
    assert "more\n" in outcome.out


def test_a_case_that_contradicts_itself(planner: Command) -> None:
    """No chips before 2040, and nothing may fall short."""
    late = [("--set", f"chips.custom.{chip}.first_quarter=2040Q1") for chip in ("old", "new")]
    outcome = planner("solve", "tiny", *late[0], *late[1], "--set", 'policies.no_shortage=["chat"]')
    assert outcome.code == 3
    assert "cannot be kept" in outcome.err
    assert outcome.out == ""


@pytest.mark.parametrize("name", ["model.mps", "model.lp"])
def test_export_names_things_readably(planner: Command, tmp_path: Path, name: str) -> None:
    outcome = planner("export", "tiny", name)
    assert outcome.code == 0
    text = (tmp_path / name).read_text("utf-8")
    assert "siting_open(north__2029_)" in text


def test_init_makes_a_case_that_can_be_exported(planner: Command, tmp_path: Path) -> None:
    assert planner("init", tmp_path / "study").code == 0
    assert planner("export", tmp_path / "study" / "case.yaml", "study.lp").code == 0


def test_it_runs_as_a_module(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "planner", "cases"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert "us-inference-2030" in done.stdout


def workbook_cost(run: Path) -> float:
    """Return the cost on the front sheet of a run's workbook, billion USD."""
    cost: float = facts_of(openpyxl.load_workbook(run / "plan.xlsx"))["Cost"]
    return cost


def test_a_run_is_solved_on_from_its_own_inputs(planner: Command, tiny_run: Path, tmp_path: Path) -> None:
    outcome = planner("solve", "--resume", tiny_run, "--gap", 0, "--out", "better")
    assert outcome.code == 0
    assert (tmp_path / "better" / "inputs.json").read_bytes() == (tiny_run / "inputs.json").read_bytes()
    after = json.loads((tmp_path / "better" / "plan.json").read_text("utf-8"))
    before = json.loads((tiny_run / "plan.json").read_text("utf-8"))
    assert after["cost_usd"] <= before["cost_usd"]
    assert after["bound_usd"] >= before["bound_usd"]
    assert after["gap"] == 0.0
    assert workbook_cost(tmp_path / "better") == pytest.approx(after["cost_usd"] / 1e9)


def test_a_case_is_solved_from_a_run_of_an_earlier_state(
    planner: Command, tiny_run: Path, tmp_path: Path
) -> None:
    """A chip has become scarcer since: the plan is of the case as it is now."""
    scarcer = ("--set", "chips.custom.new.supply_mw_per_quarter=30", "--gap", 0)
    assert planner("solve", "tiny", *scarcer, "--from", tiny_run, "--out", "warm").code == 0
    assert planner("solve", "tiny", *scarcer, "--out", "cold").code == 0
    warm, cold = (json.loads((tmp_path / f / "plan.json").read_text("utf-8")) for f in ("warm", "cold"))
    assert warm["input_sha256"] == cold["input_sha256"]
    assert warm["cost_usd"] == pytest.approx(cold["cost_usd"], rel=1e-9)
    assert workbook_cost(tmp_path / "warm") == pytest.approx(warm["cost_usd"] / 1e9)
    assert "the earlier plan" in (tmp_path / "warm" / "trace.csv").read_text("utf-8")


def test_a_damaged_start_is_named(planner: Command, tiny_run: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(tiny_run, run)
    (run / "start.npz").write_bytes(b"not what a solve left")
    outcome = planner("solve", "tiny", "--from", run)
    assert outcome.code == 2
    assert "start.npz" in outcome.err
    assert "remove the file" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "no case"),
        (("tiny", "--resume", "run"), "a run and a case"),
        (("--resume", "nowhere"), "a run folder written by"),
        (("--resume", "run", "--from", "run"), "a run and a case"),
        (("tiny", "--from", "nowhere"), "a run folder written by"),
    ],
)
def test_what_can_be_solved(planner: Command, arguments: tuple[str, ...], said: str) -> None:
    outcome = planner("solve", *arguments)
    assert outcome.code == 2
    assert said in outcome.err
