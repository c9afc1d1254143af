"""Candidate places of every kind, in one form, before the ledger and the locks are laid over them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from buildout.inputs import Basis, Element, SiteKind
from buildout.quarters import parse_quarter
from planner.assemble.context import Context
from planner.assemble.elements import chain_quarters
from planner.assemble.ledger import open_sites
from planner.assemble.rows import Row, flag, number, text
from planner.cases.places import CustomSite, MetroSelection, Selection


@dataclass(frozen=True)
class Place:
    """A place that could be a site. Powers are IT MW unless the name says facility."""

    site_id: str
    name: str
    kind: SiteKind
    country: str
    area_id: str
    lat: float
    lon: float
    pue: float
    hall_mw: float
    min_halls: int
    max_halls: int
    halls_per_quarter: int
    first_hall_quarter: int
    hosting_mw: tuple[float, ...]
    open_cost_musd: float
    cost_multiplier: float
    water_m3_per_it_mwh: float
    region_id: str
    """Row of regions.csv whose power options, gas and carbon hold here; "" for none."""
    grid_usd_per_mwh: float
    edge_wait_quarters: int | None
    """Wait for a distribution connection; None where that of power.csv holds."""
    hall_fixed_musd_per_year: float | None
    """Given by the case; None where the reference fractions hold."""

    @property
    def most_facility_mw(self) -> float:
        """Facility MW of the place built full, as far as it can host."""
        halls = min(self.max_halls, math.floor(max(self.hosting_mw) / self.hall_mw + 1e-9))
        return halls * self.hall_mw * self.pue


def chosen(table: list[Row], selection: Selection, id_column: str, country_column: str) -> list[Row]:
    """Return the rows of a table that a selection names, in the order of the table."""
    return [
        row
        for row in table
        if text(row, id_column) not in selection.exclude
        and (
            selection.everywhere
            or text(row, country_column) in selection.countries
            or text(row, id_column) in selection.ids
        )
    ]


def chosen_metros(table: list[Row], selection: MetroSelection) -> list[Row]:
    """Return the metros that a selection names, the largest of them where it says so."""
    some = chosen(table, selection, "metro_id", "country_iso2")
    if selection.largest is None:
        return some
    named = [row for row in some if text(row, "metro_id") in selection.ids]
    others = [row for row in some if text(row, "metro_id") not in selection.ids]
    others.sort(key=lambda row: -number(row, "ai_demand_weight"))
    return named + others[: max(0, selection.largest - len(named))]


def candidate_places(context: Context, elements: tuple[Element, ...]) -> tuple[list[Place], dict[str, str]]:
    """Return every place the case can build at, and the reason for each that is left out.

    Sites of the ledger are always among them.
    """
    sites, committed = context.case.sites, {site.site for site in context.case.ledger.sites}
    custom, is_open = {site.id for site in sites.custom}, open_sites(context)
    regions, metros = list(context.regions.values()), list(context.metros.values())
    places, left_out = [], {}
    regions_chosen = chosen(regions, sites.campuses, "region_id", "country")
    for row in _with(regions_chosen, regions, "region_id", committed - custom):
        reason = _no_campus(row) if text(row, "region_id") not in committed else ""
        if reason:
            left_out[text(row, "region_id")] = reason
        else:
            places.append(_campus(context, elements, row, is_open=text(row, "region_id") in is_open))
    for row in _with(chosen_metros(metros, sites.edges), metros, "metro_id", committed - custom):
        place = _edge(context, elements, row, is_open=text(row, "metro_id") in is_open)
        reason = "" if place.site_id in committed else _no_edge(row, place)
        if reason:
            left_out[text(row, "metro_id")] = reason
        else:
            places.append(place)
    places += [_own(context, elements, site, is_open=site.id in is_open) for site in sites.custom]
    return places, left_out


def _with(some: list[Row], table: list[Row], column: str, ids: set[str]) -> list[Row]:
    """Add the rows of some ids to a choice."""
    have = {text(row, column) for row in some}
    return some + [row for row in table if text(row, column) in ids - have]


def _no_campus(row: Row) -> str:
    if flag(row, "export_restricted"):
        return "export rules allow no chips there"
    if not flag(row, "campus_allowed") or number(row, "max_halls_100mw") < 1:
        return "a campus is implausible there"
    return ""


def _no_edge(row: Row, place: Place) -> str:
    if flag(row, "export_restricted"):
        return "export rules allow no chips there"
    if place.most_facility_mw == 0:
        return "our share of its hosting is less than one cluster within the horizon"
    return ""


def _campus(context: Context, elements: tuple[Element, ...], row: Row, *, is_open: bool) -> Place:
    scalars, max_halls = context.scalars, round(number(row, "max_halls_100mw"))
    hall_mw = scalars["hall_mw_campus"]
    # A site of the ledger is open: its next hall waits for no permit.
    chain = context.today + chain_quarters(elements, SiteKind.CAMPUS, opening=not is_open)
    market = "" if is_open else text(row, "earliest_new_campus_quarter")
    return Place(
        site_id=text(row, "region_id"),
        name=text(row, "market"),
        kind=SiteKind.CAMPUS,
        country=text(row, "country"),
        area_id=text(row, "region_id"),
        lat=number(row, "lat"),
        lon=number(row, "lon"),
        pue=number(row, "pue_campus"),
        hall_mw=hall_mw,
        min_halls=max(1, min(max_halls, round(scalars["min_mw_campus"] / hall_mw))),
        max_halls=max_halls,
        halls_per_quarter=_campus_rate(context, number(row, "max_campus_mw", 0.0)),
        first_hall_quarter=max(chain, quarter_or(market, chain)),
        hosting_mw=context.by_period(lambda _: hall_mw * max_halls),
        open_cost_musd=_opening_musd(elements, SiteKind.CAMPUS),
        cost_multiplier=number(row, "capex_multiplier"),
        water_m3_per_it_mwh=_water(context, text(row, "water_stress")),
        region_id=text(row, "region_id"),
        grid_usd_per_mwh=number(row, "industrial_price_usd_per_mwh"),
        edge_wait_quarters=None,
        hall_fixed_musd_per_year=None,
    )


def _campus_rate(context: Context, max_campus_mw: float) -> int:
    scalars = context.scalars
    if max_campus_mw >= scalars["large_campus_mw"]:
        return round(scalars["halls_per_quarter_campus_large"])
    if max_campus_mw >= scalars["medium_campus_mw"]:
        return round(scalars["halls_per_quarter_campus_medium"])
    return round(scalars["halls_per_quarter_campus"])


def _edge(context: Context, elements: tuple[Element, ...], row: Row, *, is_open: bool) -> Place:
    scalars, share = context.scalars, context.shares.edge_hosting
    region = context.regions[text(row, "nearest_campus_region")]
    hall_mw, most_mw = scalars["hall_mw_edge"], share * number(row, "max_edge_mw")
    first = context.today + chain_quarters(elements, SiteKind.EDGE, opening=not is_open)
    grows_mw = share * number(row, "max_edge_mw_per_year")
    return Place(
        site_id=text(row, "metro_id"),
        name=text(row, "metro"),
        kind=SiteKind.EDGE,
        country=text(row, "country_iso2"),
        area_id=text(row, "metro_id"),
        lat=number(row, "lat"),
        lon=number(row, "lon"),
        pue=scalars["pue_edge"],
        hall_mw=hall_mw,
        min_halls=1,
        max_halls=math.floor(most_mw / hall_mw + 1e-9),
        halls_per_quarter=round(scalars["halls_per_quarter_edge"]),
        first_hall_quarter=first,
        hosting_mw=context.by_period(_ramp(first, grows_mw, most_mw)),
        open_cost_musd=_opening_musd(elements, SiteKind.EDGE),
        cost_multiplier=number(region, "capex_multiplier"),
        water_m3_per_it_mwh=_water(context, text(region, "water_stress")),
        region_id=text(region, "region_id"),
        grid_usd_per_mwh=number(row, "edge_power_price_usd_per_mwh"),
        edge_wait_quarters=round(number(row, "edge_grid_wait_quarters")),
        hall_fixed_musd_per_year=None,
    )


def _ramp(first: int, mw_per_year: float, most_mw: float) -> Callable[[int], float]:
    """Return a quarter's hosting: each quarter from the first one adds a quarter of the yearly MW."""
    return lambda quarter: min(most_mw, max(0, quarter - first + 1) / 4 * mw_per_year)


def _own(context: Context, elements: tuple[Element, ...], site: CustomSite, *, is_open: bool) -> Place:
    chain = context.today + chain_quarters(elements, site.kind, opening=not is_open)
    price = 0.0
    if site.region is not None:
        region = context.regions[site.region]
        price = number(region, "industrial_price_usd_per_mwh")
    fixed = site.hall_fixed_usd_per_year
    return Place(
        site_id=site.id,
        name=site.name or site.id,
        kind=site.kind,
        country=site.country,
        area_id=site.area or site.region or site.id,
        lat=site.lat,
        lon=site.lon,
        pue=site.pue,
        hall_mw=site.hall_mw,
        min_halls=site.min_halls,
        max_halls=site.max_halls,
        halls_per_quarter=site.halls_per_quarter,
        first_hall_quarter=chain if site.first_quarter is None else site.first_quarter,
        hosting_mw=context.by_period(lambda _: site.hall_mw * site.max_halls),
        open_cost_musd=site.open_cost_usd / 1e6,
        cost_multiplier=site.cost_multiplier,
        water_m3_per_it_mwh=site.water_m3_per_it_mwh,
        region_id=site.region or "",
        grid_usd_per_mwh=price,
        edge_wait_quarters=None,
        hall_fixed_musd_per_year=None if fixed is None else fixed / 1e6,
    )


def _opening_musd(elements: tuple[Element, ...], kind: SiteKind) -> float:
    return sum(e.cost_musd for e in elements if e.kind is kind and e.basis is Basis.OPENING)


def _water(context: Context, stress: str) -> float:
    return number(context.water[stress], "water_m3_per_it_mwh")


def quarter_or(label: str, default: int) -> int:
    """Return the number of a quarter, or the default where its cell is empty."""
    return parse_quarter(label) if label else default
