"""The tables a decision maker reads first, as text: the summary and the report show the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd

from buildout.inputs import Chip, Inputs
from buildout.money import USD_PER_MUSD
from buildout.quarters import quarter_label
from planner.plan import figures
from planner.plan.markdown import counted, money, number, percent
from planner.plan.plan import Plan
from planner.plan.text_table import TextTable

MOST_ROWS = 12
"""Rows of a long table; the rest is summed up in one line."""


def growth_table(sites: pd.DataFrame) -> TextTable:
    """Return the largest of the sites that grow.

    Parameters
    ----------
    sites
        From `planner.plan.figures.growth`.
    """
    header = ["site", "kind", "opens", "first new hall", "new halls", "halls at end", "new IT MW"]
    rows = [_growth_row(site) for site in sites.head(MOST_ROWS).to_dict("records")]
    return TextTable([*header, "facility MW at end"], rows, text_columns=4)


def growth_rest(sites: pd.DataFrame) -> str:
    """Return what the sites add that `growth_table` leaves out; empty where it has all of them."""
    rest = sites.iloc[MOST_ROWS:]
    if rest.empty:
        return ""
    added = f"{number(rest['new_halls'].sum())} halls, {number(rest['new_it_mw'].sum())} IT MW"
    return f"{counted(len(rest), 'more site')} with {added}."


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


def built_table(plan: Plan) -> TextTable:
    """Return GW built, standing and at work by year."""
    return TextTable(
        ["end of", "facility GW", "IT GW", "chips standing, IT GW", "training, IT GW", "inference, IT GW"],
        [
            _gw(y.year, y.facility_gw, y.it_gw, y.fleet_gw, y.training_it_gw, y.inference_it_gw)
            for y in plan.gw_by_year
        ],
    )


def work_table(plan: Plan) -> TextTable:
    """Return reference GW of work by year: of two kinds, so in columns of their own."""
    return TextTable(
        ["end of", "training, reference GW", "inference, reference GW", "inference, had all chips done it"],
        [
            _gw(y.year, y.training_reference_gw, y.inference_reference_gw, y.reference_gw)
            for y in plan.gw_by_year
        ],
    )


def _gw(year: int, *gw: float) -> list[str]:
    return [str(year), *(f"{value:,.2f}" for value in gw)]


def chip_table(inputs: Inputs, plan: Plan, name: str, group: Callable[[Chip], str]) -> TextTable:
    """Return the chips bought by some group of that name, the most MW first and small groups together."""
    chips = figures.chips_bought(inputs, plan.tables, group)
    sums = list(chips[["group", "it_mw", "usd", "share"]].head(MOST_ROWS).itertuples(index=False, name=None))
    rest = chips.iloc[MOST_ROWS:]
    if len(rest):
        sums.append((f"{len(rest)} others", *rest[["it_mw", "usd", "share"]].sum()))
    rows = [[what, number(it_mw), number(usd / 1e6), percent(share)] for what, it_mw, usd, share in sums]
    return TextTable([name, "IT MW", "million USD", "share of MW"], rows)


def spending_table(plan: Plan, unit_usd: float = USD_PER_MUSD) -> TextTable:
    """Return what is paid by year and group, with their sums, in million USD or another unit."""
    spend = figures.spend_by_year(plan.tables)
    sums = [*spend.itertuples(name=None), ("all", *spend.sum())] if len(spend) else []
    rows = [[str(year), *(number(usd / unit_usd) for usd in (*cells, sum(cells)))] for year, *cells in sums]
    return TextTable(["year", *(str(name) for name in spend.columns), "sum"], rows)


def power_table(inputs: Inputs, plan: Plan) -> TextTable:
    """Return power and energy by family."""
    rows = [
        [
            row["family"],
            number(row["bought_mw"]),
            number(row["end_mw"]),
            number(row["energy_twh"]),
            number(row["energy_usd"] / 1e6),
        ]
        for row in figures.power_by_family(inputs, plan.tables).to_dict("records")
    ]
    header = ["family", "MW bought", "MW at end", "TWh over the horizon", "energy, million USD"]
    return TextTable(header, rows)


def order_table(inputs: Inputs, due: pd.DataFrame) -> TextTable:
    """Return the largest of some orders.

    Parameters
    ----------
    inputs
        The case.
    due
        From `planner.plan.figures.first_orders`.
    """
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
    return TextTable(header, rows, text_columns=4)


def orders_title(inputs: Inputs) -> str:
    """Return which orders are due."""
    return f"Orders to place by the end of {quarter_label(inputs.today + 1)}"


def orders_line(inputs: Inputs, due: pd.DataFrame) -> str:
    """Return how many orders are due, at what price, and how many are late; the largest are to follow."""
    today = quarter_label(inputs.today)
    late = figures.late(inputs, due)
    return (
        f"{counted(len(due), 'order')}, {money(float(due['price_usd'].sum()))} in all, "
        f"{late:,} of them due before {today}; the largest:"
    )
