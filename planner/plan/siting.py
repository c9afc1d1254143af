"""Tables of sites and halls."""

from __future__ import annotations

import numpy as np
import pandas as pd

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.quarters import quarter_label
from planner.plan.columns import TableName, to_frame
from planner.plan.grids import Grid, column, labels, spread, stack, tidy


def sites_table(inputs: Inputs, decisions: Decisions) -> pd.DataFrame:
    """Return one row per site that is open; those of the ledger are from the start."""
    is_open = spread(decisions.open, _ids(inputs), labels(inputs)) > 0.5
    is_open |= column([site.in_ledger for site in inputs.sites]) > 0
    kept = np.flatnonzero(is_open.any(axis=1))
    sites = [inputs.sites[i] for i in kept]
    first_open = is_open[kept].argmax(axis=1)
    halls_end = (_committed(inputs) + new_halls(inputs, decisions))[kept, -1]
    it_mw_end = halls_end * np.array([site.hall_mw for site in sites])
    columns = {
        "site_id": [site.site_id for site in sites],
        "name": [site.name for site in sites],
        "kind": [site.kind.value for site in sites],
        "country": [site.country for site in sites],
        "area_id": [site.area_id for site in sites],
        "opened": [quarter_label(inputs.periods[t].start) for t in first_open],
        "from_ledger": [site.in_ledger for site in sites],
        "halls_end": halls_end,
        "it_mw_end": it_mw_end,
        "facility_mw_end": it_mw_end * np.array([site.pue for site in sites]),
    }
    return to_frame(TableName.SITES, columns)


def halls_table(inputs: Inputs, decisions: Decisions) -> pd.DataFrame:
    """Return the halls of each site, by period."""
    new, committed = new_halls(inputs, decisions), _committed(inputs)
    it_mw = (new + committed) * column([site.hall_mw for site in inputs.sites])
    grids = {
        "committed_halls": committed,
        "new_halls": new,
        "halls": new + committed,
        "it_mw": it_mw,
        "facility_mw": it_mw * column([site.pue for site in inputs.sites]),
    }
    return to_frame(TableName.HALLS, tidy(("site_id",), _ids(inputs), labels(inputs), grids))


def new_halls(inputs: Inputs, decisions: Decisions) -> Grid:
    """Return whole halls beyond the ledger's, site by period."""
    return np.rint(spread(decisions.new_halls, _ids(inputs), labels(inputs)))


def _committed(inputs: Inputs) -> Grid:
    return stack([site.committed_halls for site in inputs.sites], labels(inputs))


def _ids(inputs: Inputs) -> list[tuple[str]]:
    return [(site.site_id,) for site in inputs.sites]
