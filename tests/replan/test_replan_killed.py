"""A re-plan may be killed at any point of its course: the current plan is whole, and the next night runs."""

from __future__ import annotations

import datetime
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner import SolveOptions
from planner.audit import audit
from planner.cases import load_case
from planner.plan import read_run
from planner.replan.book import book_of
from planner.replan.night import run_night
from planner.replan.options import Guards, ReplanOptions
from planner.replan.replan import Outcome
from planner.serial import load_inputs
from planner.store import current, folder_of, lease, open_store, publish, read_files, store_place
from planner.store.places import StorePlace
from tests.killing import Killer
from tests.processes import needs_processes
from tests.replan.conftest import DAY, told

pytestmark = [needs_processes, pytest.mark.xdist_group("replan-killed")]

OPTIONS = ReplanOptions(
    solve=SolveOptions(gap=0.0, threads=1, prices=False),
    guards=Guards(cost_moved=0.3, capacity_moved=1.0),
    tests=0,
)
SLIP = told(kind="slipped", site="north", thing="halls", planned="2029Q1", quarter="2030Q1")
POINTS, PARTS = 200, 4


def place_in(folder: Path) -> StorePlace:
    return store_place(str(folder / "planner.db"), {})


def replan_in(folder: Path, day: datetime.date = DAY) -> Outcome:
    """What is killed: a night, as `planner replan` runs it."""
    store = open_store(place_in(folder))
    return run_night(store, load_case("tiny"), [SLIP], day, folder / "run", OPTIONS).outcome


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, published_folder: Path) -> Path:
    """Return a folder with a store that has a current plan; to be copied."""
    folder = tmp_path_factory.mktemp("base")
    store = open_store(place_in(folder))
    with lease(store, "tiny") as held:
        publish(store, published_folder, held, replaces=None)
    return folder


def assert_the_next_night_runs(folder: Path, before: str, point: str) -> bool:
    """Check what a killed night left, and that the next one does what it did not; return whether it had."""
    store = open_store(place_in(folder))
    store.check()
    now = current(store, "tiny")
    assert now is not None, point
    assert read_files(folder_of(store, now)).run_id == now.run_id, point
    run = read_run(folder_of(store, now))
    assert audit(load_inputs(run.inputs_json), run.plan.tables, run.plan.cost_usd).is_clean, point
    is_done = now.run_id != before
    assert [one.key for one in book_of(run).facts] == ([SLIP.key] if is_done else []), point
    came = replan_in(folder, DAY + datetime.timedelta(days=1))
    assert came is (Outcome.NOTHING_CHANGED if is_done else Outcome.CHANGED), point
    now = current(store, "tiny")
    assert now is not None
    assert now.number == 2, point
    assert [one.key for one in book_of(read_run(folder_of(store, now))).facts] == [SLIP.key], point
    return is_done


def killed_at_steps(killer: Killer, base: Path, folder: Path, steps: Iterator[int] | list[int]) -> list[bool]:
    """Kill nights at steps that leave a trace outside of their memory; return which had published by then.

    A night of more than ten seconds shows signs of life, which are steps too: a number that was counted in a
    slow night may lie past the end of a fast one, which is then not killed.
    """
    before = read_files(base_run(base)).run_id
    done = []
    for at in steps:
        work = shutil.copytree(base, folder / "at")
        ended = killer.run(replan_in, work, at=at)
        assert ended.exit_code in {0, -signal.SIGKILL}, ended
        done.append(assert_the_next_night_runs(work, before, f"{at}: {ended.steps[-1]}"))
        shutil.rmtree(work)
    return done


def base_run(base: Path) -> Path:
    store = open_store(place_in(base))
    now = current(store, "tiny")
    assert now is not None
    return folder_of(store, now)


def test_a_killed_night_loses_nothing(killer: Killer, base: Path, tmp_path: Path) -> None:
    """Killed as its run folder is put in place, and after its plan was published."""
    steps = killer.steps(replan_in, shutil.copytree(base, tmp_path / "whole"))
    rename = next(at for at, step in enumerate(steps) if step.startswith("os.rename"))
    assert killed_at_steps(killer, base, tmp_path, [rename, len(steps) - 4])[0] is False


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_night_killed_at_200_points_loses_nothing(
    killer: Killer, base: Path, tmp_path: Path, part: int
) -> None:
    """Half of the points are steps, spread over all there are; half are moments, spread over the time."""
    before = read_files(base_run(base)).run_id
    started = time.monotonic()
    steps = killer.steps(replan_in, shutil.copytree(base, tmp_path / "whole"))
    seconds = time.monotonic() - started
    count = POINTS // 2
    mine = range(part, count, PARTS)
    last = len(steps) - 1
    done = killed_at_steps(killer, base, tmp_path, [round(i * last / (count - 1)) for i in mine])
    assert not all(done)
    assert any(done)
    for i in mine:
        work = shutil.copytree(base, tmp_path / "moment")
        ended = killer.run(replan_in, work, after_seconds=seconds * (i + 0.5) / count)
        assert ended.exit_code in {0, -signal.SIGKILL}, ended
        assert_the_next_night_runs(work, before, f"moment {i}")
        shutil.rmtree(work)
