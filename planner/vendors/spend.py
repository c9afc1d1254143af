"""What a plan spends by vendor, and when it has to order: tables of one plan."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from buildout.inputs import Inputs
from planner.plan import TableName, Tables
from planner.plan.orders import Item


def spend_by_vendor(_inputs: Inputs, tables: Tables) -> pd.DataFrame:
    """Return what is paid for the chips a plan orders, before rebates, and what is delivered of them.

    Returns
    -------
    pandas.DataFrame
        ``vendor``, ``year``, ``usd`` paid in it, nominal, deposits when they are due; ``it_mw`` online from a
        quarter of it, and ``share`` of all MW of that year.
    """
    orders = tables[TableName.ORDERS]
    chips = orders[orders["item"] == Item.CHIP]
    paid: dict[tuple[str, int], float] = {}
    for vendor, payments in zip(chips["vendor"], chips["payments"], strict=True):
        for quarter, usd in _payments(payments):
            key = (str(vendor), int(quarter[:4]))
            paid[key] = paid.get(key, 0.0) + usd
    online = chips["online_quarter"].str[:4].astype("int64").rename("year")
    mw: dict[tuple[str, int], float] = {}
    for vendor, year, quantity in zip(chips["vendor"], online, chips["quantity"], strict=True):
        mw[vendor, year] = mw.get((vendor, year), 0.0) + quantity
    keys = sorted({*paid, *mw}, key=lambda key: (key[1], key[0]))
    whole = {year: sum(v for (_, y), v in mw.items() if y == year) for _, year in keys}
    return pd.DataFrame(
        {
            "vendor": pd.Series([vendor for vendor, _ in keys], dtype="str"),
            "year": pd.Series([year for _, year in keys], dtype="int64"),
            "usd": pd.Series([paid.get(key, 0.0) for key in keys], dtype="float64"),
            "it_mw": pd.Series([mw.get(key, 0.0) for key in keys], dtype="float64"),
            "share": pd.Series(
                [mw.get(key, 0.0) / whole[key[1]] if whole[key[1]] else 0.0 for key in keys], dtype="float64"
            ),
        }
    )


def _payments(text: str) -> Iterator[tuple[str, float]]:
    """Yield (quarter, USD) of the payments of an order."""
    for part in text.split(";"):
        quarter, _, usd = part.partition(":")
        if usd:
            yield quarter, float(usd)


def order_calendar(_inputs: Inputs, tables: Tables) -> pd.DataFrame:
    """Return the orders of a plan by the quarter in which they are due, all sites together.

    Returns
    -------
    pandas.DataFrame
        ``order_by_quarter``, ``item``, ``vendor`` of chips, ``what``, ``unit``, ``quantity``, ``price_usd``,
        ``sites`` at which it is needed, ``first_online``.
    """
    keys = ["order_by_quarter", "item", "vendor", "what", "unit"]
    groups = tables[TableName.ORDERS].groupby(keys, sort=True)
    frame = groups.agg(
        quantity=("quantity", "sum"),
        price_usd=("price_usd", "sum"),
        sites=("site_id", "nunique"),
        first_online=("online_quarter", "min"),
    )
    return frame.reset_index()
