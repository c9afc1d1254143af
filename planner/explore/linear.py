"""Linear terms on the columns of a compiled model, and columns and rows added at its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from planner.engine.matrix import Compiled, Index, Vector


@dataclass(frozen=True)
class Linear:
    """``coefficients @ x + constant``; shape (n,)."""

    coefficients: Vector
    constant: float = 0.0

    def at(self, x: Vector) -> float:
        """Return the value at a point; columns that were added after the terms count nothing."""
        return float(self.coefficients @ x[: len(self.coefficients)]) + self.constant


def terms(compiled: Compiled, pairs: Iterable[tuple[int, float]], constant: float = 0.0) -> Linear:
    """Return the sum of coefficients by column."""
    coefficients = np.zeros(compiled.matrix.shape[1])
    for column, coefficient in pairs:
        coefficients[column] += coefficient
    return Linear(coefficients, constant)


def cost_of(compiled: Compiled) -> Linear:
    """Return the cost of a compiled model, million USD."""
    return Linear(compiled.matrix.cost, compiled.matrix.offset)


def with_columns(
    compiled: Compiled, name: str, keys: Iterable[str], *, upper: float, cost: float = 0.0
) -> Compiled:
    """Return the problem with further continuous columns, from 0 to ``upper`` each.

    Parameters
    ----------
    name, keys
        The columns' name among the variables, and the index of each.
    cost
        Of a unit, million USD.
    """
    matrix, keys = compiled.matrix, tuple(keys)
    first, count = matrix.shape[1], len(keys)
    wider = replace(
        matrix,
        cost=np.append(matrix.cost, np.full(count, cost)),
        lower=np.append(matrix.lower, np.zeros(count)),
        upper=np.append(matrix.upper, np.full(count, upper)),
        integer=np.append(matrix.integer, np.zeros(count, dtype=bool)),
        a=sp.hstack([matrix.a, sp.csr_matrix((matrix.shape[0], count))], format="csr"),
    )
    added: dict[Index, int] = {(key,): first + i for i, key in enumerate(keys)}
    columns = {**compiled.columns, name: added}
    return Compiled(wider, columns, compiled.row_names)


def with_rows(compiled: Compiled, name: str, rows: Iterable[Linear]) -> Compiled:
    """Return the problem with further rows: each of the terms at most 0."""
    matrix, rows = compiled.matrix, tuple(rows)
    n = matrix.shape[1]
    block = np.array([np.pad(row.coefficients, (0, n - len(row.coefficients))) for row in rows])
    longer = replace(
        matrix,
        a=sp.vstack([matrix.a, sp.csr_matrix(block)], format="csr"),
        row_lower=np.append(matrix.row_lower, np.full(len(rows), -np.inf)),
        row_upper=np.append(matrix.row_upper, [-row.constant for row in rows]),
    )
    return Compiled(longer, compiled.columns, (*compiled.row_names, *(name for _ in rows)))


def with_cost(compiled: Compiled, cost: Linear) -> Compiled:
    """Return the problem with another cost."""
    n = compiled.matrix.shape[1]
    padded = np.pad(cost.coefficients, (0, n - len(cost.coefficients)))
    return replace(compiled, matrix=replace(compiled.matrix, cost=padded, offset=cost.constant))
