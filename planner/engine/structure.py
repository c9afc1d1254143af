"""What the search knows about the columns: which are halls, which belong to which site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from buildout.inputs import Inputs, SiteKind
from buildout.sets import build_sets
from buildout.siting import minimum_size
from planner.engine.matrix import Compiled, Index, Ints, Mask, Vector
from planner.engine.sketch import sketch_columns

NONE = -1
"""Place of a column that does not exist."""

POWER = ("power.units", "power.energy_gwh", "power.bought", "power.reused", "power.dropped")

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
    "service.sent": 0,
    "service.hosted": 0,
    "policy.survive": 1,
}
"""Place of the site in the index of each variable that has one."""


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
    rack_chips, rack_periods
        Number of the chip and of the period of those columns.
    purchase_rows
        Rows of the limits on purchases: what is on sale, pools, shares, budgets.
    fleet_columns, unit_columns, power_columns
        Columns of ``fleet_mw``, of ``units``, and of all that power decides.
    power_periods
        Period number of the columns of power.
    hosted_columns
        Columns of ``hosted``.
    hosted_groups
        Number of the (stream, period) pair of those columns.
    hosted_periods
        Period number of those columns.
    block_rows
        Row of those columns that asks for a block where it is hosted.
    sketch
        Whether a first sketch of a plan needs the column; shape (n,).
    """

    halls: Ints
    opens: Ints
    least: Ints
    campus: Mask
    site_of: Ints
    racks_of: Ints
    rack_columns: Ints
    rack_mw: Vector
    rack_chips: Ints
    rack_periods: Ints
    purchase_rows: Ints
    fleet_columns: Ints
    unit_columns: Ints
    power_columns: Ints
    power_periods: Ints
    hosted_columns: Ints
    hosted_groups: Ints
    hosted_periods: Ints
    block_rows: Ints
    sketch: Mask

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
    racks, hosted = columns.get("fleet.racks", {}), columns.get("service.hosted", {})
    return Structure(
        halls=_grid(columns.get("siting.new_halls", {}), sites, labels),
        opens=_grid(columns.get("siting.open", {}), sites, labels),
        least=_least_at_opening(inputs),
        campus=np.array([site.kind is SiteKind.CAMPUS for site in inputs.sites], dtype=bool),
        site_of=site_of,
        racks_of=racks_of,
        rack_columns=_all(racks),
        rack_mw=np.array([rack_mw[index[1]] for index in racks]),
        rack_chips=_groups((g,) for _, g, _ in racks),
        rack_periods=np.array([labels[index[2]] for index in racks], dtype=np.int64),
        purchase_rows=_rows(compiled, PURCHASE_LIMITS),
        fleet_columns=_all(columns.get("fleet.fleet_mw", {})),
        unit_columns=_all(columns.get("power.units", {})),
        power_columns=np.concatenate([_all(columns.get(name, {})) for name in POWER]),
        power_periods=np.array(
            [labels[t] for name in POWER for *_, t in columns.get(name, {})], dtype=np.int64
        ),
        hosted_columns=_all(hosted),
        hosted_groups=_groups((d, t) for _, d, t in hosted),
        hosted_periods=np.array([labels[t] for _, _, t in hosted], dtype=np.int64),
        block_rows=_rows(compiled, ("service.block_at_least",)),
        sketch=sketch_columns(inputs, columns, SITE_AT),
    )


def _all(some: Mapping[Index, int]) -> Ints:
    return np.array(list(some.values()), dtype=np.int64)


def _rows(compiled: Compiled, names: tuple[str, ...]) -> Ints:
    found = [row for row, name in enumerate(compiled.row_names) if name.startswith(names)]
    return np.array(found, dtype=np.int64)


def _groups(keys: Iterable[tuple[str, ...]]) -> Ints:
    """Give equal keys the same number, in the order in which they appear."""
    numbers: dict[tuple[str, ...], int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


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
