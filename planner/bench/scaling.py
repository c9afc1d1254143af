"""How time grows with size: the exponent b of seconds = a x sites ^ b."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEAST_SIZES = 2
"""A line needs two points, its error a third."""


@dataclass(frozen=True)
class Fit:
    """The exponent, its standard error and the sizes behind it."""

    exponent: float
    standard_error: float | None
    """None where two sizes leave nothing to judge it by."""
    sizes: tuple[int, ...]


def fit_exponent(sizes: Sequence[int], seconds: Sequence[float]) -> Fit | None:
    """Fit a straight line through the logarithms by least squares; None for fewer than two sizes.

    Parameters
    ----------
    sizes
        Number of sites, each once.
    seconds
        Time of each, more than 0.
    """
    if len(sizes) < LEAST_SIZES:
        return None
    x, y = np.log(np.asarray(sizes, dtype=float)), np.log(np.asarray(seconds, dtype=float))
    from_mean = x - x.mean()
    spread = float(from_mean @ from_mean)
    exponent = float(from_mean @ y) / spread
    residual = y - y.mean() - exponent * from_mean
    freedom = len(sizes) - 2
    error = float(np.sqrt(residual @ residual / freedom / spread)) if freedom else None
    return Fit(exponent, error, tuple(sizes))
