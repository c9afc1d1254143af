"""The waterfall: how much of a change of demand each factor makes.

Demand is a sum of products. The change of a product V = x1 * x2 * ... from V0 to V1 is

    V1 - V0 = sum over k of L(V1, V0) * ln(xk1 / xk0),   L(a, b) = (a - b) / (ln a - ln b),  L(a, a) = a

(the logarithmic mean Divisia index, LMDI-I: B. W. Ang, Energy Policy 33, 2005). It adds up exactly and
does not depend on the order of the factors, which compounding multipliers need: "without the rollouts"
taken away first or last would give two answers. A product that starts or ends at zero has no logarithm;
the whole change then belongs to the factors that are zero there (the limit of the formula).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from planner.demand.facts import Load


@dataclass(frozen=True)
class Step:
    """What one factor adds to the demand of one stream between two periods, in the stream's unit."""

    driver: str
    stream_id: str
    factor: str
    amount: float


def waterfall(loads: Iterable[Load], first: int, last: int) -> list[Step]:
    """Return what each factor of each load adds from one period to another.

    Parameters
    ----------
    loads
        What demand consists of.
    first, last
        Positions of the two periods.

    Returns
    -------
    list of Step
        They sum to the change of demand of each load. Factors that do not change add nothing and
        are left out.
    """
    return [
        Step(load.driver, load.stream_id, factor, amount)
        for load in loads
        for factor, amount in _split(load, first, last).items()
        if amount != 0.0
    ]


def _split(load: Load, first: int, last: int) -> dict[str, float]:
    start, end = load.total[first], load.total[last]
    changes = {factor.name: (factor.values[first], factor.values[last]) for factor in load.factors}
    if start == 0.0 or end == 0.0:
        return _of_zero(changes, end - start)
    weight = logarithmic_mean(start, end)
    return {name: weight * math.log(after / before) for name, (before, after) in changes.items()}


def _of_zero(changes: dict[str, tuple[float, float]], change: float) -> dict[str, float]:
    zero = [name for name, (before, after) in changes.items() if (before == 0.0) != (after == 0.0)]
    return {name: change / len(zero) for name in zero}


def logarithmic_mean(a: float, b: float) -> float:
    """Return the logarithmic mean of two positive numbers."""
    # Near a = b the quotient loses its digits; there the mean is the arithmetic one to second order.
    if math.isclose(a, b, rel_tol=1e-6):
        return (a + b) / 2.0
    return (a - b) / math.log(a / b)
