"""Runs that many tests look at: each is solved once."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import api
from planner.api import Solved
from planner.engine.driver import SolveOptions
from planner.plan import Plan
from tests.end_to_end.quick import cheapest, shipped_text


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The case of the documentation, solved to its optimum and written."""
    out = tmp_path_factory.mktemp("runs") / "tiny"
    return api.solve("tiny", options=SolveOptions(gap=0.0, seconds=60.0), out=out)


@pytest.fixture(scope="session")
def lab() -> Solved:
    """Four gigawatts in ten months, to one per cent."""
    return api.solve("lab-4gw-10-months", options=SolveOptions(gap=0.01, seconds=120.0))


@pytest.fixture(scope="session")
def base() -> Plan:
    """The optimum of tiny, as `cheapest` finds it: what changed cases are compared with."""
    return cheapest()


@pytest.fixture
def small_case(tmp_path: Path) -> Path:
    """A case of the user's own in a folder of its own: tiny under another name."""
    path = tmp_path / "süd & 北.yaml"
    path.write_text(shipped_text("tiny").replace("id: tiny", "id: süd & 北 2.5"), "utf-8")
    return path
