"""Paths: values at the ends of years or quarters, and what lies between them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from buildout.inputs import Period
from buildout.quarters import parse_quarter
from planner.cases.demand import Interpolation
from planner.demand.facts import Series


def end_of(label: str) -> int:
    """Return the first quarter after a year (``2027``), half-year (``2027H1``) or quarter (``2027Q3``).

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
    return parse_quarter(label) + 1


def at_period_ends(points: Mapping[int, float], periods: Sequence[Period], between: Interpolation) -> Series:
    """Return a path's value at the end of each period; before its first and after its last point it is flat.

    Parameters
    ----------
    points
        Values by the quarter after which they hold, see `end_of`. At least one; all above zero where
        the path is geometric.
    periods
        The time grid.
    between
        A straight line, or a constant rate of growth.
    """
    ends = sorted(points)
    values = [points[end] for end in ends]
    asked = [period.end for period in periods]
    if between is Interpolation.GEOMETRIC:
        logs = np.interp(asked, ends, [math.log(value) for value in values])
        return tuple(math.exp(value) for value in logs.tolist())
    return tuple(np.interp(asked, ends, values).tolist())
