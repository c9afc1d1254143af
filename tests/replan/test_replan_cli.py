"""``planner replan``: exit codes, and what stands on the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from planner import cli
from planner.exits import ExitCode
from planner.store import lease, open_store, publish, store_place

FACTS = "facts:\n  - {kind: slipped, seen: 2026-11-20, site: nord, thing: halls, quarter: 2030Q1}\n"


@pytest.fixture
def database(published_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a database in which the plan of `tiny` is published, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "planner.db"
    store = open_store(store_place(str(path), {}))
    with lease(store, "tiny") as held:
        publish(store, published_folder, held, replaces=None)
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["planner", "replan", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_nothing_changed(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(monkeypatch, "tiny", "--as-of", "2026-11-24", "--gap", 0, "--database", database)
    assert code == ExitCode.NOTHING_CHANGED
    out = capsys.readouterr().out
    assert "Nothing changed." in out
    assert "price of not changing" in out
    assert Path("reports/tiny-replan/replan.html").exists()


def test_bad_input(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("facts.yaml").write_text(FACTS, "utf-8")
    arguments = ("--facts", "facts.yaml", "--as-of", "2026-11-24", "--database", database)
    assert run(monkeypatch, "tiny", *arguments) == ExitCode.BAD_INPUT
    assert "did you mean north?" in capsys.readouterr().err
    assert run(monkeypatch, "tiny", "--as-of", "yesterday", "--database", database) == ExitCode.BAD_INPUT
    assert run(monkeypatch, "tiny", "--as-of", "2026-09-01", "--database", database) == ExitCode.BAD_INPUT
    assert "bring today and horizon" in capsys.readouterr().err


def test_a_case_without_a_published_plan(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("lab-4gw-10-months", "--as-of", "2026-11-24", "--database", database)
    assert run(monkeypatch, *arguments) == ExitCode.BAD_INPUT
    assert "planner publish RUN" in capsys.readouterr().err


def test_busy(database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with lease(open_store(store_place(str(database), {})), "tiny"):
        code = run(monkeypatch, "tiny", "--as-of", "2026-11-24", "--database", database)
    assert code == ExitCode.BUSY
