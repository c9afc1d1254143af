"""The mix: which part of a buyer's compute each stream takes, as it shifts over time."""

from __future__ import annotations

from collections.abc import Sequence

from buildout.inputs import Period
from planner.cases.demand import Mix
from planner.cases.paths import Interpolation
from planner.demand.facts import Series, StreamFacts
from planner.demand.paths import at_period_ends, between_points, end_of


def stream_shares(streams: Sequence[StreamFacts], periods: Sequence[Period]) -> dict[str, Series]:
    """Return each stream's share of compute by period; the shares of a period add up to 1.

    Shares run in straight lines between the years they are known for. Of one stream alone the share
    is 1, whatever is known.
    """
    raw = {
        stream.stream_id: at_period_ends(
            {4.0 * (year + 1): share for year, share in (stream.shares or {0: 1.0}).items()},
            periods,
            Interpolation.LINEAR,
        )
        for stream in streams
    }
    totals = [sum(values) for values in zip(*raw.values(), strict=True)]
    return {
        stream_id: tuple(v / total if total else 0.0 for v, total in zip(values, totals, strict=True))
        for stream_id, values in raw.items()
    }


def mix_shares(mix: Mix, periods: Sequence[Period]) -> dict[str, Series]:
    """Return the shares that a case states, by stream and period, straight lines between its dates."""
    return {
        stream_id: at_period_ends(
            {end_of(label): share for label, share in points.items()}, periods, Interpolation.LINEAR
        )
        for stream_id, points in mix.items()
    }


def mix_sums(mix: Mix) -> dict[str, float]:
    """Return the sum of the shares at every date that a mix names."""
    labels = {end_of(label): label for points in mix.values() for label in points}
    sums = dict.fromkeys(labels, 0.0)
    for points in mix.values():
        own = {end_of(label): share for label, share in points.items()}
        for moment, share in zip(labels, between_points(own, labels, Interpolation.LINEAR), strict=True):
            sums[moment] += share
    return {labels[moment]: total for moment, total in sorted(sums.items())}
