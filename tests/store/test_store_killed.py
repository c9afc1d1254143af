"""A process may be killed at any step: the current plan is whole, and the next try does the rest."""

from __future__ import annotations

import random
import shutil
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from planner.plan import read_run, write_run
from planner.store import (
    Store,
    current,
    folder_of,
    lease,
    open_store,
    publish,
    read_files,
    record_run,
    store_place,
)
from planner.store.places import StorePlace
from tests.killing import END, Killer, some
from tests.postgresql import Server
from tests.processes import needs_processes
from tests.store.conftest import new_database

pytestmark = needs_processes


def publish_instead(place: StorePlace, run: Path, replaces: str) -> None:
    """What is killed: as `planner publish` does it."""
    store = open_store(place)
    store.check()
    with lease(store, "tiny") as held:
        publish(store, run, held, replaces=replaces)


def add(place: StorePlace, run: Path) -> None:
    """What is killed: a first run is recorded, in a database that is not there yet."""
    record_run(open_store(place), run)


def write_again(run: Path, target: Path) -> None:
    """What is killed: a run is written over an earlier one, as every solve does."""
    write_run(target, read_run(run))


@pytest.mark.xdist_group("store")
def test_a_run_folder_is_whole_whenever_its_replacement_is_killed(
    killer: Killer, first_run: Path, second_run: Path, tmp_path: Path
) -> None:
    target = shutil.copytree(first_run, tmp_path / "run")
    steps = killer.steps(write_again, second_run, target)
    assert read_run(target).log == read_run(second_run).log
    earlier = {read_files(folder).run_id for folder in (first_run, target)}
    last = range(len(steps) - 6, len(steps))  # from the last file that is written to the end
    for at in sorted({*some(steps, 5), *last}):
        shutil.rmtree(target)
        shutil.copytree(first_run, target)
        step = killer.kill(at, write_again, second_run, target)
        assert read_files(target).run_id in earlier, step
        assert read_run(target).plan.case_id == "tiny", step


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, first_run: Path) -> Path:
    """Return a folder with a SQLite store that has a current plan; to be copied."""
    folder = tmp_path_factory.mktemp("base")
    store = open_store(sqlite(folder))
    with lease(store, "tiny") as held:
        publish(store, first_run, held, replaces=None)
    return folder


def sqlite(folder: Path) -> StorePlace:
    return store_place(str(folder / "planner.db"), {})


def assert_nothing_is_lost(store: Store, step: str, before: Path, after: Path) -> None:
    """Check what a killed publication left, and that the next one succeeds."""
    old, new = read_files(before).run_id, read_files(after).run_id
    store.check()
    found = current(store, "tiny")
    assert found is not None, step
    assert found.run_id in ({new} if step == END else {old, new}), step
    assert read_files(folder_of(store, found)).run_id == found.run_id, step
    with lease(store, "tiny") as held:
        publish(store, after, held, replaces=found.run_id)
    found = current(store, "tiny")
    assert found is not None
    assert (found.number, found.run_id) == (2, new), step


def kill_publications(
    killer: Killer, base: Path, runs: tuple[Path, Path], folder: Path, most: int | None
) -> None:
    first, second = runs
    old = read_files(first).run_id
    steps = killer.steps(publish_instead, sqlite(shutil.copytree(base, folder / "whole")), second, old)
    assert any(step.startswith("os.rename") for step in steps)
    assert sum(step == "commit" for step in steps) >= 3  # the lease, the publication, the lease given back
    for at in range(len(steps)) if most is None else some(steps, most):
        place = sqlite(shutil.copytree(base, folder / f"{at}"))
        step = killer.kill(at, publish_instead, place, second, old)
        assert_nothing_is_lost(open_store(place), f"{at}: {step}" if step != END else END, first, second)


@pytest.mark.xdist_group("store")
def test_a_killed_publication_loses_nothing(
    killer: Killer, base: Path, first_run: Path, second_run: Path, tmp_path: Path
) -> None:
    kill_publications(killer, base, (first_run, second_run), tmp_path, most=9)


@pytest.mark.slow
@pytest.mark.xdist_group("store")
def test_a_publication_killed_at_any_step_loses_nothing(
    killer: Killer, base: Path, first_run: Path, second_run: Path, tmp_path: Path
) -> None:
    kill_publications(killer, base, (first_run, second_run), tmp_path, most=None)


@pytest.mark.slow
@pytest.mark.xdist_group("store")
def test_a_publication_killed_at_any_moment_loses_nothing(
    killer: Killer, base: Path, first_run: Path, second_run: Path, tmp_path: Path
) -> None:
    """Moments are not steps: these are in the middle of what the operating system and SQLite do."""
    old, draw = read_files(first_run).run_id, random.Random(7)  # noqa: S311
    started = time.monotonic()
    killer.steps(publish_instead, sqlite(shutil.copytree(base, tmp_path / "whole")), second_run, old)
    seconds = time.monotonic() - started
    for number in range(40):
        place = sqlite(shutil.copytree(base, tmp_path / f"{number}"))
        ended = killer.run(publish_instead, place, second_run, old, after_seconds=draw.uniform(0.0, seconds))
        assert ended.exit_code in {0, -signal.SIGKILL}
        assert_nothing_is_lost(
            open_store(place), ended.steps[-1] if ended.steps else "", first_run, second_run
        )


@pytest.mark.xdist_group("store")
def test_a_database_whose_making_was_killed_is_made_by_the_next(
    killer: Killer, first_run: Path, tmp_path: Path
) -> None:
    steps = killer.steps(add, sqlite(tmp_path / "whole"), first_run)
    assert sum("CREATE TABLE" in step for step in steps) >= 14  # before and after each
    for at in some(steps, 9):
        place = sqlite(tmp_path / f"{at}")
        killer.kill(at, add, place, first_run)
        add(place, first_run)
        open_store(place).check()


@pytest.mark.xdist_group("postgresql")
def test_a_killed_publication_on_a_server_loses_nothing(
    killer: Killer, postgresql: Server, first_run: Path, second_run: Path, tmp_path: Path
) -> None:
    old = read_files(first_run).run_id
    with new_database(postgresql) as url:
        base = replace(store_place(url, {}), archive=tmp_path / "base")
        store = open_store(base)
        with lease(store, "tiny") as held:
            publish(store, first_run, held, replaces=None)
        template = url.rpartition("/")[2]

        def copied(name: str, to: str) -> StorePlace:
            return replace(store_place(to, {}), archive=shutil.copytree(base.archive, tmp_path / name))

        with new_database(postgresql, template) as whole:
            steps = killer.steps(publish_instead, copied("whole", whole), second_run, old)
        statements = [at for at, step in enumerate(steps) if not step.startswith(("open", "fsync", "os."))]
        for at in [statements[i] for i in some(statements, 5)]:
            with new_database(postgresql, template) as to:
                place = copied(f"{at}", to)
                step = killer.kill(at, publish_instead, place, second_run, old)
                assert_nothing_is_lost(open_store(place), step, first_run, second_run)
