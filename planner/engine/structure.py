"""What the search knows about the columns: which are halls, which belong to which site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from buildout.inputs import Inputs, SiteKind, SitePower
from buildout.power import FIRM
from buildout.sets import build_sets
from buildout.siting import minimum_size
from planner.engine.matrix import Compiled, Index, Ints, Mask, Vector

NONE = -1
"""Place of a column that does not exist."""

LUMPY_MW = 40.0
"""From this size of a unit on, smaller options are rounded around it."""

SHARED_LIMITS = ("power.headroom_limit", "supply.pool_limit")

PURCHASE_LIMITS = (
    "supply.chip_supply",
    "supply.pool_limit",
    "supply.vendor_at_most",
    "supply.tiers_fill",
    "cost.budget_limit",
)

SITE_AT = {
    "siting.open": 0,
    "siting.new_halls": 0,
    "fleet.racks": 0,
    "fleet.fleet_mw": 0,
    "fleet.retire_mw": 0,
    "fleet.left_mw": 0,
    "power.units": 0,
    "power.energy_gwh": 0,
    "power.bought": 0,
    "power.reused": 0,
    "power.dropped": 0,
    "service.run_mw": 0,
    "service.serve": 0,
    "service.hosted": 0,
    "policy.survive": 1,
}
"""Place of the site in the index of each variable that has one."""


@dataclass(frozen=True)
class Unit:
    """The units of one option at a site in a period: their column and those they act on."""

    column: int
    option: SitePower
    later: Ints
    """Columns of the same units in later periods."""
    bought: int
    """Column of what is bought for them, NONE but for bridge options."""

    @property
    def firm_mw(self) -> float:
        """Availability x MW of one unit; 0 for contracts that bring energy but no firm power."""
        return self.option.availability * self.option.unit_mw if self.option.delivery in FIRM else 0.0

    @property
    def is_lumpy(self) -> bool:
        """Whether one unit is large beside a hall."""
        return self.option.unit_mw >= LUMPY_MW


@dataclass(frozen=True)
class Block:
    """The power options of a site in a period."""

    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Structure:
    """The siting columns as S x T arrays, and the site of every column.

    Attributes
    ----------
    halls, opens
        Column of ``new_halls`` and ``open``, or NONE; shape (S, T).
    least
        Halls that a site must have in the very period in which it opens; shape (S, T).
    campus
        Whether a site is a campus; shape (S,).
    site_of
        Site number of each column, or NONE; shape (n,).
    racks_of
        Number of the (site, chip) pair of a fleet column, or NONE; shape (n,).
    rack_columns
        Columns of ``racks``.
    rack_mw
        IT MW per rack of those columns.
    rack_periods
        Period number of those columns.
    purchase_rows
        Rows of the limits on purchases: what is on sale, pools, shares, budgets.
    unit_columns, hosted_columns
        Columns of ``units`` and ``hosted``.
    limit_rows
        Rows of the limits that sites share: headroom of an area, pools.
    power
        The power units by period, then by site.
    """

    halls: Ints
    opens: Ints
    least: Ints
    campus: Mask
    site_of: Ints
    racks_of: Ints
    rack_columns: Ints
    rack_mw: Vector
    rack_periods: Ints
    purchase_rows: Ints
    unit_columns: Ints
    hosted_columns: Ints
    limit_rows: Ints
    power: tuple[tuple[Block, ...], ...]

    @property
    def siting(self) -> Ints:
        """All columns of halls and openings."""
        both = np.concatenate([self.halls.ravel(), self.opens.ravel()])
        real: Ints = both[both != NONE]
        return real


def build_structure(inputs: Inputs, compiled: Compiled) -> Structure:
    """Read the structure off the columns of a compiled model."""
    columns = compiled.columns
    sites = {site.site_id: i for i, site in enumerate(inputs.sites)}
    labels = {period.label: i for i, period in enumerate(inputs.periods)}
    n = compiled.matrix.shape[1]
    site_of, racks_of = np.full(n, NONE), np.full(n, NONE)
    pairs: dict[tuple[str, str], int] = {}
    for name, some in columns.items():
        place = SITE_AT.get(name)
        if place is None:
            continue
        for index, column in some.items():
            site_of[column] = sites[index[place]]
            if name.startswith("fleet.") or name == "service.run_mw":
                racks_of[column] = pairs.setdefault((index[0], index[1]), len(pairs))
    rack_mw = {chip.chip_id: chip.rack_mw for chip in inputs.chips}
    racks = columns.get("fleet.racks", {})
    return Structure(
        halls=_grid(columns.get("siting.new_halls", {}), sites, labels),
        opens=_grid(columns.get("siting.open", {}), sites, labels),
        least=_least_at_opening(inputs),
        campus=np.array([site.kind is SiteKind.CAMPUS for site in inputs.sites], dtype=bool),
        site_of=site_of,
        racks_of=racks_of,
        rack_columns=_all(racks),
        rack_mw=np.array([rack_mw[index[1]] for index in racks]),
        rack_periods=np.array([labels[index[2]] for index in racks], dtype=np.int64),
        purchase_rows=_rows(compiled, PURCHASE_LIMITS),
        unit_columns=_all(columns.get("power.units", {})),
        hosted_columns=_all(columns.get("service.hosted", {})),
        limit_rows=_rows(compiled, SHARED_LIMITS),
        power=_power(inputs, columns.get("power.units", {}), columns.get("power.bought", {})),
    )


def _all(some: Mapping[Index, int]) -> Ints:
    return np.array(list(some.values()), dtype=np.int64)


def _rows(compiled: Compiled, names: tuple[str, ...]) -> Ints:
    found = [row for row, name in enumerate(compiled.row_names) if name.startswith(names)]
    return np.array(found, dtype=np.int64)


def _power(
    inputs: Inputs, units: Mapping[Index, int], bought: Mapping[Index, int]
) -> tuple[tuple[Block, ...], ...]:
    """Gather the unit columns of each period and site."""
    options = {(o.site_id, o.option_id): o for o in inputs.power}
    labels = [period.label for period in inputs.periods]
    gathered: dict[str, dict[str, list[Unit]]] = {label: {} for label in labels}
    for (site, option, label), column in units.items():
        later = [(site, option, v) for v in labels[labels.index(label) + 1 :]]
        unit = Unit(
            column=column,
            option=options[site, option],
            later=np.array([units[key] for key in later if key in units], dtype=np.int64),
            bought=bought.get((site, option, label), NONE),
        )
        gathered[label].setdefault(site, []).append(unit)
    return tuple(tuple(Block(tuple(some)) for some in sites.values()) for sites in gathered.values())


def _least_at_opening(inputs: Inputs) -> Ints:
    """Return the halls that the minimum size asks for at once (S5)."""
    sets = build_sets(inputs)
    least = np.zeros((len(inputs.sites), len(inputs.periods)), dtype=np.int64)
    for i, site in enumerate(inputs.sites):
        for t in sets.labels if site.site_id in sets.builds and not site.in_ledger else ():
            by, halls = minimum_size(sets, site, t)
            least[i, sets.position[t]] = halls if by == t else 0
    return least


def _grid(some: Mapping[Index, int], sites: Mapping[str, int], labels: Mapping[str, int]) -> Ints:
    grid = np.full((len(sites), len(labels)), NONE)
    for (site, label), column in some.items():
        grid[sites[site], labels[label]] = column
    return grid
