"""What a plan has ordered by a day: the lots whose first order had to be placed before."""

from __future__ import annotations

from collections.abc import Iterator

from buildout.inputs import Inputs
from buildout.money import USD_PER_MUSD
from planner.plan import TableName, Tables
from planner.plan.orders import Item, Order, list_orders
from planner.replan.fact import Thing
from planner.replan.lots import Lot


def plan_lots(inputs: Inputs, tables: Tables, published: int) -> tuple[Lot, ...]:
    """Return everything a plan buys, as lots with the quarter of their first order.

    The halls of a site in a quarter are one lot: once the first of their orders is out, they are committed
    as a whole. What opens a site belongs to its first halls.

    Parameters
    ----------
    inputs, tables
        The plan.
    published
        Quarter in which the plan was made: nothing was ordered before.
    """
    groups: dict[tuple[str, Thing, str, int], list[Order]] = {}
    for key, order in _keyed(inputs, tables):
        groups.setdefault(key, []).append(order)
    halls = _halls_added(inputs, tables)
    return tuple(
        Lot(
            site=site,
            thing=thing,
            what=what,
            online=online,
            amount=halls[site, online] if thing is Thing.HALLS else sum(o.quantity for o in orders),
            planned=online,
            placed=max(published, min(order.order_by_quarter for order in orders)),
            payments=_payments(orders, published),
        )
        for (site, thing, what, online), orders in groups.items()
    )


def _keyed(inputs: Inputs, tables: Tables) -> Iterator[tuple[tuple[str, Thing, str, int], Order]]:
    """Yield the orders of a plan, each with the lot it belongs to."""
    orders = list_orders(inputs, tables)
    first_halls: dict[str, int] = {}
    for order in orders:
        if order.item is Item.ELEMENT:
            before = first_halls.get(order.site_id, order.online_quarter)
            first_halls[order.site_id] = min(before, order.online_quarter)
    for order in orders:
        if order.item is Item.OPENING and order.site_id in first_halls:
            yield (order.site_id, Thing.HALLS, "", first_halls[order.site_id]), order
        elif order.item is Item.ELEMENT:
            yield (order.site_id, Thing.HALLS, "", order.online_quarter), order
        elif order.item is Item.POWER:
            yield (order.site_id, Thing.POWER, order.what, order.online_quarter), order
        elif order.item is Item.CHIP:
            yield (order.site_id, Thing.CHIPS, order.what, order.online_quarter), order


def _halls_added(inputs: Inputs, tables: Tables) -> dict[tuple[str, int], float]:
    """Return halls that the plan adds, by site and quarter."""
    starts = {period.label: period.start for period in inputs.periods}
    halls = tables[TableName.HALLS]
    before = halls["new_halls"].groupby(halls["site_id"]).shift(fill_value=0)
    added = halls["new_halls"] - before
    rows = zip(halls["site_id"], halls["period"], added, strict=True)
    return {(site, starts[label]): float(count) for site, label, count in rows if count > 0}


def _payments(orders: list[Order], first: int) -> tuple[tuple[int, float], ...]:
    """Return what is paid for some orders by quarter, USD; what was due before the plan, at its quarter."""
    sums: dict[int, float] = {}
    for order in orders:
        for quarter, musd in order.paid():
            due = max(quarter, first)
            sums[due] = sums.get(due, 0.0) + musd * USD_PER_MUSD
    return tuple(sorted(sums.items()))
