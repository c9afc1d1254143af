"""Chips on sale, and those of the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from buildout.inputs.money import Payment


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
