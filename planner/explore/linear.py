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
    compiled: Compiled,
    name: str,
    keys: Iterable[str],
    *,
    upper: float | Vector,
    cost: float | Vector = 0.0,
) -> Compiled:
    """Return the problem with further continuous columns, from 0 to ``upper``.

    Parameters
    ----------
    name, keys
        The columns' name among the variables, and the index of each.
    upper, cost
        Bound, and cost of a unit in million USD: one for all columns, or one for each.
    """
    matrix, keys = compiled.matrix, tuple(keys)
    first, count = matrix.shape[1], len(keys)
    wider = replace(
        matrix,
        cost=np.append(matrix.cost, np.broadcast_to(cost, count)),
        lower=np.append(matrix.lower, np.zeros(count)),
        upper=np.append(matrix.upper, np.broadcast_to(upper, count)),
        integer=np.append(matrix.integer, np.zeros(count, dtype=bool)),
        a=sp.hstack([matrix.a, sp.csr_matrix((matrix.shape[0], count))], format="csr"),
    )
    added: dict[Index, int] = {(key,): first + i for i, key in enumerate(keys)}
    columns = {**compiled.columns, name: added}
    return Compiled(wider, columns, compiled.rows, compiled.row_names)


def with_rows(compiled: Compiled, name: str, rows: Iterable[Linear]) -> Compiled:
    """Return the problem with further rows: each of the terms at most 0."""
    matrix, n = compiled.matrix, compiled.matrix.shape[1]
    parts, most = [], []
    for row in rows:
        parts.append(sp.csr_matrix(np.pad(row.coefficients, (0, n - len(row.coefficients)))[None, :]))
        most.append(-row.constant)
    longer = replace(
        matrix,
        a=sp.vstack([matrix.a, *parts], format="csr"),
        row_lower=np.append(matrix.row_lower, np.full(len(most), -np.inf)),
        row_upper=np.append(matrix.row_upper, most),
    )
    first = matrix.shape[0]
    added: dict[Index, int] = {(str(i),): first + i for i in range(len(most))}
    names = (*compiled.row_names, *(name for _ in most))
    return Compiled(longer, compiled.columns, {**compiled.rows, name: added}, names)


def with_cost(compiled: Compiled, cost: Linear) -> Compiled:
    """Return the problem with another cost."""
    n = compiled.matrix.shape[1]
    padded = np.pad(cost.coefficients, (0, n - len(cost.coefficients)))
    return replace(compiled, matrix=replace(compiled.matrix, cost=padded, offset=cost.constant))
