"""Amounts that grow in equal steps."""

from __future__ import annotations

import math
from collections.abc import Collection

SLACK = 1e-9
"""Part of an amount, or of a step, by which it may miss a whole number of steps."""
MOST_PARTS = 12
"""The smallest of some amounts is cut in up to so many parts to find their common step."""


def is_whole_multiple(amount: float, step: float) -> bool:
    """Return whether an amount is a whole number of steps, up to rounding."""
    steps = amount / step
    return abs(steps - round(steps)) <= SLACK * max(1.0, steps)


def floor_to_step(amount: float, step: float) -> float:
    """Return the largest whole multiple of a step that does not exceed an amount.

    An amount that is a whole multiple already stays what it is, to the last digit.
    """
    return amount if is_whole_multiple(amount, step) else math.floor(amount / step) * step


def common_step(amounts: Collection[float]) -> float | None:
    """Return the largest step of which all amounts are whole multiples, None if none is found.

    Parameters
    ----------
    amounts
        At least one, all positive.
    """
    least = min(amounts)
    for parts in range(1, MOST_PARTS + 1):
        step = least / parts
        if all(is_whole_multiple(amount, step) for amount in amounts):
            return step
    return None
