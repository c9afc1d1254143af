"""What `import planner` offers, and what it leaves alone until it is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import planner

ROOT = Path(__file__).parents[2]
BLOCK = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"pyomo", "highspy"}:
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocked())
"""


def python(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603


def test_the_audit_needs_neither_pyomo_nor_highs() -> None:
    done = python(BLOCK + "import planner.audit\nprint(planner.audit.audit.__name__)")
    assert (done.stdout, done.stderr) == ("audit\n", "")


def test_solving_needs_them() -> None:
    done = python(BLOCK + "import planner\nplanner.solve")
    assert "is blocked" in done.stderr


@pytest.mark.parametrize("first", ["planner.api", "planner.engine.driver", "planner.audit", "planner"])
def test_solve_is_the_function_whatever_is_imported_first(first: str) -> None:
    done = python(f"import {first}\nimport planner\nprint(planner.solve.__module__)")
    assert done.stdout == "planner.api\n", done.stderr


def test_all_names_are_there() -> None:
    assert set(planner.__all__) <= set(dir(planner))
    for name in planner.__all__:
        assert getattr(planner, name).__name__ == name


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'optimise'"):
        planner.optimise  # noqa: B018
