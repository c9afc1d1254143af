"""Bad input: one message that says what to mend, exit code 2, and no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("solve", "tiney"), "did you mean tiny?"),
        (("solve", "missing.yaml"), "missing.yaml"),
        (("solve", "tiny", "--set", "nonsense"), "write it like buyer.share=0.2"),
        (("solve", "tiny", "--set", "buyer.shar=0.2"), "did you mean share?"),
        (("solve", "tiny", "--set", "horizon.first=2029Q7"), "2029Q7"),
        (("solve", "tiny", "--gap", "2"), "--gap"),
        (("solve",), "case"),
        (("export", "tiny", "model.txt"), "name the file like model.mps or model.lp"),
        (("export", "tiny", "missing/model.lp"), "missing/model.lp"),
        (("audit", "nowhere"), "nowhere/inputs.json"),
        (("data", "chip"), "chips"),
        (("sovle", "tiny"), "sovle"),
        (("alternatives", "tiny", "--within", "0"), "a share above 0 and below 1"),
        (("alternatives", "tiny", "--count", "0"), "--count"),
        (("alternatives", "tiny", "--apart", "2"), "--apart"),
        (("frontier", "tiny", "--against", "beauty"), "beauty"),
        (("frontier", "tiny", "--against", "carbon", "--points", "1"), "--points"),
        (("frontier", "tiny", "--against", "carbon", "--within", "-1"), "--within"),
    ],
)
def test_it_is_a_message(planner: Command, arguments: tuple[str, ...], said: str) -> None:
    outcome = planner(*arguments)
    assert outcome.code == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_all_problems_are_told_at_once(planner: Command) -> None:
    outcome = planner("solve", "tiny", "--set", "buyer.share=2", "--set", "sites.custom.0.pue=0.5")
    assert outcome.code == 2
    assert "buyer.share" in outcome.err
    assert "sites.custom.0.pue" in outcome.err


def test_a_folder_with_other_things_is_left_alone(planner: Command, tmp_path: Path) -> None:
    precious = tmp_path / "mine" / "thesis.txt"
    precious.parent.mkdir()
    precious.write_text("ten years")
    outcome = planner("solve", "tiny", "--out", precious.parent)
    assert outcome.code == 2
    assert "a folder with other things in it" in outcome.err
    assert precious.read_text() == "ten years"


def test_a_folder_that_cannot_be_written_is_found_before_solving(planner: Command, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    outcome = planner("solve", "tiny", "--out", tmp_path / "file" / "run")
    assert outcome.code == 2
    assert "a place where a run folder can be written" in outcome.err
    assert "variables" not in outcome.err
