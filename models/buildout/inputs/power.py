"""Power options of sites."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from buildout.inputs.money import Payment


class Delivery(StrEnum):
    """How a power option reaches the racks."""

    GRID = "grid"
    """Firm MW through a grid connection; counts against the area's headroom."""
    ONSITE = "onsite"
    """Firm MW made behind the meter."""
    OVER_GRID = "over grid"
    """Energy only: a contract delivered through the site's grid connection."""


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
