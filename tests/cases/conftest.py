from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.cases import Case, load_case

Data = dict[str, Any]


@pytest.fixture
def minimal() -> Data:
    """The least a case must say."""
    return {
        "id": "least",
        "title": "The least a case must say",
        "today": "2026Q4",
        "horizon": {"first": "2026Q4", "last": "2027Q3"},
        "sites": {"campuses": {"ids": ["us_abilene"]}},
    }


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a case and return its file. JSON is YAML 1.2."""

    def write_file(case: Data | str | bytes, name: str = "case.yaml") -> Path:
        path = tmp_path / name
        if isinstance(case, bytes):
            path.write_bytes(case)
        else:
            path.write_text(case if isinstance(case, str) else json.dumps(case), encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def load(minimal: Data, write: Callable[..., Path]) -> Callable[..., Case]:
    """Load the least case with some keys replaced."""

    def load_with(**keys: Any) -> Case:
        return load_case(write(minimal | keys))

    return load_with
