"""What the model and the audit read: one frozen value, in canonical units.

Canonical units: MW of power, million USD (``_musd``), quarters, reference MW of served work,
USD per MWh for energy prices, kg per MWh for emissions. Every number is finite; ids are unique;
every index set holds only what exists. `planner.cases` builds and proves an `Inputs`; nothing in
here reads a file, and nothing in here knows Pyomo.

A quantity "by period" is a tuple with one entry per period, in the order of ``Inputs.periods``.
Quarters are whole numbers (see `buildout.quarters`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from buildout.quarters import HOURS_PER_QUARTER, quarter_year


class SiteKind(StrEnum):
    """A campus is built in halls, an edge site in 5 MW clusters."""

    CAMPUS = "campus"
    EDGE = "edge"


class Basis(StrEnum):
    """What the cost of a construction element is counted per."""

    OPENING = "opening"
    HALL = "hall"
    FACILITY_MW = "facility MW"
    IT_MW = "IT MW"


class Purpose(StrEnum):
    """What a fleet works for: the two are told apart in every table and picture."""

    TRAINING = "training"
    INFERENCE = "inference"


class Delivery(StrEnum):
    """How a power option reaches the racks."""

    GRID = "grid"
    """Firm MW through a grid connection; counts against the area's headroom."""
    ONSITE = "onsite"
    """Firm MW made behind the meter."""
    OVER_GRID = "over grid"
    """Energy only: a contract delivered through the site's grid connection."""


@dataclass(frozen=True)
class Period:
    """A step of the time grid; what is online in a period is online from its first quarter."""

    label: str
    start: int
    quarters: int

    @property
    def end(self) -> int:
        """First quarter after the period."""
        return self.start + self.quarters

    @property
    def year(self) -> int:
        """Calendar year; a period never crosses the end of a year."""
        return quarter_year(self.start)

    @property
    def years(self) -> float:
        """Length in years."""
        return self.quarters / 4.0

    @property
    def hours(self) -> float:
        """Length in hours."""
        return self.quarters * HOURS_PER_QUARTER


@dataclass(frozen=True)
class Payment:
    """A part of a price, paid some quarters before the thing is online."""

    quarters_before: int
    fraction: float


@dataclass(frozen=True)
class Element:
    """One link of the lead-time chain of a site kind: permit, shell, electrical gear, cooling.

    ``order_quarters_before`` is the time from its order to the online date, that is its own lead
    time plus the longest chain of elements that wait for it. A site kind has one ``OPENING`` element, and
    its cost is the site's ``open_cost_musd``; of the others ``cost_musd`` per unit of ``basis`` times the
    site's ``cost_multiplier``.
    """

    element_id: str
    kind: SiteKind
    basis: Basis
    cost_musd: float
    lead_quarters: int
    order_quarters_before: int
    after: tuple[str, ...]
    life_quarters: int
    payments: tuple[Payment, ...]


@dataclass(frozen=True)
class Site:
    """A place that can be opened. Powers are IT MW unless the name says facility."""

    site_id: str
    name: str
    kind: SiteKind
    country: str
    area_id: str
    lat: float
    lon: float
    pue: float
    hall_mw: float
    min_halls: int
    max_halls: int
    halls_per_quarter: int
    first_hall_quarter: int
    """First quarter in which a hall that is not yet committed can be online."""
    open_by_quarter: int | None
    """The site must be open by then (a lock); None where it need not open."""
    hosting_mw: tuple[float, ...]
    """Most IT MW the place can host, by period."""
    committed_halls: tuple[int, ...]
    """Halls of the ledger online, by period: existing, then those under construction."""
    open_cost_musd: float
    cost_multiplier: float
    fixed_musd_per_hall_year: float
    """Maintenance, staff, tax and insurance, backhaul: one hall for one year."""
    water_m3_per_it_mwh: float
    chip_ids: tuple[str, ...]
    """Chips that may be bought for, or already stand at, the site."""

    @property
    def in_ledger(self) -> bool:
        """Whether the ledger has halls here, standing or under construction.

        Such a site counts as open from the start: its opening is decided and paid for.
        """
        return self.committed_halls[-1] > 0


@dataclass(frozen=True)
class SitePower:
    """One power option at one site. MW are facility MW of firm power, or of contract."""

    site_id: str
    option_id: str
    family: str
    delivery: Delivery
    unit_mw: float
    """Smallest step. Steps are whole numbers unless ``continuous``."""
    continuous: bool
    first_quarter: int
    """First quarter in which a new unit can be online: the later of its market date and today
    plus its lead time."""
    last_quarter: int
    """Last quarter in which a new unit can come online."""
    limit_mw: tuple[float, ...]
    """Most new MW online at the site, by period (a queue position's ramp, for one)."""
    committed_mw: tuple[float, ...]
    """MW of the ledger online, by period."""
    capex_musd_per_mw: float
    """Per firm MW, overbuild and premium included."""
    fixed_musd_per_mw_year: float
    energy_usd_per_mwh: float
    carbon_kg_per_mwh: float
    availability: float
    lead_quarters: int
    life_quarters: int
    payments: tuple[Payment, ...]
    is_bridge: bool
    """May leave once other power has come, to be used again elsewhere."""


@dataclass(frozen=True)
class GridArea:
    """A grid area and the MW of new firm grid power we can get there, by period, in total."""

    area_id: str
    headroom_mw: tuple[float, ...]


@dataclass(frozen=True)
class Chip:
    """An accelerator system. MW are IT MW (host, network and fans included)."""

    chip_id: str
    name: str
    vendor: str
    generation: str
    capex_musd_per_mw: float
    maintenance_musd_per_mw_year: float
    rack_mw: float
    chips_per_mw: float
    life_quarters: int
    lead_quarters: int
    payments: tuple[Payment, ...]
    supply_mw: tuple[float, ...]
    """Most MW we can buy, by period; 0 where it is not on sale."""


@dataclass(frozen=True)
class CommittedChips:
    """Chips of the ledger: bought, standing or on their way. Their price is not the plan's."""

    site_id: str
    chip_id: str
    online_quarter: int
    it_mw: float


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
class Window:
    """Periods ``first`` to ``last`` (labels, both included) and an amount that holds in them."""

    first: str
    last: str
    amount: float


@dataclass(frozen=True)
class Pool:
    """Something scarce that additions draw from.

    ``hall_draw`` (site_id, units per hall added), ``power_draw`` (site_id, option_id, units per MW
    added), ``chip_draw`` (chip_id, units per IT MW bought).
    """

    pool_id: str
    name: str
    unit: str
    limits: tuple[Window, ...]
    hall_draw: tuple[tuple[str, float], ...]
    power_draw: tuple[tuple[str, str, float], ...]
    chip_draw: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class VendorShare:
    """Bounds on a vendor's share of the IT MW bought in a window (its amount is not used)."""

    vendor: str
    window: Window
    min_share: float
    max_share: float


@dataclass(frozen=True)
class MinimumTake:
    """At least ``window.amount`` IT MW of the chips are bought in the window."""

    take_id: str
    chip_ids: tuple[str, ...]
    window: Window


@dataclass(frozen=True)
class VolumeTier:
    """A rebate on the MW of a chip bought in a window beyond a threshold.

    ``window.amount`` is the threshold in IT MW; ``discount`` is the part of the price paid back at
    the end of the window for each MW above it and below the next tier's threshold.
    """

    tier_id: str
    chip_id: str
    window: Window
    discount: float


@dataclass(frozen=True)
class Budget:
    """Most capital spending, in million USD, in the quarters ``first`` to ``last``."""

    budget_id: str
    first_quarter: int
    last_quarter: int
    musd: float


@dataclass(frozen=True)
class Survival:
    """After the loss of any one site (or area) the rest serves ``share`` of what the plan serves.

    It holds for each of the streams; other streams give way where they must.
    """

    stream_ids: tuple[str, ...]
    share: float
    by_area: bool


@dataclass(frozen=True)
class Caps:
    """Yearly limits; None is no limit. A year that the horizon covers in part counts in part."""

    carbon_t_per_year: float | None
    water_m3_per_year: float | None


@dataclass(frozen=True)
class Finance:
    """Money and other scalars that hold for the whole case."""

    wacc: float
    construction_inflation: float
    chip_value_decline_per_year: float
    carbon_usd_per_t: float
    retire_cost_musd_per_mw: float
    move_cost_fraction: float
    """Part of its capex that moving a bridge unit to another site costs."""
    mean_load_factor: float
    """Mean over peak IT power of the fleet, for energy."""


@dataclass(frozen=True)
class CommittedCash:
    """A payment still due for the ledger: sunk for the choice, real for the budget."""

    quarter: int
    musd: float
    what: str


@dataclass(frozen=True)
class Network:
    """RTT ms = 2 * km * ms_per_km * inflation + access + overhead; a table replaces it."""

    ms_per_km: float
    inflation: float
    overhead_ms: float
    rtt_table_ms: tuple[tuple[str, str, float], ...]
    """(site_id, node_id, RTT incl. access and overhead); empty where distances are used."""


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
