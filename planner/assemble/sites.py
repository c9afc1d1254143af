"""Sites: candidate places with the ledger, the locks and the cost of running a hall laid over them."""

from __future__ import annotations

from collections.abc import Iterable

from buildout.inputs import Chip, Element, Site, SiteKind
from planner.assemble.chips import edge_chip_ids
from planner.assemble.context import Context
from planner.assemble.elements import hall_capex_musd
from planner.assemble.ledger import committed_halls, ledger_by_site
from planner.assemble.places import Place
from planner.cases.ledger import LedgerSite
from planner.cases.policies import Lock


def usable_places(context: Context, places: list[Place]) -> tuple[list[Place], dict[str, str]]:
    """Leave out places that are forbidden or too late for the horizon, unless the ledger has them.

    Returns
    -------
    tuple
        The places that are left, and the reason for each that is left out.
    """
    committed = set(ledger_by_site(context))
    forbidden = {lock.site for lock in context.case.locks if lock.forbid}
    earliest = {lock.site: lock.earliest for lock in context.case.locks if lock.earliest is not None}
    last_start = context.periods[-1].start
    kept, left_out = [], {}
    for place in places:
        first = max(place.first_hall_quarter, earliest.get(place.site_id, 0), context.decide_from)
        if place.site_id in committed:
            kept.append(place)
        elif place.site_id in forbidden:
            left_out[place.site_id] = "a lock forbids them"
        elif first > last_start:
            left_out[place.site_id] = "their first hall would come after the horizon"
        else:
            kept.append(place)
    return kept, left_out


def build_sites(
    context: Context, places: list[Place], elements: tuple[Element, ...], chips: tuple[Chip, ...]
) -> tuple[Site, ...]:
    """Return the sites of the case."""
    ledger = ledger_by_site(context)
    locks = {lock.site: lock for lock in context.case.locks}
    edge_ids = edge_chip_ids(context)
    sites = []
    for place in places:
        entry, lock = ledger.get(place.site_id), locks.get(place.site_id)
        own = {lot.chip for lot in entry.chips} if entry is not None else set()
        chip_ids = _chips_at(context, place, chips, edge_ids, own)
        sites.append(_site(context, place, elements, entry, lock, chip_ids))
    return tuple(sites)


def _site(
    context: Context,
    place: Place,
    elements: tuple[Element, ...],
    entry: LedgerSite | None,
    lock: Lock | None,
    chip_ids: tuple[str, ...],
) -> Site:
    halls = committed_halls(context, entry)
    max_halls = halls[-1] if lock is not None and lock.forbid else place.max_halls
    earliest = 0 if lock is None else lock.earliest or 0
    return Site(
        site_id=place.site_id,
        name=place.name,
        kind=place.kind,
        country=place.country,
        area_id=place.area_id,
        lat=place.lat,
        lon=place.lon,
        pue=place.pue,
        hall_mw=place.hall_mw,
        min_halls=min(place.min_halls, max(1, max_halls)),
        max_halls=max_halls,
        halls_per_quarter=place.halls_per_quarter,
        first_hall_quarter=max(place.first_hall_quarter, earliest, context.decide_from),
        open_by_quarter=_open_by(context, lock),
        hosting_mw=place.hosting_mw,
        committed_halls=halls,
        open_cost_musd=place.open_cost_musd,
        cost_multiplier=place.cost_multiplier,
        fixed_musd_per_hall_year=_hall_fixed_musd(context, place, elements),
        water_m3_per_it_mwh=place.water_m3_per_it_mwh,
        chip_ids=chip_ids,
    )


def _open_by(context: Context, lock: Lock | None) -> int | None:
    if lock is None:
        return None
    if lock.latest is not None:
        return lock.latest
    return context.periods[-1].start if lock.open else None


def _hall_fixed_musd(context: Context, place: Place, elements: Iterable[Element]) -> float:
    """Return maintenance, staff, tax, insurance and backhaul of one hall, million USD per year."""
    if place.hall_fixed_musd_per_year is not None:
        return place.hall_fixed_musd_per_year
    scalars = context.scalars
    capex = place.cost_multiplier * hall_capex_musd(elements, place.kind, place.hall_mw, place.pue)
    if place.kind is SiteKind.CAMPUS:
        maintenance, people_usd = (
            scalars["facility_maintenance_campus"],
            scalars["staff_campus_usd_per_mw_year"],
        )
    else:
        maintenance = scalars["facility_maintenance_edge"]
        people_usd = scalars["staff_edge_usd_per_mw_year"] + scalars["network_edge_usd_per_mw_year"]
    facility_mw = place.hall_mw * place.pue
    return capex * (maintenance + scalars["property_tax_insurance"]) + people_usd / 1e6 * facility_mw


def _chips_at(
    context: Context, place: Place, chips: tuple[Chip, ...], edge_ids: set[str], own: set[str]
) -> tuple[str, ...]:
    """Return the chips that fit a place, and those the ledger has there."""
    region = context.regions.get(place.region_id)
    restricted = region is not None and bool(region["export_restricted"]) and place.site_id == place.region_id
    fits = {
        chip.chip_id
        for chip in chips
        if any(chip.supply_mw)
        and not restricted
        and (place.kind is SiteKind.CAMPUS or chip.chip_id in edge_ids)
    }
    return tuple(chip.chip_id for chip in chips if chip.chip_id in fits | own)
