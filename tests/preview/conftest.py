"""Assembled cases that tests of the preview look at."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.assemble import Assembly, assemble_case
from planner.cases import load_case

MIXED: dict[str, Any] = {
    "id": "mixed",
    "title": "Every driver in two metros",
    "today": "2026Q4",
    "horizon": {"first": "2026Q4", "last": "2029Q4"},
    "sites": {"campuses": {"ids": ["us_abilene"]}, "edges": {"ids": ["US_dallas"]}},
    "nodes": {"ids": ["US_dallas", "US_newyorkcity"]},
    "streams": {"include": ["chat_interactive", "personal_agents", "training_frontier"]},
    "demand": {
        "revenue": [
            {"name": "revenue", "billion_usd": {"2026": 30, "2029": 120}, "streams": ["chat_interactive"]}
        ],
        "training": [
            {"name": "fleet", "compute": {"start": "2026", "facility_gw": 1, "growth_per_year": 4.5}}
        ],
        "agents": [{"name": "agents", "users": {"2026": 1e6, "2029": 4e6}, "agents_per_user": 2}],
        "multipliers": [
            {"name": "steps", "path": {"2026": 1, "2029": 3}},
            {
                "name": "software",
                "path": {"start": "2026", "value": 1, "growth_per_year": 1.9},
                "effect": "divides",
            },
        ],
        "rows": [
            {"stream": "chat_interactive", "node": "US_dallas", "at": "2026Q4", "amount": 50, "unit": "MW"}
        ],
    },
}


@pytest.fixture(scope="session")
def us() -> Assembly:
    """The main case."""
    return assemble_case(load_case("us-inference-2030"))


@pytest.fixture(scope="session")
def tiny() -> Assembly:
    return assemble_case(load_case("tiny"))


@pytest.fixture
def assembly(tmp_path: Path) -> Callable[..., Assembly]:
    """Assemble the mixed case with some keys replaced."""

    def build(**keys: Any) -> Assembly:
        path = tmp_path / "case.yaml"
        path.write_text(json.dumps(MIXED | keys), encoding="utf-8")
        return assemble_case(load_case(path))

    return build
