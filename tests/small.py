"""Pieces of small cases whose costs can be worked out by hand.

`small` has one campus, one grid option, one chip and one stream. Nothing ages, grows dearer or is
worth anything at the end, and a unit of everything costs a round sum:

    opening 5, hall of 10 IT MW 8, power 0.4 per facility MW (PUE 1.25: 0.5 per IT MW), chips 20 per
    IT MW; 30 for each reference MW that falls short for a quarter; all in million USD.

So serving 10 MW from one hall costs 5 + 8 + 5 + 200 = 218, and not serving it 300 a quarter. Tests
change what they are about with `dataclasses.replace`. Piece by piece, ``periods`` says how many
entries its tuples by period have.
"""

from __future__ import annotations

from dataclasses import replace

from buildout.inputs import (
    Basis,
    Caps,
    Chip,
    Delivery,
    Demand,
    Element,
    Finance,
    GridArea,
    Inputs,
    Network,
    Node,
    Payment,
    Period,
    Purpose,
    Site,
    SiteKind,
    SitePower,
    Stream,
    Workload,
    Zone,
)
from buildout.quarters import quarter_label

TODAY = 4 * 2027
FAR = TODAY + 400
"""A quarter after any horizon."""
AT_ONCE = (Payment(0, 1.0),)

STILL = Finance(
    wacc=0.0,
    construction_inflation=0.0,
    chip_value_decline_per_year=1.0,
    carbon_usd_per_t=0.0,
    retire_cost_musd_per_mw=0.0,
    move_cost_fraction=0.0,
    mean_load_factor=1.0,
)
"""Money keeps its value, chips have none at the end."""

STEEP = replace(
    STILL,
    wacc=4.0**4 - 1,
    construction_inflation=2.0**4 - 1,
    chip_value_decline_per_year=1 - 0.5**4,
)
"""Per quarter money loses a factor 4, construction gains 2 and chips lose 2. So the middle of the
first quarters is worth 1/2, 1/8, 1/32, 1/128, and prices online in them are 1, 2, 4, 8 times today's."""


def grid_of(*quarters: int) -> tuple[Period, ...]:
    """Return periods of so many quarters each, named by their first quarter."""
    starts = [TODAY + sum(quarters[:i]) for i in range(len(quarters))]
    return tuple(Period(quarter_label(at), at, n) for at, n in zip(starts, quarters, strict=True))


def campus(site_id: str = "a", periods: int = 1) -> Site:
    """Return a campus of up to three halls of 10 MW, all of which could be online at once."""
    return Site(
        site_id=site_id,
        name=f"Site {site_id}",
        kind=SiteKind.CAMPUS,
        country="US",
        area_id="area",
        lat=40.0,
        lon=-100.0,
        pue=1.25,
        hall_mw=10.0,
        min_halls=1,
        max_halls=3,
        halls_per_quarter=3,
        first_hall_quarter=TODAY,
        open_by_quarter=None,
        hosting_mw=(30.0,) * periods,
        committed_halls=(0,) * periods,
        open_cost_musd=5.0,
        cost_multiplier=1.0,
        fixed_musd_per_hall_year=0.0,
        water_m3_per_it_mwh=0.0,
        chip_ids=("g",),
    )


def edge(site_id: str = "e", periods: int = 1) -> Site:
    """Return an edge site of one cluster of 5 MW; opening 2, the cluster 4 million USD."""
    return replace(
        campus(site_id, periods),
        kind=SiteKind.EDGE,
        hall_mw=5.0,
        max_halls=1,
        hosting_mw=(5.0,) * periods,
        open_cost_musd=2.0,
    )


def in_ledger(site: Site, halls: int = 1) -> Site:
    """Return a site whose only halls are those of the ledger, all online from the start."""
    return replace(site, committed_halls=(halls,) * len(site.committed_halls), max_halls=halls)


def grid(site_id: str = "a", periods: int = 1) -> SitePower:
    """Return a grid connection of up to 100 MW, in any amount, at 0.4 million USD per MW."""
    return SitePower(
        site_id=site_id,
        option_id="grid",
        family="grid",
        delivery=Delivery.GRID,
        unit_mw=1.0,
        continuous=True,
        first_quarter=TODAY,
        last_quarter=FAR,
        limit_mw=(100.0,) * periods,
        committed_mw=(0.0,) * periods,
        capex_musd_per_mw=0.4,
        fixed_musd_per_mw_year=0.0,
        energy_usd_per_mwh=0.0,
        carbon_kg_per_mwh=0.0,
        availability=1.0,
        lead_quarters=0,
        life_quarters=0,
        payments=AT_ONCE,
        is_bridge=False,
    )


def turbine(site_id: str = "a", periods: int = 1) -> SitePower:
    """Return bridge power in units of 12.5 MW, which feed a hall of 10 MW; a unit costs 25."""
    return replace(
        grid(site_id, periods),
        option_id="turbine",
        family="turbine",
        delivery=Delivery.ONSITE,
        unit_mw=12.5,
        continuous=False,
        capex_musd_per_mw=2.0,
        is_bridge=True,
    )


def contract(site_id: str = "a", periods: int = 1) -> SitePower:
    """Return a contract for energy over the grid, free but for its energy."""
    return replace(
        grid(site_id, periods),
        option_id="contract",
        family="contract",
        delivery=Delivery.OVER_GRID,
        capex_musd_per_mw=0.0,
    )


def chip(chip_id: str = "g", periods: int = 1) -> Chip:
    """Return a chip at 20 million USD per MW that outlives every horizon here."""
    return Chip(
        chip_id=chip_id,
        name=chip_id.upper(),
        vendor=f"vendor of {chip_id}",
        generation="1",
        capex_musd_per_mw=20.0,
        maintenance_musd_per_mw_year=0.0,
        rack_mw=0.5,
        chips_per_mw=500.0,
        life_quarters=400,
        lead_quarters=0,
        payments=AT_ONCE,
        supply_mw=(100.0,) * periods,
    )


def stream(stream_id: str = "chat", periods: int = 1, workload_id: str = "infer") -> Stream:
    """Return a stream that any site may serve whole, at 30 million USD per MW short for a quarter."""
    return Stream(
        stream_id=stream_id,
        name=stream_id.capitalize(),
        unit="reference MW",
        workload_id=workload_id,
        purpose=Purpose.INFERENCE,
        rtt_budget_ms=None,
        access_ms=0.0,
        min_block_ref_mw=0.0,
        usable_fraction=((SiteKind.CAMPUS, 1.0), (SiteKind.EDGE, 1.0)),
        shortage_musd_per_quarter=(30.0,) * periods,
        may_fall_short=True,
    )


def zone(zone_id: str, site_ids: tuple[str, ...], *peak: float, stream_id: str = "chat") -> Zone:
    """Return a zone of one node of its own name that some sites reach, free of transit."""
    return Zone(zone_id, stream_id, (zone_id,), site_ids, (0.0,) * len(site_ids), peak)


def serving(inputs: Inputs, *zones: Zone) -> Inputs:
    """Return a case with other demand: these zones, and the nodes in them."""
    return replace(
        inputs,
        zones=zones,
        nodes=tuple(Node(z.zone_id, z.zone_id, "US", None, None) for z in zones),
        demand=tuple(Demand(z.stream_id, z.zone_id, z.peak) for z in zones),
    )


def element(element_id: str, kind: SiteKind, basis: Basis, cost_musd: float) -> Element:
    """Return an element that is ordered and paid when it comes online, with nothing left of it."""
    return Element(element_id, kind, basis, cost_musd, 0, 0, (), 0, AT_ONCE)


ELEMENTS = (
    element("permit", SiteKind.CAMPUS, Basis.OPENING, 0.0),
    element("shell", SiteKind.CAMPUS, Basis.HALL, 8.0),
    element("lease", SiteKind.EDGE, Basis.OPENING, 0.0),
    element("pod", SiteKind.EDGE, Basis.HALL, 4.0),
)


def small(periods: int = 1) -> Inputs:
    """Return the case of the module's docstring over some quarters, with 10 MW of demand in each."""
    inputs = Inputs(
        case_id="small",
        title="Small",
        today=TODAY,
        periods=grid_of(*(1,) * periods),
        finance=STILL,
        network=Network(0.0049, 1.5, 0.0, ()),
        elements=ELEMENTS,
        sites=(campus("a", periods),),
        areas=(GridArea("area", (1000.0,) * periods),),
        power=(grid("a", periods),),
        chips=(chip("g", periods),),
        committed_chips=(),
        committed_cash=(),
        workloads=(Workload("infer", ("chat",), (("g", 1.0),)),),
        streams=(stream("chat", periods),),
        nodes=(),
        demand=(),
        zones=(),
        pools=(),
        vendor_shares=(),
        minimum_takes=(),
        volume_tiers=(),
        budgets=(),
        survival=(),
        caps=Caps(None, None),
        whole_racks=False,
    )
    return serving(inputs, zone("n", ("a",), *(10.0,) * periods))
