"""A small case made by hand, with something of everything the audit looks at.

Two campuses, alpha (of the ledger) and beta, and an edge site; four periods of 1, 1, 2 and 4 quarters;
two chips; training in blocks and chat within reach; grid, a contract over the grid, and turbines that
move. The limits are set close to what `small_plan` does, most of them right at it.
"""

from buildout.inputs import (
    Basis,
    Budget,
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
    MinimumTake,
    Network,
    Node,
    Payment,
    Period,
    Pool,
    Purpose,
    Site,
    SiteKind,
    SitePower,
    Stream,
    Survival,
    VendorShare,
    VolumeTier,
    Window,
    Workload,
    Zone,
)

TODAY = 8104  # 2026Q1
Q1, Q2, H2, Y28, END = 8108, 8109, 8110, 8112, 8116  # first quarters of the periods, and what follows

PERIODS = (Period("2027Q1", Q1, 1), Period("2027Q2", Q2, 1), Period("2027H2", H2, 2), Period("2028Y", Y28, 4))

FINANCE = Finance(
    wacc=0.10,
    construction_inflation=0.04,
    chip_value_decline_per_year=0.20,
    carbon_usd_per_t=50.0,
    retire_cost_musd_per_mw=0.1,
    move_cost_fraction=0.1,
    mean_load_factor=0.8,
)

# RTT = 2 km x 0.005 ms/km x 1.5 + 4 ms access + 1 ms = 0.015 ms/km + 5 ms: a budget of 20 ms is 1000 km.
NETWORK = Network(ms_per_km=0.005, inflation=1.5, overhead_ms=1.0, rtt_table_ms=())

ON_DELIVERY = (Payment(0, 1.0),)


def _element(name, kind, basis, cost_musd, order_quarters, life_quarters, payments):
    return Element(name, kind, basis, cost_musd, order_quarters, order_quarters, (), life_quarters, payments)


ELEMENTS = (
    _element("permit", SiteKind.CAMPUS, Basis.OPENING, 0.0, 5, 0, (Payment(2, 0.5), Payment(0, 0.5))),
    _element("shell", SiteKind.CAMPUS, Basis.HALL, 8.0, 4, 60, (Payment(4, 0.1), Payment(0, 0.9))),
    _element("cooling", SiteKind.CAMPUS, Basis.FACILITY_MW, 2.0, 3, 40, (Payment(1, 1.0),)),
    _element("lease", SiteKind.EDGE, Basis.OPENING, 0.0, 1, 0, ON_DELIVERY),
    _element("pod", SiteKind.EDGE, Basis.IT_MW, 1.5, 2, 40, ON_DELIVERY),
)

ALPHA = Site(
    site_id="alpha",
    name="Alpha",
    kind=SiteKind.CAMPUS,
    country="US",
    area_id="west",
    lat=40.0,
    lon=-100.0,
    pue=1.25,
    hall_mw=10.0,
    min_halls=2,
    max_halls=3,
    halls_per_quarter=1,
    first_hall_quarter=Q2,
    open_by_quarter=None,
    hosting_mw=(40.0, 40.0, 40.0, 40.0),
    committed_halls=(2, 2, 2, 2),
    open_cost_musd=5.0,
    cost_multiplier=1.0,
    fixed_musd_per_hall_year=0.5,
    water_m3_per_it_mwh=1.0,
    chip_ids=("g1", "g2"),
)
BETA = Site(
    site_id="beta",
    name="Beta",
    kind=SiteKind.CAMPUS,
    country="NA",
    area_id="west",
    lat=35.0,
    lon=-90.0,
    pue=1.2,
    hall_mw=10.0,
    min_halls=2,
    max_halls=3,
    halls_per_quarter=1,
    first_hall_quarter=Q2,
    open_by_quarter=H2,
    hosting_mw=(10.0, 25.0, 25.0, 30.0),
    committed_halls=(0, 0, 0, 0),
    open_cost_musd=6.0,
    cost_multiplier=1.1,
    fixed_musd_per_hall_year=0.5,
    water_m3_per_it_mwh=0.5,
    chip_ids=("g1", "g2"),
)
CORNER = Site(
    site_id="corner",
    name="Corner",
    kind=SiteKind.EDGE,
    country="US",
    area_id="city",
    lat=34.0,
    lon=-89.0,
    pue=1.3,
    hall_mw=5.0,
    min_halls=1,
    max_halls=2,
    halls_per_quarter=1,
    first_hall_quarter=Q2,
    open_by_quarter=None,
    hosting_mw=(10.0, 10.0, 10.0, 10.0),
    committed_halls=(0, 0, 0, 0),
    open_cost_musd=2.0,
    cost_multiplier=1.0,
    fixed_musd_per_hall_year=0.4,
    water_m3_per_it_mwh=0.0,
    chip_ids=("g2",),
)


TERMS = {
    "grid": {
        "delivery": Delivery.GRID,
        "unit_mw": 1.0,
        "continuous": True,
        "capex_musd_per_mw": 0.5,
        "fixed_musd_per_mw_year": 0.01,
        "energy_usd_per_mwh": 60.0,
        "carbon_kg_per_mwh": 300.0,
        "availability": 1.0,
        "lead_quarters": 3,
        "life_quarters": 120,
        "payments": (Payment(2, 1.0),),
        "is_bridge": False,
    },
    "turbine": {
        "delivery": Delivery.ONSITE,
        "unit_mw": 5.0,
        "continuous": False,
        "capex_musd_per_mw": 1.0,
        "fixed_musd_per_mw_year": 0.05,
        "energy_usd_per_mwh": 90.0,
        "carbon_kg_per_mwh": 500.0,
        "availability": 0.9,
        "lead_quarters": 2,
        "life_quarters": 40,
        "payments": (Payment(1, 0.2), Payment(0, 0.8)),
        "is_bridge": True,
    },
    "contract": {
        "delivery": Delivery.OVER_GRID,
        "unit_mw": 2.5,
        "continuous": True,
        "capex_musd_per_mw": 0.0,
        "fixed_musd_per_mw_year": 0.0,
        "energy_usd_per_mwh": 40.0,
        "carbon_kg_per_mwh": 0.0,
        "availability": 0.5,
        "lead_quarters": 1,
        "life_quarters": 0,
        "payments": (),
        "is_bridge": False,
    },
}


def _power(site_id, option_id, limit_mw, **other):
    dates = {"first_quarter": Q2, "last_quarter": H2, "committed_mw": (0.0, 0.0, 0.0, 0.0)}
    terms = TERMS[option_id] | dates | other
    return SitePower(site_id=site_id, option_id=option_id, family=option_id, limit_mw=limit_mw, **terms)


POWER = (
    _power("alpha", "grid", (0.0, 0.0, 8.0, 10.0), committed_mw=(20.0, 20.0, 20.0, 20.0)),
    _power("alpha", "turbine", (0.0, 15.0, 15.0, 15.0)),
    _power("alpha", "contract", (0.0, 0.0, 5.0, 5.0)),
    _power("beta", "grid", (0.0, 10.0, 10.0, 10.0)),
    _power("beta", "turbine", (0.0, 0.0, 20.0, 20.0)),
    _power("corner", "grid", (0.0, 0.0, 7.0, 7.0), energy_usd_per_mwh=80.0),
)

AREAS = (GridArea("west", (0.0, 10.0, 18.0, 20.0)), GridArea("city", (0.0, 0.0, 6.0, 6.0)))

CHIPS = (
    Chip("g1", "Old", "One", "1", 10.0, 0.4, 0.1, 700.0, 4, 2, ON_DELIVERY, (2.0, 5.0, 0.0, 0.0)),
    Chip(
        chip_id="g2",
        name="New",
        vendor="Two",
        generation="2",
        capex_musd_per_mw=20.0,
        maintenance_musd_per_mw_year=0.8,
        rack_mw=0.5,
        chips_per_mw=501.0,
        life_quarters=20,
        lead_quarters=2,
        payments=(Payment(2, 0.3), Payment(0, 0.7)),
        supply_mw=(0.0, 18.0, 24.0, 5.0),
    ),
)

COMMITTED_CHIPS = (
    CommittedChips("alpha", "g1", 8106, 12.0),  # aged out in 8110, that is by 2027H2
    CommittedChips("alpha", "g1", 8111, 3.0),  # comes within 2027H2, so it is online from 2028Y
)

WORKLOADS = (
    Workload("learn", ("training",), (("g1", 0.5), ("g2", 1.0))),
    Workload("infer", ("chat",), (("g1", 1.0), ("g2", 2.0))),
)

STREAMS = (
    Stream(
        stream_id="training",
        name="Training",
        unit="reference MW",
        workload_id="learn",
        purpose=Purpose.TRAINING,
        rtt_budget_ms=None,
        access_ms=0.0,
        min_block_ref_mw=6.0,
        usable_fraction=((SiteKind.CAMPUS, 0.8), (SiteKind.EDGE, 0.0)),
        shortage_musd_per_quarter=(5.0, 5.0, 5.0, 5.0),
        may_fall_short=False,
    ),
    Stream(
        stream_id="chat",
        name="Chat",
        unit="reference MW",
        workload_id="infer",
        purpose=Purpose.INFERENCE,
        rtt_budget_ms=20.0,
        access_ms=4.0,
        min_block_ref_mw=0.0,
        usable_fraction=((SiteKind.CAMPUS, 0.8), (SiteKind.EDGE, 0.5)),
        shortage_musd_per_quarter=(2.0, 2.0, 1.5, 1.5),
        may_fall_short=True,
    ),
)

NODES = (
    Node("anywhere", "Anywhere", "US", None, None),
    Node("river", "River", "US", 34.0, -89.2),  # 1167 km from alpha: out of reach
    Node("lake", "Lake", "US", 34.2, -89.0),
    Node("plain", "Plain", "US", 38.0, -95.0),
)

DEMAND = (
    Demand("training", "anywhere", (4.0, 8.0, 10.0, 10.0)),
    Demand("chat", "river", (0.0, 0.0, 6.0, 6.0)),
    Demand("chat", "lake", (0.0, 0.0, 3.0, 3.0)),
    Demand("chat", "plain", (0.0, 6.0, 8.0, 9.0)),
)

ZONES = (
    Zone("all", "training", ("anywhere",), ("alpha", "beta"), (0.0, 0.0), (4.0, 8.0, 10.0, 10.0)),
    Zone("south", "chat", ("river", "lake"), ("beta", "corner"), (0.01, 0.002), (0.0, 0.0, 9.0, 9.0)),
    Zone(
        zone_id="middle",
        stream_id="chat",
        node_ids=("plain",),
        site_ids=("alpha", "beta", "corner"),
        serve_cost_musd=(0.01, 0.02, 0.02),
        peak=(0.0, 6.0, 8.0, 9.0),
    ),
)

# Drawn in 2027: 7 by halls (1 alpha, 2 beta at 2; 1 corner at 1), 4 by 8 MW of grid at alpha, 15 by
# 15 MW of turbines bought at beta, 20 by 40 MW of g2: 46, all there is. A move draws nothing.
POOL = Pool(
    pool_id="transformers",
    name="Transformers",
    unit="pieces",
    limits=(Window("2027Q1", "2027H2", 46.0), Window("2028Y", "2028Y", 10.0)),
    hall_draw=(("alpha", 2.0), ("beta", 2.0), ("corner", 1.0)),
    power_draw=(("alpha", "grid", 0.5), ("beta", "turbine", 1.0)),
    chip_draw=(("g2", 0.5),),
)

YEAR_2027 = ("2027Q1", "2027H2")

INPUTS = Inputs(
    case_id="small",
    title="Small",
    today=TODAY,
    periods=PERIODS,
    finance=FINANCE,
    network=NETWORK,
    elements=ELEMENTS,
    sites=(ALPHA, BETA, CORNER),
    areas=AREAS,
    power=POWER,
    chips=CHIPS,
    committed_chips=COMMITTED_CHIPS,
    committed_cash=(CommittedCash(Q1, 3.0, "halls of alpha"), CommittedCash(H2, 2.0, "halls of alpha")),
    workloads=WORKLOADS,
    streams=STREAMS,
    nodes=NODES,
    demand=DEMAND,
    zones=ZONES,
    pools=(POOL,),
    # 2 of the 42 MW bought are of vendor One: 4.8 %.
    vendor_shares=(VendorShare("One", Window("2027Q1", "2028Y", 0.0), 0.04, 0.05),),
    minimum_takes=(MinimumTake("new chips", ("g2",), Window(*YEAR_2027, 40.0)),),
    volume_tiers=(
        VolumeTier("g2 first", "g2", Window(*YEAR_2027, 10.0), 0.05),
        VolumeTier("g2 second", "g2", Window(*YEAR_2027, 30.0), 0.10),
    ),
    budgets=(Budget("2027", Q1, Y28 - 1, 880.0),),
    survival=(Survival(("chat",), 0.25, by_area=False),),
    caps=Caps(carbon_t_per_year=120e3, water_m3_per_year=211e3),
    whole_racks=True,
)
