"""Paths: values at the ends of years, quarters or months, and what lies between them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from buildout.inputs import Period
from buildout.quarters import parse_quarter
from planner.cases.paths import Growth, Interpolation, Path
from planner.demand.facts import Series

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def end_of(label: str) -> float:
    """Return the moment at which a date ends, in quarters.

    Parameters
    ----------
    label
        A year (``2027``), half-year (``2027H1``), quarter (``2027Q3``) or month (``2027-10``).

    Returns
    -------
    float
        Number of the first quarter after it; a third of a quarter is a month.

    Raises
    ------
    ValueError
        If the label is none of these.
    """
    label = label.strip()
    if label.isascii() and label.isdigit() and len(label) == 4:
        return 4 * (int(label) + 1)
    if len(label) == 6 and label[4:] in {"H1", "H2"} and label[:4].isdigit():
        return 4 * int(label[:4]) + 2 * int(label[5])
    month = _MONTH.fullmatch(label)
    if month is not None:
        return 4 * int(month[1]) + int(month[2]) / 3
    return parse_quarter(label) + 1


def period_ends(periods: Sequence[Period]) -> list[float]:
    """Return the moment at which each period ends, in quarters."""
    return [float(period.end) for period in periods]


def at_period_ends(
    points: Mapping[float, float], periods: Sequence[Period], between: Interpolation
) -> Series:
    """Return a path's value at the end of each period; before its first and after its last point it is flat.

    Parameters
    ----------
    points
        Values by the moment at which they hold, see `end_of`. At least one; all above zero where
        the path is geometric.
    periods
        The time grid.
    between
        A straight line, or a constant rate of growth.
    """
    return between_points(points, period_ends(periods), between)


def between_points(points: Mapping[float, float], moments: Iterable[float], between: Interpolation) -> Series:
    """Return a path's value at some moments, in quarters; flat outside its points."""
    ends, asked = sorted(points), list(moments)
    values = [points[end] for end in ends]
    if between is Interpolation.GEOMETRIC:
        logs = np.interp(asked, ends, [math.log(value) for value in values])
        return tuple(math.exp(value) for value in logs.tolist())
    return tuple(np.interp(asked, ends, values).tolist())


def values_at(path: Path, moments: Iterable[float]) -> Series:
    """Return the value of a case's path at some moments, in quarters."""
    asked = list(moments)
    if isinstance(path, Growth):
        start = end_of(path.start)
        return tuple(path.value * path.growth_per_year ** ((moment - start) / 4) for moment in asked)
    if isinstance(path, dict):
        points = {end_of(label): value for label, value in path.items()}
        return between_points(points, asked, Interpolation.LINEAR)
    return tuple(float(path) for _ in asked)
