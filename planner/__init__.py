"""Build-out planner: where and when to add AI sites, which power and which chips.

What is named here is imported when it is first used, so that a part of the package, the audit for
one, can be used where Pyomo and HiGHS are not installed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.api import NoPlanError, Solved, solve
    from planner.cases import Case, load_case
    from planner.plan import Plan
    from planner.problems import InputError
    from planner.solve.driver import SolveOptions

__all__ = [
    "Case",
    "InputError",
    "NoPlanError",
    "Plan",
    "SolveOptions",
    "Solved",
    "load_case",
    "solve",
]

# Importing the package `planner.solve` for the first time would put it over the function of that
# name. So it is imported now, and its name given up.
import_module("planner.solve")
del globals()["solve"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("planner.api"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
