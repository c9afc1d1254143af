"""What is asked for, where, and how sites reach it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from buildout.inputs.places import SiteKind


class Purpose(StrEnum):
    """What a fleet works for: the two are told apart in every table and picture."""

    TRAINING = "training"
    INFERENCE = "inference"


@dataclass(frozen=True)
class Workload:
    """Streams that run equally well on every chip, so that one share of the fleet serves them."""

    workload_id: str
    stream_ids: tuple[str, ...]
    performance: tuple[tuple[str, float], ...]
    """(chip_id, reference MW of work per IT MW); chips that are missing cannot run it."""

    @cached_property
    def ref_mw_per_it_mw(self) -> dict[str, float]:
        """The performance as a mapping from chip."""
        return dict(self.performance)


@dataclass(frozen=True)
class Stream:
    """One kind of demand."""

    stream_id: str
    name: str
    unit: str
    workload_id: str
    purpose: Purpose
    """That of every stream of its workload."""
    rtt_budget_ms: float | None
    """Network RTT incl. access and overhead; None where distance does not matter."""
    access_ms: float
    min_block_ref_mw: float
    """A site serves at least this much of the stream, or none; 0 where it may be spread."""
    usable_fraction: tuple[tuple[SiteKind, float], ...]
    """Share of a fleet's work that can be sold at peak, by site kind; 0 = may not serve."""
    shortage_musd_per_quarter: tuple[float, ...]
    """Price of one unit not served for one quarter, by period."""
    may_fall_short: bool

    @cached_property
    def usable(self) -> dict[SiteKind, float]:
        """The usable fraction as a mapping from site kind."""
        return dict(self.usable_fraction)


@dataclass(frozen=True)
class Node:
    """A place of demand: a metro, or ``anywhere`` for streams without a place."""

    node_id: str
    name: str
    country: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class Demand:
    """Peak demand of a stream at a node, by period, in the stream's unit."""

    stream_id: str
    node_id: str
    peak: tuple[float, ...]


@dataclass(frozen=True)
class Zone:
    """Nodes that a stream can treat as one, because the same sites reach them at the same cost.

    ``serve_cost_musd`` is the cost of serving one unit for one quarter from the site of the same
    position in ``site_ids``.
    """

    zone_id: str
    stream_id: str
    node_ids: tuple[str, ...]
    site_ids: tuple[str, ...]
    serve_cost_musd: tuple[float, ...]
    peak: tuple[float, ...]


@dataclass(frozen=True)
class Network:
    """RTT ms = 2 * km * ms_per_km * inflation + access + overhead; a table replaces it."""

    ms_per_km: float
    inflation: float
    overhead_ms: float
    rtt_table_ms: tuple[tuple[str, str, float], ...]
    """(site_id, node_id, RTT incl. access and overhead); empty where distances are used."""
