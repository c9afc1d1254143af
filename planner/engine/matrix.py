"""A model as a matrix: what a solver gets, and how its columns map back to decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp
from numpy.typing import NDArray
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

if TYPE_CHECKING:
    from pyomo.core.base.constraint import ConstraintData

Vector: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]
Index: TypeAlias = tuple[str, ...]

WHOLE = 1e-6
"""So far from a whole number still counts as one."""


@dataclass(frozen=True)
class Matrix:
    """Minimise ``cost @ x + offset`` with ``row_lower <= a @ x <= row_upper`` and bounds on x.

    Shapes: n columns, m rows; ``a`` is m x n in CSR form. Costs are in million USD.
    """

    cost: Vector
    offset: float
    lower: Vector
    upper: Vector
    integer: Mask
    a: sp.csr_matrix
    row_lower: Vector
    row_upper: Vector

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.a.shape
        return int(rows), int(columns)

    def value(self, x: Vector) -> float:
        """Return the objective at a point, million USD."""
        return float(self.cost @ x) + self.offset

    def with_bounds(self, lower: Vector, upper: Vector) -> Matrix:
        """Return the same problem with other bounds on its columns."""
        return replace(self, lower=lower, upper=upper)

    def within(self, columns: Ints, least: Vector, most: Vector) -> Matrix:
        """Return the same problem with some columns between new bounds; a value for each of them."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[columns], upper[columns] = least, most
        return self.with_bounds(lower, upper)

    def fixed(self, columns: Ints, x: Vector) -> Matrix:
        """Return the same problem with some columns fixed where they are at a point."""
        return self.within(columns, x[columns], x[columns])

    def is_whole(self, x: Vector) -> bool:
        """Tell whether what must be a whole number is one at a point, up to the solver's tolerance."""
        whole = x[self.integer]
        return bool((np.abs(whole - np.round(whole)) <= WHOLE).all())

    def excess(self, x: Vector) -> float:
        """Return the largest violation of a row or a bound, relative to the size of its side."""
        activity = self.a @ x
        sides = (
            (self.row_lower - activity, self.row_lower),
            (activity - self.row_upper, self.row_upper),
            (self.lower - x, self.lower),
            (x - self.upper, self.upper),
        )
        worst = 0.0
        for over, side in sides:
            finite = np.isfinite(side)
            if finite.any():
                relative = over[finite] / np.maximum(1.0, np.abs(side[finite]))
                worst = max(worst, float(relative.max()))
        return worst


@dataclass(frozen=True)
class Compiled:
    """A matrix and the places of the model's variables and constraints in it."""

    matrix: Matrix
    columns: Mapping[str, Mapping[Index, int]]
    """Column of each index of each variable, by the variable's name (``siting.open``)."""
    rows: Mapping[str, Mapping[Index, int]]
    """Row of each index of each family of constraints, by the family's name (``siting.build_rate``)."""
    row_names: tuple[str, ...]

    def values(self, name: str, x: Vector) -> dict[Index, float]:
        """Return the non-zero values of a variable at a point."""
        return {
            index: float(x[column])
            for index, column in self.columns.get(name, {}).items()
            if abs(x[column]) > 1e-9
        }


def compile_model(model: pyo.ConcreteModel) -> Compiled:
    """Turn a linear Pyomo model with one minimising objective into a matrix.

    The order of rows and columns follows the model's declarations, so that equal models give
    equal matrices. A variable that no row and no cost mentions gets no column.
    """
    form = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    kind = np.array([row.bound_type for row in form.rows])
    rhs = np.asarray(form.rhs, dtype=float)
    variables = form.columns
    matrix = Matrix(
        cost=np.asarray(form.c.todense(), dtype=float).ravel(),
        offset=float(np.asarray(form.c_offset).ravel()[0]),
        lower=np.array([_side(var.lb, -np.inf) for var in variables]),
        upper=np.array([_side(var.ub, np.inf) for var in variables]),
        integer=np.array([not var.is_continuous() for var in variables], dtype=bool),
        a=sp.csr_matrix(form.A, dtype=float),
        row_lower=np.where(kind == 1, -np.inf, rhs),
        row_upper=np.where(kind == -1, np.inf, rhs),
    )
    place = {id(var): column for column, var in enumerate(variables)}
    columns = {name: dict(some) for name, some in _columns(model, place)}
    constraints = [row.constraint for row in form.rows]
    return Compiled(matrix, columns, _rows(constraints), tuple(str(row.name) for row in constraints))


def _side(bound: float | None, unbounded: float) -> float:
    return unbounded if bound is None else float(bound)


def _rows(constraints: Iterable[ConstraintData]) -> dict[str, dict[Index, int]]:
    """Return the row of each index of each family of constraints."""
    rows: dict[str, dict[Index, int]] = {}
    for row, constraint in enumerate(constraints):
        index = constraint.index()
        parts = index if isinstance(index, tuple) else (index,)
        family = rows.setdefault(str(constraint.parent_component().name), {})
        family[tuple(str(part) for part in parts)] = row
    return rows


def _columns(model: pyo.ConcreteModel, place: Mapping[int, int]) -> Iterator[tuple[str, dict[Index, int]]]:
    """Yield each variable's name and the columns of its indices."""
    for var in model.component_objects(pyo.Var):
        yield (
            str(var.name),
            {
                index if isinstance(index, tuple) else (index,): place[id(data)]
                for index, data in var.items()
                if id(data) in place
            },
        )
