"""From a model to a matrix: the same each time, and true to the model."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from buildout.inputs import Survival
from buildout.model import build_model
from planner.engine.matrix import Compiled, compile_model
from tests.model.random_case import random_case
from tests.small import small

PRINT_THE_NAMES = """
from tests.model.test_solve_matrix import names_in_order, protected
print(names_in_order(protected()))
"""


def protected() -> Compiled:
    """Return the matrix of a case with all its rows of survival."""
    rule = Survival(("chat", "voice"), 0.5, by_area=False)
    return compile_model(build_model(replace(random_case(0), survival=(rule,))))


def names_in_order(compiled: Compiled) -> str:
    """Return the names of rows and columns as text."""
    return str([*compiled.row_names, *((name, *some) for name, some in compiled.columns.items())])


def test_two_builds_give_the_same_arrays() -> None:
    first, second = protected(), protected()

    for name in ("cost", "lower", "upper", "integer", "row_lower", "row_upper"):
        np.testing.assert_array_equal(getattr(first.matrix, name), getattr(second.matrix, name))
    for part in ("indptr", "indices", "data"):
        np.testing.assert_array_equal(getattr(first.matrix.a, part), getattr(second.matrix.a, part))
    assert first.columns == second.columns
    assert first.row_names == second.row_names


def test_order_does_not_depend_on_the_process() -> None:
    # Sets of names come in another order under another hash seed.
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"

    there = subprocess.run(  # noqa: S603
        [sys.executable, "-c", PRINT_THE_NAMES],
        env=os.environ | {"PYTHONHASHSEED": seed},
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert there.strip() == names_in_order(protected())


def test_values_are_read_by_name() -> None:
    compiled = compile_model(build_model(small()))
    x = np.zeros(compiled.matrix.shape[1])
    x[compiled.columns["siting.new_halls"][("a", "2027Q1")]] = 2.0

    assert compiled.values("siting.new_halls", x) == {("a", "2027Q1"): 2.0}
    assert compiled.values("siting.open", x) == {}
    assert compiled.values("no.such", x) == {}


def test_cost_of_a_point() -> None:
    # Two halls at 8 and 3 MW short at 30.
    compiled = compile_model(build_model(small()))
    x = np.zeros(compiled.matrix.shape[1])
    x[compiled.columns["siting.new_halls"][("a", "2027Q1")]] = 2.0
    x[compiled.columns["service.short"][("n", "2027Q1")]] = 3.0

    assert compiled.matrix.value(x) == pytest.approx(106.0)


def test_excess_is_the_largest_broken_promise() -> None:
    # Nothing served and nothing short: the demand of 10 is missed whole. 31 racks too many: 31 / 60.
    compiled = compile_model(build_model(small()))
    x = np.zeros(compiled.matrix.shape[1])

    assert compiled.matrix.excess(x) == pytest.approx(1.0)

    x[compiled.columns["service.short"][("n", "2027Q1")]] = 10.0
    assert compiled.matrix.excess(x) == 0.0

    x[compiled.columns["service.serve"][("a", "n", "2027Q1")]] = -0.5
    assert compiled.matrix.excess(x) == pytest.approx(0.5)
