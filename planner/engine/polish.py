"""Sub-problems around the best halls so far: all campuses one hall up or down, all edge sites, ...

Each neighbourhood fixes most of the siting and gives the rest to branch and bound, with purchases in
any amount and power units relaxed, since their rounding hardly changes which halls are best. A point
that improves is finished into a plan, and only that counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from enum import Enum
from itertools import cycle

import numpy as np

from planner.engine.dive import Siting, siting_of
from planner.engine.finish import finish
from planner.engine.highs import Options, Solver
from planner.engine.matrix import Mask, Matrix, Vector
from planner.engine.restrict import Restricted
from planner.engine.search import Search
from planner.engine.structure import NONE, Structure

SUB_SECONDS, SUB_NODES = 10.0, 20
SUB_GAP = 1e-4
LEAST_GAIN = 1e-6
FREE_CAMPUSES, FREE_EDGES = 4, 6
WINDOW_LEAST = 3


class Kind(Enum):
    """What a neighbourhood leaves free."""

    CAMPUSES = "campus halls one up or down"
    EDGES = "edge clusters one up or down"
    SITES = "a few sites in full"
    WINDOW = "all sites in a window of time"


@dataclass(frozen=True)
class Neighbourhood:
    """Halls may go ``radius`` up or down where ``free``, nowhere else; both sites x periods."""

    free: Mask
    radius: float


def polish(part: Restricted, structure: Structure, search: Search, x: Vector, *, threads: int = 1) -> None:
    """Search neighbourhoods, ``threads`` side by side, until the gap or the time is reached.

    It also ends when none of them improves. HiGHS does not hold Python's lock while it solves, so that
    threads of one process use the cores.
    """
    siting = siting_of(part, structure)
    matrix = _halls_only(part.matrix, siting)
    rng = np.random.default_rng(0)
    best, value, failed = x, matrix.value(x), set[Kind]()
    kinds = cycle(Kind)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        running: dict[Future[Vector | None], Kind] = {}
        while not search.is_done and failed != set(Kind):
            while len(running) < threads:
                kind = next(kinds)
                near = NEIGHBOURHOODS[kind](siting, rng)
                running[pool.submit(_improve, _restricted(matrix, siting, best, near), best, search)] = kind
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                kind, found = running.pop(future), future.result()
                if found is None or matrix.value(found) >= value * (1 - LEAST_GAIN):
                    failed.add(kind)
                    continue
                best, value, failed = found, matrix.value(found), set()
                finish(part, structure, search, best, kind.value)


def _halls_only(matrix: Matrix, siting: Siting) -> Matrix:
    """Return the matrix with only halls and openings whole."""
    integer = np.zeros_like(matrix.integer)
    for columns in (siting.halls, siting.opens):
        integer[columns[columns != NONE]] = True
    return replace(matrix, integer=integer & matrix.integer)


def _improve(matrix: Matrix, start: Vector, search: Search) -> Vector | None:
    options = Options(gap=SUB_GAP, extra={"mip_heuristic_effort": 0.3})
    solver = Solver(matrix, search.within(options, SUB_SECONDS, SUB_NODES))
    solver.start_from(start)
    return solver.run().x


def _restricted(matrix: Matrix, siting: Siting, x: Vector, near: Neighbourhood) -> Matrix:
    """Fix the siting outside a neighbourhood of a point, and narrow it inside."""
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    reach = np.where(near.free, near.radius, 0.0)
    halls = siting.halls
    real = halls != NONE
    now = np.round(x[halls])
    lower[halls[real]] = np.maximum(now - reach, 0.0)[real]
    upper[halls[real]] = np.minimum(now + reach, siting.most)[real]
    opens = siting.opens
    movable = (opens != NONE) & near.free & ~siting.in_ledger[:, None]
    fixed = (opens != NONE) & ~movable
    lower[opens[fixed]] = upper[opens[fixed]] = np.round(x[opens[fixed]])
    return matrix.with_bounds(lower, upper)


def _campuses(siting: Siting, _rng: np.random.Generator) -> Neighbourhood:
    return Neighbourhood(np.broadcast_to(siting.campus[:, None], siting.halls.shape), 1.0)


def _edges(siting: Siting, _rng: np.random.Generator) -> Neighbourhood:
    return Neighbourhood(np.broadcast_to(~siting.campus[:, None], siting.halls.shape), 1.0)


def _sites(siting: Siting, rng: np.random.Generator) -> Neighbourhood:
    free = np.zeros(siting.halls.shape, dtype=bool)
    for group, count in ((siting.campus, FREE_CAMPUSES), (~siting.campus, FREE_EDGES)):
        members = np.flatnonzero(group)
        free[rng.choice(members, min(count, len(members)), replace=False)] = True
    return Neighbourhood(free, np.inf)


def _window(siting: Siting, rng: np.random.Generator) -> Neighbourhood:
    periods = siting.halls.shape[1]
    width = min(periods, max(WINDOW_LEAST, periods // 5))
    first = int(rng.integers(0, periods - width + 1))
    free = np.zeros(siting.halls.shape, dtype=bool)
    free[:, first : first + width] = True
    return Neighbourhood(free, 2.0)


NEIGHBOURHOODS: Mapping[Kind, Callable[[Siting, np.random.Generator], Neighbourhood]] = {
    Kind.CAMPUSES: _campuses,
    Kind.EDGES: _edges,
    Kind.SITES: _sites,
    Kind.WINDOW: _window,
}
