"""Distributions of one figure, by their quantiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.stats import lognorm, norm, triang

from planner.study.sampling import Floats
from planner.study.schema import Value

TAIL = 0.05
"""Probability below the low end of a lognormal quantity, and above its high one."""


@dataclass(frozen=True)
class TriangularFigure:
    """Between ``low`` and ``high``, likeliest at ``mode``."""

    low: float
    mode: float
    high: float
    is_whole: bool = False

    def quantiles(self, u: Floats) -> list[Value]:
        """Return the quantiles of probabilities; shape (n,)."""
        width = self.high - self.low
        found = triang.ppf(u, (self.mode - self.low) / width, loc=self.low, scale=width)
        return [_number(value, is_whole=self.is_whole) for value in found]


@dataclass(frozen=True)
class LognormalFigure:
    """5 % of it lies below ``low``, 5 % above ``high``; both are above 0."""

    low: float
    high: float
    is_whole: bool = False

    def quantiles(self, u: Floats) -> list[Value]:
        """Return the quantiles of probabilities; shape (n,)."""
        middle = np.sqrt(self.low * self.high)
        sigma = np.log(self.high / self.low) / (2 * norm.ppf(1 - TAIL))
        found = lognorm.ppf(u, sigma, scale=middle)
        return [_number(value, is_whole=self.is_whole) for value in found]


@dataclass(frozen=True)
class DiscreteFigure:
    """One of some values; the weights sum to 1."""

    values: tuple[Value, ...]
    weights: tuple[float, ...]

    def quantiles(self, u: Floats) -> list[Value]:
        """Return the quantiles of probabilities, values being in the order of the file; shape (n,)."""
        places = np.searchsorted(np.cumsum(self.weights), u, side="right")
        return [self.values[min(int(place), len(self.values) - 1)] for place in places]


def _number(value: float, *, is_whole: bool) -> Value:
    return round(value) if is_whole else float(value)


Distribution: TypeAlias = TriangularFigure | LognormalFigure | DiscreteFigure
