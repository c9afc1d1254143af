"""Time axes: true to scale whatever the length of the periods, and with no more labels than fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from buildout.quarters import parse_quarter, quarter_year
from planner.figures.source import Source

MOST_QUARTERS = 10
"""More quarters than this are labelled by year."""
LEAST_PART = 0.05
"""A year that takes less of the axis than this has no room for its label."""
_YEAR = "format(floor(datum.value), 'd')"
_QUARTER = "'Q' + format(floor(4 * (datum.value - floor(datum.value))) + 1, 'd')"


@dataclass(frozen=True)
class TimeAxis:
    """Calendar time from quarter number ``first`` up to, not including, ``end``.

    A quarter number over 4 is a year, so positions on the axis are years: 2027Q3 starts at 2027.5.
    """

    first: int
    end: int
    by_quarter: bool
    """Whether quarters are labelled rather than years."""

    @classmethod
    def between(cls, first: int, end: int) -> TimeAxis:
        """Return the axis between two quarter numbers; quarters are labelled where they fit."""
        return cls(first, end, by_quarter=end - first <= MOST_QUARTERS)

    @classmethod
    def of_horizon(cls, source: Source) -> TimeAxis:
        """Return the axis of the periods of a case."""
        return cls.between(source.inputs.periods[0].start, source.inputs.end)

    @classmethod
    def of_years(cls, years: Sequence[int]) -> TimeAxis:
        """Return the axis of whole calendar years."""
        return cls(4 * min(years), 4 * (max(years) + 1), by_quarter=False)

    @property
    def domain(self) -> list[float]:
        """First and last position of the axis."""
        return [self.first / 4, self.end / 4]

    def x(self, field: str = "start") -> alt.X:
        """Return the encoding of a position in time."""
        x: alt.X = alt.X(
            f"{field}:Q",
            title="calendar quarter" if self.by_quarter else "calendar year",
            scale=alt.Scale(domain=self.domain, nice=False, zero=False),
        ).axis(
            values=self._labelled(),
            labelExpr=f"[{_QUARTER}, {_YEAR}]" if self.by_quarter else _YEAR,
            labelOverlap="greedy",
            labelAngle=0,
            ticks=False,
            grid=False,
        )
        return x

    def year_lines(self) -> alt.Chart:
        """Return a thin line at the start of each year within the axis."""
        years = range(quarter_year(self.first) + 1, quarter_year(self.end - 1) + 1)
        frame = pd.DataFrame({"start": pd.Series(years, dtype=float)})
        lines: alt.Chart = alt.Chart(frame).mark_rule(color="#dcdcdc", strokeWidth=1).encode(x=self.x())
        return lines

    def _labelled(self) -> list[float]:
        """Return the middles of what is labelled: quarters, or the part of each year that is shown."""
        if self.by_quarter:
            return [quarter / 4 + 0.125 for quarter in range(self.first, self.end)]
        years = range(quarter_year(self.first), quarter_year(self.end - 1) + 1)
        shown = [(max(year, self.first / 4), min(year + 1, self.end / 4)) for year in years]
        least = LEAST_PART * (self.end - self.first) / 4
        return [(start + end) / 2 for start, end in shown if end - start >= least]


def by_period(source: Source, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that has ``period`` with ``start`` and ``end`` as positions, and ``when`` in words."""
    starts = {label: period.start / 4 for label, period in source.periods.items()}
    ends = {label: period.end / 4 for label, period in source.periods.items()}
    label = frame["period"]
    return frame.assign(start=label.map(starts).astype(float), end=label.map(ends).astype(float), when=label)


def by_quarter(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that has ``quarter`` with the same columns."""
    start = frame["quarter"].map(parse_quarter).astype(float) / 4
    return frame.assign(start=start, end=start + 0.25, when=frame["quarter"])


def by_year(frame: pd.DataFrame, margin: float = 0.08) -> pd.DataFrame:
    """Return a frame that has ``year`` with the same columns, a margin left free on either side."""
    year = frame["year"].astype(float)
    return frame.assign(start=year + margin, end=year + 1 - margin, when=frame["year"].astype(str))
