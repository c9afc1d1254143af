"""What has to be ordered, by when, at what price and paid when.

An order is one purchase for one online quarter at one site. Each element of the lead-time chain of a
hall is an order of its own, as each has its own lead time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from buildout.inputs import Basis, Chip, Element, Inputs, Payment, Period, Site, SitePower
from buildout.money import USD_PER_MUSD, element_price, inflation
from buildout.quarters import parse_quarter, quarter_label
from planner.plan.columns import TableName, Tables, to_frame


class Item(StrEnum):
    """What kind of thing an order is for."""

    OPENING = "opening"
    ELEMENT = "element"
    POWER = "power"
    MOVE = "move"
    CHIP = "chip"


@dataclass(frozen=True)
class Order:
    """One purchase. Quarters are numbers (`buildout.quarters`), the price is nominal."""

    item: Item
    site_id: str
    what: str
    quantity: float
    unit: str
    online_quarter: int
    order_by_quarter: int
    price_musd: float
    payments: tuple[Payment, ...]
    life_quarters: int
    """0 where it has no value left at the end of the horizon."""
    vendor: str = ""
    racks: float = 0.0
    chips: int = 0

    @property
    def order_id(self) -> str:
        """Item, site, what and online quarter, which no two orders share."""
        return f"{self.item}/{self.site_id}/{self.what}/{quarter_label(self.online_quarter)}"

    def paid(self) -> Iterator[tuple[int, float]]:
        """Yield (quarter, nominal million USD) of each payment."""
        for payment in self.payments:
            yield self.online_quarter - payment.quarters_before, payment.fraction * self.price_musd


def list_orders(inputs: Inputs, tables: Tables) -> tuple[Order, ...]:
    """Return everything the plan buys, those to be ordered first first.

    Parameters
    ----------
    inputs
        The case.
    tables
        At least ``sites``, ``halls``, ``power`` and ``fleet``.
    """
    orders = [
        *_openings(inputs, tables[TableName.SITES]),
        *_halls(inputs, tables[TableName.HALLS]),
        *_power(inputs, tables[TableName.POWER]),
        *_chips(inputs, tables[TableName.FLEET]),
    ]
    return tuple(sorted(orders, key=lambda order: (order.order_by_quarter, order.order_id)))


def orders_table(orders: Sequence[Order]) -> pd.DataFrame:
    """Return orders as the table of that name."""
    columns = {
        "order_id": [order.order_id for order in orders],
        "item": [order.item.value for order in orders],
        "site_id": [order.site_id for order in orders],
        "what": [order.what for order in orders],
        "vendor": [order.vendor for order in orders],
        "quantity": [order.quantity for order in orders],
        "unit": [order.unit for order in orders],
        "racks": [order.racks for order in orders],
        "chips": [order.chips for order in orders],
        "online_quarter": [quarter_label(order.online_quarter) for order in orders],
        "order_by_quarter": [quarter_label(order.order_by_quarter) for order in orders],
        "price_usd": [order.price_musd * USD_PER_MUSD for order in orders],
        "payments": [_payments_text(order) for order in orders],
    }
    return to_frame(TableName.ORDERS, columns)


def _payments_text(order: Order) -> str:
    """Return payments as ``2027Q1:120000000;2027Q3:...``, to a millionth of a dollar."""
    return ";".join(
        f"{quarter_label(quarter)}:{musd * USD_PER_MUSD:.6f}".rstrip("0").rstrip(".")
        for quarter, musd in order.paid()
    )


def parse_payments(text: str) -> list[tuple[str, float]]:
    """Return (quarter, USD) of each payment in a cell of the table, in the order of payment.

    Raises
    ------
    ValueError
        If the text is none that `orders_table` writes.
    """
    pairs = (payment.split(":") for payment in text.split(";") if payment)
    return sorted((quarter, float(usd)) for quarter, usd in pairs)


def _openings(inputs: Inputs, sites: pd.DataFrame) -> Iterator[Order]:
    by_id = {site.site_id: site for site in inputs.sites}
    opened = sites[~sites["from_ledger"]]
    for site_id, label in zip(opened["site_id"], opened["opened"], strict=True):
        site, quarter = by_id[site_id], parse_quarter(label)
        for element in inputs.elements:
            if element.kind is site.kind and element.basis is Basis.OPENING:
                yield _element_order(inputs, site, element, 1.0, quarter)


def _halls(inputs: Inputs, halls: pd.DataFrame) -> Iterator[Order]:
    by_id, periods = {site.site_id: site for site in inputs.sites}, _periods(inputs)
    new_halls = halls["new_halls"]
    added = new_halls - new_halls.groupby(halls["site_id"]).shift(fill_value=0)
    built = added > 0
    for site_id, label, count in zip(
        halls["site_id"][built], halls["period"][built], added[built], strict=True
    ):
        site, quarter = by_id[site_id], periods[label].start
        for element in inputs.elements:
            if element.kind is site.kind and element.basis is not Basis.OPENING:
                yield _element_order(inputs, site, element, float(count), quarter)


def _element_order(inputs: Inputs, site: Site, element: Element, count: float, quarter: int) -> Order:
    """Return the order of an element for one opening, or for ``count`` halls."""
    is_opening = element.basis is Basis.OPENING
    per_hall = {Basis.IT_MW: site.hall_mw, Basis.FACILITY_MW: site.hall_mw * site.pue}
    return Order(
        item=Item.OPENING if is_opening else Item.ELEMENT,
        site_id=site.site_id,
        what=element.element_id,
        quantity=count * per_hall.get(element.basis, 1.0),
        unit=element.basis.value,
        online_quarter=quarter,
        order_by_quarter=quarter - element.order_quarters_before,
        price_musd=count * element_price(element, site) * inflation(inputs, quarter),
        payments=element.payments,
        life_quarters=0 if is_opening else element.life_quarters,
    )


def _power(inputs: Inputs, power: pd.DataFrame) -> Iterator[Order]:
    options = {(option.site_id, option.option_id): option for option in inputs.power}
    periods = _periods(inputs)
    came = power[(power["bought_mw"] > 0) | (power["reused_mw"] > 0)]
    for site_id, option_id, label, bought_mw, reused_mw in zip(
        *(came[name] for name in ("site_id", "option_id", "period", "bought_mw", "reused_mw")), strict=True
    ):
        option, quarter = options[site_id, option_id], periods[label].start
        if bought_mw > 0:
            yield _power_order(inputs, option, bought_mw, quarter)
        if reused_mw > 0:
            yield _move_order(inputs, option, reused_mw, quarter)


def _power_order(inputs: Inputs, option: SitePower, mw: float, quarter: int) -> Order:
    return Order(
        item=Item.POWER,
        site_id=option.site_id,
        what=option.option_id,
        quantity=mw,
        unit="MW",
        online_quarter=quarter,
        order_by_quarter=quarter - option.lead_quarters,
        price_musd=mw * option.capex_musd_per_mw * inflation(inputs, quarter),
        payments=option.payments,
        life_quarters=option.life_quarters,
    )


def _move_order(inputs: Inputs, option: SitePower, mw: float, quarter: int) -> Order:
    """Return a move from another site: paid, and to be ordered, in the quarter it is online."""
    capex_musd = mw * option.capex_musd_per_mw * inflation(inputs, quarter)
    return Order(
        item=Item.MOVE,
        site_id=option.site_id,
        what=option.option_id,
        quantity=mw,
        unit="MW",
        online_quarter=quarter,
        order_by_quarter=quarter,
        price_musd=capex_musd * inputs.finance.move_cost_fraction,
        payments=(Payment(0, 1.0),),
        life_quarters=0,
    )


def _chips(inputs: Inputs, fleet: pd.DataFrame) -> Iterator[Order]:
    chips, periods = {chip.chip_id: chip for chip in inputs.chips}, _periods(inputs)
    bought = fleet[fleet["buy_mw"] > 0]
    for site_id, chip_id, label, buy_mw, racks in zip(
        *(bought[name] for name in ("site_id", "chip_id", "period", "buy_mw", "buy_racks")), strict=True
    ):
        yield _chip_order(chips[chip_id], site_id, buy_mw, racks, periods[label].start)


def _chip_order(chip: Chip, site_id: str, buy_mw: float, racks: float, quarter: int) -> Order:
    """Return the order of a chip. Its value left is that of the chips that still stand, not the order's."""
    return Order(
        item=Item.CHIP,
        site_id=site_id,
        what=chip.chip_id,
        quantity=buy_mw,
        unit=Basis.IT_MW.value,
        online_quarter=quarter,
        order_by_quarter=quarter - chip.lead_quarters,
        price_musd=buy_mw * chip.capex_musd_per_mw,
        payments=chip.payments,
        life_quarters=0,
        vendor=chip.vendor,
        racks=racks,
        chips=round(buy_mw * chip.chips_per_mw),
    )


def _periods(inputs: Inputs) -> dict[str, Period]:
    return {period.label: period for period in inputs.periods}
