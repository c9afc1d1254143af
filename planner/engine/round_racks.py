"""Purchases made whole racks: what a site is short of a rack is carried to its next purchase.

Cumulative purchases of a chip at a site are rounded down, so that at every date no more stands than
before: halls, power and energy are kept. A carried rack may overdraw what is on sale in its period, a
pool or a budget; it is then carried further.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from planner.engine.matrix import Ints, Vector
from planner.engine.restrict import Restricted
from planner.engine.structure import NONE, Structure

WHOLE = 1e-6


def round_racks(part: Restricted, structure: Structure, x: Vector) -> Vector:
    """Return whole racks for the rack columns of a part, in the order of ``structure``.

    Columns that the part leaves out get 0.

    Parameters
    ----------
    x
        A point of the part that keeps its rows.
    """
    columns = part.place[structure.rack_columns]
    there = columns != NONE
    wanted = np.where(there, x[columns], 0.0)
    racks = np.floor(wanted + WHOLE)
    most = np.where(there, part.matrix.upper[columns], 0.0)
    left, a = _what_is_left(part, structure, x, columns[there], racks[there])
    carried = np.zeros(structure.racks_of.max() + 1)
    pair = structure.racks_of[structure.rack_columns]
    for period in range(int(structure.rack_periods.max(initial=-1)) + 1):
        now = np.flatnonzero((structure.rack_periods == period) & there)
        carried[pair[now]] += wanted[now] - racks[now]
        for i in now[np.argsort(-carried[pair[now]])]:
            if carried[pair[i]] < 1.0 - WHOLE:
                break
            some = slice(a.indptr[columns[i]], a.indptr[columns[i] + 1])
            if racks[i] < most[i] - WHOLE and (a.data[some] <= left[a.indices[some]] + WHOLE).all():
                left[a.indices[some]] -= a.data[some]
                racks[i] += 1.0
                carried[pair[i]] -= 1.0
    return racks


def _what_is_left(
    part: Restricted, structure: Structure, x: Vector, columns: Ints, racks: Vector
) -> tuple[Vector, sp.csc_matrix]:
    """Return what rounding down leaves of the limits on purchases, and their rows by column."""
    rows = np.flatnonzero(np.isin(part.rows, structure.purchase_rows))
    a = part.matrix.a[rows].tocsc()
    rounded = x.copy()
    rounded[columns] = racks
    return part.matrix.row_upper[rows] - a @ rounded, a
