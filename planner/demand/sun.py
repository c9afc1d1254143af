"""Peaks that do not coincide: the sun is not high everywhere at once.

Demand of a place follows its own clock. Over a day it is taken as

    demand(h) = mean * exp(k * cos(2 pi (h - peak hour) / 24)) / I0(k)

with mean 1 (the von Mises density) and k chosen so that its peak is ``peak_to_mean``: exp(k) / I0(k).
Places that the same sites can serve share capacity, so what must be built for them is the largest
sum over the day, not the sum of the largest.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import i0e

Floats = npt.NDArray[np.float64]

STEPS = 288
"""Moments of a day at which the sum is taken: every five minutes."""
_SHARPEST = 1e4
"""Largest k looked at; it stands for a peak of 250 times the mean."""


def sharpness(peak_to_mean: float) -> float:
    """Return the k at which the day's curve has this peak over its mean; 0 for a flat day."""
    if peak_to_mean <= 1.0:
        return 0.0
    return float(brentq(lambda k: 1.0 / i0e(k) - peak_to_mean, 0.0, _SHARPEST))


def day_curve(peak_to_mean: float, hours_from_peak: Floats) -> Floats:
    """Return demand over its local peak, at some hours from it."""
    angle = 2.0 * np.pi * hours_from_peak / 24.0
    return np.asarray(np.exp(sharpness(peak_to_mean) * (np.cos(angle) - 1.0)), dtype=float)


def coincidence(local_peaks: Floats, utc_offset_hours: Floats, peak_to_mean: float) -> Floats:
    """Return the peak of places together over the sum of their own peaks.

    Parameters
    ----------
    local_peaks
        Peak of each place by period, shape (places, periods), in any unit.
    utc_offset_hours
        Clock of each place, hours ahead of UTC.
    peak_to_mean
        Peak over mean at each place.

    Returns
    -------
    array of shape (periods,)
        Between 1 / ``peak_to_mean`` and 1; 1 where there is no demand.
    """
    hours = np.arange(STEPS) * (24.0 / STEPS)
    curve = day_curve(peak_to_mean, hours[:, None] + utc_offset_hours[None, :])
    together = (curve @ local_peaks).max(axis=0)
    apart = local_peaks.sum(axis=0)
    return np.asarray(np.where(apart > 0.0, together / np.where(apart > 0.0, apart, 1.0), 1.0), dtype=float)
