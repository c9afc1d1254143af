"""Periods of the time grid, and windows of them."""

from __future__ import annotations

from dataclasses import dataclass

from buildout.quarters import HOURS_PER_QUARTER, quarter_year


@dataclass(frozen=True)
class Period:
    """A step of the time grid; what is online in a period is online from its first quarter."""

    label: str
    start: int
    quarters: int

    @property
    def end(self) -> int:
        """First quarter after the period."""
        return self.start + self.quarters

    @property
    def year(self) -> int:
        """Calendar year; a period never crosses the end of a year."""
        return quarter_year(self.start)

    @property
    def years(self) -> float:
        """Length in years."""
        return self.quarters / 4.0

    @property
    def hours(self) -> float:
        """Length in hours."""
        return self.quarters * HOURS_PER_QUARTER


@dataclass(frozen=True)
class Window:
    """Periods ``first`` to ``last`` (labels, both included) and an amount that holds in them."""

    first: str
    last: str
    amount: float
