"""The order-by dates of a plan as an iCalendar file (RFC 5545).

One event for each thing and deadline, with the sites it is for in its description. All deadlines are ends of
quarters: an event for each purchase would put dozens on one day.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import UTC, timedelta
from typing import Any
from unicodedata import category
from uuid import UUID, uuid5

import pandas as pd
from icalendar import TRANSP, Calendar, Event

from buildout.inputs import Inputs
from buildout.quarters import parse_quarter, quarter_label
from planner.plan.columns import TableName, Tables
from planner.plan.markdown import counted, money, number
from planner.plan.order_terms import Due, due, first_day, last_day, names
from planner.plan.orders import Item, parse_payments

NAMESPACE = UUID("5b0d7a4e-2f3c-5c1e-9a51-6f0a3f7d2c11")
"""Of the ids of events: never to be changed, or a calendar no longer knows its events again."""
PRODUCT = "-//build-out planner//orders//EN"


def order_calendar(inputs: Inputs, tables: Tables) -> bytes:
    """Return the order-by dates as an iCalendar file.

    An event keeps its id while the case, what is ordered and the deadline stay: imported again, it takes the
    place of the earlier one. Its stamp is the first day the case plans from, so that a later plan counts as
    newer, and the same plan gives the same bytes.

    Parameters
    ----------
    inputs
        The case.
    tables
        At least ``orders``.
    """
    calendar = Calendar.new(
        prodid=PRODUCT,
        method="PUBLISH",
        name=f"Orders: {_on_one_line(inputs.title)}",
        uid=_uid(inputs.case_id),
    )
    for event in _events(inputs, tables[TableName.ORDERS]):
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _events(inputs: Inputs, orders: pd.DataFrame) -> Iterator[Event]:
    words = names(inputs)
    site = {one.site_id: one.name for one in inputs.sites}
    stamp = first_day(inputs.today).replace(tzinfo=UTC)
    deadline = orders.groupby(["order_by_quarter", "item", "what"], sort=True)
    for (quarter, item, what), group in deadline:
        day = last_day(parse_quarter(str(quarter))).date()
        lines = [_line(order, site[order["site_id"]]) for order in group.to_dict("records")]
        yield Event.new(
            uid=_uid(f"{inputs.case_id}/{item}/{what}/{quarter}"),
            stamp=stamp,
            start=day,
            end=day + timedelta(days=1),
            summary=_title(inputs, group, words[str(what)]),
            description="\n".join(_on_one_line(line) for line in lines),
            categories=[str(item)],
            transparency=TRANSP.TRANSPARENT,  # a deadline keeps nobody busy
        )


def _title(inputs: Inputs, group: pd.DataFrame, what: str) -> str:
    """Return what to order, how much and for how many sites."""
    first = group.iloc[0]
    late = f"LATE, due before {quarter_label(inputs.today)}: "
    is_late = due(inputs, str(first["order_by_quarter"])) is Due.LATE
    vendor = f" from {first['vendor']}" if first["vendor"] else ""
    racks = f" ({number(group['racks'].sum())} racks)" if first["item"] == Item.CHIP else ""
    sites, price = counted(group["site_id"].nunique(), "site"), money(float(group["price_usd"].sum()))
    return _on_one_line(
        f"{late if is_late else ''}Order {what}{vendor}: {number(group['quantity'].sum())} "
        f"{first['unit']}{racks} for {sites}, {price}"
    )


def _line(order: Mapping[Hashable, Any], site: str) -> str:
    """Return how much of it a site gets when, and what is paid when."""
    chips = (
        f" ({number(order['racks'])} racks, {order['chips']:,} chips)" if order["item"] == Item.CHIP else ""
    )
    paid = ", ".join(f"{quarter} {money(usd)}" for quarter, usd in parse_payments(order["payments"]))
    return (
        f"{site}: {number(order['quantity'])} {order['unit']}{chips}, online {order['online_quarter']}, "
        f"{money(order['price_usd'])}{f'; paid {paid}' if paid else ''}"
    )


def _uid(name: str) -> UUID:
    return uuid5(NAMESPACE, name)


def _on_one_line(text: str) -> str:
    """Return a text without line ends and other control characters, which the format cannot hold."""
    return " ".join("".join(" " if category(one) == "Cc" else one for one in text).split())
