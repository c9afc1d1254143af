"""Ctrl-C, a killed solver and no time at all: a plan is published all the same, audited and whole."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from planner.audit import audit, read_tables
from planner.exits import ExitCode
from planner.plan import PlanStatus, read_run
from planner.serial import load_inputs
from planner.staging import PREFIX
from tests.end_to_end.command import MOST_SECONDS, planner, started
from tests.processes import below, children, needs_processes, still_running

# A gap of zero on a case of this size takes longer than any of these tests waits.
SEARCHING = ("solve", "lab-4gw-10-months", "--gap", "0", "--out", "run")


def check_published(folder: Path) -> PlanStatus:
    """Check that a run is whole and its plan keeps every promise, and return how it was found."""
    run = read_run(folder / "run")
    report = audit(load_inputs(run.inputs_json), read_tables(folder / "run" / "tables"), run.plan.cost_usd)
    assert report.is_clean
    assert [path.name for path in folder.iterdir()] == ["run"]
    return run.plan.status


def read_until(process: subprocess.Popen[str], pattern: str) -> str:
    """Read the error output up to a line in which the pattern is found."""
    assert process.stderr is not None
    read = ""
    for line in process.stderr:
        read += line
        if re.search(pattern, line):
            return read
    raise AssertionError(f"{pattern!r} never came:\n{read}")


def ended(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Wait for the end, and return both outputs."""
    try:
        return process.communicate(timeout=MOST_SECONDS)
    finally:
        process.kill()


def solver_of(process: subprocess.Popen[str]) -> int:
    """Return the id of the process in which a command solves, as soon as there is one."""
    give_up = time.monotonic() + MOST_SECONDS
    while time.monotonic() < give_up:
        for child in children(process.pid):
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                return child
        time.sleep(0.02)
    raise AssertionError("no solver was started")


def test_ctrl_c_keeps_the_best_plan(tmp_path: Path) -> None:
    process = started(*SEARCHING, folder=tmp_path)
    shown = read_until(process, r"\d s  plan ")
    os.killpg(process.pid, signal.SIGINT)
    out, err = ended(process)

    assert process.returncode == ExitCode.DONE
    assert "interrupted" in out
    assert "Traceback" not in shown + err
    assert check_published(tmp_path) is PlanStatus.FEASIBLE
    assert json.loads((tmp_path / "run" / "plan.json").read_text("utf-8"))["seconds"] < MOST_SECONDS


@needs_processes
def test_ctrl_c_before_any_plan_publishes_the_ledger_alone(tmp_path: Path) -> None:
    """The solver has hardly begun to load: neither it nor we may fall over."""
    process = started(*SEARCHING, folder=tmp_path)
    solver_of(process)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    out, err = ended(process)

    assert process.returncode == ExitCode.DONE
    assert "interrupted" in out
    assert "Traceback" not in err
    assert check_published(tmp_path) is PlanStatus.FALLBACK


@needs_processes
def test_killed_solver_costs_its_work_not_the_run(tmp_path: Path) -> None:
    """Another goes on from the plan of the first; Ctrl-C then ends it."""
    process = started(*SEARCHING, folder=tmp_path)
    shown = read_until(process, r"\d s  plan ")
    os.kill(solver_of(process), signal.SIGKILL)
    shown += read_until(process, "the earlier plan")
    os.killpg(process.pid, signal.SIGINT)
    out, err = ended(process)

    assert process.returncode == ExitCode.DONE
    assert "interrupted" in out
    assert "Traceback" not in shown + err
    assert check_published(tmp_path) is PlanStatus.FEASIBLE


@needs_processes
def test_a_killed_solve_leaves_no_process(tmp_path: Path) -> None:
    """Its solver is in one long call and has nothing to say for seconds that could fail to arrive."""
    process = started(*SEARCHING, "--method", "monolith", folder=tmp_path)
    read_until(process, r"bound \d")
    started_by_it = below(process.pid)
    assert solver_of(process) in started_by_it
    process.kill()
    process.wait()

    assert not still_running(started_by_it)
    process.communicate()


def wait_for(path: Path) -> None:
    give_up = time.monotonic() + MOST_SECONDS
    while not path.exists():
        assert time.monotonic() < give_up, f"{path} never came"
        time.sleep(0.05)


def test_a_hard_end_leaves_the_last_plan_and_a_solve_goes_on_from_it(tmp_path: Path) -> None:
    process = started(*SEARCHING, folder=tmp_path)
    wait_for(tmp_path / "run" / "summary.md")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=MOST_SECONDS)
    for left in tmp_path.glob(f"{PREFIX}*"):  # what was being written as the power went
        shutil.rmtree(left)
    assert check_published(tmp_path) is PlanStatus.FEASIBLE
    before = read_run(tmp_path / "run").plan

    done = planner("solve", "--resume", "run", "--gap", "0.05", folder=tmp_path)

    assert done.returncode == ExitCode.DONE, done.stderr
    assert "the earlier plan" in done.stderr
    assert check_published(tmp_path) is PlanStatus.OPTIMAL
    after = read_run(tmp_path / "run")
    assert after.plan.input_sha256 == before.input_sha256
    assert after.plan.cost_usd <= before.cost_usd * (1 + 1e-9)
    assert "No site reaches edge_ar_robotics" in after.summary  # what it leans on is still said


@pytest.mark.slow
def test_time_is_up_before_the_model_is_built(tmp_path: Path) -> None:
    done = planner("solve", "us-inference-2030", "--time-limit", "1", "--out", "run", folder=tmp_path)

    assert done.returncode == ExitCode.DONE
    assert "Traceback" not in done.stderr
    assert "time limit" in done.stdout
    assert check_published(tmp_path) in {PlanStatus.FALLBACK, PlanStatus.FEASIBLE}
    summary = (tmp_path / "run" / "summary.md").read_text("utf-8")
    assert "No halls beyond those of the ledger" in summary


@pytest.mark.slow
def test_ctrl_c_keeps_the_best_plan_of_the_main_case(tmp_path: Path) -> None:
    process = started("solve", "us-inference-2030", "--gap", "0", "--out", "run", folder=tmp_path)
    read_until(process, r"\d s  plan ")
    os.killpg(process.pid, signal.SIGINT)
    ended(process)

    assert process.returncode == ExitCode.DONE
    assert check_published(tmp_path) is PlanStatus.FEASIBLE
