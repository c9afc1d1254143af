"""Purchases made whole racks: what a site is short of a rack is carried to its next purchase.

Cumulative purchases at a site are rounded down, so that at every date no more IT MW stand than before:
halls, power and energy are kept. The chips with the largest missing part of a rack come first. A carried
rack may overdraw what is on sale in its period, a pool or a budget; it is then carried further.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from planner.engine.matrix import Ints, Vector
from planner.engine.restrict import Restricted
from planner.engine.structure import NONE, Structure

WHOLE = 1e-6


def round_racks(part: Restricted, structure: Structure, x: Vector) -> Vector:
    """Return a point of the part with whole racks.

    Parameters
    ----------
    x
        A point of the part that keeps its rows.
    """
    there = part.of(structure.rack_columns) != NONE
    columns = part.of(structure.rack_columns)[there]
    rack_mw, periods = structure.rack_mw[there], structure.rack_periods[there]
    sites = structure.site_of[structure.rack_columns[there]]
    wanted = x[columns]
    racks = np.floor(wanted + WHOLE)
    missing = wanted - racks
    pair = structure.racks_of[structure.rack_columns[there]]
    left, a = _what_is_left(part, structure, x, columns, racks)
    carried_mw = np.zeros(structure.halls.shape[0])
    carried = np.zeros(structure.racks_of.max(initial=-1) + 1)
    for period in range(int(periods.max(initial=-1)) + 1):
        now = np.flatnonzero(periods == period)
        np.add.at(carried_mw, sites[now], missing[now] * rack_mw[now])
        carried[pair[now]] += missing[now]
        for i in now[np.argsort(-carried[pair[now]], kind="stable")]:
            some = slice(a.indptr[columns[i]], a.indptr[columns[i] + 1])
            if (
                carried_mw[sites[i]] >= rack_mw[i] * (1 - WHOLE)
                and carried[pair[i]] > WHOLE
                and racks[i] < part.matrix.upper[columns[i]] - WHOLE
                and (a.data[some] <= left[a.indices[some]] + WHOLE).all()
            ):
                left[a.indices[some]] -= a.data[some]
                racks[i] += 1.0
                carried[pair[i]] -= 1.0
                carried_mw[sites[i]] -= rack_mw[i]
    rounded = x.copy()
    rounded[columns] = racks
    return rounded


def _what_is_left(
    part: Restricted, structure: Structure, x: Vector, columns: Ints, racks: Vector
) -> tuple[Vector, sp.csc_matrix]:
    """Return what rounding down leaves of the limits on purchases, and their rows by column."""
    rows = np.flatnonzero(np.isin(part.rows, structure.purchase_rows))
    a = part.matrix.a[rows].tocsc()
    rounded = x.copy()
    rounded[columns] = racks
    return part.matrix.row_upper[rows] - a @ rounded, a
