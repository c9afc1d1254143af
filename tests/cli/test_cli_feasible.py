"""`planner feasible`: what it prints, writes and exits with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command


def target(stream: str, mw: float, by: str) -> list[str]:
    return ["--stream", stream, "--mw", str(mw), "--by", by]


def test_a_target_that_cannot_be_met(planner: Command, tmp_path: Path) -> None:
    outcome = planner("feasible", "tiny", *target("edge", 25, "2029Q1"), "--out", tmp_path / "out")

    assert outcome.code == 3
    assert "town adds at most 2 clusters (5 MW IT each) a quarter" in outcome.out
    assert "from 2030 on at the earliest" in outcome.out
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"summary.md", "feasible.json", "conflict.csv", "changes.csv"}


def test_a_target_that_is_met_already(planner: Command) -> None:
    outcome = planner("feasible", "tiny", *target("edge", 5, "2029Q1"))

    assert outcome.code == 0
    assert "It can be met" in outcome.out
    assert "What conflicts" not in outcome.out


def test_several_targets_and_places(planner: Command) -> None:
    both = [*target("edge", 5, "2029Q1"), "--at", "city", *target("chat", 50, "2030Q1"), "--at", "US"]

    outcome = planner("feasible", "tiny", *both)

    assert outcome.code == 0
    assert "50 reference MW of chat are served in US from 2030Q1 on" in outcome.out


def test_a_case_without_contradictions(planner: Command) -> None:
    outcome = planner("feasible", "tiny")

    assert outcome.code == 0
    assert "all promises of tiny are kept" in outcome.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (target("edgy", 5, "2029Q1"), "did you mean edge?"),
        (target("edge", -5, "2029Q1"), "a positive amount"),
        (target("edge", 5, "2045Q1"), "a quarter from 2029Q1 to 2032Q4"),
        (target("edge", 5, "soon"), "a quarter such as 2027Q3"),
        ([*target("edge", 5, "2029Q1"), "--at", "ciy"], "did you mean city?"),
        (["--stream", "edge", "--mw", "5"], "0 --by"),
    ],
)
def test_bad_input_is_a_message(planner: Command, arguments: list[str], said: str) -> None:
    outcome = planner("feasible", "tiny", *arguments)

    assert outcome.code == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err
