"""The elastic model up to a period."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.feasible.elastic import Elastic


def up_to(elastic: Elastic, period: int) -> Elastic:
    """Return the rows that speak of no period after one: a relaxation, as nothing is added.

    It is much smaller where a target is near; what is impossible in it is impossible.
    """
    late = elastic.column_period > period
    rows = np.flatnonzero(np.asarray(abs(elastic.matrix.a) @ late.astype(float)).ravel() == 0.0)
    matrix = elastic.matrix
    a = matrix.a[rows]
    used = np.asarray(abs(a).sum(axis=0)).ravel() > 0
    used[elastic.part] = True
    cut = replace(
        matrix,
        a=a,
        row_lower=matrix.row_lower[rows],
        row_upper=matrix.row_upper[rows],
        lower=np.where(used, matrix.lower, 0.0),
        upper=np.where(used, matrix.upper, 0.0),
        integer=matrix.integer & used,
    )
    return replace(
        elastic,
        matrix=cut,
        row_limit=elastic.row_limit[rows],
        row_requirement=elastic.row_requirement[rows],
        row_most=elastic.row_most[rows],
    )
