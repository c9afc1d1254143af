"""Whole power units for a given fleet, by small mixed-integer problems on power alone.

With halls and fleets as they are, only the power columns of all sites are left: a tenth of the columns,
tied together by headroom, pools and moved bridge units. Branch and bound makes a few periods whole at a
time, with the later ones in fractions. In one go it found no good units for the world within a minute.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.engine.highs import Options, Solver
from planner.engine.matrix import Matrix, Vector
from planner.engine.restrict import Restricted, part_of
from planner.engine.search import Search
from planner.engine.structure import NONE, Structure

UNPOWERED_MUSD_PER_MW = 20.0
"""Price of an IT MW that stands without power for a period: dearer than any power."""
PERIODS = 2
"""Periods made whole at a time."""
SECONDS, NODES = 10.0, 2_000
"""Longest time for those."""
GAP = 1e-4
"""Share of the plan's cost that better units of those periods must save to be looked for."""


def whole_units(part: Restricted, structure: Structure, search: Search, x: Vector) -> Vector | None:
    """Return a point with whole power units for the fleet that stands at a point of the part.

    Limits may leave no room for the units that feed all of the fleet; it is then too large for its
    power, and must be chosen again. None if no units were found in time.
    """
    problem = _power_alone(part.matrix, structure, part, x)
    matrix, gap = problem.matrix, GAP * abs(part.matrix.value(x))
    places = part.of(structure.power_columns)
    columns, periods = places[places != NONE], structure.power_periods[places != NONE]
    inside = problem.place[columns]
    whole = matrix.integer[inside]
    found = x[problem.keep]
    for first in range(0, int(periods.max(initial=-1)) + 1, PERIODS):
        now = inside[whole & (first <= periods) & (periods < first + PERIODS)]
        window = np.zeros_like(matrix.integer)
        window[now] = True
        options = search.within(Options(gap=0.0, extra={"mip_abs_gap": gap}), SECONDS, NODES)
        x_now = Solver(replace(matrix, integer=window), options).run().x
        if x_now is None:
            return None
        found = np.where(matrix.integer, np.round(x_now), x_now)
        matrix = matrix.with_bounds(
            np.where(window, found, matrix.lower), np.where(window, found, matrix.upper)
        )
    units = x.copy()
    units[columns] = found[inside]
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
