"""Build-out planner: where and when to add AI sites, which power and which chips."""

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
