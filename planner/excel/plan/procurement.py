"""The orders of a plan as those who place them need them: names, dates, a column for each payment quarter."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from buildout.inputs import Inputs
from buildout.quarters import parse_quarter, quarter_label
from planner.plan.columns import TableName, Tables
from planner.plan.order_terms import due, first_day, last_day, names
from planner.plan.orders import parse_payments


@dataclass(frozen=True)
class Procurement:
    """Orders, a row each, and what is paid for each in each quarter.

    Parameters
    ----------
    orders
        One row an order, those to be placed first first.
    payments
        USD by order (rows as in ``orders``) and quarter (columns, in order of time); missing where nothing
        is paid.
    """

    orders: pd.DataFrame
    payments: pd.DataFrame


def procurement(inputs: Inputs, tables: Tables) -> Procurement:
    """Return the orders of a plan, with names, dates and payments by quarter.

    Parameters
    ----------
    inputs
        The case.
    tables
        At least ``orders``.

    Returns
    -------
    Procurement
        ``orders`` has the columns ``order_by`` and ``delivery`` (dates: the last day on which to order, the
        first day online) with their quarters, ``due``, ``site``, ``what``, ``item``, ``vendor``,
        ``quantity``, ``unit``, ``racks`` and ``chips`` (missing for other things), ``unit_price_usd``,
        ``price_usd``, ``deposit_usd`` and ``deposit_quarter`` (the first of several payments; missing where
        all is paid at once) and ``order_id``.
    """
    orders = tables[TableName.ORDERS]
    paid = [parse_payments(text) for text in orders["payments"]]
    site = {one.site_id: one.name for one in inputs.sites}
    is_chip = orders["chips"] > 0
    frame = pd.DataFrame(
        {
            "order_by": [last_day(parse_quarter(label)) for label in orders["order_by_quarter"]],
            "order_by_quarter": orders["order_by_quarter"],
            "due": [str(due(inputs, label)) for label in orders["order_by_quarter"]],
            "site": orders["site_id"].map(site),
            "what": orders["what"].map(names(inputs)).fillna(orders["what"]),
            "item": orders["item"],
            "vendor": orders["vendor"],
            "quantity": orders["quantity"],
            "unit": orders["unit"],
            "racks": orders["racks"].where(is_chip),
            "chips": orders["chips"].where(is_chip),
            "unit_price_usd": (orders["price_usd"] / orders["quantity"]).where(orders["quantity"] > 0),
            "price_usd": orders["price_usd"],
            "deposit_usd": [one[0][1] if len(one) > 1 else float("nan") for one in paid],
            "deposit_quarter": [one[0][0] if len(one) > 1 else "" for one in paid],
            "delivery": [first_day(parse_quarter(label)) for label in orders["online_quarter"]],
            "delivery_quarter": orders["online_quarter"],
            "order_id": orders["order_id"],
        }
    )
    return Procurement(frame, _by_quarter(paid))


def _by_quarter(paid: list[list[tuple[str, float]]]) -> pd.DataFrame:
    """Return payments with a column for every quarter from the first payment to the last."""
    numbers = [parse_quarter(quarter) for one in paid for quarter, _ in one]
    quarters = [quarter_label(q) for q in range(min(numbers), max(numbers) + 1)] if numbers else []
    sums: list[dict[str, float]] = []
    for one in paid:
        row: dict[str, float] = {}
        for quarter, usd in one:
            row[quarter] = row.get(quarter, 0.0) + usd
        sums.append(row)
    return pd.DataFrame(sums, columns=quarters, dtype=float)
