"""Linear expressions in Pyomo: their type, since it has none, and variables that may not exist."""

from __future__ import annotations

from typing import Any, TypeAlias

import pyomo.environ as pyo

Expression: TypeAlias = Any
"""A Pyomo expression, variable or relation; a plain number where nothing varies."""


def at(var: pyo.Var, index: tuple[str | None, ...]) -> Expression:
    """Return a variable at an index, 0 where it has no such index."""
    return var[index] if index in var else 0.0


def is_constant(expression: Expression) -> bool:
    """Return whether nothing in an expression varies, so that it can make no row."""
    return isinstance(expression, int | float)
