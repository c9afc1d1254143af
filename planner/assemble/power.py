"""Power options of every site, from power.csv, regions.csv and the case.

A campus has two ways to the grid. A queue position is bought with powered land: dearer, early, and
no more than our share of what the queue delivers near-term. A new request is cheaper and comes when
the region's wait is over. Both are the same row of power.csv.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from buildout.inputs import Delivery, Element, SiteKind, SitePower
from buildout.quarters import parse_quarter
from planner.assemble.context import NO_END, Context
from planner.assemble.elements import chain_quarters
from planner.assemble.ledger import (
    GRID_POSITION,
    GRID_REQUEST,
    base_of,
    committed_power,
    ledger_by_site,
    option_of,
    power_lots,
)
from planner.assemble.places import Place, quarter_or
from planner.assemble.rows import Row, flag, items, number, text
from planner.cases.equipment import CustomPower
from planner.cases.ledger import LedgerSite

_RENTED_YEARS = 5.0
"""A bridge plant that lasts no longer is rented: nothing of its price is ever left."""


@dataclass(frozen=True)
class Offer:
    """When, how much and with what extra cost an option can be had at a place."""

    option_id: str
    lead_quarters: int
    first_quarter: int
    limit_mw: tuple[float, ...]
    premium_usd_per_mw: float = 0.0


def build_power(
    context: Context, places: list[Place], elements: tuple[Element, ...]
) -> tuple[SitePower, ...]:
    """Return every power option of every site, those of the ledger included."""
    ledger = ledger_by_site(context)
    chain = chain_quarters(elements, SiteKind.CAMPUS)
    return tuple(
        option for place in places for option in _at_place(context, place, ledger.get(place.site_id), chain)
    )


def position_ramp_mw(context: Context, region: Row, quarter: int) -> float:
    """Return our near-term grid MW of a region: a straight line from today to its end date."""
    end = 4 * round(context.scalars["position_ramp_end_year"]) + 3
    part = min(1.0, max(0.0, (quarter - context.today) / max(1, end - context.today)))
    return context.shares.headroom * number(region, "near_term_grid_headroom_mw") * part


def _at_place(context: Context, place: Place, entry: LedgerSite | None, chain: int) -> Iterator[SitePower]:
    offered = set()
    for row in _fitting(context, place):
        for offer in _offers(context, place, row, chain):
            offered.add(option_of(offer.option_id))
            yield _site_power(context, place, row, offer, entry)
    own = {option.id: option for option in context.case.power.custom}
    for option in own.values():
        if option.sites is None or place.site_id in option.sites:
            offered.add(option.id)
            yield _own_power(context, place, option, entry)
    kept = () if entry is None else dict.fromkeys(option_of(lot.option) for lot in entry.power)
    nothing = context.by_period(lambda _: 0.0)
    for option_id in kept:
        if option_id not in offered and option_id not in own:
            offer = Offer(option_id, 0, context.today, nothing)
            yield _site_power(context, place, context.options[base_of(option_id)], offer, entry)


def _fitting(context: Context, place: Place) -> list[Row]:
    """Return the rows of power.csv that a place may use."""
    choice = context.case.power
    return [
        row
        for option_id, row in context.options.items()
        if (choice.include is None or option_id in choice.include)
        and option_id not in choice.exclude
        and flag(row, "use_in_solver")
        and text(row, "site_types") in {"both", place.kind.value}
        and place.region_id in items(row, "allowed_regions")
    ]


def _offers(context: Context, place: Place, row: Row, chain: int) -> Iterator[Offer]:
    """Yield the ways to have an option at a place: two for the grid of a campus, else one."""
    option_id = text(row, "option_id")
    most = _most_mw(place, number(row, "availability_factor"), number(row, "min_unit_mw"))
    everything = context.by_period(lambda _: most)
    region = context.regions[place.region_id]
    if place.kind is SiteKind.CAMPUS and option_id == text(region, "grid_option_id"):
        premium = number(region, "powered_land_premium_usd_per_mw", 0.0)
        ramp = context.by_period(lambda quarter: min(most, position_ramp_mw(context, region, quarter)))
        yield Offer(option_id + GRID_POSITION, chain, context.today + chain, ramp, premium)
        wait = round(number(region, "grid_wait_quarters"))
        earliest = quarter_or(text(region, "earliest_grid_quarter"), 0)
        yield Offer(option_id + GRID_REQUEST, wait, max(context.today + wait, earliest), everything)
        return
    lead = round(number(row, "lead_time_quarters"))
    if _is_grid(row) and place.edge_wait_quarters is not None:
        lead = place.edge_wait_quarters
    yield Offer(option_id, lead, context.today + lead, everything)


def _most_mw(place: Place, availability: float, unit_mw: float) -> float:
    """Return all a place could ever use of an option, in whole units."""
    return math.ceil(place.most_facility_mw / availability / unit_mw - 1e-9) * unit_mw


def _is_grid(row: Row) -> bool:
    return Delivery(text(row, "delivery")) is Delivery.GRID


def _site_power(
    context: Context, place: Place, row: Row, offer: Offer, entry: LedgerSite | None
) -> SitePower:
    last_year = number(row, "max_availability_year", 0.0)
    unit_mw, overbuild = number(row, "min_unit_mw"), number(row, "overbuild_factor")
    delivery = Delivery(text(row, "delivery"))
    on_top = offer.premium_usd_per_mw / 1e6
    if delivery is Delivery.OVER_GRID:
        on_top += context.scalars["contract_cost_usd_per_mw"] / 1e6
    market = parse_quarter(text(row, "first_available_quarter"))
    lots = power_lots(entry, offer.option_id)
    price, carbon = _energy(context, place, row)
    return SitePower(
        site_id=place.site_id,
        option_id=offer.option_id,
        family=text(row, "family"),
        delivery=delivery,
        unit_mw=unit_mw,
        continuous=unit_mw <= 1.0,
        first_quarter=max(market, offer.first_quarter, context.decide_from),
        last_quarter=4 * round(last_year) + 3 if last_year else NO_END,
        limit_mw=offer.limit_mw,
        committed_mw=committed_power(context, lots),
        capex_musd_per_mw=number(row, "capex_usd_per_kw") / 1e3 * overbuild + on_top,
        fixed_musd_per_mw_year=number(row, "fixed_opex_usd_per_kw_yr") / 1e3 * overbuild,
        energy_usd_per_mwh=price,
        carbon_kg_per_mwh=carbon,
        availability=number(row, "availability_factor"),
        lead_quarters=offer.lead_quarters,
        life_quarters=_life_quarters(row),
        payments=context.payments("power", offer.lead_quarters),
        is_bridge=place.kind is SiteKind.CAMPUS and flag(row, "bridge_power_ok"),
    )


def _energy(context: Context, place: Place, row: Row) -> tuple[float, float]:
    """Return USD per MWh and kg CO2 per MWh of an option at a place."""
    region, delivery = context.regions[place.region_id], Delivery(text(row, "delivery"))
    if delivery is Delivery.GRID:
        return place.grid_usd_per_mwh, number(region, "carbon_kg_per_mwh")
    price, carbon = number(row, "variable_cost_usd_per_mwh"), number(row, "emissions_kg_per_mwh", 0.0)
    if delivery is Delivery.OVER_GRID:
        return price + context.scalars["delivery_share_of_grid_price"] * place.grid_usd_per_mwh, carbon
    # The table's price holds fuel at one gas price; the region has another.
    base = context.scalars["gas_price_base_usd_per_mmbtu"]
    dearer = number(region, "gas_price_usd_per_mmbtu", base) - base
    return price + number(row, "heat_rate_btu_per_kwh", 0.0) / 1000 * dearer, carbon


def _life_quarters(row: Row) -> int:
    """Return the life of a plant; 0 where it is rented and the price is only mobilisation."""
    years = number(row, "life_years")
    rented = flag(row, "bridge_power_ok") and years <= _RENTED_YEARS
    return 0 if rented else round(4 * years)


def _own_power(context: Context, place: Place, option: CustomPower, entry: LedgerSite | None) -> SitePower:
    most = _most_mw(place, option.availability, 1.0 if option.continuous else option.unit_mw)
    limit = most if option.limit_mw is None else option.limit_mw
    first = max(context.today + option.lead_quarters, option.first_quarter or 0, context.decide_from)
    return SitePower(
        site_id=place.site_id,
        option_id=option.id,
        family=option.family,
        delivery=option.delivery,
        unit_mw=option.unit_mw,
        continuous=option.continuous,
        first_quarter=first,
        last_quarter=NO_END if option.last_quarter is None else option.last_quarter,
        limit_mw=context.by_period(lambda _: limit),
        committed_mw=committed_power(context, power_lots(entry, option.id)),
        capex_musd_per_mw=option.capex_usd_per_kw / 1e3,
        fixed_musd_per_mw_year=option.fixed_usd_per_kw_year / 1e3,
        energy_usd_per_mwh=option.energy_usd_per_mwh,
        carbon_kg_per_mwh=option.carbon_kg_per_mwh,
        availability=option.availability,
        lead_quarters=option.lead_quarters,
        life_quarters=round(4 * option.life_years),
        payments=context.payments("power", option.lead_quarters),
        is_bridge=option.is_bridge,
    )
