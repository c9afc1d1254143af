from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli.cases import cases, init, schema


def test_cases_lists_what_ships(capsys: pytest.CaptureFixture[str]) -> None:
    cases()
    assert "us-inference-2030" in capsys.readouterr().out


def test_schema_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    schema()
    assert json.loads(capsys.readouterr().out)["properties"]["horizon"]


def test_init_writes_a_starter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init(tmp_path)
    assert (tmp_path / "case.yaml").is_file()
    assert "planner solve" in capsys.readouterr().out
