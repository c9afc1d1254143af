"""Orders that both plans place for the same date, but have to place by another: lead times have changed."""

from __future__ import annotations

from dataclasses import dataclass

from planner.plan import Plan, TableName


@dataclass(frozen=True)
class OrderDateChange:
    """An order whose last date moves though what it is for does not.

    Parameters
    ----------
    site_id, what
        Where, and the element, power option or chip.
    online, before, after
        Quarters: when it is online, and by when it must be ordered in each plan.
    usd
        Its nominal price in the plan after.
    """

    site_id: str
    what: str
    online: str
    before: str
    after: str
    usd: float


def order_date_changes(before: Plan, after: Plan) -> tuple[OrderDateChange, ...]:
    """Return the orders of both plans with another last date, those that come first first."""
    one, other = (plan.tables[TableName.ORDERS].set_index("order_id") for plan in (before, after))
    both = other.join(one["order_by_quarter"].rename("before"), how="inner")
    moved = both[both["order_by_quarter"] != both["before"]]
    columns = ("site_id", "what", "online_quarter", "before", "order_by_quarter", "price_usd")
    return tuple(OrderDateChange(*row) for row in zip(*(moved[name] for name in columns), strict=True))
