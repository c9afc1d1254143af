"""Tasks in processes of their own, one of which dies."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from planner.explore.side_by_side import side_by_side


def work(task: tuple[str, str]) -> str:
    what, where = task
    if what == "die":
        os._exit(7)
    if what == "wait":
        Path(where).write_text(str(os.getpid()))
        time.sleep(600)
    return what.upper()


def test_each_task_has_its_result_whatever_becomes_of_another() -> None:
    done = {d.task[0]: d for d in side_by_side(work, [("a", ""), ("die", ""), ("b", "")], workers=2)}
    assert {name: d.result for name, d in done.items()} == {"a": "A", "b": "B", "die": None}
    assert done["die"].exit_code == 7


def test_nothing_to_do_starts_nothing() -> None:
    assert list(side_by_side(work, [], workers=2)) == []


def test_who_stops_listening_ends_what_still_runs(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    running = side_by_side(work, [("wait", str(file)), ("a", "")], workers=2)
    assert next(running).result == "A"
    while not (file.exists() and file.read_text()):
        time.sleep(0.05)
    running.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text()), 0)
