"""The cheapest plan with at most so much of an aim: the epsilon-constraint method, with an elastic limit.

A plan above the level pays for it, more than the front ever asks: it is no plan of that level but one of its
own aim, and whole halls can be found step by step where a hard row would leave them no room.
"""

from __future__ import annotations

from dataclasses import dataclass

from buildout.inputs import Inputs
from planner.engine.matrix import Compiled
from planner.explore.aims import Aim
from planner.explore.linear import Linear, with_columns, with_rows

OVER = "explore.over"


@dataclass(frozen=True)
class AtMost:
    """A formulation: the model's cost, and a price on what is above a level.

    Parameters
    ----------
    aim
        What is limited.
    level
        Its limit, in its unit.
    most_over
        Most that a plan can be above it.
    price_musd
        Price of a unit above it, million USD.
    """

    aim: Aim
    level: float
    most_over: float
    price_musd: float

    def __call__(self, inputs: Inputs) -> Compiled:
        """Build it."""
        found = self.aim.rows(inputs, self.level)
        compiled = with_columns(found.compiled, OVER, ["over"], upper=self.most_over, cost=self.price_musd)
        column = compiled.columns[OVER]["over",]
        return with_rows(compiled, "explore.at_most", [_less(row, column) for row in found.over])


def _less(row: Linear, column: int) -> Linear:
    """Return a row less the amount of a column after its last."""
    coefficients = row.coefficients.copy()
    coefficients.resize(column + 1)
    coefficients[column] = -1.0
    return Linear(coefficients, row.constant)
