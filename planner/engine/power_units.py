"""Whole power units for a given fleet, by a small mixed-integer problem on power alone.

With halls and fleets as they are, only the power columns of all sites are left: a tenth of the columns,
tied together by headroom, pools and moved bridge units. Branch and bound finds units that are nearly as
cheap as fractions of them: 0.03 % of the cost of the US case, where rounding period by period lost 0.26 %.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.engine.highs import Options, Solver
from planner.engine.matrix import Matrix, Vector
from planner.engine.restrict import Restricted, part_of
from planner.engine.search import Search
from planner.engine.structure import Structure

UNPOWERED_MUSD_PER_MW = 20.0
"""Price of an IT MW that stands without power for a period: dearer than any power."""
POWER_SECONDS = 60.0
POWER_GAP = 1e-3
"""Share of the plan's cost that a better choice of units must save to be looked for."""


def whole_units(part: Restricted, structure: Structure, search: Search, x: Vector) -> Vector | None:
    """Return a point with whole power units for the fleet that stands at a point of the part.

    Limits may leave no room for the units that feed all of the fleet; it is then too large for its
    power, and must be chosen again. None if no units were found in time.
    """
    problem = _power_alone(part.matrix, structure, part, x)
    options = Options(
        seconds=min(POWER_SECONDS, max(search.seconds_left, 1.0)),
        gap=0.0,
        extra={"mip_abs_gap": POWER_GAP * abs(part.matrix.value(x))},
    )
    found = Solver(problem.matrix, options).run().x
    if found is None:
        return None
    units = x.copy()
    power = part.those_of(structure.power_columns)
    units[power] = found[problem.place[power]]
    whole = part.matrix.integer[power]
    units[power[whole]] = np.round(units[power[whole]])
    return units


def _power_alone(matrix: Matrix, structure: Structure, part: Restricted, x: Vector) -> Restricted:
    """Return the rows with power in them, free in power and in how much of the fleet is fed."""
    power, fleet = part.those_of(structure.power_columns), part.those_of(structure.fleet_columns)
    free = np.zeros(matrix.shape[1], dtype=bool)
    free[power] = free[fleet] = True
    rows = np.flatnonzero(np.diff(matrix.a[:, power].tocsr().indptr))
    a = matrix.a[rows]
    others = a @ np.where(free, 0.0, x)
    cost, upper = matrix.cost.copy(), matrix.upper.copy()
    cost[fleet] = -UNPOWERED_MUSD_PER_MW
    upper[fleet] = np.maximum(x[fleet], 0.0)
    reduced = replace(
        matrix,
        cost=cost,
        upper=upper,
        a=a,
        row_lower=matrix.row_lower[rows] - others,
        row_upper=matrix.row_upper[rows] - others,
    )
    return part_of(reduced, free)
