"""``planner runs`` and ``planner publish``, as a user types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from planner.exits import ExitCode
from planner.plan import read_run
from planner.store import holders, lease, open_store, read_files, store_place
from tests.cli.conftest import Command

pytestmark = pytest.mark.xdist_group("cli runs")
DATABASE = Path("reports/planner.db")


@pytest.fixture
def second(tiny_run: Path, tmp_path: Path) -> Path:
    """Return another run of the case."""
    folder = shutil.copytree(tiny_run, tmp_path / "second")
    (folder / "log.txt").write_text("solved again\n", "utf-8")
    return folder


def listed(planner: Command, *options: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(planner("runs", "--json", *options).out)
    return found


def test_a_solve_into_reports_is_recorded(planner: Command) -> None:
    solved = planner("solve", "tiny", "--gap", "0", "--threads", "1")
    assert solved.code == ExitCode.DONE
    (run,) = listed(planner)
    assert f"It is recorded as run {run['run_id']}." in solved.out
    assert run["run_id"] == read_files(Path("reports/tiny")).run_id
    assert run["plan"]["cost_usd"] == run["cost_usd"] == read_run(Path("reports/tiny")).plan.cost_usd


def test_a_solve_elsewhere_is_not_recorded_unless_asked_for(planner: Command) -> None:
    planner("solve", "tiny", "--threads", "1", "--out", "mine")
    assert not DATABASE.exists()
    planner("runs", "add", "mine", "--database", "team.db")
    assert len(listed(planner, "--database", "team.db")) == 1


def test_a_run_that_cannot_be_recorded_is_solved_all_the_same(planner: Command, tmp_path: Path) -> None:
    (tmp_path / "team.db").write_bytes(b"a letter\n" * 100)
    solved = planner("solve", "tiny", "--threads", "1", "--database", "team.db")
    assert solved.code == ExitCode.DONE
    assert "The run is not recorded; later: planner runs add reports/tiny" in solved.err
    assert read_run(Path("reports/tiny")).plan.case_id == "tiny"


def test_runs_are_published_listed_and_shown(planner: Command, tiny_run: Path, second: Path) -> None:
    first_id, second_id = read_files(tiny_run).run_id, read_files(second).run_id
    assert f"Run {first_id} is now the current plan of tiny, the first." in planner("publish", tiny_run).out
    planner("runs", "add", second)
    again = planner("publish", second_id[:6], "--note", "cheaper power")
    assert f"instead of run {first_id}" in again.out
    assert "already" in planner("publish", second).out

    assert [(run["run_id"], run["is_current"]) for run in listed(planner)] == [
        (second_id, True),
        (first_id, False),
    ]
    table = planner("runs").out
    assert "current" in table
    assert "before" in table
    shown = planner("runs", "show", second).out
    assert "cheaper power" in shown
    assert f"reports/planner.published/tiny/{second_id}" in shown
    assert json.loads(planner("runs", "show", first_id, "--json").out)["published"][0]["number"] == 1


def test_filters_and_tags(planner: Command, tiny_run: Path, second: Path) -> None:
    planner("runs", "add", tiny_run, second)
    second_id = read_files(second).run_id
    assert planner("runs", "tag", second_id[:8], "board", "2027").out == f"Run {second_id}: 2027, board\n"
    assert [run["run_id"] for run in listed(planner, "--tag", "board")] == [second_id]
    assert listed(planner, "--case", "lab") == []
    assert listed(planner, "--published") == []
    assert listed(planner, "--since", "2000-01-01", "--status", "optimal within gap") == listed(planner)
    assert "There are more" in planner("runs", "--show", "1").out
    planner("runs", "tag", second_id, "board", "--remove")
    assert listed(planner, "--tag", "board") == []


def test_a_run_is_exported_as_it_was(planner: Command, second: Path) -> None:
    planner("runs", "add", second)
    files = read_files(second)
    shutil.rmtree(second)
    planner("runs", "export", files.run_id, "back")
    assert read_files(Path("back")).files == files.files
    assert planner("audit", "back").code == ExitCode.DONE
    refused = planner("runs", "export", files.run_id, "back")
    assert refused.code == ExitCode.BAD_INPUT
    assert "no run is overwritten" in refused.err


def test_pruning_never_takes_the_current_plan(planner: Command, tiny_run: Path, second: Path) -> None:
    planner("runs", "add", second)
    planner("publish", tiny_run)
    everything = ("runs", "prune", "--keep-last", "0", "--past-plans")
    assert read_files(second).run_id in planner(*everything, "--dry-run").out
    assert len(listed(planner)) == 2
    assert "1 runs are pruned" in planner(*everything).out
    assert [run["run_id"] for run in listed(planner)] == [read_files(tiny_run).run_id]
    assert second.exists()


def test_options_of_the_list_are_not_taken_for_those_of_a_command(planner: Command) -> None:
    refused = planner("runs", "--database", "a.db", "prune")
    assert refused.code == ExitCode.BAD_INPUT
    assert "options come after the command" in refused.err


def test_publishing_beside_a_holder_or_a_newer_plan_is_busy(
    planner: Command, tiny_run: Path, second: Path
) -> None:
    planner("publish", tiny_run)
    store = open_store(store_place())
    with lease(store, "tiny"):
        busy = planner("publish", second)
        assert (busy.code, "tiny: at work is process" in busy.err) == (ExitCode.BUSY, True)
    assert holders(store) == ()
    refused = planner("publish", second, "--instead-of", "none")
    assert refused.code == ExitCode.BUSY
    assert read_files(tiny_run).run_id in refused.err
    assert planner("publish", second, "--instead-of", read_files(tiny_run).run_id).code == ExitCode.DONE


def test_a_plan_that_fails_its_audit_is_not_published(planner: Command, second: Path) -> None:
    plan = json.loads((second / "plan.json").read_text("utf-8"))
    (second / "plan.json").write_text(json.dumps(plan | {"cost_usd": 1.0}), "utf-8")
    refused = planner("publish", second)
    assert refused.code == ExitCode.VIOLATIONS
    assert "is not published" in refused.err
    assert listed(planner) == []


@pytest.mark.parametrize(
    "command", [("runs",), ("runs", "prune"), ("publish", "1234"), ("runs", "show", "1234")]
)
def test_where_nothing_is_recorded_that_is_said(planner: Command, command: tuple[str, ...]) -> None:
    refused = planner(*command)
    assert refused.code == ExitCode.BAD_INPUT
    assert "planner runs add FOLDER" in refused.err
    assert not DATABASE.exists()
