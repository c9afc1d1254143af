"""What loosening a limit costs, on top of what the thing itself costs: own assumptions, in one place.

No source prices a queue position, a slot or an allocation sold on. The prices of the things themselves
are those of the case; what is added to get more, or get it sooner, is a share of them. All of the shares
are own assumptions of low confidence: they order the sets of changes, and a buyer should put in offers
instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from buildout.inputs import Chip, Delivery, Inputs, Pool, Site, SitePower
from buildout.money import element_price

CONFIDENCE = "own assumption"


@dataclass(frozen=True)
class Premiums:
    """Shares of a price, or prices, that loosening a limit by one unit costs.

    Parameters
    ----------
    chips
        Of the price of a chip bought beyond what is on sale to us: brokers' premium.
    component
        Of the price of components bought beyond our share of a pool.
    component_of_hall
        The price of a component, where no table has it, as a share of what is built with it.
    headroom
        Of the price of a grid connection, for headroom made by works that we pay for.
    site_power
        Of the price of a power option, for more of it at a site.
    power_per_quarter
        Of the price of a power option, for each quarter before its lead time is over.
    hall_per_quarter
        Of the price of a hall, for each quarter before the chain of lead times is over.
    room
        Of the price of a hall, for land and permits of one more.
    rate
        Of the price of a hall, for being able to build one more a quarter.
    vendor
        Of the price of a chip bought against a share that was promised.
    take
        Of the price of a chip that is promised and not taken, where no deposit is stated.
    carbon_usd_per_t, water_usd_per_m3
        Per unit and year: the high end of finance.csv for carbon; water from tankers.
    lock
        Of the cost of opening a site, for giving its date up.
    budget
        Of each USD of budget: what a year of bridging finance takes.
    """

    chips: float = 0.30
    component: float = 1.00
    component_of_hall: float = 0.01
    headroom: float = 1.00
    site_power: float = 0.50
    power_per_quarter: float = 0.10
    hall_per_quarter: float = 0.05
    room: float = 0.10
    rate: float = 0.20
    vendor: float = 0.10
    take: float = 0.30
    carbon_usd_per_t: float = 200.0
    water_usd_per_m3: float = 10.0
    lock: float = 1.00
    budget: float = 0.10
    component_musd_per_mw: Mapping[str, float] = field(default_factory=dict)
    """Price of a component by the id of its pool, million USD per MW, from components.csv."""


def chip_musd(premiums: Premiums, chip: Chip) -> float:
    """Return the premium of an IT MW of a chip."""
    return premiums.chips * chip.capex_musd_per_mw


def hall_price(inputs: Inputs, site: Site) -> float:
    """Return the price of a hall of a site today, million USD."""
    some = (e for e in inputs.elements if e.kind is site.kind and e.element_id)
    return sum(element_price(e, site) for e in some if e.basis.value != "opening")


def headroom_musd(premiums: Premiums, inputs: Inputs, area_id: str) -> float:
    """Return the premium of a MW of headroom in an area: that of its dearest connection."""
    sites = {site.site_id for site in inputs.sites if site.area_id == area_id}
    prices = [o.capex_musd_per_mw for o in inputs.power if o.site_id in sites and o.delivery is Delivery.GRID]
    return premiums.headroom * max(prices, default=0.0)


def power_musd(premiums: Premiums, option: SitePower) -> float:
    """Return the premium of a MW more of a power option at a site."""
    return premiums.site_power * option.capex_musd_per_mw


def early_power_musd(premiums: Premiums, option: SitePower) -> float:
    """Return the premium of a MW of a power option one quarter early."""
    return premiums.power_per_quarter * option.capex_musd_per_mw


def pool_musd(premiums: Premiums, inputs: Inputs, pool: Pool) -> float:
    """Return the premium of a unit of a pool."""
    listed = premiums.component_musd_per_mw.get(pool.pool_id)
    if listed is not None:
        return premiums.component * listed
    sites = {site.site_id: site for site in inputs.sites}
    options = {(o.site_id, o.option_id): o for o in inputs.power}
    chips = {chip.chip_id: chip for chip in inputs.chips}
    halls = [hall_price(inputs, sites[s]) / draw for s, draw in pool.hall_draw if draw > 0]
    plant = [options[s, o].capex_musd_per_mw / draw for s, o, draw in pool.power_draw if draw > 0]
    racks = [chips[g].capex_musd_per_mw / draw for g, draw in pool.chip_draw if draw > 0]
    share = premiums.component_of_hall if halls or racks else premiums.site_power
    return share * max([*halls, *plant, *racks], default=0.0)


def premiums_of(components: pd.DataFrame) -> Premiums:
    """Return premiums with the prices of components, from components.csv."""
    listed: dict[str, float] = {}
    for row in components.to_dict("records"):
        pool, usd = row.get("pool_id"), row.get("capex_usd_per_mw")
        if isinstance(pool, str) and pool and isinstance(usd, int | float) and usd > 0:
            listed[pool] = max(listed.get(pool, 0.0), float(usd) / 1e6)
    return Premiums(component_musd_per_mw=listed)
