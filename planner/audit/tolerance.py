"""How far a figure may be off before it is a violation.

HiGHS holds rows to 1e-7 and integers to 1e-6, both on scaled rows. A plan has been rounded to whole
units and racks and polished after that, so ten times the first is room enough for an honest plan;
it is a watt in a megawatt. Money is a sum of about a million products of doubles: 1e-9 of a trillion
dollars covers their rounding, and small plans must agree to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Tolerance:
    """Room around a limit: ``absolute`` in the row's unit plus ``relative`` times the limit."""

    absolute: float
    relative: float

    def room(self, limit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the room around each limit; none is needed around an infinite one."""
        return self.absolute + self.relative * np.where(np.isfinite(limit), np.abs(limit), 0.0)


ROW = Tolerance(absolute=1e-6, relative=1e-6)
"""For every equation in physical units, and for budgets in million USD."""

CENT = Tolerance(absolute=0.01, relative=1e-9)
"""For money in USD."""

ROUND_TRIP = Tolerance(absolute=0.0, relative=1e-5)
"""For RTT in ms: the radii in use for the Earth differ by up to 2e-6 of it."""

WHOLE = 1e-6
"""How far from a whole number a count may be."""
