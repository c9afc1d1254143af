"""The page a decision maker reads: what to build, what it costs, what limits it, what to order now."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from buildout.inputs import Inputs
from buildout.quarters import quarter_label
from planner.plan import figures
from planner.plan.ambition_summary import ambition_section
from planner.plan.limits.binding import limits_by_period
from planner.plan.limits.summary import limits_section
from planner.plan.markdown import counted, money, number, percent, plain, section, table
from planner.plan.plan import Plan
from planner.plan.shortage_summary import shortage_line, shortage_section

PUBLISHED_USD_PER_GW = (35e9, 60e9)
"""Band of published all-in costs of a facility GW of campus, chips included, as of 2026."""

MOST_ROWS = 12
"""Rows of a long table; the rest is summed up in one line."""


def summarise(
    inputs: Inputs,
    plan: Plan,
    *,
    audit: str = "not audited",
    assumptions: Sequence[str] = (),
    limits_by_price: str | None = None,
) -> str:
    """Return the summary of a plan as Markdown that also reads well as plain text.

    Parameters
    ----------
    inputs
        The case.
    plan
        The plan.
    audit
        Result of the audit, in one line.
    assumptions
        Figures the case overrides, and how far the result leans on own assumptions: a line each.
    limits_by_price
        The section on what limits the plan, where prices say so; where None it is told by use.
    """
    limits = limits_by_period(inputs, plan.tables)
    sections = [
        _headline(inputs, plan, audit),
        _growth(inputs, plan),
        _ladder(plan),
        _chips(inputs, plan),
        _spending(plan),
        _power(inputs, plan),
        shortage_section(inputs, plan),
        limits_by_price or limits_section(limits, plan.status),
        ambition_section(inputs, plan, limits),
        _first_orders(inputs, plan),
        section("What it leans on", *(f"- {plain(line)}" for line in assumptions or ["Not stated."])),
    ]
    return "\n\n".join(filter(None, sections)) + "\n"


def _headline(inputs: Inputs, plan: Plan, audit: str) -> str:
    first, last = quarter_label(inputs.periods[0].start), quarter_label(inputs.end - 1)
    lines = [
        f"- Horizon: {first} to {last}, seen from {quarter_label(inputs.today)}",
        f"- Cost: {money(plan.cost_usd)}, present value, less the value left at the end",
        f"- Proof: {_proof(plan)}",
        f"- Search: {plan.status.value}; {plan.seconds:,.0f} s, first plan after "
        f"{plan.seconds_to_first_plan:,.0f} s, {plan.peak_memory_mb:,.0f} MB",
        f"- Audit: {plain(audit)}",
        f"- Shortage: {shortage_line(inputs, plan)}",
        f"- New campus: {_cost_per_gw_line(inputs, plan)}",
    ]
    return "\n".join(
        [f"# {plain(inputs.title)}", "", f"Plan of the case `{plain(plan.case_id)}`.", "", *lines]
    )


def _proof(plan: Plan) -> str:
    if plan.gap == float("inf"):
        return "no lower bound on the cost was proved"
    return f"no plan costs less than {money(plan.bound_usd)}; the gap is {percent(plan.gap, 2)} at most"


def _cost_per_gw_line(inputs: Inputs, plan: Plan) -> str:
    cost = figures.cost_per_gw(inputs, plan.tables)
    if cost is None:
        return "the plan builds none beyond the sites of the ledger"
    low, high = PUBLISHED_USD_PER_GW
    place = "below" if cost.total_usd < low else "above" if cost.total_usd > high else "within"
    return (
        f"{money(cost.total_usd)} per facility GW (construction {money(cost.construction_usd)}, power "
        f"{money(cost.power_usd)}, chips {money(cost.chips_usd)}); {place} the published "
        f"{low / 1e9:.0f} to {high / 1e9:.0f} billion USD"
    )


def _growth(inputs: Inputs, plan: Plan) -> str:
    title, sites = "What opens, where and when", figures.growth(inputs, plan.tables)
    if sites.empty:
        return section(title, "No halls beyond those of the ledger.")
    header = ["site", "kind", "opens", "first new hall", "new halls", "halls at end", "new IT MW"]
    rows = [_growth_row(site) for site in sites.head(MOST_ROWS).to_dict("records")]
    blocks = [table([*header, "facility MW at end"], rows, text_columns=4)]
    rest = sites.iloc[MOST_ROWS:]
    if len(rest):
        added = f"{number(rest['new_halls'].sum())} halls, {number(rest['new_it_mw'].sum())} IT MW"
        blocks += ["", f"{counted(len(rest), 'more site')} with {added}."]
    return section(title, *blocks)


def _growth_row(site: Mapping[Hashable, Any]) -> list[str]:
    return [
        site["name"],
        f"{site['kind']}, {site['country']}",
        "ledger" if site["from_ledger"] else site["opened"],
        site["first_period"],
        number(site["new_halls"]),
        number(site["halls_end"]),
        number(site["new_it_mw"]),
        number(site["facility_mw_end"]),
    ]


def _ladder(plan: Plan) -> str:
    """Return what is built and at work, and the work done: of two kinds, so in columns of their own."""
    it_gw = table(
        ["end of", "facility GW", "IT GW", "chips standing, IT GW", "training, IT GW", "inference, IT GW"],
        [
            _gw(y.year, y.facility_gw, y.it_gw, y.fleet_gw, y.training_it_gw, y.inference_it_gw)
            for y in plan.gw_by_year
        ],
    )
    work = table(
        ["end of", "training, reference GW", "inference, reference GW", "inference, had all chips done it"],
        [
            _gw(y.year, y.training_reference_gw, y.inference_reference_gw, y.reference_gw)
            for y in plan.gw_by_year
        ],
    )
    return section(
        "GW by year", "Built, standing, and at work for each:", "", it_gw, "", "Work they do:", "", work
    )


def _gw(year: int, *gw: float) -> list[str]:
    return [str(year), *(f"{value:,.2f}" for value in gw)]


def _chips(inputs: Inputs, plan: Plan) -> str:
    by_vendor = figures.chips_bought(inputs, plan.tables, lambda chip: chip.vendor)
    by_generation = figures.chips_bought(inputs, plan.tables, lambda chip: chip.generation)
    if by_vendor.empty:
        return section("Chips bought", "None.")
    return section(
        "Chips bought", _chip_table("vendor", by_vendor), "", _chip_table("generation", by_generation)
    )


def _chip_table(group: str, chips: pd.DataFrame) -> str:
    header = [group, "IT MW", "million USD", "share of MW"]
    sums = list(chips[["group", "it_mw", "usd", "share"]].head(MOST_ROWS).itertuples(index=False, name=None))
    rest = chips.iloc[MOST_ROWS:]
    if len(rest):
        sums.append((f"{len(rest)} others", *rest[["it_mw", "usd", "share"]].sum()))
    rows = [[name, number(it_mw), number(usd / 1e6), percent(share)] for name, it_mw, usd, share in sums]
    return table(header, rows)


def _spending(plan: Plan) -> str:
    spend = figures.spend_by_year(plan.tables)
    if spend.empty:
        return section("Spending by year, million USD", "None.")
    header = ["year", *(str(name) for name in spend.columns), "sum"]
    sums = [*spend.itertuples(name=None), ("all", *spend.sum())]
    rows = [[str(year), *(number(usd / 1e6) for usd in (*cells, sum(cells)))] for year, *cells in sums]
    return section("Spending by year, million USD", table(header, rows))


def _power(inputs: Inputs, plan: Plan) -> str:
    families = figures.power_by_family(inputs, plan.tables)
    if families.empty:
        return section("Power and energy", "None.")
    rows = [
        [
            row["family"],
            number(row["bought_mw"]),
            number(row["end_mw"]),
            number(row["energy_twh"]),
            number(row["energy_usd"] / 1e6),
        ]
        for row in families.to_dict("records")
    ]
    header = ["family", "MW bought", "MW at end", "TWh over the horizon", "energy, million USD"]
    return section("Power and energy", table(header, rows))


def _first_orders(inputs: Inputs, plan: Plan) -> str:
    due = figures.first_orders(inputs, plan.tables)
    last = quarter_label(inputs.today + 1)
    title = f"Orders to place by the end of {last}"
    if due.empty:
        return section(title, "None.")
    name = {site.site_id: site.name for site in inputs.sites}
    rows = [
        [
            order["order_by_quarter"],
            name[order["site_id"]],
            order["what"],
            order["online_quarter"],
            f"{number(order['quantity'])} {order['unit']}",
            number(order["price_usd"] / 1e6),
        ]
        for order in due.head(MOST_ROWS).to_dict("records")
    ]
    header = ["order by", "site", "what", "online", "how much", "million USD"]
    late = int((due["order_by_quarter"] < quarter_label(inputs.today)).sum())
    total = (
        f"{counted(len(due), 'order')}, {money(float(due['price_usd'].sum()))} in all, "
        f"{late:,} of them due before {quarter_label(inputs.today)}; the largest:"
    )
    return section(title, total, "", table(header, rows, text_columns=4))
