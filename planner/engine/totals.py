"""Limits on what adds up over time, solved as running totals.

A row per period that counts from the start holds the entries of the row before once more, and its columns
become dense: bridge units that may be reused once they have left, fleets that retire by age. Where row i
takes up row i-1, both get a column for their value,

    a[i-1] x - z[i-1] = 0,    (a[i] - a[i-1]) x + z[i-1] - z[i] = 0,    row_lower <= z <= row_upper,

which has a few entries for each period. It is the same problem: z[i] = a[i] x by induction. With duals v of
the new rows, y[i] = v[i] - v[i+1] (v[i+1] only where row i+1 goes on) are duals of the old ones, as
v[i] (a[i] - a[i-1]) sums up to y[i] a[i]; reduced costs are the same. Row i is basic where z[i] is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from planner.engine.matrix import Ints, Mask, Matrix, Vector

NEW_ENTRIES = 2
"""Entries of z in a row that goes on from another."""
LEAST_SHARE = 0.5
"""Share of the entries of a row that must go, else it stays as it is: a new column is not for nothing."""
AT_LOWER, BASIC = 0, 1
"""Two statuses of HiGHS, as numbers."""


@dataclass(frozen=True)
class Totals:
    """A matrix in which some rows are running totals, and the way back to the one without.

    Attributes
    ----------
    matrix
        The old columns, then one for each total.
    rows
        Rows that have a total.
    goes_on
        Whether a row goes on from the one before; shape (m,).
    """

    matrix: Matrix
    rows: Ints
    goes_on: Mask

    def old_columns(self, values: Vector) -> Vector:
        """Return values of the old columns."""
        old: Vector = values[: self.matrix.shape[1] - len(self.rows)]
        return old

    def old_duals(self, row_dual: Vector) -> Vector:
        """Return duals of the old rows, million USD per unit."""
        taken_up = np.where(self.goes_on, row_dual, 0.0)
        old: Vector = row_dual - np.append(taken_up[1:], 0.0)
        return old

    def old_basis(self, columns: Ints, rows: Ints) -> tuple[Ints, Ints]:
        """Return the statuses of the old columns and rows."""
        before = rows.copy()
        before[self.rows] = columns[len(columns) - len(self.rows) :]
        return columns[: len(columns) - len(self.rows)], before

    def new_basis(self, columns: Ints, rows: Ints) -> tuple[Ints, Ints]:
        """Return the statuses of all columns and rows; equations are never basic."""
        after = rows.copy()
        after[self.rows] = AT_LOWER
        return np.concatenate([columns, rows[self.rows]]), after


def running_totals(matrix: Matrix) -> Totals:
    """Give rows that take up the one before a running total.

    Returns
    -------
    Totals
        The matrix itself where no row does.
    """
    count = matrix.shape[0]
    goes_on = np.zeros(count, dtype=bool)
    if count < 2:
        return Totals(matrix, np.flatnonzero(goes_on), goes_on)
    steps = (matrix.a[1:] - matrix.a[:-1]).tocsr()
    steps.eliminate_zeros()
    entries = np.diff(matrix.a.indptr)[1:]
    goes_on[1:] = np.diff(steps.indptr) + NEW_ENTRIES < (1 - LEAST_SHARE) * entries
    rows = np.flatnonzero(goes_on | np.append(goes_on[1:], False))
    if not len(rows):
        return Totals(matrix, rows, goes_on)
    row_lower, row_upper = matrix.row_lower.copy(), matrix.row_upper.copy()
    row_lower[rows] = row_upper[rows] = 0.0
    nothing = np.zeros(len(rows))
    new = replace(
        matrix,
        cost=np.concatenate([matrix.cost, nothing]),
        lower=np.concatenate([matrix.lower, matrix.row_lower[rows]]),
        upper=np.concatenate([matrix.upper, matrix.row_upper[rows]]),
        integer=np.concatenate([matrix.integer, nothing.astype(bool)]),
        a=_entries(matrix.a, steps, rows, goes_on),
        row_lower=row_lower,
        row_upper=row_upper,
    )
    return Totals(new, rows, goes_on)


def _entries(a: sp.csr_matrix, steps: sp.csr_matrix, rows: Ints, goes_on: Mask) -> sp.csr_matrix:
    """Return the steps of rows that go on, the others as they are, and the totals' columns beside them."""
    later = np.flatnonzero(goes_on)
    place = np.zeros(a.shape[0], dtype=np.int64)
    place[rows] = np.arange(len(rows))
    first = sp.csr_matrix((1, a.shape[1]))
    chosen = sp.diags((~goes_on).astype(float)) @ a
    chosen = chosen + sp.diags(goes_on.astype(float)) @ sp.vstack([first, steps])
    values = np.concatenate([np.full(len(rows), -1.0), np.ones(len(later))])
    at = np.concatenate([rows, later]), np.concatenate([place[rows], place[later - 1]])
    totals = sp.csr_matrix((values, at), shape=(a.shape[0], len(rows)))
    whole = sp.csr_matrix(sp.hstack([chosen, totals]))
    whole.eliminate_zeros()
    return whole
