"""An irreducible set of rows and bounds of a linear problem that cannot hold together."""

from __future__ import annotations

import highspy
import numpy as np

from planner.engine.highs import linear_problem
from planner.engine.matrix import Ints, Matrix

FROM_LP, IRREDUCIBLE = 2, 4
"""Bits of HiGHS's option ``iis_strategy``; its default of 0 only compares bounds."""


def irreducible_rows(matrix: Matrix, *, seconds: float) -> Ints | None:
    """Return the rows of an irreducible set of the relaxation; None where none was found in time.

    Without any one of them, or of the bounds on columns that belong to them, the rest can hold.
    """
    highs = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("iis_strategy", FROM_LP | IRREDUCIBLE),
        ("time_limit", seconds),
        ("iis_time_limit", seconds),
    ):
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise RuntimeError(f"HiGHS refuses option {name}")
    if highs.passModel(linear_problem(matrix, relax=True)) == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS refuses the matrix of an irreducible set")
    status, found = highs.getIis()
    if status != highspy.HighsStatus.kOk or not found.valid_:
        return None
    in_conflict = int(highspy.IisStatus.kIisStatusInConflict)
    rows = np.array(found.row_index_, dtype=np.int64)
    whole = np.array(found.row_status_) if len(found.row_status_) == matrix.shape[0] else None
    return rows if whole is None else rows[whole[rows] == in_conflict]
