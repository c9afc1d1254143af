"""The driver: whatever becomes of its worker, it answers. Each test starts a process."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import replace

import pytest

from buildout.decisions import Decisions
from planner.engine import driver
from planner.engine.driver import End, Method, SolveOptions, Start, solve_inputs
from planner.engine.progress import Point, Size
from tests.model import workers
from tests.model.random_case import random_case
from tests.small import serving, small, stream, zone


class Killer:
    """Ends the worker as soon as it has a plan."""

    def size(self, size: Size) -> None:
        self.columns = size.columns

    def point(self, point: Point) -> None:
        if point.cost_musd is not None:
            for child in multiprocessing.active_children():
                assert child.pid is not None
                os.kill(child.pid, signal.SIGKILL)

    def plan(self, point: Point, decisions: Decisions) -> None:
        self.decisions = decisions


def test_small_case_is_solved() -> None:
    solution = solve_inputs(small(), SolveOptions(gap=0.0, seconds=30.0))

    assert solution.end is End.GAP_REACHED
    assert solution.cost_musd == pytest.approx(218.0)
    assert solution.bound_musd == pytest.approx(218.0)
    assert solution.decisions is not None
    assert solution.decisions.new_halls == {("a", "2027Q1"): 1.0}
    assert solution.exit_code == 0


def test_killed_worker_leaves_its_best_plan() -> None:
    # More than a second from the first plan to the proof.
    slow = replace(random_case(1), whole_racks=True)
    slow = replace(slow, chips=tuple(replace(chip, rack_mw=0.3) for chip in slow.chips))

    solution = solve_inputs(slow, SolveOptions(gap=0.0, seconds=60.0), Killer())

    assert solution.end is End.CRASHED
    assert solution.exit_code == -signal.SIGKILL
    assert solution.decisions is not None
    assert solution.cost_musd is not None


@pytest.mark.parametrize(
    ("worker", "exit_code", "has_plan"),
    [
        (workers.dies_without_a_word, -signal.SIGSEGV, False),
        (workers.dies_in_a_message, -signal.SIGKILL, True),
    ],
)
def test_crash_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, worker: Callable[..., None], exit_code: int, has_plan: bool
) -> None:
    monkeypatch.setattr(driver, "work", worker)

    solution = solve_inputs(small(), SolveOptions(seconds=60.0))

    assert solution.end is End.CRASHED
    assert solution.exit_code == exit_code
    assert solution.decisions == (workers.PLAN if has_plan else None)
    assert solution.cost_musd == (workers.POINT.cost_musd if has_plan else None)


def test_contradiction_is_told() -> None:
    strict = replace(stream(), may_fall_short=False)
    too_much = serving(replace(small(), streams=(strict,)), zone("n", ("a",), 31.0))

    solution = solve_inputs(too_much, SolveOptions(seconds=30.0))

    assert solution.end is End.CONTRADICTION
    assert solution.decisions is None


def test_hardly_any_time_is_no_error() -> None:
    solution = solve_inputs(random_case(0), SolveOptions(gap=0.0, seconds=0.01))

    assert solution.end is End.TIME_UP
    assert solution.seconds < 15.0


def test_another_worker_goes_on_from_the_plan_of_one_that_was_killed() -> None:
    slow = replace(random_case(1), whole_racks=True)
    slow = replace(slow, chips=tuple(replace(chip, rack_mw=0.3) for chip in slow.chips))
    killer = KillOnce()

    solution = solve_inputs(slow, SolveOptions(gap=0.2, seconds=60.0), killer)

    assert solution.end is End.GAP_REACHED
    assert solution.exit_code == 0
    assert "the earlier plan" in [point.what for point in solution.trace]
    costs = [point.cost_musd for point in solution.trace if point.cost_musd is not None]
    assert costs == sorted(costs, reverse=True)


class KillOnce(Killer):
    """Ends the first worker as soon as it has a plan."""

    has_killed = False

    def point(self, point: Point) -> None:
        if not self.has_killed and point.cost_musd is not None:
            self.has_killed = True
            super().point(point)


def test_memory_above_the_limit_ends_the_search() -> None:
    # No Python process with its libraries is that small.
    solution = solve_inputs(random_case(0), SolveOptions(gap=0.0, seconds=60.0, memory_mb=20.0))

    assert solution.end is End.MEMORY_FULL
    assert solution.seconds < 30.0


def test_a_call_that_never_returns_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "work", workers.never_returns)
    monkeypatch.setattr(driver, "GRACE_SECONDS", 0.5)

    solution = solve_inputs(small(), SolveOptions(seconds=8.0))

    assert solution.end is End.TIME_UP
    assert solution.decisions == workers.PLAN
    assert solution.exit_code is None


def test_a_start_and_its_bound_count() -> None:
    best = solve_inputs(small(), SolveOptions(gap=0.0, seconds=30.0))
    assert best.decisions is not None

    again = solve_inputs(small(), SolveOptions(gap=0.0), start=Start(best.decisions, best.bound_musd))

    assert again.end is End.GAP_REACHED
    assert again.cost_musd == pytest.approx(218.0)
    assert [point.what for point in again.trace][:2] == ["model built", "an earlier search"]


@pytest.mark.parametrize("seed", range(3))
def test_methods_agree(seed: int) -> None:
    """Branch and bound of the whole, and construct and improve, both to the optimum."""
    case = random_case(seed)
    plain, auto = (
        solve_inputs(case, SolveOptions(gap=0.0, seconds=60.0, method=method)) for method in Method
    )
    assert plain.cost_musd == pytest.approx(auto.cost_musd, rel=1e-6)
