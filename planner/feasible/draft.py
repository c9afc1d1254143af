"""The draft of an elastic model: a compiled matrix, to which rows, columns and entries are added."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp

from buildout.inputs import Inputs
from buildout.sets import Sets, build_sets
from planner.engine.matrix import Compiled, Index, Ints, Mask, Matrix, Vector, compile_model

IDLE_ROWS = ("fleet.left_of_purchase", "fleet.left_in_fleet", "siting.minimum_campus")
"""Value left; and minimum sizes, which are put back for the case's own rates and room."""
ENERGY_ROWS = ("power.energy_balance", "power.energy_limit", "power.grid_energy_limit")


@dataclass
class Draft:
    """A matrix that is not finished.

    Attributes
    ----------
    inputs, sets
        The case itself; the compiled model is of the case at its loosest.
    compiled
        The model as a matrix.
    rows
        Rows by name of the constraint and index.
    row_lower, row_upper
        Sides of all rows, those that were added included.
    lower
        Lower bounds of the model's own columns.
    columns
        Number of columns.
    entries
        What is added to the matrix, as row, column and value.
    """

    inputs: Inputs
    sets: Sets
    compiled: Compiled
    rows: dict[str, dict[Index, int]]
    row_lower: list[float]
    row_upper: list[float]
    lower: Vector
    columns: int
    entries: list[tuple[int, int, float]] = field(default_factory=list)

    def column(self, name: str, *index: str) -> int | None:
        """Return the column of a variable of the model, None where it has none."""
        return self.compiled.columns.get(name, {}).get(index)

    def add(self, row: int, column: int, value: float) -> None:
        """Add a value to what stands in a place."""
        self.entries.append((row, column, value))

    def set_value(self, row: int, column: int, value: float) -> None:
        """Put a value in place of the model's."""
        self.add(row, column, value - float(self.compiled.matrix.a[row, column]))

    def new_column(self) -> int:
        """Add a column and return its number."""
        self.columns += 1
        return self.columns - 1

    def new_row(self, lower: float, upper: float) -> int:
        """Add a row and return its number."""
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        return len(self.row_lower) - 1

    def rows_with_a_say(self) -> Ints:
        """Return the rows that are not idle."""
        has_carbon = self.inputs.caps.carbon_t_per_year is not None
        idle = IDLE_ROWS if has_carbon else IDLE_ROWS + ENERGY_ROWS
        gone = {row for name in idle for row in self.rows.get(name, {}).values()}
        return np.array([row for row in range(len(self.row_lower)) if row not in gone], dtype=np.int64)

    def matrix(self, kept: Ints, upper: Vector, integer: Mask, part: int) -> Matrix:
        """Return some rows as a matrix without costs; columns that have no say in them are fixed.

        Parameters
        ----------
        kept
            The rows.
        upper, integer
            Upper bounds of all columns, and which are whole; shape (columns,).
        part
            Column of the part that is served, which always has a say: where nothing is asked for, all of it
            is served.
        """
        lower = np.zeros(self.columns)
        lower[: len(self.lower)] = self.lower
        a = self._coefficients()[kept]
        used = np.asarray(abs(a).sum(axis=0)).ravel() > 0
        used[part] = True
        return Matrix(
            cost=np.zeros(self.columns),
            offset=0.0,
            lower=lower,
            # A column that stands in no row is fixed where it may be: presolve need not look at it.
            upper=np.where(used, upper, np.maximum(lower, 0.0)),
            integer=integer,
            a=a,
            row_lower=np.array(self.row_lower)[kept],
            row_upper=np.array(self.row_upper)[kept],
        )

    def _coefficients(self) -> sp.csr_matrix:
        """Return the model's entries and those that were added; shape (rows, columns)."""
        known = self.compiled.matrix.a.tocoo()
        rows = np.array([*known.row.tolist(), *(row for row, _, _ in self.entries)], dtype=np.int64)
        columns = np.array([*known.col.tolist(), *(column for _, column, _ in self.entries)], dtype=np.int64)
        values = np.array([*known.data.tolist(), *(value for _, _, value in self.entries)], dtype=float)
        shape = len(self.row_lower), self.columns
        a = sp.csr_matrix((values, (rows, columns)), shape=shape)  # entries of a place add up
        a.eliminate_zeros()
        return a


def draft_of(inputs: Inputs, model: pyo.ConcreteModel) -> Draft:
    """Return a draft with nothing added.

    Parameters
    ----------
    inputs
        The case.
    model
        The model of the case at its loosest.
    """
    compiled = compile_model(model)
    place = {name: row for row, name in enumerate(compiled.row_names)}
    rows: dict[str, dict[Index, int]] = {}
    for constraint in model.component_objects(pyo.Constraint):
        rows[str(constraint.name)] = {
            index if isinstance(index, tuple) else (index,): place[str(data.name)]
            for index, data in constraint.items()
            if str(data.name) in place
        }
    matrix = compiled.matrix
    return Draft(
        inputs,
        build_sets(inputs),
        compiled,
        rows,
        matrix.row_lower.tolist(),
        matrix.row_upper.tolist(),
        matrix.lower.copy(),
        matrix.shape[1],
    )
