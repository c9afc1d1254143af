"""Everything together: one frozen value."""

from __future__ import annotations

from dataclasses import dataclass

from buildout.inputs.chips import Chip, CommittedChips
from buildout.inputs.demand import Demand, Network, Node, Stream, Workload, Zone
from buildout.inputs.money import CommittedCash, Finance
from buildout.inputs.periods import Period
from buildout.inputs.places import Element, GridArea, Site
from buildout.inputs.power import SitePower
from buildout.inputs.rules import Budget, Caps, MinimumTake, Pool, Survival, VendorShare, VolumeTier


@dataclass(frozen=True)
class Ambition:
    """What someone has published to build: the summary holds the plan against it, the model never sees it."""

    name: str
    facility_gw: tuple[float, ...]
    """By period, at its end."""
    usd_per_gw: float
    """All-in price of a facility GW, as published."""
    source: str


@dataclass(frozen=True)
class Inputs:
    """All that decides a plan, and the ambition it is held against."""

    case_id: str
    title: str
    today: int
    periods: tuple[Period, ...]
    finance: Finance
    network: Network
    elements: tuple[Element, ...]
    sites: tuple[Site, ...]
    areas: tuple[GridArea, ...]
    power: tuple[SitePower, ...]
    chips: tuple[Chip, ...]
    committed_chips: tuple[CommittedChips, ...]
    committed_cash: tuple[CommittedCash, ...]
    workloads: tuple[Workload, ...]
    streams: tuple[Stream, ...]
    nodes: tuple[Node, ...]
    demand: tuple[Demand, ...]
    zones: tuple[Zone, ...]
    pools: tuple[Pool, ...]
    vendor_shares: tuple[VendorShare, ...]
    minimum_takes: tuple[MinimumTake, ...]
    volume_tiers: tuple[VolumeTier, ...]
    budgets: tuple[Budget, ...]
    survival: tuple[Survival, ...]
    caps: Caps
    whole_racks: bool
    ambition: Ambition | None = None

    @property
    def end(self) -> int:
        """First quarter after the horizon."""
        return self.periods[-1].end
