"""Which option gives energy to a site, and what it costs."""

from __future__ import annotations

from buildout.inputs import Inputs, SitePower
from planner.plan.columns import TableName, Tables


def musd_per_gwh(inputs: Inputs, option: SitePower) -> float:
    """Return what a GWh of an option costs, its carbon included, before discounting; million USD."""
    carbon = option.carbon_kg_per_mwh * inputs.finance.carbon_usd_per_t / 1e6
    return option.energy_usd_per_mwh / 1e3 + carbon


def energy_taken(inputs: Inputs, tables: Tables) -> dict[tuple[str, str], SitePower]:
    """Return the dearest option that gives energy to each site in each period of a plan."""
    options = {(o.site_id, o.option_id): o for o in inputs.power}
    table = tables[TableName.ENERGY]
    taken: dict[tuple[str, str], SitePower] = {}
    for s, o, t in zip(table["site_id"], table["option_id"], table["period"], strict=True):
        option, known = options.get((s, o)), taken.get((s, t))
        if option is None:
            continue  # of an earlier run, and left out today
        if known is None or musd_per_gwh(inputs, option) > musd_per_gwh(inputs, known):
            taken[s, t] = option
    return taken
