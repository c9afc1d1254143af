"""Driver: demand given directly, by stream, node and date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from buildout.inputs import Period
from planner.cases.demand import DirectRow, Interpolation
from planner.demand.facts import Peaks
from planner.demand.paths import at_period_ends, end_of


def direct_peaks(rows: Iterable[DirectRow], periods: Sequence[Period]) -> Peaks:
    """Return peak demand at the end of each period, straight lines between the dates that are given.

    Before the first date and after the last one the demand is flat.
    """
    points: dict[tuple[str, str], dict[int, float]] = {}
    for row in rows:
        points.setdefault((row.stream, row.node), {})[end_of(row.at)] = row.amount
    return {key: at_period_ends(some, periods, Interpolation.LINEAR) for key, some in points.items()}
