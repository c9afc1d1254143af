"""A better bound than the relaxation's: cuts and branches on halls and openings alone.

Where sites are few, a hall is a large step, and the relaxation builds parts of halls that no plan can. In
the whole matrix HiGHS gets lost in racks and power units; with only halls whole, what is cheapest still
bounds every plan from below, as every plan has whole halls.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.engine.highs import Options, Solver
from planner.engine.matrix import Ints, Matrix, Vector
from planner.engine.search import Search
from planner.engine.structure import Structure

STEP = 1e-4
"""A rise of the bound by this share of it is worth telling."""
NODES = 20
"""Most nodes where no clock counts."""
WHAT = "cuts and branches on halls"


def halls_only(matrix: Matrix, columns: Ints) -> Matrix:
    """Return the matrix with only some columns, those of halls and openings, whole."""
    integer = np.zeros_like(matrix.integer)
    integer[columns] = True
    return replace(matrix, integer=integer & matrix.integer)


def tighten(matrix: Matrix, structure: Structure, search: Search, x: Vector) -> None:
    """Raise the bound until the gap is reached or the time is up.

    Parameters
    ----------
    x
        A point with whole halls: what costs more than it is not looked at.
    """

    def take(bound: float) -> bool:
        if np.isfinite(bound) and bound - search.bound > STEP * abs(bound):
            search.raise_bound(bound, WHAT)
        return not search.is_done

    # All effort goes to the bound: plans are found elsewhere, in smaller parts.
    options = Options(gap=0.0, extra={"mip_heuristic_effort": 0.0})
    solver = Solver(halls_only(matrix, structure.siting), search.within(options, search.seconds_left, NODES))
    solver.on_bound(take)
    solver.start_from(x)
    bound = solver.run().bound
    if np.isfinite(bound):
        search.raise_bound(bound, WHAT)
