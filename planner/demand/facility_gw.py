"""Facility GW becomes reference MW of streams: what every driver stated in GW has in common.

    work per GW  = 1000 / PUE * fleet efficiency * growth ** years      reference MW per facility GW
    peak         = GW * work per GW * share of the stream * usable fraction

GW times work per GW is the compute that stands for the statement. The streams share it; a stream's
peak demand is its share times the part of a campus fleet that can be sold at peak.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from planner.demand.facts import Conversion, Factor, Load, Series, StreamFacts

HARDWARE = "work per GW (newer chips)"
"""Factor: the fleet of a later date does more work with a GW."""
MIX = "mix of streams"
"""Factor: the stream's share of compute, times what of it sells at peak."""


def work_per_gw(moments: Iterable[float], conversion: Conversion) -> Series:
    """Return the reference MW of compute that a facility GW holds at some moments, in quarters.

    Parameters
    ----------
    moments
        When.
    conversion
        PUE and the efficiency of the fleet at a date.
    """
    base = 4 * (conversion.base_year + 1)
    at_base = 1000 / conversion.pue * conversion.fleet_efficiency
    return tuple(at_base * conversion.growth_per_year ** ((moment - base) / 4) for moment in moments)


def compute_of(stated: Sequence[Factor], per_gw: Series) -> tuple[Factor, ...]:
    """Return the factors whose product is reference MW of compute, from those of facility GW."""
    return (*stated, Factor(HARDWARE, per_gw))


def split_compute(
    driver: str,
    compute: Sequence[Factor],
    streams: Sequence[StreamFacts],
    shares: Mapping[str, Series],
    per_gw: Series,
) -> Iterator[Load]:
    """Yield a load for each stream of a driver.

    Parameters
    ----------
    driver
        Its name.
    compute
        Factors whose product is reference MW of compute by period.
    streams
        Streams that share it.
    shares
        Share of each stream by period.
    per_gw
        Reference MW of compute that a facility GW holds, by period.
    """
    for stream in streams:
        sold = tuple(share * stream.usable_fraction for share in shares[stream.stream_id])
        factors = (*compute, Factor(MIX, sold))
        yield Load(driver, stream.stream_id, factors, work_per_gw=per_gw)
