"""A smaller problem for finding plans: only columns that a good plan is likely to use.

It is a heuristic for plans alone; the bound always comes from the whole matrix.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.engine.highs import AT_LOWER, BASIC, DUAL, PRIMAL, Basis, Options, Solver
from planner.engine.matrix import Ints, Mask, Matrix, Vector
from planner.engine.search import Search
from planner.engine.structure import NONE, Structure

OPEN_LEAST = 0.01
"""A site whose relaxed opening at the horizon is below this is left out."""
SOME = 1e-6


@dataclass(frozen=True)
class Restricted:
    """A part of a matrix. ``keep`` holds its columns' numbers in the whole one."""

    matrix: Matrix
    keep: Ints
    rows: Ints
    """Numbers of its rows in the whole one."""
    place: Ints
    """Number of a whole column in the part, or NONE."""
    rows_of_whole: int
    """How many rows the whole matrix has."""

    def expand(self, x: Vector) -> Vector:
        """Return the point of the whole matrix; columns left out are zero."""
        whole = np.zeros(len(self.place))
        whole[self.keep] = x
        return whole

    def of(self, columns: Ints) -> Ints:
        """Return the places of some columns in the part, NONE where left out; any shape."""
        return np.where(columns == NONE, NONE, self.place[columns])

    def those_of(self, columns: Ints) -> Ints:
        """Return the places of those of some columns that the part has."""
        places = self.of(columns).ravel()
        there: Ints = places[places != NONE]
        return there

    def relaxed(self, x: Vector, basis: Basis) -> Relaxed:
        """Return a solution of the part as one of the whole: columns left out are zero, rows slack."""
        columns = np.full(len(self.place), AT_LOWER)
        rows = np.full(self.rows_of_whole, BASIC)
        columns[self.keep], rows[self.rows] = basis.columns, basis.rows
        return Relaxed(self.expand(x), Basis(columns, rows))

    def basis(self, whole: Basis) -> Basis:
        """Return what a basis of the whole matrix says about the part."""
        return Basis(whole.columns[self.keep], whole.rows[self.rows])


@dataclass(frozen=True)
class Relaxed:
    """An optimal solution of the relaxation of a matrix or of a part of it, and its basis."""

    x: Vector
    basis: Basis


def restrict(matrix: Matrix, structure: Structure, x: Vector, within: Mask | None = None) -> Restricted:
    """Leave out what a solution has no use for; nothing is taken in from outside of ``within``, if given."""
    keep = in_use(matrix, structure, x)
    keep = keep if within is None else keep & within
    return part_of(matrix, keep | (matrix.lower > 0))


def in_use(matrix: Matrix, structure: Structure, x: Vector) -> Mask:
    """Return all columns but those of sites that a solution keeps closed and chips that it does not buy.

    A site where something is fixed beforehand stays, however little it opens for that.
    """
    keep: Mask = _open_sites(matrix, structure, x) & _chips_in_use(structure, x)
    return keep


def warm_relaxation(part: Restricted, relaxed: Relaxed, search: Search) -> Solver:
    """Return the relaxation of a part, solved from the solution of the whole one.

    What the basis lacks, as its columns were left out, HiGHS makes up with slacks. The point stays
    feasible, so the primal method goes on from it: 0.8 s on the long US case, where the dual method
    took 23 s and the interior point 33 s.
    """
    lp = Solver(
        part.matrix,
        Options(seconds=search.seconds_left, extra={"solver": "simplex", "simplex_strategy": PRIMAL}),
        relax=True,
    )
    lp.start_at(part.basis(relaxed.basis))
    lp.run()
    lp.set_options(simplex_strategy=DUAL)
    return lp


def part_of(matrix: Matrix, keep: Mask) -> Restricted:
    """Return the part of a matrix on some columns, without the rows that become empty."""
    kept = np.flatnonzero(keep)
    a = matrix.a[:, kept].tocsr()
    rows = np.flatnonzero(np.diff(a.indptr))
    place = np.full(len(keep), NONE)
    place[kept] = np.arange(len(kept))
    part = replace(
        matrix,
        cost=matrix.cost[kept],
        lower=matrix.lower[kept],
        upper=matrix.upper[kept],
        integer=matrix.integer[kept],
        a=a[rows],
        row_lower=matrix.row_lower[rows],
        row_upper=matrix.row_upper[rows],
    )
    return Restricted(part, kept, rows, place, matrix.shape[0])


def _open_sites(matrix: Matrix, structure: Structure, x: Vector) -> Mask:
    """Return the columns of sites that are open at the horizon, even if only a little, or needed."""
    last, site = structure.opens[:, -1], structure.site_of
    closed = (last != NONE) & (x[last] < OPEN_LEAST)
    needed = site[matrix.lower > 0]
    closed[needed[needed != NONE]] = False
    keep: Mask = (site == NONE) | ~closed[site]
    return keep


def _chips_in_use(structure: Structure, x: Vector) -> Mask:
    """Leave out purchases of chips that no site buys around that period, and fleets that never stand.

    Which chips are best in a period hardly differs from site to site: 13 of 29 are bought in the long US
    case, and half of the columns can go.
    """
    keep = np.ones(len(x), dtype=bool)
    racks, chips, periods = structure.rack_columns, structure.rack_chips, structure.rack_periods
    if not len(racks):
        return keep
    sold = np.zeros((chips.max() + 1, periods.max() + 3))
    np.add.at(sold, (chips, periods + 1), np.maximum(x[racks], 0.0))
    around = sold[:, :-2] + sold[:, 1:-1] + sold[:, 2:]
    keep[racks] = bought = around[chips, periods] > SOME
    wanted = np.zeros(structure.racks_of.max() + 1, dtype=bool)
    wanted[structure.racks_of[racks[bought]]] = True
    standing = structure.racks_of[x > SOME]
    wanted[standing[standing != NONE]] = True
    in_pair = structure.racks_of != NONE
    keep[in_pair] &= wanted[structure.racks_of[in_pair]]
    return keep
