"""Runs that are recorded: found again, tagged, read back and pruned."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from planner.plan import PlanStatus, read_run
from planner.problems import InputError
from planner.store import (
    PruneRule,
    RunFilter,
    Store,
    content_of,
    files_of,
    find_runs,
    folder_of,
    get_run,
    lease,
    prune,
    publications,
    publish,
    read_files,
    record_run,
    tag_run,
    to_prune,
    write_files,
)
from planner.store.schema import CONTENTS
from tests.store.conftest import another


def test_a_run_is_found_with_what_its_plan_says(store: Store, first_run: Path) -> None:
    recorded = record_run(store, first_run)

    (found,) = find_runs(store)
    plan = read_run(first_run).plan
    assert found == recorded
    assert (found.case_id, found.status, found.cost_usd, found.gap) == (
        "tiny",
        PlanStatus.OPTIMAL,
        plan.cost_usd,
        0.0,
    )
    assert found.input_sha256 == plan.input_sha256
    assert found.folder == str(first_run)
    assert found.has_files
    assert (found.tags, found.publications, found.is_current) == ((), 0, False)


def test_the_same_run_is_recorded_once_wherever_it_is(store: Store, first_run: Path, tmp_path: Path) -> None:
    first = record_run(store, first_run)
    shutil.copytree(first_run, tmp_path / "copy")
    assert record_run(store, tmp_path / "copy") == first
    assert len(find_runs(store)) == 1


def test_runs_share_what_is_the_same_in_them(store: Store, first_run: Path, second_run: Path) -> None:
    record_run(store, first_run)
    with store.reading() as connection:
        before = connection.scalar(select(func.count()).select_from(CONTENTS))
    record_run(store, second_run)
    with store.reading() as connection:
        after = connection.scalar(select(func.count()).select_from(CONTENTS))
    assert after == before + 1  # the log


def test_a_run_comes_back_after_its_folder_is_gone(store: Store, first_run: Path, tmp_path: Path) -> None:
    shutil.copytree(first_run, tmp_path / "run")
    run_id = record_run(store, tmp_path / "run").run_id
    shutil.rmtree(tmp_path / "run")

    write_files(tmp_path / "back", files_of(store, run_id))

    assert read_files(tmp_path / "back").files == read_files(first_run).files
    assert content_of(store, find_runs(store)[0].input_sha256) == (first_run / "inputs.json").read_bytes()


def test_filters_let_through_what_they_name(store: Store, first_run: Path, second_run: Path) -> None:
    first, second = record_run(store, first_run), record_run(store, second_run)
    tag_run(store, first.run_id, ["budget 2027"])
    with lease(store, "tiny") as held:
        publish(store, second_run, held, replaces=None)

    def found(wanted: RunFilter) -> list[str]:
        return [run.run_id for run in find_runs(store, wanted)]

    assert found(RunFilter()) == [second.run_id, first.run_id]
    assert found(RunFilter(case_id="lab")) == []
    assert found(RunFilter(tag="budget 2027")) == [first.run_id]
    assert found(RunFilter(status=PlanStatus.FALLBACK)) == []
    assert found(RunFilter(status=PlanStatus.OPTIMAL, is_published=False)) == [first.run_id]
    assert found(RunFilter(is_published=True)) == [second.run_id]
    assert found(RunFilter(since=second.recorded_at)) == [second.run_id]
    assert found(RunFilter(since=second.recorded_at + timedelta(seconds=1))) == []
    assert len(find_runs(store, most=1)) == 1


def test_the_beginning_of_an_id_names_a_run(store: Store, first_run: Path) -> None:
    run = record_run(store, first_run)
    assert get_run(store, run.run_id[:4]) == run


@pytest.mark.parametrize("named", ["", "%", "____", "ffff", "0123456789abcdef0"])
def test_what_names_no_run_is_refused(store: Store, first_run: Path, named: str) -> None:
    record_run(store, first_run)
    with pytest.raises(InputError, match="planner runs lists them"):
        get_run(store, named)


def test_an_id_of_two_runs_is_refused(store: Store, first_run: Path, tmp_path: Path) -> None:
    with store.writing() as connection:
        from planner.store.runs import put_run

        files = read_files(first_run)
        for ending in ("a", "b"):
            object.__setattr__(files, "run_id", f"12345{ending}")
            vars(files)["run_id"] = f"12345{ending}"
            put_run(connection, files, first_run)
    with pytest.raises(InputError, match="12345a, 12345b"):
        get_run(store, "12345")
    assert get_run(store, "12345a").run_id == "12345a"


def test_tags_are_put_and_taken(store: Store, first_run: Path) -> None:
    run_id = record_run(store, first_run).run_id
    assert tag_run(store, run_id[:6], ["b", "a", "a", " "]).tags == ("a", "b")
    assert tag_run(store, run_id, ["a"]).tags == ("a", "b")
    assert tag_run(store, run_id, ["a", "unknown"], remove=True).tags == ("b",)


def test_a_folder_that_is_no_run_is_not_recorded(store: Store, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="a run folder written by `planner solve`"):
        record_run(store, tmp_path / "thesis")
    assert find_runs(store) == ()


def test_a_plan_of_other_inputs_is_not_recorded(store: Store, first_run: Path, tmp_path: Path) -> None:
    run = another(first_run, tmp_path / "run")
    (run / "inputs.json").write_bytes((run / "inputs.json").read_bytes() + b"\n")
    with pytest.raises(InputError, match="expected those of the plan"):
        record_run(store, run)


def test_pruning_keeps_what_is_current_tagged_past_or_among_the_last(
    store: Store, first_run: Path, tmp_path: Path
) -> None:
    folders = [another(first_run, tmp_path / f"{i}", f"{i}\n") for i in range(6)]
    runs = [record_run(store, folder) for folder in folders]
    tag_run(store, runs[0].run_id, ["keep"])
    with lease(store, "tiny") as held:
        publish(store, folders[1], held, replaces=None)
        publish(store, folders[2], held, replaces=runs[1].run_id)

    chosen = to_prune(store, PruneRule(keep_last=1))
    pruned = prune(store, PruneRule(keep_last=1))

    assert pruned.runs == chosen
    assert {run.run_id for run in pruned.runs} == {runs[3].run_id, runs[4].run_id}
    assert pruned.freed_bytes == len("3\n") + len("4\n")
    kept = {run.run_id for run in find_runs(store)}
    assert kept == {runs[i].run_id for i in (0, 1, 2, 5)}
    assert all(folder.exists() for folder in folders)
    for run_id in kept:
        assert files_of(store, run_id).run_id == run_id


def test_past_plans_lose_their_files_but_not_their_place_in_history(
    store: Store, first_run: Path, second_run: Path
) -> None:
    with lease(store, "tiny") as held:
        first = publish(store, first_run, held, replaces=None)
        second = publish(store, second_run, held, replaces=first.run_id)

    pruned = prune(store, PruneRule(keep_last=0, past_plans=True))

    assert [run.run_id for run in pruned.runs] == [first.run_id]
    assert publications(store) == (first, second)
    past = get_run(store, first.run_id)
    assert past.plan_json == (first_run / "plan.json").read_text("utf-8")
    assert not past.has_files
    assert not store.archive.holds("tiny", first.run_id)
    with pytest.raises(InputError, match="it was pruned"):
        folder_of(store, first)
    assert read_files(folder_of(store, second)).run_id == second.run_id
    assert prune(store, PruneRule(keep_last=0, past_plans=True)).runs == ()
    record_run(store, first_run)
    assert files_of(store, first.run_id).run_id == first.run_id


def test_pruning_keeps_what_is_recent_and_other_cases(store: Store, first_run: Path) -> None:
    run = record_run(store, first_run)
    assert to_prune(store, PruneRule(keep_last=0, since=run.recorded_at)) == ()
    assert to_prune(store, PruneRule(keep_last=0, case_id="lab")) == ()
    assert to_prune(store, PruneRule(keep_last=1)) == ()
    assert to_prune(store, PruneRule(keep_last=0, since=run.recorded_at + timedelta(seconds=1))) == (run,)
