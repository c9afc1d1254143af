"""What a user's disk and names can do to a run: full, in the way, far too large, in any script."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import highspy
import pytest

from planner import api
from planner.api import Solved
from planner.assemble import assemble_case
from planner.cases import load_case
from planner.engine.driver import SolveOptions
from planner.exits import ExitCode
from planner.export import write_model
from planner.plan import read_run, write_run
from planner.problems import InputError
from tests.end_to_end.command import planner
from tests.end_to_end.quick import shipped_text

NO_ROOM = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def must_not_solve(*_: object) -> None:
    raise AssertionError("this was to be refused before the solve")


@pytest.mark.parametrize("files_before_full", [0, 1, 12])
def test_full_disk_leaves_nothing_behind(
    tiny: Solved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files_before_full: int
) -> None:
    assert tiny.folder is not None
    run = read_run(tiny.folder)
    forced: list[int] = []

    def fill_up(handle: int) -> None:
        if len(forced) == files_before_full:
            raise NO_ROOM
        forced.append(handle)

    monkeypatch.setattr(os, "fsync", fill_up)
    with pytest.raises(InputError, match="No space left"):
        write_run(tmp_path / "reports" / "tiny", run)
    assert not list((tmp_path / "reports").iterdir())


def test_a_file_in_the_way_is_found_before_the_solve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "solve_inputs", must_not_solve)
    (tmp_path / "taken").write_text("mine", "utf-8")
    for out in (tmp_path / "taken", tmp_path / "taken" / "deeper"):
        with pytest.raises(InputError) as caught:
            api.solve("tiny", out=out)
        assert "--out" in str(caught.value)
    assert (tmp_path / "taken").read_text("utf-8") == "mine"


def test_a_huge_case_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    started = time.monotonic()
    with pytest.raises(InputError, match=r"200\.0 MB"):
        api.solve(path)
    assert time.monotonic() - started < 1.0


def test_names_of_any_script_go_all_the_way(small_case: Path, tmp_path: Path) -> None:
    """Case, file and site are called in German and Chinese, with blanks and a dot."""
    changes = ["sites.custom.north.name=Nord 北"]
    out = tmp_path / "läufe" / load_case(small_case).id

    solved = api.solve(small_case, changes=changes, options=SolveOptions(gap=0.0, seconds=60.0), out=out)

    assert solved.report.is_clean
    assert read_run(out).plan.case_id == "süd & 北 2.5"
    assert "Nord 北" in solved.summary


@pytest.mark.parametrize("case_id", ["../elsewhere", "/etc/planner", "..", ".hidden", "a/b", "", " "])
def test_a_case_cannot_name_a_folder_elsewhere(small_case: Path, case_id: str) -> None:
    """The run folder is called like the case, below ``reports``."""
    with pytest.raises(InputError, match="id"):
        load_case(small_case, [f'id="{case_id}"'])


@pytest.mark.parametrize("suffix", [".mps", ".lp"])
def test_names_that_a_file_format_cannot_hold_stay_apart(tiny: Solved, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "case.yaml"
    text = shipped_text("tiny").replace("id: north", "id: 北 1").replace("id: south", "id: 北-1")
    path.write_text(
        text.replace("[north, south]", "[北 1, 北-1]")
        .replace("[north]", "[北 1]")
        .replace("[south]", "[北-1]"),
        "utf-8",
    )
    file = tmp_path / f"modell 北{suffix}"
    write_model(assemble_case(load_case(path)).inputs, file)

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    assert solver.readModel(str(file)) == highspy.HighsStatus.kOk
    solver.run()
    found_musd = solver.getInfo().objective_function_value
    assert found_musd * 1e6 == pytest.approx(tiny.plan.cost_usd, rel=1e-3)


def test_every_mistake_is_a_message(tmp_path: Path) -> None:
    done = planner("solve", "tinny", folder=tmp_path)
    assert done.returncode == ExitCode.BAD_INPUT
    assert "did you mean tiny?" in done.stderr
    assert "Traceback" not in done.stderr
