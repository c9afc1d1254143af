"""Limits, promises and rebates of the case."""

from __future__ import annotations

from dataclasses import dataclass

from buildout.inputs.periods import Window


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
