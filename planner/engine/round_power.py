"""Power units made whole, period by period, large units first.

Rounding every option of every site to its nearest whole unit would leave some fleets without power and
would break the limits that sites share. Here each site is rounded down and then gets units, from the
largest fraction on, until its fleet has its power again, as long as headroom and pools last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from planner.engine.highs import Options, Outcome, Solver
from planner.engine.matrix import Matrix, Vector
from planner.engine.restrict import Restricted
from planner.engine.search import Search
from planner.engine.structure import NONE, Block, Structure, Unit

WHOLE = 1e-6
SPARE_MW = 1e-3
"""MW of firm power that a site may lack without another unit."""


class SharedLimits:
    """What is left of the limits that sites share, while units are added one by one."""

    def __init__(self, part: Restricted, structure: Structure, x: Vector) -> None:
        rows = np.flatnonzero(np.isin(part.rows, structure.limit_rows))
        self._a = part.matrix.a[rows].tocsc()
        self._part = part
        self._x = x.copy()
        self._left = part.matrix.row_upper[rows] - self._a @ x

    def set(self, unit: Unit, value: float) -> None:
        """Put a unit's column at a value, whatever is left."""
        self._apply(self._moves(unit, value))

    def can_have(self, unit: Unit, value: float) -> bool:
        """Put a unit's column at a value if that leaves nothing overdrawn; return whether it did."""
        moves = list(self._moves(unit, value))
        drawn = np.zeros(len(self._left))
        for column, step in moves:
            some = slice(self._a.indptr[column], self._a.indptr[column + 1])
            drawn[self._a.indices[some]] += step * self._a.data[some]
        if (drawn > np.maximum(self._left, 0.0) + WHOLE).any():
            return False
        self._apply(moves)
        return True

    def _moves(self, unit: Unit, value: float) -> Iterator[tuple[int, float]]:
        """Yield the columns that move with a unit, and by how much."""
        here = int(self._part.place[unit.column])
        step = value - self._x[here]
        yield here, step
        if unit.bought != NONE:
            yield int(self._part.place[unit.bought]), step
            return
        for later in self._part.place[unit.later]:
            if self._x[later] < value:
                yield int(later), value - self._x[later]

    def _apply(self, moves: Iterable[tuple[int, float]]) -> None:
        for column, step in list(moves):
            some = slice(self._a.indptr[column], self._a.indptr[column + 1])
            self._left[self._a.indices[some]] -= step * self._a.data[some]
            self._x[column] += step


def round_power(matrix: Matrix, part: Restricted, structure: Structure, search: Search) -> Vector | None:
    """Return a point with whole power units, None if there is none or no time.

    Parameters
    ----------
    matrix
        That of the part, with halls and openings fixed.
    """
    solver = Solver(matrix, Options(seconds=max(search.seconds_left, 1.0)), relax=True)
    outcome = solver.run()
    for blocks in structure.power:
        there = [Block(tuple(u for u in b.units if part.place[u.column] != NONE)) for b in blocks]
        for lumpy in (True, False):
            if outcome.x is None or search.seconds_left <= 0:
                return None
            chosen = [Block(tuple(u for u in b.units if u.is_lumpy == lumpy)) for b in there]
            outcome = _round(solver, matrix, part, structure, chosen, outcome.x)
    return outcome.x


def _round(
    solver: Solver,
    matrix: Matrix,
    part: Restricted,
    structure: Structure,
    blocks: list[Block],
    x: Vector,
) -> Outcome:
    """Fix the units of some blocks: enough for what stands, or, if that fails, rounded down."""
    units = [unit for block in blocks for unit in block.units]
    if not units:
        return solver.run()
    columns = part.place[[unit.column for unit in units]]
    enough = _enough(matrix, part, structure, blocks, x)
    values = np.array([enough[unit.column] for unit in units])
    solver.fix_bounds(columns, values, values)
    outcome = solver.run()
    if outcome.x is None:
        values = np.array([_down(part, unit, x) for unit in units])
        solver.fix_bounds(columns, values, values)
        outcome = solver.run()
    return outcome


def _down(part: Restricted, unit: Unit, x: Vector) -> float:
    """Return a unit's value rounded down, but for options in any amount."""
    wanted = float(x[part.place[unit.column]])
    return wanted if unit.option.continuous else float(np.floor(wanted + WHOLE))


def _enough(
    matrix: Matrix, part: Restricted, structure: Structure, blocks: list[Block], x: Vector
) -> dict[int, float]:
    """Return the values of units that give each fleet its power, as far as limits leave room."""
    limits = SharedLimits(part, structure, x)
    values = {unit.column: _down(part, unit, x) for block in blocks for unit in block.units}
    for block in blocks:
        for unit in block.units:
            limits.set(unit, values[unit.column])
    for block in blocks:
        lost = {u.column: float(x[part.place[u.column]]) - values[u.column] for u in block.units}
        missing_mw = sum(lost[unit.column] * unit.firm_mw for unit in block.units)
        for unit in sorted(block.units, key=lambda unit: -lost[unit.column]):
            if missing_mw <= SPARE_MW:
                break
            more = values[unit.column] + 1.0
            if lost[unit.column] <= WHOLE or unit.firm_mw == 0 or unit.option.continuous:
                continue
            if more <= matrix.upper[part.place[unit.column]] and limits.can_have(unit, more):
                values[unit.column] = more
                missing_mw -= unit.firm_mw
    return values
