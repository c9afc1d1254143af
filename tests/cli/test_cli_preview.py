"""What a case asks for and what its chips are worth, on the terminal and in files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Command

DEMAND = ("anchors", "demand", "drivers", "waterfall")
CHIPS = ("conversion", "ladder", "measured", "sessions")


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def cells(out: str, start: str) -> list[str]:
    """Return the cells of the first row of a printed table that starts so."""
    line = next(line for line in out.splitlines() if line.startswith(f"│ {start}"))
    return [cell.strip() for cell in line.strip("│").split("│")]


@pytest.mark.parametrize(("command", "names"), [("demand", DEMAND), ("chips", CHIPS)])
@pytest.mark.parametrize("case", ["tiny", "us-inference-2030"])
def test_tables_are_written(
    planner: Command, tmp_path: Path, command: str, names: tuple[str, ...], case: str
) -> None:
    outcome = planner(command, case)
    assert outcome.code == 0
    assert outcome.err == ""
    folder = tmp_path / "reports" / f"{case}-{command}"
    assert written(folder) == [f"{name}.csv" for name in names]
    assert f"are in reports/{case}-{command}." in outcome.out
    for name in names:
        assert len(pd.read_csv(folder / f"{name}.csv").columns) > 3


@pytest.mark.parametrize("command", ["demand", "chips"])
def test_tables_go_where_they_are_asked_to(planner: Command, tmp_path: Path, command: str) -> None:
    assert planner(command, "tiny", "--out", tmp_path / "here" / "there").code == 0
    assert len(written(tmp_path / "here" / "there")) == 4
    assert not (tmp_path / "reports").exists()


def test_demand_of_tiny(planner: Command) -> None:
    out = planner("demand", "tiny").out
    # 60 + 20 MW at the end of 2029, 240 + 80 at the end of 2032; 0.32 GW x 3.695 Mtokens/s per MW.
    stream = cells(out, "inference: chat")
    assert [stream[1], stream[4], stream[6]] == ["0.0800", "0.32", "1.18 Gtokens/s"]
    # With the edge 0.085 and 0.34 GW: a quarter was there, three are direct demand.
    assert cells(out, "at the start")[1:] == ["0.0850", "0.00", "0.0850", "25 %"]
    assert cells(out, "direct demand  ")[-1] == "75 %"
    assert cells(out, "at the end of 2032")[-2:] == ["0.34", "100 %"]


def test_demand_of_the_main_case(planner: Command, tmp_path: Path) -> None:
    out = planner("demand", "us-inference-2030").out
    # Three quarters of 31 GW at the end of 2030, and a quarter of that for training: 17.4375 and 5.8125.
    assert cells(out, "frontier lab, inference")[1::5] == ["facility GW", "17.44"]
    assert cells(out, "frontier lab, training")[1::5] == ["facility GW", "5.81"]
    for part in ("inference: voice_realtime", "training: training_rl", "training, all", "mix of streams"):
        assert cells(out, part)
    for title in ("Demand by region", "What makes demand grow", "Beside what has been published"):
        assert title in out
    anchors = pd.read_csv(tmp_path / "reports" / "us-inference-2030-demand" / "anchors.csv")
    lab = anchors[anchors["anchor_id"].str.startswith("scn_lab")]
    assert lab["verdict"].to_list() == ["inside"] * 5
    assert anchors["source"].notna().all()


def test_files_hold_what_is_shown(planner: Command, tmp_path: Path) -> None:
    planner("demand", "tiny", "--out", tmp_path)
    demand = pd.read_csv(tmp_path / "demand.csv")
    assert demand.groupby("year")["peak_ref_gw"].sum().to_dict() == pytest.approx(
        {2029: 0.085, 2030: 0.17, 2031: 0.255, 2032: 0.34}
    )
    drivers = pd.read_csv(tmp_path / "drivers.csv")
    assert drivers["peak_ref_gw"].sum() == pytest.approx(demand["peak_ref_gw"].sum())


def test_a_case_may_be_varied(planner: Command) -> None:
    outcome = planner(
        "demand", "tiny", "--set", "demand.rows.4.amount=10", "--set", "demand.rows.5.amount=10"
    )
    assert outcome.code == 0
    assert cells(outcome.out, "inference: edge")[1:5] == ["0.0100"] * 4


def test_no_demand_is_said(planner: Command) -> None:
    outcome = planner("demand", "tiny", "--set", "demand.rows=[]")
    assert outcome.code == 0
    assert "The case has no demand." in outcome.out


def test_demand_out_of_reach_is_said(planner: Command) -> None:
    outcome = planner("demand", "tiny", "--set", "streams.custom.edge.rtt_budget_ms=6")
    assert outcome.code == 0
    said = " ".join(outcome.out.split())
    # Town is in the city: 5 ms of access and 2 ms of routers.
    assert "No site reaches edge demand in city (nearest town, 7.0 of 6 ms)." in said


def test_chips_of_tiny(planner: Command) -> None:
    out = planner("chips", "tiny").out
    # The new chip does twice the work of an IT MW for 30 million USD, the old one for 20.
    new = cells(out, "new")
    assert [new[2], new[3], new[4], new[5]] == ["2.00", "7.39 Mtokens/s", "30.0", "15.0"]
    assert cells(out, "old")[5] == "20.0"
    # 80 MW a year at 1.15; 160 of work.
    assert cells(out, "new  │ 2030 to 2032")[2:5] == ["0.0920", "0.0800", "0.16"]
    assert "Facility GW = IT GW x 1.15" in out
    assert "Sessions on slices" not in out


def test_chips_of_the_main_case(planner: Command) -> None:
    out = planner("chips", "us-inference-2030").out
    for title in (
        "Workload infer: batch_offline",
        "Workload train: training_frontier",
        "Workload sessions: personal_agents",
        "Sessions on slices: personal_agents",
        "Published throughput",
    ):
        assert title in out
    assert "Compare within one model and benchmark only." in out
    sessions = next(line for line in out.splitlines() if line.startswith("│ GB300") and "memory" in line)
    held = [cell.strip() for cell in sessions.strip("│").split("│")]
    # 6.3 sessions of each, 3,150 in an IT MW, 72 chips in a rack; 100,000 sessions of a million users.
    assert held == ["GB300", "memory", "288", "7", "6.3", "0.159", "3,150", "454", "31.7"]


@pytest.mark.parametrize("command", ["demand", "chips"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tiney",), "did you mean tiny?"),
        (("tiny", "--set", "demand.rows.0.unit=sessions"), "chat is not counted in sessions"),
        (("tiny", "--set", "demand.rows.0.stream=chatt"), "did you mean chat?"),
        (("tiny", "--set", "demand.multipliers=[{name: steps, path: -1}]"), "demand.multipliers.0.path"),
        ((), "case"),
    ],
)
def test_bad_input_is_a_message(
    planner: Command, tmp_path: Path, command: str, arguments: tuple[str, ...], said: str
) -> None:
    outcome = planner(command, *arguments)
    assert outcome.code == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err
    assert outcome.out == ""
    assert not (tmp_path / "reports").exists()
