"""Where to build: sites, what they are built of, and the grid areas they lie in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from buildout.inputs.money import Payment


class SiteKind(StrEnum):
    """A campus is built in halls, an edge site in 5 MW clusters."""

    CAMPUS = "campus"
    EDGE = "edge"

    @property
    def module(self) -> str:
        """What a site of the kind is built in, as a word."""
        return "hall" if self is SiteKind.CAMPUS else "cluster"


class Basis(StrEnum):
    """What the cost of a construction element is counted per."""

    OPENING = "opening"
    HALL = "hall"
    FACILITY_MW = "facility MW"
    IT_MW = "IT MW"


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
class GridArea:
    """A grid area and the MW of new firm grid power we can get there, by period, in total."""

    area_id: str
    headroom_mw: tuple[float, ...]
