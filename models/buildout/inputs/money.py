"""Prices, payments and what holds for the money of the whole case."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Payment:
    """A part of a price, paid some quarters before the thing is online."""

    quarters_before: int
    fraction: float


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
