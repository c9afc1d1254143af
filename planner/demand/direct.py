"""Driver: demand given directly, by stream, node and date, each amount in a unit of its own.

Amounts are peaks at the place. Between the dates of a row's stream and node they run in straight
lines; before the first and after the last date they are flat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from buildout.inputs import Period
from planner.cases.demand import DirectRow
from planner.cases.paths import Interpolation
from planner.demand.facts import Factor, Load
from planner.demand.paths import at_period_ends, end_of
from planner.demand.units import Dimension, read_unit

DIRECT = "direct demand"

UnitsPerMeasure = Mapping[str, Mapping[Dimension, float]]
"""By stream: units of the stream per unit of each dimension it can be stated in."""


def direct_loads(
    rows: Iterable[DirectRow],
    units: Mapping[str, str],
    per_measure: UnitsPerMeasure,
    periods: Sequence[Period],
) -> list[Load]:
    """Return a load for each stream and node that has direct demand.

    Parameters
    ----------
    rows
        Direct demand.
    units
        Unit of each stream.
    per_measure
        Units of a stream per reference MW, token per second or session.
    periods
        The time grid.
    """
    points: dict[tuple[str, str], dict[float, float]] = {}
    for row in rows:
        factor = units_of_stream(row, units[row.stream], per_measure[row.stream])
        points.setdefault((row.stream, row.node), {})[end_of(row.at)] = row.amount * factor
    return [
        Load(
            driver=DIRECT,
            stream_id=stream_id,
            node_id=node_id,
            factors=(Factor(DIRECT, at_period_ends(some, periods, Interpolation.LINEAR)),),
            is_local=True,
        )
        for (stream_id, node_id), some in points.items()
    ]


def units_of_stream(row: DirectRow, unit: str, per_measure: Mapping[Dimension, float]) -> float:
    """Return how many units of its stream one unit of a row is.

    Raises
    ------
    ValueError
        If the row's unit is none, or the stream cannot be stated in it: tokens per second of a
        training fleet, sessions of a stream without any.
    """
    if row.unit == unit:
        return 1.0
    measure = read_unit(row.unit)
    if measure.dimension not in per_measure:
        raise ValueError(f"{row.stream} is not counted in {measure.dimension.value}")
    return measure.factor * per_measure[measure.dimension]
