"""What a plan pays for, item by item: so much of something in each quarter.

The cost of an item is quantity x price x factor in each quarter: `planner.compare.tariffs`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import pandas as pd

from buildout.inputs import Inputs
from buildout.quarters import parse_quarter
from planner.plan.columns import TableName, Tables
from planner.plan.costs import Category, standing_purchases
from planner.plan.orders import Item


class ItemKind(StrEnum):
    """What is paid for, with its unit."""

    OPENING = "opening"
    ELEMENT = "element"
    POWER = "power"
    MOVE = "move"
    CHIP = "chip"
    REBATE = "rebate"
    HALL_UPKEEP = "upkeep of halls"
    CHIP_UPKEEP = "upkeep of chips"
    POWER_UPKEEP = "upkeep of power"
    ENERGY = "energy"
    CARBON = "carbon"
    TRANSIT = "transit"
    RETIREMENT = "retirement"
    SHORTAGE = "shortage"
    ELEMENT_LEFT = "value left of halls"
    POWER_LEFT = "value left of power"
    CHIP_LEFT = "value left of chips"


CATEGORIES: Mapping[ItemKind, Category] = {
    ItemKind.OPENING: Category.OPENINGS,
    ItemKind.ELEMENT: Category.HALLS,
    ItemKind.POWER: Category.POWER,
    ItemKind.MOVE: Category.POWER,
    ItemKind.CHIP: Category.CHIPS,
    ItemKind.REBATE: Category.REBATES,
    ItemKind.HALL_UPKEEP: Category.OPERATION,
    ItemKind.CHIP_UPKEEP: Category.OPERATION,
    ItemKind.POWER_UPKEEP: Category.OPERATION,
    ItemKind.ENERGY: Category.ENERGY,
    ItemKind.CARBON: Category.CARBON,
    ItemKind.TRANSIT: Category.TRANSIT,
    ItemKind.RETIREMENT: Category.RETIREMENT,
    ItemKind.SHORTAGE: Category.SHORTAGE,
    ItemKind.ELEMENT_LEFT: Category.VALUE_LEFT,
    ItemKind.POWER_LEFT: Category.VALUE_LEFT,
    ItemKind.CHIP_LEFT: Category.VALUE_LEFT,
}

_ORDERED: Mapping[Item, tuple[ItemKind, ItemKind | None]] = {
    Item.OPENING: (ItemKind.OPENING, None),
    Item.ELEMENT: (ItemKind.ELEMENT, ItemKind.ELEMENT_LEFT),
    Item.POWER: (ItemKind.POWER, ItemKind.POWER_LEFT),
    Item.MOVE: (ItemKind.MOVE, None),
    Item.CHIP: (ItemKind.CHIP, None),
}
"""Kind of what is ordered, and of what is left of it."""


@dataclass(frozen=True, order=True)
class CostItem:
    """Something that has one price at a time.

    ``ids`` are those of the site, the element and its basis; of the site and the power option; of the chip;
    of the tier; of the stream, the node, and the site that serves it.
    """

    kind: ItemKind
    ids: tuple[str, ...]

    @property
    def category(self) -> Category:
        """The category of cost it belongs to."""
        return CATEGORIES[self.kind]


Quantities: TypeAlias = Mapping[CostItem, Mapping[int, float]]
"""How much of each item, by quarter: of what is ordered when it is online, of what lasts in each quarter."""


def cost_quantities(inputs: Inputs, tables: Tables) -> Quantities:
    """Return how much of everything a plan pays for.

    Raises
    ------
    KeyError
        If the tables name something that is not in the inputs.
    """
    sums: dict[CostItem, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for item, quarter, quantity in (*_ordered(tables[TableName.ORDERS]), *_lasting(inputs, tables)):
        sums[item][quarter] += quantity
    for item, quarter, quantity in _at_the_end(inputs, tables):
        sums[item][quarter] += quantity
    return {item: dict(by_quarter) for item, by_quarter in sums.items()}


def _ordered(orders: pd.DataFrame) -> Iterator[tuple[CostItem, int, float]]:
    columns = ("item", "site_id", "what", "unit", "online_quarter", "quantity")
    for name, site_id, what, unit, label, quantity in _cells(orders, *columns):
        item = Item(name)
        ids = {Item.CHIP: (what,), Item.ELEMENT: (site_id, what, unit)}.get(item, (site_id, what))
        for kind in filter(None, _ORDERED[item]):
            yield CostItem(kind, ids), parse_quarter(label), quantity


def _at_the_end(inputs: Inputs, tables: Tables) -> Iterator[tuple[CostItem, int, float]]:
    """Yield rebates, in the last quarter of their window, and chips that stand at the end, as bought."""
    end = {period.label: period.end for period in inputs.periods}
    paid = {tier.tier_id: end[tier.window.last] - 1 for tier in inputs.volume_tiers}
    for tier_id, mw in _cells(tables[TableName.TIERS], "tier_id", "tier_mw"):
        yield CostItem(ItemKind.REBATE, (tier_id,)), paid[tier_id], mw
    for (_, chip_id), lots in standing_purchases(inputs, tables[TableName.FLEET]).items():
        for quarter, mw in lots:
            yield CostItem(ItemKind.CHIP_LEFT, (chip_id,)), quarter, mw


_LASTING: tuple[tuple[ItemKind, TableName, tuple[str, ...], str], ...] = (
    (ItemKind.HALL_UPKEEP, TableName.HALLS, ("site_id",), "halls"),
    (ItemKind.CHIP_UPKEEP, TableName.FLEET, ("chip_id",), "fleet_mw"),
    (ItemKind.POWER_UPKEEP, TableName.POWER, ("site_id", "option_id"), "firm_mw"),
    (ItemKind.TRANSIT, TableName.SERVICE, ("stream_id", "node_id", "site_id"), "served"),
    (ItemKind.SHORTAGE, TableName.SHORTAGE, ("stream_id", "node_id"), "short"),
)
"""What costs money in every quarter in which it stands, is served, or is short."""

_SUMMED: tuple[tuple[ItemKind, TableName, tuple[str, ...], str], ...] = (
    (ItemKind.ENERGY, TableName.ENERGY, ("site_id", "option_id"), "energy_mwh"),
    (ItemKind.CARBON, TableName.EMISSIONS, ("site_id",), "carbon_t"),
)
"""What a period has so much of in all: spread evenly over its quarters."""


def _lasting(inputs: Inputs, tables: Tables) -> Iterator[tuple[CostItem, int, float]]:
    periods = {period.label: period for period in inputs.periods}
    for items, is_sum in ((_LASTING, False), (_SUMMED, True)):
        for kind, table, ids, column in items:
            sums = tables[table].groupby([*ids, "period"], sort=False)[column].sum()
            for (*key, label), amount in zip(sums.index, sums, strict=True):
                if amount:
                    period, item = periods[label], CostItem(kind, tuple(key))
                    each = float(amount) / period.quarters if is_sum else float(amount)
                    for quarter in range(period.start, period.end):
                        yield item, quarter, each
    retired = tables[TableName.FLEET]
    for chip_id, label, mw in _cells(retired[retired["retire_mw"] > 0], "chip_id", "period", "retire_mw"):
        yield CostItem(ItemKind.RETIREMENT, (chip_id,)), periods[label].start, mw


def _cells(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column] for column in columns), strict=True)
