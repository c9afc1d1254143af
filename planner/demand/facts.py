"""What the demand drivers know, and what they make: loads, as products of named factors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

Series = tuple[float, ...]
"""A value by period."""
Peaks = dict[tuple[str, str], Series]
"""(stream_id, node_id): peak demand in the stream's unit, by period."""

ANYWHERE = "anywhere"
"""The node of demand without a place."""


@dataclass(frozen=True)
class StreamFacts:
    """A stream as the drivers see it."""

    stream_id: str
    unit: str
    usable_fraction: float
    """Part of a fleet's work that can be sold at peak: of a campus; of an edge site if only that serves."""
    is_placed: bool
    """Whether its demand belongs to metros."""
    is_training: bool
    peak_to_mean: float
    """Peak over mean at one place."""
    shares: Mapping[int, float]
    """Share of the buyer's compute at the end of some years; empty where none is known."""


@dataclass(frozen=True)
class Conversion:
    """From facility GW to reference MW."""

    pue: float
    fleet_efficiency: float
    """Reference MW per IT MW at the end of the base year."""
    growth_per_year: float
    """1.3 is 30 % a year."""
    base_year: int


@dataclass(frozen=True)
class Factor:
    """One of the numbers whose product is a load, by period."""

    name: str
    values: Series


@dataclass(frozen=True)
class Load:
    """What one driver asks of one stream: the product of its factors, in the stream's unit.

    Parameters
    ----------
    driver
        Name of the driver in the case.
    stream_id
        The stream.
    factors
        Their product is peak demand of all nodes together, by period.
    node_id
        Where it is; None where it is spread over the nodes of its stream.
    is_local
        Whether the product adds up the peaks of each place, which need not coincide; else it is
        the peak of all places together.
    work_per_gw
        Reference MW of compute that a facility GW holds, by the driver's own figures; None where it
        has none.
    """

    driver: str
    stream_id: str
    factors: tuple[Factor, ...]
    node_id: str | None = None
    is_local: bool = False
    work_per_gw: Series | None = None

    @property
    def total(self) -> Series:
        """Peak demand, by period."""
        return product(self.factors)


def product(factors: tuple[Factor, ...]) -> Series:
    """Return the product of factors, by period."""
    return tuple(math.prod(values) for values in zip(*(factor.values for factor in factors), strict=True))
