"""Tables of power and energy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from buildout.decisions import Decisions, Triple
from buildout.inputs import Inputs
from planner.plan.columns import TableName, to_frame
from planner.plan.grids import Grid, column, labels, rises, spread, stack, tidy


def power_table(inputs: Inputs, decisions: Decisions) -> pd.DataFrame:
    """Return the firm MW of each power option, by period."""
    unit_mw = column([option.unit_mw for option in inputs.power])
    is_bridge = column([option.is_bridge for option in inputs.power]) > 0
    units = _units(inputs, decisions.units)
    committed_mw = stack([option.committed_mw for option in inputs.power], labels(inputs))
    added_mw = unit_mw * rises(units)
    grids = {
        "committed_mw": committed_mw,
        "units": units,
        "firm_mw": committed_mw + unit_mw * units,
        "added_mw": added_mw,
        "bought_mw": np.where(is_bridge, unit_mw * _units(inputs, decisions.bought), added_mw),
        "reused_mw": unit_mw * _units(inputs, decisions.reused),
        "dropped_mw": unit_mw * _units(inputs, decisions.dropped),
    }
    return to_frame(TableName.POWER, tidy(_NAMES, _ids(inputs), labels(inputs), grids))


def energy_table(inputs: Inputs, decisions: Decisions) -> pd.DataFrame:
    """Return the energy taken from each power option and its nominal cost, by period."""
    energy_mwh = 1e3 * spread(decisions.energy_gwh, _ids(inputs), labels(inputs))
    usd_per_mwh = column([option.energy_usd_per_mwh for option in inputs.power])
    grids = {"energy_mwh": energy_mwh, "cost_usd": energy_mwh * usd_per_mwh}
    return to_frame(TableName.ENERGY, tidy(_NAMES, _ids(inputs), labels(inputs), grids))


_NAMES = ("site_id", "option_id")


def _ids(inputs: Inputs) -> list[tuple[str, str]]:
    return [(option.site_id, option.option_id) for option in inputs.power]


def _units(inputs: Inputs, values: Triple) -> Grid:
    """Return units of each option by period, whole where the option comes in whole units."""
    units = spread(values, _ids(inputs), labels(inputs))
    is_continuous = column([option.continuous for option in inputs.power]) > 0
    return np.where(is_continuous, units, np.rint(units))
