"""Table of carbon and water."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.plan.columns import TableName, to_frame
from planner.plan.fleet import fleet_ids
from planner.plan.grids import Grid, column, labels, spread, tidy


def emissions_table(inputs: Inputs, decisions: Decisions) -> pd.DataFrame:
    """Return the carbon of the energy taken and the water of the fleet, by site and period."""
    options = [(option.site_id, option.option_id) for option in inputs.power]
    kg_per_mwh = column([option.carbon_kg_per_mwh for option in inputs.power])
    carbon_t = kg_per_mwh * spread(decisions.energy_gwh, options, labels(inputs))
    m3_per_it_mwh = {site.site_id: site.water_m3_per_it_mwh for site in inputs.sites}
    loaded_hours = [inputs.finance.mean_load_factor * period.hours for period in inputs.periods]
    fleet = fleet_ids(inputs)
    it_mwh = spread(decisions.fleet_mw, fleet, labels(inputs)) * np.array(loaded_hours)
    water_m3 = it_mwh * column([m3_per_it_mwh[site_id] for site_id, _ in fleet])
    grids = {
        "carbon_t": _sum_by_site(inputs, options, carbon_t),
        "water_m3": _sum_by_site(inputs, fleet, water_m3),
    }
    sites = [(site.site_id,) for site in inputs.sites]
    return to_frame(TableName.EMISSIONS, tidy(("site_id",), sites, labels(inputs), grids))


def _sum_by_site(inputs: Inputs, rows: Sequence[tuple[str, str]], grid: Grid) -> Grid:
    """Return the sum of the rows of each site."""
    place = {site.site_id: i for i, site in enumerate(inputs.sites)}
    total = np.zeros((len(place), grid.shape[1]))
    np.add.at(total, [place[site_id] for site_id, _ in rows], grid)
    return total
