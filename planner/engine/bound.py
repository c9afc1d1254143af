"""A lower bound on the cost that holds for any dual values, whatever the solver's status was.

For rows ``row_lower <= a x <= row_upper`` and a box ``lower <= x <= upper``, any y split into
``y+ >= 0`` (on finite lower sides) and ``y- <= 0`` (on finite upper sides) gives, for every feasible x,

    cost x >= y+ row_lower + y- row_upper + min over the box of (cost - a' y) x.

Proof: y+ (a x - row_lower) >= 0 and y- (a x - row_upper) >= 0 for feasible x; subtract both from
cost x. It needs a finite box wherever the reduced cost is not zero, which the model provides.
Integrality only shrinks the feasible set, so the bound holds for plans too.
"""

from __future__ import annotations

import numpy as np

from planner.engine.matrix import Matrix, Vector


def certified_bound(matrix: Matrix, row_dual: Vector) -> float:
    """Return a lower bound on the objective, million USD; -inf where the box is not finite."""
    up = np.where(np.isfinite(matrix.row_lower), np.maximum(row_dual, 0.0), 0.0)
    down = np.where(np.isfinite(matrix.row_upper), np.minimum(row_dual, 0.0), 0.0)
    reduced = matrix.cost - matrix.a.T @ (up + down)
    rows = up @ np.where(up > 0, matrix.row_lower, 0.0) + down @ np.where(down < 0, matrix.row_upper, 0.0)
    at = np.where(reduced > 0, matrix.lower, matrix.upper)
    with np.errstate(invalid="ignore"):
        columns = np.where(reduced == 0.0, 0.0, reduced * at)
    return float(rows + columns.sum()) + matrix.offset
