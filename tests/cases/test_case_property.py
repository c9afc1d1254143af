"""Whatever is thrown at the loader, it loads or says what is wrong; nothing else ever comes out."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.assemble import assemble_case
from planner.cases import load_case
from planner.cases.yaml_file import read_text, read_yaml
from planner.problems import InputError, Problem
from planner.reference import data_dir

CALM = settings(
    deadline=None,
    max_examples=50,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
STARTER: dict[str, Any] = read_yaml(
    read_text(data_dir() / "cases" / "starter" / "case.yaml", 1_000_000), "case.yaml"
)
TINY: dict[str, Any] = read_yaml(read_text(data_dir() / "cases" / "tiny.yaml", 1_000_000), "tiny.yaml")

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["2026Q4", "2031Q1", "us_abilene", "US_dallas", "GB300", "grid_ercot", "0", "2027"]),
    st.lists(st.integers(-2, 3), max_size=3),
    st.dictionaries(st.text(max_size=6), st.integers(-2, 3), max_size=3),
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value."""
    if isinstance(node, dict):
        inner = [place for key, value in node.items() for place in places(value, (*path, key))]
    elif isinstance(node, list):
        inner = [place for key, value in enumerate(node) for place in places(value, (*path, key))]
    else:
        inner = []
    return [path, *inner] if path else inner


def mutated(case: dict[str, Any], path: tuple[Any, ...], value: Any, *, gone: bool) -> dict[str, Any]:
    result: Any = copy.deepcopy(case)
    node = result
    for key in path[:-1]:
        node = node[key]
    if gone:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return dict(result)


def loads_or_explains(path: Path, *changes: str) -> None:
    """Load and assemble a case, or find every reason named; any other exception fails the test."""
    reasons: tuple[Problem, ...] | None = None
    try:
        assemble_case(load_case(path, changes))
    except InputError as error:
        reasons = error.problems
    assert reasons is None or (reasons and all(reason.where and reason.fix for reason in reasons))


@pytest.mark.parametrize("base", [STARTER, TINY], ids=["starter", "tiny"])
def test_one_thing_wrong(base: dict[str, Any], tmp_path: Path) -> None:
    @CALM
    @given(place=st.sampled_from(places(base)), value=JUNK, gone=st.booleans())
    def check(place: tuple[Any, ...], value: Any, *, gone: bool) -> None:
        path = tmp_path / "case.yaml"
        text = json.dumps(mutated(base, place, value, gone=gone))
        path.write_text(text.replace("NaN", ".nan").replace("Infinity", ".inf"), encoding="utf-8")
        loads_or_explains(path)

    check()


@CALM
@given(
    data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8", "ignore")))
)
def test_any_bytes(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(data)
    loads_or_explains(path)


@CALM
@given(change=st.text(max_size=40))
def test_any_change(change: str) -> None:
    loads_or_explains(data_dir() / "cases" / "tiny.yaml", change)


@CALM
@given(
    table=st.sampled_from(
        ["finance.wacc.value", "lead_times.electrical.after", "chips.GB300.hbm_gb", "x.y.z"]
    ),
    value=JUNK,
)
def test_any_cell(table: str, value: Any, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    text = json.dumps(STARTER | {"cells": {table: value}})
    path.write_text(text.replace("NaN", ".nan").replace("Infinity", ".inf"), encoding="utf-8")
    loads_or_explains(path)
