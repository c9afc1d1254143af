"""Breaks of what the tables of the small plan promise about each other."""

from planner.audit import Equation
from tests.audit.changes import drop_column, drop_rows, repeat_rows, set_cell
from tests.audit.mutations import Mutation

TABLES = (
    Mutation(Equation.SCHEMA, drop_column("halls", "it_mw"), "halls, column=it_mw: missing"),
    Mutation(
        Equation.SCHEMA, set_cell("sites", "from_ledger", "perhaps", site_id="beta"), "from_ledger is neither"
    ),
    Mutation(
        Equation.SCHEMA,
        set_cell("orders", "payments", "2027Q1:much", order_id="chip/alpha/g1/2027Q1"),
        "orders, order_id=chip/alpha/g1/2027Q1: payments not readable",
    ),
    Mutation(
        Equation.KEYS,
        repeat_rows("halls", site_id="beta", period="2028Y"),
        "halls, site_id=beta, period=2028Y: stands twice",
    ),
    Mutation(
        Equation.IDS,
        set_cell("halls", "site_id", "gamma", site_id="beta", period="2028Y"),
        "halls, site_id=gamma: not in the case",
    ),
    Mutation(
        Equation.IDS,
        set_cell("cash", "quarter", "2027", category="rebates"),
        "cash, quarter=2027: not a quarter",
    ),
    Mutation(
        Equation.IDS,
        set_cell("runs", "chip_id", "g1", site_id="corner", period="2028Y"),
        "runs, site_id=corner, chip_id=g1: not in the case",
    ),
    Mutation(
        Equation.RUNS_TABLE,
        set_cell("runs", "purpose", "inference", site_id="alpha", period="2027Q1"),
        "runs, site_id=alpha, chip_id=g1, workload_id=learn, period=2027Q1, purpose=inference: not",
    ),
    Mutation(
        Equation.SERVICE_TABLE,
        set_cell("service", "purpose", "training", site_id="alpha", node_id="plain", period="2028Y"),
        "service, stream_id=chat, node_id=plain, period=2028Y, purpose=training: not the stream's purpose",
    ),
    Mutation(
        Equation.SERVICE_TABLE,
        set_cell("shortage", "purpose", "", node_id="lake", period="2027H2"),
        "shortage, stream_id=chat, node_id=lake, period=2027H2: not the stream's purpose",
    ),
    Mutation(
        Equation.NUMBERS,
        set_cell("fleet", "buy_mw", float("nan"), site_id="corner", period="2028Y"),
        "fleet, site_id=corner, chip_id=g2, period=2028Y: buy_mw is not a usable number",
    ),
    Mutation(
        Equation.NUMBERS,
        set_cell("shortage", "short", -1, node_id="plain", period="2028Y"),
        "shortage, stream_id=chat, node_id=plain, period=2028Y: short is negative",
    ),
    Mutation(
        Equation.NUMBERS,
        set_cell("halls", "new_halls", 0.5, site_id="corner", period="2028Y"),
        "site_id=corner, period=2028Y",
        0.5,
        0,
    ),
    Mutation(
        Equation.NUMBERS,
        set_cell("power", "units", 3.5, site_id="beta", option_id="turbine", period="2028Y"),
        "site_id=beta, option_id=turbine, period=2028Y",
        3.5,
        4,
    ),
    Mutation(
        Equation.SITES_TABLE,
        set_cell("sites", "country", "US", site_id="beta"),
        "sites, site_id=beta, country=US: not what the case says",
    ),
    Mutation(
        Equation.SITES_TABLE,
        set_cell("sites", "opened", "2027Q4", site_id="corner"),
        "sites, site_id=corner, opened=2027Q4: not a period's start",
    ),
    Mutation(
        Equation.SITES_TABLE,
        set_cell("sites", "halls_end", 3, site_id="beta"),
        "site_id=beta, column=halls_end",
        3,
        2,
    ),
    Mutation(
        Equation.HALLS_TABLE,
        set_cell("halls", "facility_mw", 30, site_id="beta", period="2028Y"),
        "site_id=beta, period=2028Y",
        30,
        24,
    ),
    Mutation(
        Equation.POWER_TABLE,
        set_cell("power", "firm_mw", 21, site_id="beta", option_id="turbine", period="2028Y"),
        "site_id=beta, option_id=turbine, period=2028Y",
        21,
        20,
    ),
    Mutation(  # a grid connection does not move
        Equation.POWER_TABLE,
        set_cell("power", "reused_mw", 2, site_id="beta", option_id="grid", period="2028Y"),
        "site_id=beta, option_id=grid, period=2028Y",
        2,
        0,
    ),
    Mutation(
        Equation.ENERGY_TABLE,
        set_cell("energy", "cost_usd", 1_840_861, site_id="alpha", period="2027Q1"),
        "site_id=alpha, option_id=grid, period=2027Q1",
        1_840_861,
        1_840_860,
    ),
    Mutation(
        Equation.FLEET_TABLE,
        set_cell("fleet", "committed_mw", 2, site_id="alpha", chip_id="g1", period="2028Y"),
        "site_id=alpha, chip_id=g1, period=2028Y",
        2,
        3,
    ),
    Mutation(
        Equation.FLEET_TABLE,
        set_cell("fleet", "buy_racks", 21, site_id="alpha", chip_id="g1", period="2027Q1"),
        "site_id=alpha, chip_id=g1, period=2027Q1",
        21,
        20,
    ),
    Mutation(
        Equation.SERVICE_TABLE,
        drop_rows("shortage", node_id="plain", period="2028Y"),
        "shortage, stream_id=chat, node_id=plain, period=2028Y: row is missing",
    ),
    Mutation(
        Equation.SERVICE_TABLE,
        set_cell("shortage", "cost_usd", 1.5e6, node_id="lake", period="2027H2"),
        "stream_id=chat, node_id=lake, period=2027H2",
        1.5e6,
        3e6,
    ),
    Mutation(
        Equation.SERVICE_TABLE,
        set_cell("service", "unit", "sessions", site_id="corner", period="2028Y"),
        "service, stream_id=chat, node_id=river, period=2028Y, unit=sessions: not the stream's unit",
    ),
    Mutation(
        Equation.TIERS_TABLE,
        set_cell("tiers", "rebate_usd", 21e6, tier_id="g2 second"),
        "tier_id=g2 second",
        21e6,
        20e6,
    ),
    Mutation(
        Equation.ORDERS_TABLE,
        drop_rows("orders", order_id="power/beta/grid/2027Q2"),
        "item=power, site_id=beta, what=grid, online=2027Q2, column=quantity",
        0,
        10,
    ),
    Mutation(
        Equation.ORDERS_TABLE,
        set_cell("orders", "price_usd", 21e6, order_id="chip/alpha/g1/2027Q1"),
        "item=chip, site_id=alpha, what=g1, online=2027Q1, column=price_usd",
        21e6,
        20e6,
    ),
    Mutation(
        Equation.ORDERS_TABLE,
        set_cell("orders", "payments", "2027Q2:20000000", order_id="chip/alpha/g1/2027Q1"),
        "category=chips, quarter=2027Q2, column=payments",
        272e6,
        252e6,
    ),
    Mutation(
        Equation.ORDERS_TABLE,
        set_cell("orders", "order_by_quarter", "2026Q4", order_id="chip/alpha/g1/2027Q1"),
        "orders, order_id=chip/alpha/g1/2027Q1: order_by_quarter is not the last that will do",
    ),
    Mutation(
        Equation.ORDERS_TABLE,
        set_cell("orders", "vendor", "Two", order_id="chip/alpha/g1/2027Q1"),
        "orders, order_id=chip/alpha/g1/2027Q1: not the chip's vendor",
    ),
    Mutation(
        Equation.ORDERS_TABLE,
        set_cell("orders", "chips", 2000, order_id="chip/alpha/g1/2027Q1"),
        "item=chip, site_id=alpha, what=g1, online=2027Q1, column=chips",
        2000,
        1400,
    ),
    Mutation(
        Equation.CASH_TABLE,
        set_cell("cash", "usd", -39e6, category="rebates"),
        "category=rebates, quarter=2027Q4",
        -39e6,
        -40e6,
    ),
    Mutation(
        Equation.CASH_TABLE,
        drop_rows("cash", category="committed", quarter="2027Q3"),
        "category=committed, quarter=2027Q3",
        0,
        2e6,
    ),
    Mutation(
        Equation.EMISSIONS_TABLE,
        set_cell("emissions", "carbon_t", 9000, site_id="alpha", period="2027Q1"),
        "site_id=alpha, period=2027Q1",
        9000,
        9204.3,
    ),
)
