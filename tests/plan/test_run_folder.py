"""The run folder: whole or not at all, and the same when read back."""

from __future__ import annotations

import errno
import os
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from planner.plan import TABLES, Plan, Run, check_writable, folder, read_run, write_run
from planner.plan.columns import Dtype
from planner.problems import InputError
from planner.staging import PREFIX, RUBBISH_SECONDS


@pytest.fixture
def run(plan: Plan) -> Run:
    return Run(
        plan=plan,
        inputs_json=b'{"case": "small"}',
        summary="# Zürich 南\n",
        log="gap 1 %\n",
        case_yaml="id: klein\nname: Süd\n".encode(),
        extras={"trace.csv": b"seconds,cost\n"},
    )


def names(place: Path) -> set[str]:
    return {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}


def test_what_is_in_it(tmp_path: Path, run: Run) -> None:
    write_run(tmp_path / "deep" / "run", run)
    tables = {f"tables/{name}.{ext}" for name in TABLES for ext in ("csv", "parquet")}
    own = {"plan.json", "inputs.json", "summary.md", "log.txt", "case.yaml", "trace.csv"}
    assert names(tmp_path / "deep" / "run") == own | tables
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["run"]


def test_round_trip(tmp_path: Path, run: Run) -> None:
    write_run(tmp_path / "läufe 南", run)
    back = read_run(tmp_path / "läufe 南")
    assert replace(back, plan=run.plan) == run
    assert back.plan.to_json() == run.plan.to_json()
    for name, frame in run.plan.tables.items():
        pd.testing.assert_frame_equal(back.plan.tables[name], frame)


def test_further_tables_come_back_and_keep_their_types(tmp_path: Path, run: Run) -> None:
    frame = pd.DataFrame({"text": ["Süd"], "usd": [0.1 + 0.2]})
    write_run(tmp_path / "run", replace(run, more_tables={"prices": frame}))

    pd.testing.assert_frame_equal(read_run(tmp_path / "run").more_tables["prices"], frame)


@pytest.mark.parametrize("name", ["sites", "../escape", ""])
def test_a_further_table_has_a_name_of_its_own(run: Run, name: str) -> None:
    with pytest.raises(ValueError, match="further table"):
        replace(run, more_tables={name: pd.DataFrame()})


def test_round_trip_of_an_empty_plan(tmp_path: Path, empty_plan: Plan) -> None:
    write_run(tmp_path / "run", Run(empty_plan, b"{}", ""))
    back = read_run(tmp_path / "run")
    assert (back.log, back.case_yaml, dict(back.extras)) == ("", None, {})
    for name, frame in empty_plan.tables.items():
        pd.testing.assert_frame_equal(back.plan.tables[name], frame)


def test_csv_keeps_every_digit(tmp_path: Path, run: Run) -> None:
    """And Namibia, which is NA to careless readers."""
    write_run(tmp_path / "run", run)
    for name, frame in run.plan.tables.items():
        path = tmp_path / "run" / "tables" / f"{name}.csv"
        back = pd.read_csv(path, keep_default_na=False, dtype="str")
        for column in TABLES[name].columns:
            read = back[column.name].map(_READERS.get(column.dtype, str)).to_list()
            assert read == frame[column.name].to_list()


_READERS = {Dtype.NUMBER: float, Dtype.WHOLE: int, Dtype.FLAG: "True".__eq__}


@pytest.mark.parametrize("files_before_full", [0, 3, 20])
@pytest.mark.parametrize("has_earlier", [False, True])
def test_full_disk_leaves_nothing_half_written(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, files_before_full: int, has_earlier: bool
) -> None:
    target = tmp_path / "run"
    if has_earlier:
        write_run(target, replace(run, log="earlier"))
    written: list[Path] = []
    write = folder._write

    def fill_up(path: Path, content: bytes) -> None:
        if len(written) == files_before_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        write(path, content)

    monkeypatch.setattr(folder, "_write", fill_up)
    with pytest.raises(InputError, match="No space left on device"):
        write_run(target, run)
    assert [path.name for path in tmp_path.iterdir()] == (["run"] if has_earlier else [])
    if has_earlier:
        assert read_run(target).log == "earlier"


def test_failing_rename_puts_the_earlier_run_back(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "run"
    write_run(target, replace(run, log="earlier"))
    rename = Path.rename

    def refuse_new(path: Path, to: Path) -> Path:
        if path.name == "new":
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, to)

    monkeypatch.setattr(folder, "exchanged", lambda one, other: False)  # as an older system does it
    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(InputError, match="Input/output error"):
        write_run(target, run)
    assert read_run(target).log == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_an_earlier_run_is_replaced_whole(tmp_path: Path, run: Run) -> None:
    write_run(tmp_path / "run", replace(run, extras={"old.csv": b""}))
    check_writable(tmp_path / "run")
    write_run(tmp_path / "run", run)
    assert "old.csv" not in names(tmp_path / "run")


def test_an_empty_folder_is_used(tmp_path: Path, run: Run) -> None:
    (tmp_path / "run").mkdir()
    check_writable(tmp_path / "run")
    write_run(tmp_path / "run", run)
    assert read_run(tmp_path / "run").log == run.log


def test_check_leaves_no_trace(tmp_path: Path) -> None:
    check_writable(tmp_path / "a" / "b" / "run")
    assert list(tmp_path.iterdir()) == []


def test_other_peoples_folders_are_not_touched(tmp_path: Path, run: Run) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.md").write_text("years of work", "utf-8")
    for attempt in (check_writable, lambda place: write_run(place, run)):
        with pytest.raises(InputError, match="other things in it"):
            attempt(tmp_path / "thesis")
    assert names(tmp_path) == {"thesis/chapter.md"}


def test_files_in_the_way_are_named(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("", "utf-8")
    with pytest.raises(InputError, match="found a file"):
        check_writable(tmp_path / "run")
    with pytest.raises(InputError, match="Not a directory"):
        check_writable(tmp_path / "run" / "below")


def test_unwritable_place_is_found_before_the_solve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By trying: permissions say too little, on network disks for one."""

    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(folder.tempfile, "TemporaryDirectory", refuse)
    with pytest.raises(InputError, match="Permission denied"):
        check_writable(tmp_path / "run")


@pytest.mark.parametrize("name", ["plan.json", "tables", "../escape.txt", "a/b.csv", ""])
def test_extras_need_a_name_of_their_own(plan: Plan, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name"):
        Run(plan, b"", "", extras={name: b""})


@pytest.mark.parametrize("damage", ["missing", "not json", "key", "table"])
def test_damaged_runs_are_refused(tmp_path: Path, run: Run, damage: str) -> None:
    place = tmp_path / "run"
    write_run(place, run)
    plan_file = place / "plan.json"
    match damage:
        case "missing":
            plan_file.unlink()
        case "not json":
            plan_file.write_text("{", "utf-8")
        case "key":
            plan_file.write_text(
                plan_file.read_text("utf-8").replace('"gap"', '"gab"').replace("cost_usd", "c"), "utf-8"
            )
        case _:
            (place / "tables" / "halls.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="expected a run folder"):
        read_run(place)


def test_what_a_kill_left_goes_with_the_next_run_but_not_what_another_writes(
    tmp_path: Path, run: Run
) -> None:
    old, new = tmp_path / f"{PREFIX}old", tmp_path / f"{PREFIX}new"
    for box in (old, new):
        (box / "new").mkdir(parents=True)
    before = time.time() - 2 * RUBBISH_SECONDS
    os.utime(old, (before, before))
    write_run(tmp_path / "run", run)
    assert not old.exists()
    assert new.exists()
