"""The case beside published figures: for each that applies, its band, and whether the case is inside."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from planner.assemble import Assembly
from planner.assemble.rows import Row, number, rows, text
from planner.demand.published import USD_PER_BILLION
from planner.preview.demand import DemandTables
from planner.preview.measures import CEILINGS, LEVELS, RATES, View

NEAR = 0.1
"""A figure that was published without a band counts as one of 10 % either way."""


class Verdict(Enum):
    """Where the case lies."""

    BELOW = "below"
    INSIDE = "inside"
    ABOVE = "above"


@dataclass(frozen=True)
class Comparison:
    """One published figure and what the case says of the same thing."""

    anchor_id: str
    what: str
    year: int
    unit: str
    case: float
    low: float
    published: float
    high: float
    source: str
    confidence: str

    @property
    def verdict(self) -> Verdict:
        """Where the case lies against the band, ends included."""
        if self.case < self.low and not math.isclose(self.case, self.low):
            return Verdict.BELOW
        if self.case > self.high and not math.isclose(self.case, self.high):
            return Verdict.ABOVE
        return Verdict.INSIDE


def compare_with_published(assembly: Assembly, tables: DemandTables) -> tuple[Comparison, ...]:
    """Return every published figure of demand.csv that speaks of something the case has.

    Parameters
    ----------
    assembly
        The case.
    tables
        Its demand, from `planner.preview.demand.demand_tables`.

    Notes
    -----
    Yearly figures are compared with the case at the end of the same year, rates with its whole horizon.
    What the world has is a ceiling for one buyer. Figures of other buyers are of another size: they show
    what has been said, not what is right.
    """
    view = View(assembly, tables)
    found = (_compare(view, row) for row in rows(assembly.reference.demand))
    return tuple(comparison for comparison in found if comparison is not None)


def _compare(view: View, row: Row) -> Comparison | None:
    metric, year = text(row, "metric"), round(number(row, "horizon_year"))
    value = _value(view, row, metric, year)
    if value is None:
        return None
    unit, published = text(row, "unit"), number(row, "value")
    scale = 1.0 / USD_PER_BILLION if unit.startswith("USD") else 1.0
    has_band = text(row, "low") != "" or text(row, "high") != ""
    low = number(row, "low", published if has_band else published * (1 - NEAR))
    high = number(row, "high", published if has_band else published * (1 + NEAR))
    return Comparison(
        anchor_id=text(row, "anchor_id"),
        what=f"{text(row, 'entity')}: {metric.replace('_', ' ')}",
        year=year,
        unit=f"billion {unit}" if scale != 1.0 else unit,
        case=value,
        low=0.0 if metric in CEILINGS else scale * low,
        published=scale * published,
        high=scale * high,
        source=text(row, "source"),
        confidence=text(row, "confidence"),
    )


def _value(view: View, row: Row, metric: str, year: int) -> float | None:
    """Return what the case says of the thing a row is about; None where it says nothing."""
    if metric in RATES:
        return RATES[metric](view)
    if metric not in LEVELS or year not in view.ends:
        return None
    if text(row, "scope") == "US" and view.countries != {"US"}:
        return None
    return LEVELS[metric](view, year)
