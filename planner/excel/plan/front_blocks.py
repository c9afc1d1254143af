"""What stands on the front sheet: the figures of the summary, as numbers."""

from __future__ import annotations

import math

from buildout.inputs import Inputs, Purpose
from buildout.quarters import quarter_label
from planner.excel.blocks import Block, Fact, Head, Value
from planner.excel.plan.told import Told
from planner.excel.styles import AMOUNT, SHARE, WHOLE, YEAR
from planner.plan import Plan, figures
from planner.plan.columns import TableName
from planner.plan.headline import PUBLISHED_USD_PER_GW
from planner.plan.markdown import counted, money, number
from planner.plan.order_terms import names
from planner.plan.orders import Item
from planner.plan.summary_tables import MOST_ROWS

BILLION, MILLION = 1e9, 1e6


def decision(inputs: Inputs, plan: Plan) -> str:
    """Return what the plan decides, in one sentence."""
    sites, last = figures.growth(inputs, plan.tables), plan.gw_by_year[-1]
    chips_mw = figures.chips_bought(inputs, plan.tables, lambda chip: chip.vendor)["it_mw"].sum()
    opened = int((~sites["from_ledger"]).sum())
    end = quarter_label(inputs.end - 1)
    return (
        f"{counted(int(sites['new_halls'].sum()), 'new hall')} at {counted(len(sites), 'site')}, {opened:,} "
        f"of them new, and {chips_mw / 1e3:,.2f} GW of chips: {last.facility_gw:,.2f} facility GW at the end "
        f"of {end}."
    )


def key_facts(inputs: Inputs, plan: Plan, told: Told) -> list[Fact]:
    """Return the figures to read first."""
    due = figures.first_orders(inputs, plan.tables)
    built = figures.cost_per_gw(inputs, plan.tables)
    low, high = (usd / BILLION for usd in PUBLISHED_USD_PER_GW)
    new_campus = (
        Fact("New campus", "the plan builds none beyond the sites of the ledger")
        if built is None
        else Fact(
            "New campus",
            built.total_usd / BILLION,
            AMOUNT,
            f"billion USD per facility GW; published are {low:.0f} to {high:.0f}",
        )
    )
    return [
        Fact("Decision", decision(inputs, plan)),
        Fact("Cost", plan.cost_usd / BILLION, AMOUNT, "billion USD, present value, less the value left"),
        *_proof(plan),
        Fact("Audit", told.audit),
        _short(inputs, plan),
        Fact("First bottleneck", told.first_bottleneck),
        Fact(
            f"Orders by the end of {quarter_label(inputs.today + 1)}",
            float(due["price_usd"].sum()) / BILLION,
            AMOUNT,
            f"billion USD, {counted(len(due), 'order')}",
        ),
        new_campus,
    ]


def _short(inputs: Inputs, plan: Plan) -> Fact:
    short = figures.shortfalls(inputs, plan.tables)
    by_purpose = short.groupby("purpose")["cost_usd"].sum()
    parts = ", ".join(f"{purpose} {money(float(by_purpose.get(purpose, 0.0)))}" for purpose in Purpose)
    said = f"{counted(len(short), 'stream')}, {parts}" if len(short) else "nothing falls short"
    cost = float(short["cost_usd"].sum())
    return Fact("Price of what falls short", cost / BILLION, AMOUNT, f"billion USD: {said}")


def _proof(plan: Plan) -> list[Fact]:
    if not math.isfinite(plan.bound_usd):
        return [Fact("Gap", f"no lower bound on the cost was proved ({plan.status})")]
    return [
        Fact("Lower bound", plan.bound_usd / BILLION, AMOUNT, "billion USD: no plan costs less"),
        Fact("Gap", plan.gap, "0.00%", f"at most, from the best plan there is ({plan.status})"),
    ]


def ladder(plan: Plan) -> Block:
    """Return what is built and at work at the end of each year."""
    gw = ("facility", "IT", "chips standing, IT", "training, IT", "inference, IT")
    work = ("training, reference", "inference, reference")
    rows = [
        (
            *(y.year, y.facility_gw, y.it_gw, y.fleet_gw, y.training_it_gw, y.inference_it_gw),
            *(y.training_reference_gw, y.inference_reference_gw),
        )
        for y in plan.gw_by_year
    ]
    return Block(
        "GW at the end of each year",
        (Head("year", YEAR), *(Head(f"{name} GW", AMOUNT) for name in (*gw, *work))),
        tuple(rows),
    )


def spending(plan: Plan) -> Block:
    """Return what is paid in each year, nominal."""
    spend = figures.spend_by_year(plan.tables) / MILLION
    rows = [(int(year), *cells, sum(cells)) for year, *cells in spend.itertuples(name=None)]
    return Block(
        "Spending by year, million USD",
        (Head("year", YEAR), *(Head(str(name), WHOLE) for name in (*spend.columns, "sum"))),
        tuple(rows),
        total=("all", *spend.sum(), float(spend.to_numpy().sum())),
    )


def vendor_mix(inputs: Inputs, plan: Plan) -> Block:
    """Return the chips bought of each vendor by the year they come online, the most first."""
    bought = figures.chips_bought(inputs, plan.tables, lambda chip: chip.vendor)
    orders = plan.tables[TableName.ORDERS]
    chips = orders[orders["item"] == Item.CHIP]
    by_year = chips["quantity"].groupby([chips["vendor"], chips["online_quarter"].str[:4]]).sum()
    years = [str(year) for year in dict.fromkeys(period.year for period in inputs.periods)]
    rows: list[tuple[Value, ...]] = [
        (
            str(row["group"]),
            *(float(by_year.get((row["group"], year), 0.0)) for year in years),
            float(row["it_mw"]),
            float(row["share"]),
            float(row["usd"]) / MILLION,
        )
        for row in bought.to_dict("records")
    ]
    heads = [Head("vendor"), *(Head(year, WHOLE) for year in (*years, "all years"))]
    return Block(
        "Chips by vendor and year online, IT MW",
        (*heads, Head("share of MW", SHARE), Head("million USD", WHOLE)),
        tuple(rows),
    )


def openings(inputs: Inputs, plan: Plan) -> Block:
    """Return the sites that grow, the most IT MW first."""
    sites = figures.growth(inputs, plan.tables)
    rest = sites.iloc[MOST_ROWS:]
    rows = [
        (
            str(site["name"]),
            f"{site['kind']}, {site['country']}",
            "ledger" if site["from_ledger"] else str(site["opened"]),
            str(site["first_period"]),
            int(site["new_halls"]),
            int(site["halls_end"]),
            float(site["new_it_mw"]),
            float(site["facility_mw_end"]),
        )
        for site in sites.head(MOST_ROWS).to_dict("records")
    ]
    heads = [Head("site"), Head("kind"), Head("opens"), Head("first new hall")]
    heads += [Head(name, WHOLE) for name in ("new halls", "halls at end", "new IT MW", "facility MW at end")]
    return Block(
        "What opens",
        tuple(heads),
        tuple(rows),
        rest=f"{counted(len(rest), 'more site')} with {number(rest['new_halls'].sum())} halls, "
        f"{number(rest['new_it_mw'].sum())} IT MW: sheet sites."
        if len(rest)
        else "",
        empty="No halls beyond those of the ledger.",
    )


def next_orders(inputs: Inputs, plan: Plan) -> Block:
    """Return the orders to place by the end of the second quarter, the dearest first."""
    due = figures.first_orders(inputs, plan.tables)
    site, what = {one.site_id: one.name for one in inputs.sites}, names(inputs)
    rows = [
        (
            site[order["site_id"]],
            what[order["what"]],
            str(order["order_by_quarter"]),
            str(order["online_quarter"]),
            float(order["quantity"]),
            str(order["unit"]),
            float(order["price_usd"]) / MILLION,
        )
        for order in due.head(MOST_ROWS).to_dict("records")
    ]
    heads = (
        *(Head(name) for name in ("site", "what", "order by end of", "online")),
        Head("quantity", AMOUNT),
        Head("unit"),
        Head("million USD", WHOLE),
    )
    late = int((due["order_by_quarter"] < quarter_label(inputs.today)).sum())
    return Block(
        f"Orders to place by the end of {quarter_label(inputs.today + 1)}",
        heads,
        tuple(rows),
        lead=f"{counted(len(due), 'order')}, {money(float(due['price_usd'].sum()))} in all, {late:,} of them "
        f"due before {quarter_label(inputs.today)}; the largest. The sheet Order list has all.",
    )


def shortage(inputs: Inputs, plan: Plan) -> Block:
    """Return the streams that fall short, the dearest first."""
    short = figures.shortfalls(inputs, plan.tables)
    name = {stream.stream_id: stream.name for stream in inputs.streams}
    rows = [
        (
            name[row["stream_id"]],
            str(row["purpose"]),
            str(row["first_period"]),
            str(row["last_period"]),
            str(row["worst_period"]),
            float(row["short"]),
            str(row["unit"]),
            float(row["share"]),
            float(row["cost_usd"]) / MILLION,
        )
        for row in short.to_dict("records")
    ]
    heads = [Head(name) for name in ("stream", "fleet", "from", "until", "worst in")]
    heads += [Head("short then", AMOUNT), Head("unit"), Head("of demand", SHARE), Head("million USD", WHOLE)]
    cost = float(short["cost_usd"].sum()) / MILLION
    total: tuple[Value, ...] = ("all", *[""] * (len(heads) - 2), cost)
    return Block("What falls short", tuple(heads), tuple(rows), total=total, empty="Nothing.")
