"""The HiGHS adapter of the engine, with what only a benchmark asks for."""

from __future__ import annotations

from collections.abc import Callable

import highspy
import numpy as np

from planner.engine.highs import Solver
from planner.engine.matrix import Matrix
from planner.engine.progress import Size


class WatchedSolver(Solver):
    """A solver that tells cost and bound while it works."""

    def on_progress(self, report: Callable[[float | None, float | None], None]) -> None:
        """Call ``report(cost, bound)`` whenever one of them may be better; None is none yet.

        HiGHS asks whether it shall stop once a node and once a round of cuts; it says there where
        it stands.
        """

        def forward(event: object) -> None:
            data = event.data_out  # type: ignore[attr-defined]
            report(finite(data.mip_primal_bound), finite(data.mip_dual_bound))

        self._highs.cbMipImprovingSolution += forward
        self._highs.cbMipInterrupt += forward

    def presolved(self) -> Size:
        """Return the size of what presolve leaves."""
        self._highs.presolve()
        lp = self._highs.getPresolvedLp()
        integers = sum(kind == highspy.HighsVarType.kInteger for kind in lp.integrality_)
        return Size(lp.num_row_, lp.num_col_, integers, len(lp.a_matrix_.value_))


def finite(value: float) -> float | None:
    """Return the value, or None where it is infinite."""
    return float(value) if np.isfinite(value) else None


def direct_build(matrix: Matrix) -> highspy.Highs:
    """Hand a matrix to highspy by a call for each column and each row, as code without Pyomo would."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)  # noqa: FBT003
    columns = zip(matrix.cost.tolist(), matrix.lower.tolist(), matrix.upper.tolist(), strict=True)
    for column, (cost, lower, upper) in enumerate(columns):
        highs.addVar(lower, upper)
        highs.changeColCost(column, cost)
    for column in np.flatnonzero(matrix.integer).tolist():
        highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    starts, places, values = matrix.a.indptr.tolist(), matrix.a.indices, matrix.a.data
    sides = zip(matrix.row_lower.tolist(), matrix.row_upper.tolist(), strict=True)
    for row, (lower, upper) in enumerate(sides):
        start, end = starts[row], starts[row + 1]
        highs.addRow(lower, upper, end - start, places[start:end], values[start:end])
    return highs
