"""Build-out planner: where and when to add AI sites, which power and which chips.

What is named here is imported when it is first used, so that a part of the package, the audit for
one, can be used where Pyomo and HiGHS are not installed.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.api import Solved, resume, solve
    from planner.cases import Case, load_case
    from planner.engine.driver import SolveOptions
    from planner.outcome import NoPlanError
    from planner.plan import Plan
    from planner.problems import InputError

__all__ = [
    "Case",
    "InputError",
    "NoPlanError",
    "Plan",
    "SolveOptions",
    "Solved",
    "load_case",
    "resume",
    "solve",
]

_HOMES = MappingProxyType(
    {
        "Case": "planner.cases",
        "InputError": "planner.problems",
        "NoPlanError": "planner.outcome",
        "Plan": "planner.plan",
        "SolveOptions": "planner.engine.driver",
        "Solved": "planner.api",
        "load_case": "planner.cases",
        "resume": "planner.api",
        "solve": "planner.api",
    }
)
"""The module each name comes from."""

if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
