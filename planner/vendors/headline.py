"""The answer of a study in a few sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from planner.cases.mixes import MixKind
from planner.plan.markdown import counted, money, number, percent
from planner.vendors.section import Row, signed
from planner.why.break_even import LEAST_MW

MOST_VENDORS = 4
"""Vendors of the free mix that are named."""


def headline(tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Return what a reader should know first, a sentence each.

    Parameters
    ----------
    tables
        From `planner.vendors.tables.study_tables`.
    """
    mixes = tables["mixes"]
    labels = dict(zip(mixes["mix"], mixes["label"], strict=True))
    return (
        _free(mixes, tables["spend"]),
        *_rules(mixes),
        *_exposed(tables["exposure"].to_dict("records"), labels),
        *_nearest(tables["breakeven"]),
    )


def _free(mixes: pd.DataFrame, spend: pd.DataFrame) -> str:
    cost = money(float(mixes["cost_usd"].iloc[0]))
    own = spend[spend["mix"] == MixKind.FREE]
    mw = own.groupby("vendor")["it_mw"].sum().sort_values(ascending=False)
    whole = float(mw.sum())
    if not whole:
        return f"The free mix costs {cost} and buys no chips."
    parts = [f"{vendor} {percent(float(amount) / whole, 0)}" for vendor, amount in mw.items() if amount > 0]
    more = f" and {counted(len(parts) - MOST_VENDORS, 'other')}" if len(parts) > MOST_VENDORS else ""
    return f"The free mix costs {cost} and buys {', '.join(parts[:MOST_VENDORS])}{more} of its IT MW."


def _rules(mixes: pd.DataFrame) -> Iterator[str]:
    """Yield the rule on vendors that costs least above the free mix, and the one that costs most."""
    rules = (MixKind.ONLY, MixKind.AT_MOST, MixKind.WITHOUT)
    told = mixes[(mixes["note"] == "") & mixes["kind"].isin(rules) & ~mixes["within_gap"]]
    rows = told.sort_values("more_than_free_usd").to_dict("records")
    if rows:
        yield f"Of the rules on vendors, {_rule(rows[0])} costs least above it."
    if len(rows) > 1:
        yield f"{_rule(rows[-1])} costs most."


def _rule(row: Row) -> str:
    return f"{row['label']} ({signed(row['more_than_free_usd'])})"


def _exposed(rows: Sequence[Row], labels: Mapping[str, str]) -> Iterator[str]:
    """Yield the worst slip of the free mix, and the choice whose worst slip costs least."""
    known = [row for row in rows if row["known"] and not row["note"]]
    worst: dict[str, Row] = {}
    for row in sorted(known, key=lambda row: row["more_usd"]):
        worst[row["mix"]] = row
    if MixKind.FREE in worst:
        one = worst[MixKind.FREE]
        yield (
            f"The free mix is exposed most to {one['vendor']}: {counted(one['quarters'], 'quarter')} of slip "
            f"cost {signed(one['more_usd'])}; at most {number(one['lost_gw'])} IT GW of chips are missing."
        )
    if len(worst) > 1:
        mix, row = min(worst.items(), key=lambda pair: pair[1]["more_usd"])
        yield f"The choice whose worst slip costs least: {labels[mix]} ({signed(row['more_usd'])})."


def _nearest(prices: pd.DataFrame) -> Iterator[str]:
    """Yield the chip that is bought whose price may rise least, and the other whose has to fall least."""
    free = prices[(prices["mix"] == MixKind.FREE) & prices["change"].notna()]
    is_bought = free["bought_mw"].astype(float) > LEAST_MW
    for row in free[is_bought].sort_values("change").head(1).to_dict("records"):
        yield f"Of the chips it buys, {_chip(row)} is the nearest to its break-even price: {_change(row)}."
    for row in free[~is_bought].sort_values("change").tail(1).to_dict("records"):
        yield f"Of those it does not buy, {_chip(row)} is the nearest: {_change(row)}."


def _chip(row: Row) -> str:
    return f"{row['chip_id']} of {row['vendor']}"


def _change(row: Row) -> str:
    return f"{row['change']:+,.0%}"
