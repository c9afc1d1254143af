"""The answer of a study in a few sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from planner.plan.markdown import money, percent
from planner.vendors.sections import signed

MOST_VENDORS = 4
"""Vendors of the free mix that are named."""


def headline(tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Return what a reader should know first, a sentence each.

    Parameters
    ----------
    tables
        From `planner.vendors.tables.study_tables`.
    """
    return tuple(_lines(tables))


def _lines(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    mixes, spend = tables["mixes"], tables["spend"]
    solved = mixes[mixes["note"] == ""]
    free = solved.iloc[0]
    mw = spend[spend["mix"] == "free"].groupby("vendor")["it_mw"].sum().sort_values(ascending=False)
    bought = mw[mw > 0]
    if bought.empty:
        yield f"The free mix buys no chips and costs {money(free['cost_usd'])}."
    else:
        parts = ", ".join(
            f"{vendor} {percent(float(amount) / float(bought.sum()), 0)}"
            for vendor, amount in bought.head(MOST_VENDORS).items()
        )
        yield f"The free mix costs {money(free['cost_usd'])} and buys {parts} of its IT MW."
    yield from _dearest(solved)
    yield from _exposed(tables["exposure"], mixes)
    yield from _nearest(tables["breakeven"])


def _dearest(solved: pd.DataFrame) -> Iterator[str]:
    others = solved[solved["kind"].isin(("only", "at-most", "without"))]
    told = others[~others["within_gap"]].sort_values("more_than_free_usd")
    for word, row in (("least", told.iloc[:1]), ("most", told.iloc[-1:] if len(told) > 1 else told.iloc[:0])):
        for one in row.to_dict("records"):
            yield f"Of the rules on vendors, {one['label']} costs {word} above it: {_signed(one)}."


def _exposed(exposure: pd.DataFrame, mixes: pd.DataFrame) -> Iterator[str]:
    free = exposure[(exposure["mix"] == "free") & (exposure["known"] != "") & (exposure["note"] == "")]
    if free.empty:
        return
    worst = free.loc[free["more_usd"].astype(float).idxmax()]
    yield (
        f"It is exposed most to {worst['vendor']}: a slip of {worst['quarters']} quarters costs "
        f"{signed(float(worst['more_usd']))} and leaves {worst['lost_gw']:,.2f} IT GW of chips missing in "
        f"{worst['lost_most_in'] or 'no period'}."
    )
    label = dict(zip(mixes["mix"], mixes["label"], strict=True))
    rest = exposure[(exposure["note"] == "") & (exposure["mix"] != "free")]
    by_mix = rest.groupby("mix")["more_usd"].max().astype(float)
    if len(by_mix):
        best = by_mix.idxmin()
        yield f"The rule whose worst slip costs least is {label[str(best)]}: {signed(float(by_mix.min()))}."


def _nearest(prices: pd.DataFrame) -> Iterator[str]:
    """Yield the bought chip whose price may rise least, and the other whose has to fall least."""
    free = prices[(prices["mix"] == "free") & prices["change"].notna()]
    bought, others = free[free["bought_mw"] > 0], free[free["bought_mw"] <= 0]
    for row in bought.nsmallest(1, "change").to_dict("records"):
        yield f"Of the chips it buys, {_chip(row)} is the nearest to its break-even price: {row['change']:+.0%}."
    for row in others.nlargest(1, "change").to_dict("records"):
        yield f"Of those it does not buy, {_chip(row)} is the nearest: its price has to change by {row['change']:+.0%}."


def _chip(row: Mapping[Any, Any]) -> str:
    return f"{row['chip_id']} of {row['vendor']}"


def _signed(row: Mapping[Any, Any]) -> str:
    return signed(float(row["more_than_free_usd"]))
