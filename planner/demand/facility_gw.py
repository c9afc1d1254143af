"""Driver: a path of facility GW becomes reference MW of streams at nodes.

    reference MW = GW * 1000 / PUE * fleet efficiency * growth ** years

is the compute capacity that the path stands for. The streams share it as streams.csv says; a stream's
peak demand is its share times the part of a campus fleet that can be sold at peak.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from buildout.inputs import Period
from planner.cases.demand import Interpolation
from planner.demand.facts import ANYWHERE, Conversion, Peaks, Series, StreamFacts
from planner.demand.paths import at_period_ends


def reference_mw(gw: Series, periods: Sequence[Period], conversion: Conversion) -> Series:
    """Turn facility GW into reference MW of compute.

    Parameters
    ----------
    gw
        Facility GW at the end of each period.
    periods
        The time grid.
    conversion
        PUE and the efficiency of the fleet at that date.
    """
    base = 4 * (conversion.base_year + 1)
    return tuple(
        value
        * 1000
        / conversion.pue
        * conversion.fleet_efficiency
        * conversion.growth_per_year ** ((period.end - base) / 4)
        for value, period in zip(gw, periods, strict=True)
    )


def stream_shares(streams: Sequence[StreamFacts], periods: Sequence[Period]) -> dict[str, Series]:
    """Return each stream's share of compute by period; the shares of a period add up to 1.

    Shares run in straight lines between the years they are known for. Of one stream alone the share
    is 1, whatever is known.
    """
    raw = {
        stream.stream_id: at_period_ends(
            {4 * (year + 1): share for year, share in (stream.shares or {0: 1.0}).items()},
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


def facility_peaks(
    capacity_ref_mw: Series,
    streams: Sequence[StreamFacts],
    weights: Mapping[str, float],
    periods: Sequence[Period],
) -> Peaks:
    """Split compute over streams and nodes.

    Parameters
    ----------
    capacity_ref_mw
        Reference MW of compute by period.
    streams
        Streams that share it.
    weights
        Weight of each node; streams without a place go to the node `ANYWHERE`.
    periods
        The time grid.
    """
    total = sum(weights.values())
    peaks: Peaks = {}
    for stream_id, shares in stream_shares(streams, periods).items():
        stream = next(s for s in streams if s.stream_id == stream_id)
        served = [
            capacity * share * stream.usable_fraction
            for capacity, share in zip(capacity_ref_mw, shares, strict=True)
        ]
        parts = (
            {node: weight / total for node, weight in weights.items()}
            if stream.is_placed
            else {ANYWHERE: 1.0}
        )
        for node, part in parts.items():
            peaks[stream_id, node] = tuple(value * part for value in served)
    return peaks
