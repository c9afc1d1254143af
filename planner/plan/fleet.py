"""Tables of chips: bought, standing, and at work."""

from __future__ import annotations

import numpy as np
import pandas as pd

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.money import USD_PER_MUSD
from planner.plan.columns import TableName, to_frame
from planner.plan.grids import NEGLIGIBLE, Grid, column, labels, spread, tidy, tidy_values


def fleet_table(inputs: Inputs, decisions: Decisions) -> pd.DataFrame:
    """Return the chips bought, retired and standing at each site, by period."""
    rows, periods = fleet_ids(inputs), labels(inputs)
    rack_mw = {chip.chip_id: chip.rack_mw for chip in inputs.chips}
    buy_mw = spread(decisions.buy_mw, rows, periods)
    racks = buy_mw / column([rack_mw[chip_id] for _, chip_id in rows])
    grids = {
        "committed_mw": _committed(inputs, rows),
        "buy_mw": buy_mw,
        "buy_racks": np.rint(racks) if inputs.whole_racks else racks,
        "retire_mw": spread(decisions.retire_mw, rows, periods),
        "fleet_mw": spread(decisions.fleet_mw, rows, periods),
    }
    return to_frame(TableName.FLEET, tidy(("site_id", "chip_id"), rows, periods, grids))


def runs_table(inputs: Inputs, decisions: Decisions) -> pd.DataFrame:
    """Return the IT MW at work for each workload, by site, chip and period."""
    names = ("site_id", "chip_id", "workload_id")
    columns = tidy_values(names, decisions.run_mw, labels(inputs), "run_mw")
    purpose = {stream.workload_id: stream.purpose.value for stream in inputs.streams}
    return to_frame(TableName.RUNS, columns | {"purpose": [purpose[w] for w in columns["workload_id"]]})


def tiers_table(inputs: Inputs, decisions: Decisions) -> pd.DataFrame:
    """Return the MW in each volume tier and the rebate they earn."""
    price_musd = {chip.chip_id: chip.capex_musd_per_mw for chip in inputs.chips}
    rows = [
        (tier.tier_id, tier_mw, USD_PER_MUSD * tier.discount * price_musd[tier.chip_id] * tier_mw)
        for tier in inputs.volume_tiers
        if (tier_mw := decisions.tier_mw.get(tier.tier_id, 0.0)) >= NEGLIGIBLE
    ]
    names = ("tier_id", "tier_mw", "rebate_usd")
    return to_frame(TableName.TIERS, {name: [row[k] for row in rows] for k, name in enumerate(names)})


def fleet_ids(inputs: Inputs) -> list[tuple[str, str]]:
    """Return (site_id, chip_id) of all that may stand anywhere."""
    return [(site.site_id, chip_id) for site in inputs.sites for chip_id in site.chip_ids]


def _committed(inputs: Inputs, rows: list[tuple[str, str]]) -> Grid:
    """Return the ledger's MW that come online, put into the first period that starts no earlier."""
    row_of = {row: i for i, row in enumerate(rows)}
    starts = [period.start for period in inputs.periods]
    grid = np.zeros((len(rows), len(starts)))
    for lot in inputs.committed_chips:
        t = int(np.searchsorted(starts, lot.online_quarter))
        if t < len(starts):
            grid[row_of[lot.site_id, lot.chip_id], t] += lot.it_mw
    return grid
