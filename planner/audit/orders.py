"""The table of orders: it adds up to what the plan buys, at its price, paid and ordered in time."""

from __future__ import annotations

import pandas as pd

from buildout.quarters import parse_quarter
from planner.audit.compare import column, exactly, fault, flagged
from planner.audit.equations import Equation
from planner.audit.facts import Facts
from planner.audit.flows import CATEGORY_OF, payment_flows
from planner.audit.panels import Vector, lookup, quarter_labels
from planner.audit.purchases import Item
from planner.audit.quantities import Quantities
from planner.audit.report import Finding
from planner.audit.tolerance import CENT, ROW, Tolerance

KEY = ["item", "site_id", "what", "online"]
"""What names a purchase."""

ONE_CHIP = Tolerance(absolute=1.0, relative=0.0)
"""Chips are counted whole, MW are not."""

MEASURES = {"quantity": ROW, "price_usd": CENT, "racks": ROW, "chips": ONE_CHIP}
"""What adds up over the orders of a purchase, and how exactly."""


def check_orders(facts: Facts, plan: Quantities, bought: pd.DataFrame) -> list[Finding]:
    """Check the orders against what the plan buys; a purchase may be split into several orders."""
    table = plan.tables["orders"]
    orders = table.assign(
        online=table["online_quarter"].map(parse_quarter).astype(int),
        order_by=table["order_by_quarter"].map(parse_quarter).astype(int),
    )
    return [
        *_check_sums(facts, orders, bought),
        *_check_terms(orders, bought),
        *_check_payments(orders, bought),
    ]


def _check_sums(facts: Facts, orders: pd.DataFrame, bought: pd.DataFrame) -> list[Finding]:
    chip_mw = bought["quantity"].where(bought["item"] == Item.CHIP, 0.0)
    counted = bought.assign(
        racks=chip_mw / _of_chip(facts, "rack_mw", bought),
        chips=chip_mw * _of_chip(facts, "chips_per_mw", bought),
    )
    expected = counted.groupby(KEY)[list(MEASURES)].sum()
    found = orders.groupby(KEY)[list(MEASURES)].sum()
    keys = expected.index.union(found.index)
    labels = quarter_labels(keys, "online")
    return [
        exactly(
            Equation.ORDERS_TABLE,
            column(pd.Series(lookup(found[name], keys), labels), name),
            column(pd.Series(lookup(expected[name], keys), labels), name),
            "USD" if name == "price_usd" else name,
            tolerance,
        )
        for name, tolerance in MEASURES.items()
    ]


def _of_chip(facts: Facts, field: str, bought: pd.DataFrame) -> Vector:
    return facts.chips[field].reindex(bought["what"]).fillna(1.0).to_numpy(float)


def _check_terms(orders: pd.DataFrame, bought: pd.DataFrame) -> list[Finding]:
    """Check date, vendor and unit of each order that is for something the plan buys."""
    terms = bought[[*KEY, "unit", "vendor", "order_quarters"]].drop_duplicates(KEY)
    joined = orders.merge(terms, on=KEY, suffixes=("", "_due"))
    due = joined["online"] - joined["order_quarters"]
    faults = {
        "order_by_quarter is not the last that will do": due.notna() & (joined["order_by"] != due),
        "not the chip's vendor": joined["vendor"] != joined["vendor_due"],
        "not the unit it is sold in": joined["unit"] != joined["unit_due"],
    }
    return [
        flagged(Equation.ORDERS_TABLE, "orders", joined, ["order_id"], mask.to_numpy(bool), text)
        for text, mask in faults.items()
    ]


def _check_payments(orders: pd.DataFrame, bought: pd.DataFrame) -> list[Finding]:
    """Check that the payments of all orders are those of what is bought, quarter by quarter."""
    rows: list[tuple[str, int, float]] = []
    unreadable = []
    for order_id, item, text in orders[["order_id", "item", "payments"]].itertuples(index=False, name=None):
        try:
            rows += [(CATEGORY_OF[Item(item)].value, *payment) for payment in _parse_payments(text)]
        except ValueError:
            unreadable.append(fault(Equation.SCHEMA, f"orders, order_id={order_id}: payments not readable"))
    paid = pd.DataFrame(rows, columns=["category", "quarter", "usd"])
    found = paid.groupby(["category", "quarter"])["usd"].sum()
    expected = payment_flows(bought).groupby(["category", "quarter"])["usd"].sum()
    keys = expected.index.union(found.index)
    labels = quarter_labels(keys, "quarter")
    left = column(pd.Series(lookup(found, keys), labels), "payments")
    right = column(pd.Series(lookup(expected, keys), labels), "payments")
    return [*unreadable, exactly(Equation.ORDERS_TABLE, left, right, "USD", CENT)]


def _parse_payments(text: str) -> list[tuple[int, float]]:
    """Return (quarter, USD) of each payment in ``2027Q1:120000000;2027Q3:...``."""
    parts = [part.partition(":") for part in text.split(";") if part]
    return [(parse_quarter(quarter), float(usd)) for quarter, _, usd in parts]
