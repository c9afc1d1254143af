"""One or more breaks of the small plan for every equation of ``docs/model.md``."""

from dataclasses import dataclass

from planner.audit import Equation
from tests.audit.changes import Change, add_row, drop_rows, set_cell


@dataclass(frozen=True)
class Mutation:
    """A change that breaks one equation, and the violation it must lead to."""

    equation: Equation
    change: Change
    row: str
    amount: float = 1.0
    allowed: float = 0.0


SITING = (
    # Alpha may hold 3 halls, 2 of them the ledger's.
    Mutation(
        Equation.S1,
        set_cell("halls", "new_halls", 2, site_id="alpha", period="2028Y"),
        "site_id=alpha, period=2028Y",
        2,
        1,
    ),
    Mutation(
        Equation.S2,
        set_cell("halls", "new_halls", 2, site_id="beta", period="2027Q2"),
        "site_id=beta, period=2027Q2",
        2,
        1,
    ),
    Mutation(
        Equation.S3,
        set_cell("halls", "new_halls", 1, site_id="alpha", period="2027Q1"),
        "site_id=alpha, period=2027Q1",
        1,
        0,
    ),
    Mutation(  # open before a hall could be online
        Equation.S3,
        set_cell("sites", "opened", "2027Q1", site_id="beta"),
        "site_id=beta, period=2027Q1",
        1,
        0,
    ),
    Mutation(  # locked to be open by 2027Q3
        Equation.S3,
        set_cell("sites", "opened", "2028Q1", site_id="beta"),
        "site_id=beta, period=2027H2",
        0,
        1,
    ),
    Mutation(  # of the ledger
        Equation.S3, drop_rows("sites", site_id="alpha"), "site_id=alpha, period=2027Q1", 0, 1
    ),
    Mutation(
        Equation.S4,
        set_cell("halls", "new_halls", 0, site_id="alpha", period="2028Y"),
        "site_id=alpha, period=2028Y",
        -1,
        0,
    ),
    # Beta opens in 2027Q2 at one hall a quarter: it has its 2 halls by 2027H2.
    Mutation(
        Equation.S5,
        set_cell("halls", "new_halls", 1, site_id="beta", period="2027H2"),
        "site_id=beta, period=2027Q2",
        1,
        2,
    ),
)

POWER = (
    # 25 MW of load on 20 of the ledger and 4 of new grid.
    Mutation(
        Equation.P1,
        set_cell("power", "units", 4, site_id="alpha", option_id="grid", period="2027H2"),
        "site_id=alpha, period=2027H2",
        25,
        24,
    ),
    Mutation(  # the limit of the site
        Equation.P2,
        set_cell("power", "units", 11, site_id="alpha", option_id="grid", period="2028Y"),
        "site_id=alpha, option_id=grid, period=2028Y",
        11,
        10,
    ),
    Mutation(  # 3 MW bought after the last quarter, 2027Q3
        Equation.P2,
        set_cell("power", "units", 9, site_id="alpha", option_id="grid", period="2028Y"),
        "site_id=alpha, option_id=grid, period=2028Y",
        1,
        0,
    ),
    Mutation(  # the headroom of the area
        Equation.P2,
        set_cell("power", "units", 6.5, site_id="corner", option_id="grid", period="2027H2"),
        "area_id=city, period=2027H2",
        6.5,
        6,
    ),
    Mutation(
        Equation.P3A,
        set_cell("energy", "energy_mwh", 30000, site_id="alpha", option_id="grid", period="2027Q1"),
        "site_id=alpha, period=2027Q1",
        30,
        30.681,
    ),
    # 5 MW at half output for 4383 hours.
    Mutation(
        Equation.P3B,
        set_cell("energy", "energy_mwh", 11000, site_id="alpha", option_id="contract", period="2027H2"),
        "site_id=alpha, option_id=contract, period=2027H2",
        11,
        10.9575,
    ),
    # 20 MW for 2191.5 hours.
    Mutation(
        Equation.P3C,
        set_cell("energy", "energy_mwh", 44000, site_id="alpha", option_id="grid", period="2027Q2"),
        "site_id=alpha, period=2027Q2",
        44,
        43.83,
    ),
    Mutation(
        Equation.P4,
        set_cell("power", "dropped_mw", 10, site_id="alpha", option_id="turbine", period="2027H2"),
        "site_id=alpha, option_id=turbine, period=2027H2",
        -3,
        -2,
    ),
    Mutation(  # what is no bridge stays
        Equation.P4,
        set_cell("power", "units", 1, site_id="alpha", option_id="contract", period="2028Y"),
        "site_id=alpha, option_id=contract, period=2028Y",
        -1,
        0,
    ),
    Mutation(  # 3 turbines left alpha, 4 come to beta
        Equation.P4,
        set_cell("power", "reused_mw", 20, site_id="beta", option_id="turbine", period="2028Y"),
        "option_id=turbine, period=2028Y",
        4,
        3,
    ),
    Mutation(
        Equation.P5,
        set_cell("sites", "opened", "2027Q3", site_id="beta"),
        "site_id=beta, option_id=grid, period=2027Q2",
        10,
        0,
    ),
)

FLEET = (
    Mutation(
        Equation.F1A,
        set_cell("fleet", "fleet_mw", 3, site_id="alpha", chip_id="g1", period="2027H2"),
        "site_id=alpha, chip_id=g1, period=2027H2",
        3,
        2,
    ),
    Mutation(  # the ledger's 12 MW came in 2026Q3 for 4 quarters
        Equation.F1B,
        set_cell("fleet", "retire_mw", 10, site_id="alpha", chip_id="g1", period="2027H2"),
        "site_id=alpha, chip_id=g1, period=2027H2",
        10,
        12,
    ),
    Mutation(  # so did the 2 MW bought for 2027Q1
        Equation.F1B,
        set_cell("fleet", "retire_mw", 1, site_id="alpha", chip_id="g1", period="2028Y"),
        "site_id=alpha, chip_id=g1, period=2028Y",
        13,
        14,
    ),
    Mutation(
        Equation.F2,
        set_cell("fleet", "fleet_mw", 21, site_id="beta", chip_id="g2", period="2027H2"),
        "site_id=beta, period=2027H2",
        21,
        20,
    ),
    Mutation(
        Equation.F3,
        set_cell("fleet", "buy_mw", 10.2, site_id="alpha", chip_id="g2", period="2027Q2"),
        "site_id=alpha, chip_id=g2, period=2027Q2",
        10.2,
        10,
    ),
)

SERVICE = (
    Mutation(
        Equation.D1,
        set_cell("runs", "run_mw", 15, site_id="alpha", chip_id="g1", period="2027Q2"),
        "site_id=alpha, chip_id=g1, period=2027Q2",
        15,
        14,
    ),
    # 10 served from 80 % of 12.5.
    Mutation(
        Equation.D2,
        set_cell("runs", "run_mw", 12, site_id="beta", workload_id="learn", period="2027H2"),
        "site_id=beta, workload_id=learn, period=2027H2",
        12.5,
        12,
    ),
    Mutation(
        Equation.D3,
        set_cell("service", "served", 1.5, site_id="beta", node_id="lake", period="2027H2"),
        "stream_id=chat, node_id=lake, period=2027H2",
        2.5,
        3,
    ),
    Mutation(  # out of reach: 1167 km
        Equation.D3,
        add_row(
            "service",
            site_id="alpha",
            stream_id="chat",
            node_id="river",
            period="2028Y",
            served=1,
            unit="reference MW",
        ),
        "site_id=alpha, stream_id=chat, node_id=river, period=2028Y",
        1,
        0,
    ),
    Mutation(
        Equation.D4,
        set_cell("shortage", "short", 1, stream_id="training", period="2027Q1"),
        "stream_id=training, node_id=anywhere, period=2027Q1",
        1,
        0,
    ),
    Mutation(
        Equation.D5,
        add_row(
            "service",
            site_id="alpha",
            stream_id="training",
            node_id="anywhere",
            period="2027H2",
            served=3,
            unit="reference MW",
        ),
        "site_id=alpha, stream_id=training, period=2027H2",
        3,
        6,
    ),
)

SUPPLY = (
    Mutation(
        Equation.C1,
        set_cell("fleet", "buy_mw", 5.5, site_id="corner", chip_id="g2", period="2028Y"),
        "chip_id=g2, period=2028Y",
        5.5,
        5,
    ),
    Mutation(
        Equation.C2,
        set_cell("fleet", "buy_mw", 9, site_id="alpha", chip_id="g2", period="2027H2"),
        "pool_id=transformers, first=2027Q1, last=2027H2, column=drawn",
        46.5,
        46,
    ),
    Mutation(  # 5 % of 42.5
        Equation.C3,
        set_cell("fleet", "buy_mw", 2.5, site_id="alpha", chip_id="g1", period="2027Q1"),
        "vendor=One, first=2027Q1, last=2028Y, column=bought",
        2.5,
        2.125,
    ),
    Mutation(  # 4 % of 41
        Equation.C3,
        set_cell("fleet", "buy_mw", 1, site_id="alpha", chip_id="g1", period="2027Q1"),
        "vendor=One, first=2027Q1, last=2028Y, column=bought",
        1,
        1.64,
    ),
    Mutation(
        Equation.C4A,
        set_cell("fleet", "buy_mw", 9.5, site_id="alpha", chip_id="g2", period="2027Q2"),
        "take_id=new chips, first=2027Q1, last=2027H2, column=bought",
        39.5,
        40,
    ),
    Mutation(
        Equation.C4B, set_cell("tiers", "tier_mw", 11, tier_id="g2 second"), "tier_id=g2 second", 11, 10
    ),
)

MONEY = (
    # The small plan pays 875.58 million of 880 in 2027; another MW of g2 is another 20.
    Mutation(
        Equation.M1,
        set_cell("fleet", "buy_mw", 9, site_id="alpha", chip_id="g2", period="2027H2"),
        "budget_id=2027",
        895.5753549,
        880,
    ),
    Mutation(
        Equation.M2,
        set_cell("costs", "nominal_usd", 1_400_001, category="retirement"),
        "category=retirement, column=nominal_usd",
        1_400_001,
        1_400_000,
    ),
    Mutation(
        Equation.M2, drop_rows("costs", category="shortage"), "category=shortage, column=nominal_usd", 0, 3e6
    ),
    Mutation(
        Equation.V,
        set_cell("costs", "nominal_usd", -520e6, category="value left"),
        "category=value left, column=nominal_usd",
        -520e6,
        -587_386_027.97,
    ),
)

POLICY = (
    # A quarter of the 8 that are served.
    Mutation(
        Equation.R1,
        set_cell("survival", "served", 1.5, lost_id="alpha", zone_id="middle", period="2027H2"),
        "lost_id=alpha, zone_id=middle, period=2027H2",
        1.5,
        2,
    ),
    # Beta works 2 x 3.125 for chat: it cannot serve (2 + 4) / 0.8.
    Mutation(
        Equation.R1,
        set_cell("survival", "served", 4, lost_id="alpha", zone_id="middle", period="2027H2"),
        "lost_id=alpha, site_id=beta, workload_id=infer, period=2027H2",
        7.5,
        6.25,
    ),
    Mutation(
        Equation.R1,
        set_cell("survival", "site_id", "alpha", lost_id="alpha", zone_id="middle", period="2027H2"),
        "survival, lost_id=alpha, site_id=alpha, zone_id=middle, period=2027H2: served from a lost site",
    ),
    # 119,904.008 t, and 300 kg for each of 1000 MWh.
    Mutation(
        Equation.E1,
        set_cell("energy", "energy_mwh", 165_086, site_id="alpha", option_id="grid", period="2028Y"),
        "year=2028",
        120_204.008,
        120_000,
    ),
    # 1 MW of fleet for 0.8 x 8766 hours more than 210,384 m3.
    Mutation(
        Equation.E1,
        set_cell("fleet", "fleet_mw", 19, site_id="alpha", chip_id="g2", period="2028Y"),
        "year=2028",
        217_396.8,
        211_000,
    ),
)

EQUATIONS = (*SITING, *POWER, *FLEET, *SERVICE, *SUPPLY, *MONEY, *POLICY)
