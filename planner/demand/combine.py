"""Demand is the sum of its drivers."""

from __future__ import annotations

from collections.abc import Iterable

from buildout.inputs import Demand
from planner.demand.facts import Peaks


def add_peaks(drivers: Iterable[Peaks]) -> tuple[Demand, ...]:
    """Add up the drivers; a stream at a node where demand is always zero is left out."""
    total: Peaks = {}
    for peaks in drivers:
        for key, series in peaks.items():
            before = total.get(key, (0.0,) * len(series))
            total[key] = tuple(a + b for a, b in zip(before, series, strict=True))
    return tuple(
        Demand(stream_id=stream, node_id=node, peak=series)
        for (stream, node), series in total.items()
        if any(series)
    )
