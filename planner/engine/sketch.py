"""A smaller problem for a first plan, long before the relaxation of the whole is solved.

Only the chips that are best in something, and no bridge unit moves to another site; where the case is
large, no edge sites beyond the ledger's. Chips may leave before their time, as whole racks can take more room
than the relaxation's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from buildout.inputs import Chip, Inputs, SiteKind, Workload
from planner.engine.matrix import Index, Mask

FLEET = ("fleet.racks", "fleet.fleet_mw", "fleet.retire_mw", "fleet.left_mw", "service.run_mw")
MOVES = ("power.reused", "power.dropped")
EDGE_COLUMNS = 100_000
"""Up to this size a sketch keeps edge sites. Without them its plan comes sooner and costs 0.2 to 1 % more."""


def sketch_columns(
    inputs: Inputs,
    columns: Mapping[str, Mapping[Index, int]],
    site_at: Mapping[str, int],
    *,
    edge_columns: int = EDGE_COLUMNS,
) -> Mask:
    """Return which columns a sketch of a case keeps.

    Parameters
    ----------
    columns
        Column of each index of each variable.
    site_at
        Place of the site in the index of each variable that has one.
    edge_columns
        Most columns of a sketch that keeps edge sites.
    """
    keep = np.ones(sum(len(some) for some in columns.values()), dtype=bool)
    at_edge = np.zeros_like(keep)
    left_out = {site.site_id for site in inputs.sites if site.kind is SiteKind.EDGE and not site.in_ledger}
    chips = set(_best_chips(inputs))
    standing = {(lot.site_id, lot.chip_id) for lot in inputs.committed_chips}
    powered = {(option.site_id, option.option_id) for option in inputs.power if any(option.committed_mw)}
    for name, some in columns.items():
        for index, column in some.items():
            is_poor = name in FLEET and index[1] not in chips and index[:2] not in standing
            is_move = name in MOVES and index[:2] not in powered
            keep[column] = not (is_poor or is_move)
            at_edge[column] = name in site_at and index[site_at[name]] in left_out
    return keep if keep.sum() <= edge_columns else keep & ~at_edge


def _best_chips(inputs: Inputs) -> Iterator[str]:
    """Yield the chips that do most work per MW or per dollar of those on sale, for some work at some time."""
    for i in range(len(inputs.periods)):
        for workload in inputs.workloads:
            able = [chip for chip in inputs.chips if chip.supply_mw[i] > 0 and _work(workload, chip) > 0]
            if able:
                yield max(able, key=lambda chip: _work(workload, chip)).chip_id
                yield min(able, key=lambda chip: chip.capex_musd_per_mw / _work(workload, chip)).chip_id


def _work(workload: Workload, chip: Chip) -> float:
    """Return the reference MW of work per IT MW of a chip."""
    return workload.ref_mw_per_it_mw.get(chip.chip_id, 0.0)
