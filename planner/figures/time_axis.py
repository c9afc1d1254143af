"""Time axes: true to scale whatever the length of the periods, and with no more labels than fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from buildout.quarters import parse_quarter, quarter_label, quarter_year
from planner.figures.source import Source

MOST_QUARTERS = 10
"""More quarters than this are labelled by year."""


@dataclass(frozen=True)
class TimeAxis:
    """Calendar time from quarter number ``first`` up to, not including, ``end``.

    A quarter number over 4 is a year, so positions on the axis are years: 2027Q3 starts at 2027.5.
    """

    first: int
    end: int

    @classmethod
    def of_horizon(cls, source: Source) -> TimeAxis:
        """Return the axis of the periods of a case."""
        return cls(source.inputs.periods[0].start, source.inputs.end)

    @classmethod
    def of_quarters(cls, labels: Sequence[str]) -> TimeAxis:
        """Return the axis of some quarters, such as those of payments."""
        numbers = [parse_quarter(label) for label in labels]
        return cls(min(numbers), max(numbers) + 1)

    @property
    def by_quarter(self) -> bool:
        """Whether each quarter has a label."""
        return self.end - self.first <= MOST_QUARTERS

    @property
    def domain(self) -> list[float]:
        """First and last year of the axis, as positions."""
        return [self.first / 4, self.end / 4]

    def x(self, field: str = "start") -> alt.X:
        """Return the encoding of a position in time."""
        return alt.X(
            f"{field}:Q",
            title="calendar quarter" if self.by_quarter else "calendar year",
            scale=alt.Scale(domain=self.domain, nice=False, zero=False),
        ).axis(
            values=self._labelled(),
            labelExpr=_QUARTERS if self.by_quarter else "format(floor(datum.value), 'd')",
            labelOverlap="greedy",
            labelAngle=0,
            ticks=False,
            grid=False,
        )

    def year_lines(self) -> alt.Chart:
        """Return a thin line at the start of each year within the axis."""
        years = [year for year in range(quarter_year(self.first) + 1, quarter_year(self.end - 1) + 1)]
        lines: alt.Chart = (
            alt.Chart(pd.DataFrame({"start": pd.Series(years, dtype=float)}))
            .mark_rule(color="#d8d8d8", strokeWidth=1)
            .encode(x=self.x())
        )
        return lines

    def _labelled(self) -> list[float]:
        """Return the middles of what is labelled: quarters, or the part of each year that is shown."""
        if self.by_quarter:
            return [quarter / 4 + 0.125 for quarter in range(self.first, self.end)]
        years = range(quarter_year(self.first), quarter_year(self.end - 1) + 1)
        return [(max(year, self.first / 4) + min(year + 1, self.end / 4)) / 2 for year in years]


_QUARTERS = (
    "'Q' + format(floor((datum.value - floor(datum.value)) * 4) + 1, 'd')"
    " + ' ' + format(floor(datum.value), 'd')"
)
_QUARTERS = f"split({_QUARTERS}, ' ')"


def with_times(source: Source, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that has ``period`` with its ``start`` and ``end``, as positions on the axis."""
    starts = {label: period.start / 4 for label, period in source.periods.items()}
    ends = {label: period.end / 4 for label, period in source.periods.items()}
    return frame.assign(start=frame["period"].map(starts), end=frame["period"].map(ends))


def with_quarters(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that has ``quarter`` with its ``start`` and ``end``, as positions on the axis."""
    start = frame["quarter"].map(parse_quarter).astype(float) / 4
    return frame.assign(start=start, end=start + 0.25)


def last_of_year(source: Source) -> dict[int, str]:
    """Return the label of the last period of each year."""
    return {period.year: label for label, period in source.periods.items()}


__all__ = ["TimeAxis", "last_of_year", "quarter_label", "with_quarters", "with_times"]
