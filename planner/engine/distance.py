"""A problem with the distance from an anchor in it: columns for differences, and what they count."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from planner.engine.anchor import Pull
from planner.engine.highs import AT_LOWER, BASIC, Basis
from planner.engine.matrix import Ints, Matrix, Vector
from planner.engine.structure import NONE, Structure


@dataclass(frozen=True)
class Distance:
    """A matrix of n columns with 2 k columns and k rows more, which say how far k of its columns are off.

    Attributes
    ----------
    matrix
        The problem; its cost is that of the matrix it was made of.
    per_unit
        Distance of a unit of each column; shape (n + 2 k,).
    offset
        Distance where all columns are zero.
    apart
        The columns that can be on either side of the anchor; shape (k,).
    at
        Their values in the anchor; shape (k,).
    """

    matrix: Matrix
    per_unit: Vector
    offset: float
    apart: Ints
    at: Vector

    @property
    def columns(self) -> int:
        """Columns of the matrix that it was made of: the first ones."""
        return len(self.per_unit) - 2 * len(self.apart)

    def priced(self, musd: float) -> Matrix:
        """Return the problem with a price on the distance, million USD for a unit."""
        offset = self.matrix.offset + musd * self.offset
        return replace(self.matrix, cost=self.matrix.cost + musd * self.per_unit, offset=offset)

    def within(self, most_musd: float) -> Matrix:
        """Return the problem of the least distance, with the cost in its last row."""
        matrix = self.matrix
        return replace(
            matrix,
            cost=self.per_unit,
            offset=self.offset,
            a=sp.vstack([matrix.a, sp.csr_matrix(matrix.cost[None, :])], format="csr"),
            row_lower=np.append(matrix.row_lower, -np.inf),
            row_upper=np.append(matrix.row_upper, most_musd - matrix.offset),
        )

    def point(self, x: Vector) -> Vector:
        """Return a point of the first columns with its differences."""
        more = x[self.apart] - self.at
        return np.concatenate([x, np.maximum(more, 0.0), np.maximum(-more, 0.0)])

    def basis(self, basis: Basis, x: Vector) -> Basis:
        """Return a basis of the first columns with those differences basic that are there at a point."""
        is_more = x[self.apart] > self.at
        more, less = np.where(is_more, BASIC, AT_LOWER), np.where(is_more, AT_LOWER, BASIC)
        rows = np.full(len(self.apart), AT_LOWER)
        return Basis(np.concatenate([basis.columns, more, less]), np.concatenate([basis.rows, rows]))

    def structure(self, structure: Structure) -> Structure:
        """Return what is known about the columns, with the new ones.

        Differences of power go with power: they are chosen where units are made whole.
        """
        k = len(self.apart)
        none, no = np.full(2 * k, NONE), np.zeros(2 * k, dtype=bool)
        order = np.argsort(structure.power_columns)
        ordered = structure.power_columns[order]
        found = np.minimum(np.searchsorted(ordered, self.apart), max(len(ordered) - 1, 0))
        is_power = np.flatnonzero(ordered[found] == self.apart) if len(ordered) else np.empty(0, np.int64)
        periods = structure.power_periods[order][found[is_power]]
        more = self.columns + is_power
        return replace(
            structure,
            site_of=np.concatenate([structure.site_of, none]),
            racks_of=np.concatenate([structure.racks_of, none]),
            sketch=np.concatenate([structure.sketch, no]),
            power_columns=np.concatenate([structure.power_columns, more, more + k]),
            power_periods=np.concatenate([structure.power_periods, periods, periods]),
        )


def with_distance(matrix: Matrix, pull: Pull) -> Distance:
    """Add the distance from an anchor to a problem.

    A difference from an end of a column's bounds is linear in the column. For others there are two columns:
    what is more than in the anchor, and what is less.
    """
    n = matrix.shape[1]
    lower, upper = matrix.lower[pull.columns], matrix.upper[pull.columns]
    up = pull.at <= lower
    down = (pull.at >= upper) & ~up
    both = np.flatnonzero(~up & ~down)
    k, at = len(both), pull.at[both]
    per_unit = np.zeros(n + 2 * k)
    per_unit[pull.columns[up]] = pull.weight[up]
    per_unit[pull.columns[down]] = -pull.weight[down]
    per_unit[n:] = np.tile(pull.weight[both], 2)
    pick = sp.csr_matrix((np.ones(k), (np.arange(k), pull.columns[both])), shape=(k, n))
    eye = sp.identity(k, format="csr")
    beside = sp.csr_matrix((matrix.shape[0], 2 * k))
    wider = replace(
        matrix,
        cost=np.append(matrix.cost, np.zeros(2 * k)),
        lower=np.append(matrix.lower, np.zeros(2 * k)),
        upper=np.append(matrix.upper, np.full(2 * k, np.inf)),
        integer=np.append(matrix.integer, np.zeros(2 * k, dtype=bool)),
        a=sp.vstack([sp.hstack([matrix.a, beside]), sp.hstack([pick, -eye, eye])], format="csr"),
        row_lower=np.append(matrix.row_lower, at),
        row_upper=np.append(matrix.row_upper, at),
    )
    offset = float(pull.weight[down] @ pull.at[down]) - float(pull.weight[up] @ pull.at[up])
    return Distance(wider, per_unit, offset, pull.columns[both], at)
