"""The linear problem around a plan with other prices of what can be bought, solved again from its last basis.

Prices enter the problem linearly: in the cost, and in the rows of budgets. So the same model with all prices
doubled says, column by column, what a price is in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from planner.engine.highs import Basis, Options, Outcome, Reason, Solver
from planner.engine.matrix import Compiled, Ints, Matrix, Vector
from planner.engine.prices import NoPricesError, around


@dataclass(frozen=True)
class LinearPlan:
    """The linear problem around a plan, at its solution.

    Attributes
    ----------
    compiled
        The whole problem.
    x
        The plan; shape (n,). What `planner.engine.prices` fixes of it is fixed.
    matrix
        The problem around it.
    price_cost
        What the prices of a column are in its cost; shape (n,).
    price_rows
        What they are in the rows; shape (m, n).
    outcome, basis
        Its solution.
    """

    compiled: Compiled
    x: Vector
    matrix: Matrix
    price_cost: Vector
    price_rows: sp.csc_matrix
    outcome: Outcome
    basis: Basis

    def at(self, columns: Ints, factor: float) -> Outcome:
        """Solve with the prices of some columns so many times as high."""
        cost = self.matrix.cost.copy()
        cost[columns] += (factor - 1.0) * self.price_cost[columns]
        a = self.matrix.a
        some = np.zeros(len(cost))
        some[columns] = factor - 1.0
        change = self.price_rows @ sp.diags(some)
        if change.nnz:
            a = sp.csr_matrix(a + change)
        return self._again(replace(self.matrix, cost=cost, a=a))

    def without(self, columns: Ints) -> Outcome:
        """Solve with some columns held at zero."""
        upper = self.matrix.upper.copy()
        upper[columns] = np.maximum(self.matrix.lower[columns], 0.0)
        return self._again(self.matrix.with_bounds(self.matrix.lower, upper))

    def moved(self, x: Vector) -> Outcome:
        """Solve around another plan."""
        matrix, _ = around(self.compiled, x)
        return self._again(matrix)

    def slope(self, outcome: Outcome, columns: Ints) -> float:
        """Return by how much the cost rises with the factor on the prices of some columns, million USD."""
        if outcome.x is None or outcome.row_dual is None:
            raise NoPricesError(outcome.reason.value)
        in_rows = self.price_rows[:, columns].T @ outcome.row_dual
        return float((self.price_cost[columns] - in_rows) @ outcome.x[columns])

    def _again(self, matrix: Matrix) -> Outcome:
        solver = Solver(matrix, Options(extra={"solver": "simplex"}), relax=True)
        solver.start_at(self.basis)
        return solver.run()


def linear_plan(compiled: Compiled, dearer: Compiled, x: Vector) -> LinearPlan:
    """Return the linear problem around a plan, solved.

    Parameters
    ----------
    compiled
        The whole problem.
    dearer
        The same with all prices doubled.
    x
        A plan; shape (n,).

    Raises
    ------
    NoPricesError
        If it was not solved.
    """
    matrix, kept = around(compiled, x)
    solver = Solver(matrix, Options(extra={"solver": "ipx", "run_crossover": "on"}), relax=True)
    outcome = solver.run()
    if outcome.reason is not Reason.OPTIMAL:
        raise NoPricesError(outcome.reason.value)
    rows = sp.csc_matrix(dearer.matrix.a[kept] - matrix.a)
    rows.eliminate_zeros()
    return LinearPlan(compiled, x, matrix, dearer.matrix.cost - matrix.cost, rows, outcome, solver.basis())
