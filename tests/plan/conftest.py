"""A case small enough to work out by hand, with one decision of every kind.

Two periods of a quarter and one of two; today is the first quarter, and the horizon ends four
quarters later. Yearly rates are fourth powers, so that a quarter's are round: money loses a factor
1.1 per quarter, construction gains 1.02, chips keep 0.9.
"""

from __future__ import annotations

import pytest

from buildout.decisions import Decisions
from buildout.inputs import (
    Basis,
    Caps,
    Chip,
    CommittedCash,
    CommittedChips,
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
    VolumeTier,
    Window,
    Workload,
    Zone,
)
from planner.plan import Plan, PlanStatus, Tables, build_tables, make_plan

TODAY = 4 * 2027
AT_ONCE = (Payment(0, 1.0),)


def element(element_id: str, basis: Basis, cost_musd: float, **other: object) -> Element:
    given = {"kind": SiteKind.CAMPUS, "order_quarters_before": 4, "life_quarters": 40, "payments": AT_ONCE}
    given |= {"lead_quarters": 4, "after": ()} | other
    return Element(element_id=element_id, basis=basis, cost_musd=cost_musd, **given)


def site(site_id: str, name: str, lat: float, lon: float, **other: object) -> Site:
    given = {
        "kind": SiteKind.CAMPUS,
        "country": "US",
        "area_id": "area",
        "pue": 1.2,
        "hall_mw": 100.0,
        "min_halls": 1,
        "max_halls": 5,
        "halls_per_quarter": 2,
        "first_hall_quarter": TODAY + 1,
        "open_by_quarter": None,
        "hosting_mw": (500.0, 500.0, 500.0),
        "committed_halls": (0, 0, 0),
        "open_cost_musd": 100.0,
        "cost_multiplier": 1.5,
        "fixed_musd_per_hall_year": 4.0,
        "water_m3_per_it_mwh": 1.0,
        "chip_ids": ("gb", "tp"),
    } | other
    return Site(site_id=site_id, name=name, lat=lat, lon=lon, **given)


def power(site_id: str, option_id: str, **other: object) -> SitePower:
    given = {
        "family": "grid",
        "delivery": Delivery.GRID,
        "unit_mw": 1.0,
        "continuous": True,
        "first_quarter": TODAY,
        "last_quarter": TODAY + 40,
        "limit_mw": (500.0, 500.0, 500.0),
        "committed_mw": (0.0, 0.0, 0.0),
        "capex_musd_per_mw": 0.5,
        "fixed_musd_per_mw_year": 0.05,
        "energy_usd_per_mwh": 50.0,
        "carbon_kg_per_mwh": 400.0,
        "availability": 1.0,
        "lead_quarters": 3,
        "life_quarters": 20,
        "payments": (Payment(1, 0.4), Payment(0, 0.6)),
        "is_bridge": False,
    } | other
    return SitePower(site_id=site_id, option_id=option_id, **given)


def gas(site_id: str) -> SitePower:
    return power(
        site_id,
        "gas",
        family="turbine",
        delivery=Delivery.ONSITE,
        unit_mw=40.0,
        continuous=False,
        capex_musd_per_mw=2.0,
        fixed_musd_per_mw_year=0.2,
        energy_usd_per_mwh=70.0,
        carbon_kg_per_mwh=500.0,
        lead_quarters=2,
        life_quarters=0,
        payments=AT_ONCE,
        is_bridge=True,
    )


def chip(chip_id: str, vendor: str, capex_musd: float, life: int, payments: tuple[Payment, ...]) -> Chip:
    return Chip(
        chip_id=chip_id,
        name=chip_id.upper(),
        vendor=vendor,
        generation=f"{vendor} 1",
        capex_musd_per_mw=capex_musd,
        maintenance_musd_per_mw_year=capex_musd / 30 if chip_id == "gb" else 0.5,
        rack_mw=0.1,
        chips_per_mw=500.0,
        life_quarters=life,
        lead_quarters=2,
        payments=payments,
        supply_mw=(500.0, 500.0, 500.0),
    )


def stream(stream_id: str, workload_id: str, block: float, price_musd: float) -> Stream:
    return Stream(
        stream_id=stream_id,
        name=stream_id.capitalize(),
        unit="reference MW",
        workload_id=workload_id,
        purpose=Purpose.TRAINING if workload_id == "train" else Purpose.INFERENCE,
        rtt_budget_ms=None,
        access_ms=0.0,
        min_block_ref_mw=block,
        usable_fraction=((SiteKind.CAMPUS, 1.0), (SiteKind.EDGE, 1.0)),
        shortage_musd_per_quarter=(price_musd, price_musd, price_musd),
        may_fall_short=True,
    )


def finance() -> Finance:
    return Finance(
        wacc=1.1**4 - 1,
        construction_inflation=1.02**4 - 1,
        chip_value_decline_per_year=1 - 0.9**4,
        carbon_usd_per_t=50.0,
        retire_cost_musd_per_mw=0.1,
        move_cost_fraction=0.25,
        mean_load_factor=0.8,
    )


@pytest.fixture(scope="session")
def inputs() -> Inputs:
    on_order = (Payment(2, 0.3), Payment(0, 0.7))
    return Inputs(
        case_id="small",
        title="Small",
        today=TODAY,
        periods=(Period("2027Q1", TODAY, 1), Period("2027Q2", TODAY + 1, 1), Period("2027H2", TODAY + 2, 2)),
        finance=finance(),
        network=Network(0.0049, 1.5, 0.0, ()),
        elements=(
            element("permit", Basis.OPENING, 0.0, order_quarters_before=3, payments=(Payment(1, 1.0),)),
            element("shell", Basis.FACILITY_MW, 2.0, payments=(Payment(2, 0.5), Payment(0, 0.5))),
            element("network", Basis.IT_MW, 1.0, order_quarters_before=1, life_quarters=16),
            element("pod", Basis.HALL, 4.0, kind=SiteKind.EDGE),
        ),
        sites=(
            site(
                "north",
                "North",
                50.0,
                10.0,
                committed_halls=(1, 1, 1),
                fixed_musd_per_hall_year=2.0,
                water_m3_per_it_mwh=0.5,
            ),
            site("south", "Süd-Straße | 南", 40.0, 10.0, country="NA"),
            site("edge", "Edge", 41.0, 11.0, kind=SiteKind.EDGE, hall_mw=5.0, chip_ids=()),
        ),
        areas=(GridArea("area", (500.0, 500.0, 500.0)),),
        power=(
            power("north", "grid", committed_mw=(130.0, 130.0, 130.0), fixed_musd_per_mw_year=0.1),
            gas("north"),
            power("south", "grid"),
            gas("south"),
        ),
        chips=(chip("gb", "Nova", 30.0, 8, on_order), chip("tp", "Titan", 20.0, 4, AT_ONCE)),
        committed_chips=(CommittedChips("north", "gb", TODAY - 3, 50.0),),
        committed_cash=(CommittedCash(TODAY + 1, 7.0, "last halls"),),
        workloads=(
            Workload("train", ("training",), (("gb", 1.0), ("tp", 2.0))),
            Workload("infer", ("chat",), (("gb", 1.0), ("tp", 0.5))),
        ),
        streams=(stream("training", "train", 50.0, 1.0), stream("chat", "infer", 0.0, 3.0)),
        nodes=(
            Node("anywhere", "Anywhere", "US", None, None),
            Node("n1", "One", "US", 51.0, 10.0),
            Node("n2", "Two", "US", 41.0, 10.0),
        ),
        demand=(
            Demand("training", "anywhere", (0.0, 0.0, 100.0)),
            Demand("chat", "n1", (30.0, 40.0, 50.0)),
            Demand("chat", "n2", (20.0, 20.0, 30.0)),
        ),
        zones=(
            Zone("zt", "training", ("anywhere",), ("north", "south"), (0.0, 0.0), (0.0, 0.0, 100.0)),
            Zone("zc", "chat", ("n1", "n2"), ("north", "south"), (0.001, 0.002), (50.0, 60.0, 80.0)),
        ),
        pools=(),
        vendor_shares=(),
        minimum_takes=(),
        volume_tiers=(VolumeTier("tier", "gb", Window("2027Q1", "2027Q2", 60.0), 0.1),),
        budgets=(),
        survival=(),
        caps=Caps(None, None),
        whole_racks=True,
    )


@pytest.fixture(scope="session")
def decisions() -> Decisions:
    """South opens in the second quarter; a turbine of north's goes there in the third."""
    q1, q2, h2 = "2027Q1", "2027Q2", "2027H2"
    return Decisions(
        open={("south", q2): 1.0, ("south", h2): 0.9999999},
        new_halls={("south", q2): 1.0000001, ("south", h2): 1.9999999, ("edge", h2): 1e-10},
        units={
            ("north", "gas", q1): 1.0,
            ("south", "gas", q2): 2.9999999,
            ("south", "gas", h2): 4.0,
            ("south", "grid", h2): 120.0,
        },
        bought={("north", "gas", q1): 1.0, ("south", "gas", q2): 3.0},
        reused={("south", "gas", h2): 1.0},
        dropped={("north", "gas", q2): 1.0},
        energy_gwh={
            ("north", "grid", q1): 100.0,
            ("north", "grid", q2): 100.0,
            ("north", "grid", h2): 200.0,
            ("south", "gas", q2): 80.0,
        },
        buy_mw={("north", "gb", q1): 40.0, ("south", "gb", q2): 60.0, ("south", "tp", h2): 100.0},
        retire_mw={("north", "gb", h2): 10.0},
        fleet_mw={
            ("north", "gb", q1): 90.0,
            ("north", "gb", q2): 90.0,
            ("north", "gb", h2): 80.0,
            ("south", "gb", q2): 60.0,
            ("south", "gb", h2): 60.0,
            ("south", "tp", h2): 100.0,
        },
        run_mw={("north", "gb", "infer", q1): 50.0, ("south", "tp", "train", h2): 50.0},
        serve={
            ("north", "zc", q1): 50.0,
            ("north", "zc", q2): 40.0,
            ("north", "zc", h2): 40.0,
            ("south", "zc", q2): 15.0,
            ("south", "zc", h2): 40.0,
            ("south", "zt", h2): 100.0,
        },
        short={("zc", q2): 5.0},
        survive={("north", "south", "zc", h2): 40.0},
        tier_mw={"tier": 40.0},
    )


@pytest.fixture(scope="session")
def tables(inputs: Inputs, decisions: Decisions) -> Tables:
    return build_tables(inputs, decisions)


def plan_of(inputs: Inputs, decisions: Decisions, bound_usd: float = 5e9) -> Plan:
    return make_plan(
        inputs,
        decisions,
        status=PlanStatus.FEASIBLE,
        bound_usd=bound_usd,
        seconds=12.5,
        seconds_to_first_plan=3.25,
        peak_memory_mb=512.0,
        versions={"planner": "0.1.0"},
        input_sha256="abc",
    )


@pytest.fixture(scope="session")
def plan(inputs: Inputs, decisions: Decisions) -> Plan:
    return plan_of(inputs, decisions)


@pytest.fixture(scope="session")
def empty_plan(inputs: Inputs) -> Plan:
    """Nothing is decided; the ledger stands."""
    return plan_of(inputs, Decisions(), bound_usd=-float("inf"))
