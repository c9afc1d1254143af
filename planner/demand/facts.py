"""What the demand drivers know of streams and time."""

from __future__ import annotations

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
    """Part of a campus fleet's work that can be sold at peak."""
    is_placed: bool
    """Whether its demand belongs to metros."""
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
