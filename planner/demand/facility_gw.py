"""Facility GW becomes reference MW of streams: what every driver stated in GW has in common.

    work per GW  = 1000 / PUE * fleet efficiency * growth ** years      reference MW per facility GW
    peak         = GW * work per GW * share of the stream * usable fraction

GW times work per GW is the compute that stands for the statement. The streams share it; a stream's
peak demand is its share times the part of a campus fleet that can be sold at peak.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from buildout.inputs import Period
from planner.demand.facts import Conversion, Factor, Load, Series, StreamFacts

HARDWARE = "work per GW (newer chips)"
"""Factor: the fleet of a later date does more work with a GW."""
MIX = "mix of streams"
"""Factor: the stream's share of compute, times what of it sells at peak."""


def work_per_gw(periods: Sequence[Period], conversion: Conversion) -> Series:
    """Return the reference MW of compute that a facility GW holds at the end of each period.

    Parameters
    ----------
    periods
        The time grid.
    conversion
        PUE and the efficiency of the fleet at that date.
    """
    base = 4 * (conversion.base_year + 1)
    at_base = 1000 / conversion.pue * conversion.fleet_efficiency
    return tuple(at_base * conversion.growth_per_year ** ((period.end - base) / 4) for period in periods)


def gw_loads(
    driver: str,
    stated: Sequence[Factor],
    streams: Sequence[StreamFacts],
    shares: Mapping[str, Series],
    periods: Sequence[Period],
    conversion: Conversion,
) -> Iterator[Load]:
    """Yield a load for each stream of a driver that is stated in GW.

    Parameters
    ----------
    driver
        Its name.
    stated
        Factors whose product is facility GW by period.
    streams
        Streams that share it.
    shares
        Share of each stream by period.
    periods
        The time grid.
    conversion
        From facility GW to reference MW.
    """
    hardware = Factor(HARDWARE, work_per_gw(periods, conversion))
    gw = [math.prod(values) for values in zip(*(factor.values for factor in stated), strict=True)]
    for stream in streams:
        share = shares[stream.stream_id]
        mix = Factor(MIX, tuple(value * stream.usable_fraction for value in share))
        yield Load(
            driver=driver,
            stream_id=stream.stream_id,
            factors=(*stated, hardware, mix),
            facility_gw=tuple(a * b for a, b in zip(gw, share, strict=True)),
        )
