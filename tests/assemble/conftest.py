from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from buildout.inputs import Inputs, SitePower
from planner.assemble import Assembly, assemble_case
from planner.cases import Case, load_case
from planner.problems import InputError

Data = dict[str, Any]


def refused(build: Callable[..., object], *changes: str, **keys: Any) -> list[str]:
    """Return what is said of a base case with some keys replaced, a line for each problem."""
    with pytest.raises(InputError) as caught:
        build(*changes, **keys)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture(scope="session")
def us() -> Inputs:
    """The main case."""
    return assemble_case(load_case("us-inference-2030")).inputs


@pytest.fixture
def base() -> Data:
    """One campus, one edge site, two years by quarter, two streams."""
    return {
        "id": "base",
        "title": "Base",
        "today": "2026Q4",
        "horizon": {"first": "2026Q4", "last": "2029Q4"},
        "sites": {"campuses": {"ids": ["us_abilene"]}, "edges": {"ids": ["US_dallas"]}},
        "nodes": {"ids": ["US_dallas", "US_seattle"]},
        "streams": {"include": ["chat_interactive", "edge_ar_robotics", "training_frontier"]},
        "demand": {"facility_gw": [{"name": "path", "points": {"2026": 1.0, "2029": 4.0}}]},
    }


@pytest.fixture
def case(base: Data, tmp_path: Path) -> Callable[..., Case]:
    """Load the base case with some keys replaced."""

    def load(*changes: str, **keys: Any) -> Case:
        path = tmp_path / "case.yaml"
        path.write_text(json.dumps(base | keys), encoding="utf-8")
        return load_case(path, changes)

    return load


@pytest.fixture
def assembly(case: Callable[..., Case]) -> Callable[..., Assembly]:
    """Assemble the base case with some keys replaced."""

    def build(*changes: str, **keys: Any) -> Assembly:
        return assemble_case(case(*changes, **keys))

    return build


@pytest.fixture
def inputs(assembly: Callable[..., Assembly]) -> Callable[..., Inputs]:
    """Return the inputs of the base case with some keys replaced."""

    def build(*changes: str, **keys: Any) -> Inputs:
        return assembly(*changes, **keys).inputs

    return build


@pytest.fixture
def option() -> Callable[[Inputs, str, str], SitePower]:
    """Find a power option of a site."""

    def find(some: Inputs, site_id: str, option_id: str) -> SitePower:
        return next(o for o in some.power if (o.site_id, o.option_id) == (site_id, option_id))

    return find
