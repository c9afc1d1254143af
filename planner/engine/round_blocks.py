"""Streams that need one place: which sites of the relaxation keep a block of them."""

from __future__ import annotations

import numpy as np

from planner.engine.matrix import Ints, Mask, Vector
from planner.engine.restrict import Restricted
from planner.engine.structure import NONE, Structure

SOME = 1e-6
SPARE = 1.02
"""Blocks that a fleet must be able to do to be asked for one more than it does: racks are still to round."""


def hosting(part: Restricted, structure: Structure, x: Vector, *, share: float) -> tuple[Ints, Mask]:
    """Return the ``hosted`` columns of a part, and which of them to set to one.

    The relaxation hosts a little everywhere. A site with at least a share of a block keeps its stream if
    its fleet could do all of a block, the largest first, as long as there is work for whole blocks; where
    none has a share, but all together do, the largest. At a share of 1 no site is asked for more than it
    serves.
    """
    columns = part.of(structure.hosted_columns)
    there = columns != NONE
    groups, columns = structure.hosted_groups[there], columns[there]
    served, block = _served(part, structure, x, columns)
    able = (structure.hosted_work @ part.expand(x))[there] >= SPARE * block
    hosted = (served >= block - SOME) | (able & (served >= share * block))
    for group in np.unique(groups):
        members = np.flatnonzero(groups == group)
        members = members[np.argsort(-np.where(able[members], served[members], 0.0), kind="stable")]
        largest, blocks = members[0], served[members].sum() / block[members[0]]
        if share < 1 and able[largest] and blocks >= share:
            hosted[largest] = True
        # There is no work for more blocks than these.
        hosted[members[max(int(blocks + SOME), 1) :]] = False
    return columns, hosted


def _served(part: Restricted, structure: Structure, x: Vector, columns: Ints) -> tuple[Vector, Vector]:
    """Return what each site serves of its stream, and the block it must serve if any."""
    rows = np.flatnonzero(np.isin(part.rows, structure.block_rows))
    a = part.matrix.a[rows]
    mine = a[:, columns].tocoo()
    block, served = np.zeros(len(columns)), np.zeros(len(columns))
    block[mine.col] = np.abs(mine.data)
    without = x.copy()
    without[columns] = 0.0
    served[mine.col] = np.abs(a @ without)[mine.row]  # whichever side the row has them on
    return served, block
