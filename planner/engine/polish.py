"""Sub-problems around the best halls so far: all campuses one hall up or down, all edge sites, ...

Each neighbourhood fixes most of the siting and gives the rest to branch and bound, with purchases in
any amount and power units relaxed, since their rounding hardly changes which halls are best. A point
that improves is finished into a plan, and only that counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from enum import Enum
from itertools import cycle
from threading import Event

import numpy as np

from planner.engine.dive import Siting, siting_of
from planner.engine.finish import finish
from planner.engine.highs import Options, Solver
from planner.engine.matrix import Mask, Matrix, Vector
from planner.engine.restrict import Restricted
from planner.engine.search import Search
from planner.engine.structure import NONE, Structure
from planner.engine.tighten import halls_only

SUB_SECONDS, SUB_NODES = 10.0, 20
SUB_GAP = 1e-4
LEAST_GAIN = 1e-6
FREE_CAMPUSES, FREE_EDGES = 4, 6
WINDOW_LEAST = 3
LEVELS = 4
"""Times that neighbourhoods grow. At level n they are n times as large, and may take n times as long."""


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


def polish(
    part: Restricted,
    structure: Structure,
    search: Search,
    x: Vector,
    *,
    threads: int = 1,
    levels: int = LEVELS,
    until: Event | None = None,
) -> None:
    """Search neighbourhoods, ``threads`` side by side, until the gap or the time is reached, or told to end.

    Where none of a level improves, those of the next are larger and take longer; it also ends when none of
    the last level improves. HiGHS does not hold Python's lock while it solves, so that threads of one
    process use the cores.
    """

    def goes_on() -> bool:
        return not search.is_done and not (until is not None and until.is_set())

    siting = siting_of(part, structure)
    matrix = halls_only(part.matrix, part.those_of(structure.siting))
    rng = np.random.default_rng(0)
    best, value, failed, level = x, matrix.value(x), set[Kind](), 1
    kinds = cycle(Kind)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        running: dict[Future[Vector | None], Kind] = {}
        while goes_on() and level <= levels:
            while len(running) < threads:
                kind = next(kinds)
                near = _restricted(matrix, siting, best, NEIGHBOURHOODS[kind](siting, rng, level))
                running[pool.submit(_improve, near, best, search, level, goes_on)] = kind
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                kind, found = running.pop(future), future.result()
                if found is None or matrix.value(found) >= value * (1 - LEAST_GAIN):
                    failed.add(kind)
                    if failed == set(Kind):
                        failed, level = set(), level + 1
                    continue
                best, value, failed = found, matrix.value(found), set()
                finish(part, structure, search, best, kind.value)


def _improve(
    matrix: Matrix, start: Vector, search: Search, level: int, goes_on: Callable[[], bool]
) -> Vector | None:
    options = Options(gap=SUB_GAP, extra={"mip_heuristic_effort": 0.3})
    solver = Solver(matrix, search.within(options, SUB_SECONDS * level, SUB_NODES * level))
    solver.on_bound(lambda _: goes_on())
    solver.start_from(start)
    return solver.run().x


def _restricted(matrix: Matrix, siting: Siting, x: Vector, near: Neighbourhood) -> Matrix:
    """Fix the siting outside a neighbourhood of a point, and narrow it inside."""
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    reach = np.where(near.free, near.radius, 0.0)
    halls = siting.halls
    real = halls != NONE
    now = np.round(x[halls])
    lower[halls[real]] = np.maximum(now[real] - reach[real], matrix.lower[halls[real]])
    upper[halls[real]] = np.minimum(now + reach, siting.most)[real]
    opens = siting.opens
    movable = (opens != NONE) & near.free & ~siting.in_ledger[:, None]
    fixed = (opens != NONE) & ~movable
    lower[opens[fixed]] = upper[opens[fixed]] = np.round(x[opens[fixed]])
    return matrix.with_bounds(lower, upper)


def _campuses(siting: Siting, _rng: np.random.Generator, level: int) -> Neighbourhood:
    return Neighbourhood(np.broadcast_to(siting.campus[:, None], siting.halls.shape), float(level))


def _edges(siting: Siting, _rng: np.random.Generator, level: int) -> Neighbourhood:
    return Neighbourhood(np.broadcast_to(~siting.campus[:, None], siting.halls.shape), float(level))


def _sites(siting: Siting, rng: np.random.Generator, level: int) -> Neighbourhood:
    free = np.zeros(siting.halls.shape, dtype=bool)
    for group, count in ((siting.campus, FREE_CAMPUSES), (~siting.campus, FREE_EDGES)):
        members = np.flatnonzero(group)
        free[rng.choice(members, min(count * level, len(members)), replace=False)] = True
    return Neighbourhood(free, np.inf)


def _window(siting: Siting, rng: np.random.Generator, level: int) -> Neighbourhood:
    periods = siting.halls.shape[1]
    width = min(periods, max(WINDOW_LEAST, periods // 5) * level)
    first = int(rng.integers(0, periods - width + 1))
    free = np.zeros(siting.halls.shape, dtype=bool)
    free[:, first : first + width] = True
    return Neighbourhood(free, 2.0)


NEIGHBOURHOODS: Mapping[Kind, Callable[[Siting, np.random.Generator, int], Neighbourhood]] = {
    Kind.CAMPUSES: _campuses,
    Kind.EDGES: _edges,
    Kind.SITES: _sites,
    Kind.WINDOW: _window,
}
