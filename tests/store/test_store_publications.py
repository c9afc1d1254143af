"""One plan of a case is the current one, and it is whole, whatever happens to its folder."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pandas as pd
import pytest

from planner.plan import read_run
from planner.problems import InputError
from planner.store import (
    LeaseLostError,
    Store,
    SupersededError,
    UnsoundRunError,
    current,
    files_of,
    find_runs,
    folder_of,
    lease,
    open_store,
    publications,
    publish,
    read_files,
)
from planner.store.leases import Lease, give_back, take
from planner.store.places import StorePlace
from tests.store.conftest import another


def test_the_last_publication_is_current(store: Store, first_run: Path, second_run: Path) -> None:
    assert current(store, "tiny") is None
    with lease(store, "tiny") as held:
        first = publish(store, first_run, held, replaces=None, note="the first one")
        second = publish(store, second_run, held, replaces=first.run_id)

    assert (first.number, second.number) == (1, 2)
    assert first.note == "the first one"
    assert current(store, "tiny") == second
    assert publications(store, "tiny") == (first, second)
    assert publications(store, "lab") == ()
    assert {run.run_id: run.is_current for run in find_runs(store)} == {
        first.run_id: False,
        second.run_id: True,
    }


def test_an_earlier_plan_can_become_the_current_one_again(
    store: Store, first_run: Path, second_run: Path
) -> None:
    with lease(store, "tiny") as held:
        first = publish(store, first_run, held, replaces=None)
        second = publish(store, second_run, held, replaces=first.run_id)
        again = publish(store, first_run, held, replaces=second.run_id)
    assert (again.number, again.run_id) == (3, first.run_id)
    assert store.archive.last_good() == str(folder_of(store, again))


def test_publishing_what_is_current_changes_nothing(store: Store, first_run: Path) -> None:
    with lease(store, "tiny") as held:
        first = publish(store, first_run, held, replaces=None)
        assert publish(store, first_run, held, replaces=None) == first
    assert publications(store) == (first,)


@pytest.mark.parametrize("replaces", [None, "0123456789abcdef"])
def test_a_plan_that_is_no_longer_current_cannot_be_replaced(
    store: Store, first_run: Path, second_run: Path, replaces: str | None
) -> None:
    with lease(store, "tiny") as held:
        first = publish(store, first_run, held, replaces=None)
        with pytest.raises(SupersededError, match=f"now it is run {first.run_id}"):
            publish(store, second_run, held, replaces=replaces)
    assert current(store, "tiny") == first


def test_a_first_plan_replaces_none(store: Store, first_run: Path) -> None:
    with lease(store, "tiny") as held, pytest.raises(SupersededError, match="and now there is none"):
        publish(store, first_run, held, replaces="0123456789abcdef")


def test_the_current_plan_outlives_its_folder(store: Store, first_run: Path, tmp_path: Path) -> None:
    shutil.copytree(first_run, tmp_path / "run")
    with lease(store, "tiny") as held:
        published = publish(store, tmp_path / "run", held, replaces=None)
    shutil.rmtree(tmp_path / "run")
    assert read_files(folder_of(store, published)).files == read_files(first_run).files


def test_the_archive_is_made_again_from_the_database(store: Store, first_run: Path) -> None:
    with lease(store, "tiny") as held:
        published = publish(store, first_run, held, replaces=None)
    shutil.rmtree(store.archive.folder)
    assert read_files(folder_of(store, published)).run_id == published.run_id
    (folder_of(store, published) / "plan.json").write_text("{}")
    assert read_run(folder_of(store, published)).plan.case_id == "tiny"


def test_the_archive_holds_the_run_where_the_database_lost_it(store: Store, first_run: Path) -> None:
    with lease(store, "tiny") as held:
        published = publish(store, first_run, held, replaces=None)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE contents SET zlib = substr(zlib, 1, 10)")
    assert read_files(folder_of(store, published)).run_id == published.run_id
    with pytest.raises(InputError, match="damaged"):
        files_of(store, published.run_id)


def test_a_plan_that_breaks_its_rules_is_not_published(
    store: Store, first_run: Path, second_run: Path, tmp_path: Path
) -> None:
    wrong = another(second_run, tmp_path / "wrong")
    halls = pd.read_parquet(wrong / "tables" / "halls.parquet")
    halls["new_halls"] += 1
    halls.to_parquet(wrong / "tables" / "halls.parquet", index=False)
    halls.to_csv(wrong / "tables" / "halls.csv", index=False)
    with lease(store, "tiny") as held:
        first = publish(store, first_run, held, replaces=None)
        with pytest.raises(UnsoundRunError, match="fails its audit") as told:
            publish(store, wrong, held, replaces=first.run_id)
    assert told.value.report.violations
    assert current(store, "tiny") == first
    assert len(find_runs(store)) == 1
    assert len(list((store.archive.folder / "tiny").iterdir())) == 1


def test_a_cost_that_is_not_that_of_the_tables_is_not_published(
    store: Store, first_run: Path, tmp_path: Path
) -> None:
    wrong = another(first_run, tmp_path / "wrong")
    plan = json.loads((wrong / "plan.json").read_text("utf-8"))
    (wrong / "plan.json").write_text(json.dumps(plan | {"cost_usd": 0.99 * plan["cost_usd"]}), "utf-8")
    with lease(store, "tiny") as held, pytest.raises(UnsoundRunError):
        publish(store, wrong, held, replaces=None)


def test_a_table_edited_in_one_format_alone_is_not_published(
    store: Store, first_run: Path, tmp_path: Path
) -> None:
    wrong = another(first_run, tmp_path / "wrong")
    halls = pd.read_parquet(wrong / "tables" / "halls.parquet")
    halls.iloc[1:].to_parquet(wrong / "tables" / "halls.parquet", index=False)
    with lease(store, "tiny") as held, pytest.raises(InputError, match=r"halls\.csv: found not what"):
        publish(store, wrong, held, replaces=None)


def test_a_run_of_another_case_is_not_published(store: Store, first_run: Path) -> None:
    with lease(store, "lab") as held, pytest.raises(InputError, match="a run of the case tiny"):
        publish(store, first_run, held, replaces=None)


def test_without_its_lease_nothing_is_published(store: Store, first_run: Path) -> None:
    held = take(store, "tiny")
    give_back(store, held)
    with pytest.raises(LeaseLostError):
        publish(store, first_run, held, replaces=None)
    assert current(store, "tiny") is None


def test_of_many_at_once_one_publishes(place: StorePlace, first_run: Path, tmp_path: Path) -> None:
    """All have the same lease here, so that only compare and set is left to keep them apart."""
    store = open_store(place)
    with lease(store, "tiny") as held:
        base = publish(store, first_run, held, replaces=None)
        runs = [another(first_run, tmp_path / f"{i}", f"{i}\n") for i in range(4)]
        ready = Barrier(len(runs))
        with ThreadPoolExecutor(len(runs)) as pool:
            outcomes = list(pool.map(lambda run: _attempt(store, run, held, base.run_id, ready), runs))
    assert sorted(outcomes) == [False, False, False, True]
    assert len(publications(store)) == 2


def _attempt(store: Store, run: Path, held: Lease, replaces: str, ready: Barrier) -> bool:
    ready.wait()
    try:
        publish(store, run, held, replaces=replaces)
    except SupersededError:
        return False
    return True
