"""A plan for `small_case`, worked out by hand, as the tables of ``docs/model.md``.

Decisions and what follows from them are written down; only money is multiplied out, in plain Python
and straight from the orders below.
"""

from collections import defaultdict
from io import StringIO

import pandas as pd

from buildout.quarters import quarter_label
from tests.audit.small_case import END, H2, Q1, Q2, TODAY, Y28

SITES = """
site_id,name,kind,country,area_id,opened,from_ledger,halls_end,it_mw_end,facility_mw_end
alpha,Alpha,campus,US,west,2027Q1,True,3,30,37.5
beta,Beta,campus,NA,west,2027Q2,False,2,20,24
corner,Corner,edge,US,city,2027Q3,False,1,5,6.5
"""

HALLS = """
site_id,period,committed_halls,new_halls,halls,it_mw,facility_mw
alpha,2027Q1,2,0,2,20,25
alpha,2027Q2,2,1,3,30,37.5
alpha,2027H2,2,1,3,30,37.5
alpha,2028Y,2,1,3,30,37.5
beta,2027Q2,0,1,1,10,12
beta,2027H2,0,2,2,20,24
beta,2028Y,0,2,2,20,24
corner,2027H2,0,1,1,5,6.5
corner,2028Y,0,1,1,5,6.5
"""

# Load, facility MW: alpha 1.25 x (14, 24, 20, 21) = 17.5, 30, 25, 26.25; beta 1.2 x (0, 8, 18, 18) = 0,
# 9.6, 21.6, 21.6; corner 1.3 x 4 = 5.2. The turbines of alpha leave once its grid has grown, and one of
# them goes to beta a period later.
POWER = """
site_id,option_id,period,committed_mw,units,firm_mw,added_mw,bought_mw,reused_mw,dropped_mw
alpha,grid,2027Q1,20,0,20,0,0,0,0
alpha,grid,2027Q2,20,0,20,0,0,0,0
alpha,grid,2027H2,20,8,28,8,8,0,0
alpha,grid,2028Y,20,8,28,0,0,0,0
alpha,turbine,2027Q2,0,3,15,15,15,0,0
alpha,turbine,2027H2,0,0,0,0,0,0,15
alpha,contract,2027H2,0,2,5,5,5,0,0
alpha,contract,2028Y,0,2,5,0,0,0,0
beta,grid,2027Q2,0,10,10,10,10,0,0
beta,grid,2027H2,0,10,10,0,0,0,0
beta,grid,2028Y,0,10,10,0,0,0,0
beta,turbine,2027H2,0,3,15,15,15,0,0
beta,turbine,2028Y,0,4,20,5,0,5,0
corner,grid,2027H2,0,6,6,6,6,0,0
corner,grid,2028Y,0,6,6,0,0,0,0
"""

# One MW of load takes 0.8 x 2191.5 = 1753.2 MWh a quarter.
ENERGY = """
site_id,option_id,period,energy_mwh,cost_usd
alpha,grid,2027Q1,30681,1840860
alpha,grid,2027Q2,40000,2400000
alpha,turbine,2027Q2,12596,1133640
alpha,contract,2027H2,10000,400000
alpha,grid,2027H2,77660,4659600
alpha,contract,2028Y,20000,800000
alpha,grid,2028Y,164086,9845160
beta,grid,2027Q2,16830.72,1009843.2
beta,grid,2027H2,40000,2400000
beta,turbine,2027H2,35738.24,3216441.6
beta,grid,2028Y,80000,4800000
beta,turbine,2028Y,71476.48,6432883.2
corner,grid,2027H2,18233.28,1458662.4
corner,grid,2028Y,36466.56,2917324.8
"""

FLEET = """
site_id,chip_id,period,committed_mw,buy_mw,buy_racks,retire_mw,fleet_mw
alpha,g1,2027Q1,12,2,20,0,14
alpha,g1,2027Q2,0,0,0,0,14
alpha,g1,2027H2,0,0,0,12,2
alpha,g1,2028Y,3,0,0,2,3
alpha,g2,2027Q2,0,10,20,0,10
alpha,g2,2027H2,0,8,16,0,18
alpha,g2,2028Y,0,0,0,0,18
beta,g2,2027Q2,0,8,16,0,8
beta,g2,2027H2,0,10,20,0,18
beta,g2,2028Y,0,0,0,0,18
corner,g2,2027H2,0,4,8,0,4
corner,g2,2028Y,0,0,0,0,4
"""

# Training takes served / 0.8 of work, at 0.5 (g1) or 1 (g2) a MW; chat served / 0.8 at a campus and
# served / 0.5 at the edge, at 2 a MW of g2.
RUNS = """
site_id,chip_id,workload_id,period,purpose,run_mw
alpha,g1,learn,2027Q1,training,10
alpha,g1,learn,2027Q2,training,14
alpha,g2,learn,2027Q2,training,3
alpha,g2,infer,2027Q2,inference,2.5
beta,g2,infer,2027Q2,inference,1.25
beta,g2,learn,2027H2,training,12.5
beta,g2,infer,2027H2,inference,3.125
alpha,g2,infer,2027H2,inference,5
corner,g2,infer,2027H2,inference,4
beta,g2,learn,2028Y,training,12.5
beta,g2,infer,2028Y,inference,3.75
alpha,g2,infer,2028Y,inference,5.625
corner,g2,infer,2028Y,inference,4
"""

SERVICE = """
site_id,stream_id,node_id,period,purpose,served,unit
alpha,training,anywhere,2027Q1,training,4,reference MW
alpha,training,anywhere,2027Q2,training,8,reference MW
beta,training,anywhere,2027H2,training,10,reference MW
beta,training,anywhere,2028Y,training,10,reference MW
alpha,chat,plain,2027Q2,inference,4,reference MW
beta,chat,plain,2027Q2,inference,2,reference MW
corner,chat,river,2027H2,inference,3,reference MW
beta,chat,river,2027H2,inference,3,reference MW
beta,chat,lake,2027H2,inference,2,reference MW
alpha,chat,plain,2027H2,inference,8,reference MW
corner,chat,river,2028Y,inference,3,reference MW
beta,chat,river,2028Y,inference,3,reference MW
beta,chat,lake,2028Y,inference,3,reference MW
alpha,chat,plain,2028Y,inference,9,reference MW
"""

# 1 reference MW of chat is short in 2027H2: 1.5 million USD for each of 2 quarters.
SHORTAGE = """
stream_id,node_id,period,purpose,demand,served,short,unit,cost_usd
training,anywhere,2027Q1,training,4,4,0,reference MW,0
training,anywhere,2027Q2,training,8,8,0,reference MW,0
training,anywhere,2027H2,training,10,10,0,reference MW,0
training,anywhere,2028Y,training,10,10,0,reference MW,0
chat,river,2027H2,inference,6,6,0,reference MW,0
chat,river,2028Y,inference,6,6,0,reference MW,0
chat,lake,2027H2,inference,3,2,1,reference MW,3000000
chat,lake,2028Y,inference,3,3,0,reference MW,0
chat,plain,2027Q2,inference,6,6,0,reference MW,0
chat,plain,2027H2,inference,8,8,0,reference MW,0
chat,plain,2028Y,inference,9,9,0,reference MW,0
"""

# 40 MW of g2 in 2027: 20 between 10 and 30, 10 above.
TIERS = """
tier_id,tier_mw,rebate_usd
g2 first,20,20000000
g2 second,10,20000000
"""

# A quarter of what is served: south 8 and 9, middle 6, 8 and 9.
SURVIVAL = """
lost_id,site_id,stream_id,zone_id,period,served
alpha,beta,chat,middle,2027Q2,1.5
alpha,beta,chat,middle,2027H2,2
alpha,beta,chat,south,2027H2,2
alpha,beta,chat,middle,2028Y,2.25
alpha,beta,chat,south,2028Y,2.25
beta,alpha,chat,middle,2027Q2,1.5
beta,alpha,chat,middle,2027H2,2
beta,corner,chat,south,2027H2,2
beta,alpha,chat,middle,2028Y,2.25
beta,corner,chat,south,2028Y,2.25
corner,alpha,chat,middle,2027H2,2
corner,beta,chat,south,2027H2,2
corner,alpha,chat,middle,2028Y,2.25
corner,beta,chat,south,2028Y,2.25
"""

# Carbon: MWh x kg / 1000. Water: MW x 0.8 x 2191.5 h x quarters x m3/MWh.
EMISSIONS = """
site_id,period,carbon_t,water_m3
alpha,2027Q1,9204.3,24544.8
alpha,2027Q2,18298,42076.8
alpha,2027H2,23298,70128
alpha,2028Y,49225.8,147268.8
beta,2027Q2,5049.216,7012.8
beta,2027H2,29869.12,31557.6
beta,2028Y,59738.24,63115.2
corner,2027H2,5469.984,0
corner,2028Y,10939.968,0
"""


def up(quarter):
    """Price level of construction."""
    return 1.04 ** ((quarter - TODAY) / 4)


def worth(quarter):
    """Present value of a dollar in a quarter."""
    return 1.1 ** (-(quarter - TODAY + 0.5) / 4)


def left(item, age, life):
    """Share that is left of what was paid; the work of chips loses a fifth of its price a year."""
    if item != "chip":
        return 1 - age / life
    return (0.8 ** (age / 4) - 0.8 ** (life / 4)) / (1 - 0.8 ** (life / 4))


SHELL = ((4, 0.1), (0, 0.9))
TURBINE = ((1, 0.2), (0, 0.8))
CHIP = ((2, 0.3), (0, 0.7))
ORDERS = (
    # item, site, what, vendor, quantity, unit, racks, chips, online, order by, million USD, payments
    ("opening", "beta", "permit", "", 1, "opening", 0, 0, Q2, Q2 - 5, 6 * up(Q2), ((2, 0.5), (0, 0.5))),
    ("opening", "corner", "lease", "", 1, "opening", 0, 0, H2, H2 - 1, 2 * up(H2), ((0, 1.0),)),
    ("element", "alpha", "shell", "", 1, "hall", 0, 0, Q2, Q2 - 4, 8 * up(Q2), SHELL),
    ("element", "alpha", "cooling", "", 12.5, "facility MW", 0, 0, Q2, Q2 - 3, 25 * up(Q2), ((1, 1.0),)),
    ("element", "beta", "shell", "", 1, "hall", 0, 0, Q2, Q2 - 4, 8.8 * up(Q2), SHELL),
    ("element", "beta", "cooling", "", 12, "facility MW", 0, 0, Q2, Q2 - 3, 26.4 * up(Q2), ((1, 1.0),)),
    ("element", "beta", "shell", "", 1, "hall", 0, 0, H2, H2 - 4, 8.8 * up(H2), SHELL),
    ("element", "beta", "cooling", "", 12, "facility MW", 0, 0, H2, H2 - 3, 26.4 * up(H2), ((1, 1.0),)),
    ("element", "corner", "pod", "", 5, "IT MW", 0, 0, H2, H2 - 2, 7.5 * up(H2), ((0, 1.0),)),
    ("power", "alpha", "turbine", "", 15, "MW", 0, 0, Q2, Q2 - 2, 15 * up(Q2), TURBINE),
    ("power", "alpha", "grid", "", 8, "MW", 0, 0, H2, H2 - 3, 4 * up(H2), ((2, 1.0),)),
    ("power", "alpha", "contract", "", 5, "MW", 0, 0, H2, H2 - 1, 0, ()),
    ("power", "beta", "grid", "", 10, "MW", 0, 0, Q2, Q2 - 3, 5 * up(Q2), ((2, 1.0),)),
    ("power", "beta", "turbine", "", 15, "MW", 0, 0, H2, H2 - 2, 15 * up(H2), TURBINE),
    ("power", "corner", "grid", "", 6, "MW", 0, 0, H2, H2 - 3, 3 * up(H2), ((2, 1.0),)),
    ("move", "beta", "turbine", "", 5, "MW", 0, 0, Y28, Y28, 0.5 * up(Y28), ((0, 1.0),)),
    ("chip", "alpha", "g1", "One", 2, "IT MW", 20, 1400, Q1, Q1 - 2, 20, ((0, 1.0),)),
    ("chip", "alpha", "g2", "Two", 10, "IT MW", 20, 5010, Q2, Q2 - 2, 200, CHIP),
    ("chip", "alpha", "g2", "Two", 8, "IT MW", 16, 4008, H2, H2 - 2, 160, CHIP),
    ("chip", "beta", "g2", "Two", 8, "IT MW", 16, 4008, Q2, Q2 - 2, 160, CHIP),
    ("chip", "beta", "g2", "Two", 10, "IT MW", 20, 5010, H2, H2 - 2, 200, CHIP),
    ("chip", "corner", "g2", "Two", 4, "IT MW", 8, 2004, H2, H2 - 2, 80, CHIP),
)
CATEGORY = {"opening": "openings", "element": "halls", "power": "power", "move": "power", "chip": "chips"}
LIFE_QUARTERS = {"shell": 60, "cooling": 40, "pod": 40, "grid": 120, "turbine": 40, "g2": 20}

# Million USD by period. Operation: halls x 0.5 (corner 0.4), g1 x 0.4, g2 x 0.8, grid x 0.01, turbine
# x 0.05, each a year. Transit: served x cost x quarters.
RUNNING = {
    "operation": (
        (1.0 + 5.6 + 0.2) / 4,
        (2.0 + 5.6 + 14.4 + 0.3 + 0.75) / 4,
        (2.9 + 0.8 + 32.0 + 0.44 + 0.75) / 2,
        2.9 + 1.2 + 32.0 + 0.44 + 1.0,
    ),
    "energy": (1.84086, 4.5434832, 12.134704, 24.795368),
    "carbon": tuple(t * 50 / 1e6 for t in (9204.3, 23347.216, 58637.104, 119904.008)),
    "transit": (0.0, 0.08, 2 * 0.136, 4 * 0.156),
    "shortage": (0.0, 0.0, 3.0, 0.0),
}
QUARTERS = ((Q1,), (Q2,), (H2, H2 + 1), (Y28, Y28 + 1, Y28 + 2, Y28 + 3))
NOT_CASH = ("shortage", "value left")


def money():
    """USD by (category, quarter)."""
    usd = defaultdict(float)
    for item, _, what, *_, online, _, musd, payments in ORDERS:
        for before, fraction in payments:
            usd[CATEGORY[item], online - before] += fraction * musd * 1e6
        if item not in {"opening", "move"} and what in LIFE_QUARTERS:
            grown = musd * sum(share * 1.1 ** (before / 4) for before, share in payments)
            usd["value left", END] -= grown * left(item, END - online, LIFE_QUARTERS[what]) * 1e6
    for category, periods in RUNNING.items():
        for musd, quarters in zip(periods, QUARTERS, strict=True):
            for quarter in quarters:
                usd[category, quarter] += musd * 1e6 / len(quarters)
    usd["retirement", H2] += 1.2e6
    usd["retirement", Y28] += 0.2e6
    usd["rebates", Y28 - 1] -= 40e6
    usd["committed", Q1] += 3e6
    usd["committed", H2] += 2e6
    return {key: value for key, value in usd.items() if value}


def cash_table():
    rows = [(quarter_label(q), name, usd) for (name, q), usd in money().items() if name not in NOT_CASH]
    return pd.DataFrame(rows, columns=["quarter", "category", "usd"])


def costs_table():
    sums = defaultdict(lambda: [0.0, 0.0])
    for (category, quarter), usd in money().items():
        if category != "committed":
            sums[category][0] += usd
            sums[category][1] += usd * worth(quarter)
    rows = [(category, *values) for category, values in sums.items()]
    return pd.DataFrame(rows, columns=["category", "nominal_usd", "present_value_usd"])


def orders_table():
    rows = []
    for item, site, what, vendor, quantity, unit, racks, chips, online, order_by, musd, payments in ORDERS:
        paid = ";".join(f"{quarter_label(online - q)}:{share * musd * 1e6:.6f}" for q, share in payments)
        name = f"{item}/{site}/{what}/{quarter_label(online)}"
        dates = (quarter_label(online), quarter_label(order_by))
        rows.append((name, item, site, what, vendor, quantity, unit, racks, chips, *dates, musd * 1e6, paid))
    columns = (
        "order_id,item,site_id,what,vendor,quantity,unit,racks,chips,online_quarter,order_by_quarter,"
        "price_usd,payments"
    )
    return pd.DataFrame(rows, columns=columns.split(","))


def plan_tables():
    """Every table of the plan."""
    written = {
        "sites": SITES,
        "halls": HALLS,
        "power": POWER,
        "energy": ENERGY,
        "fleet": FLEET,
        "runs": RUNS,
        "service": SERVICE,
        "shortage": SHORTAGE,
        "tiers": TIERS,
        "survival": SURVIVAL,
        "emissions": EMISSIONS,
    }
    tables = {
        name: pd.read_csv(StringIO(text.strip()), keep_default_na=False) for name, text in written.items()
    }
    return tables | {"orders": orders_table(), "cash": cash_table(), "costs": costs_table()}


COST_USD = float(costs_table()["present_value_usd"].sum())
