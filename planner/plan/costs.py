"""What a plan costs, as money with a date: nominal by quarter, and discounted by category.

Every cost is a list of flows. What a period costs is spread evenly over its quarters, so that
discounting each quarter by its own factor gives the period's mean factor (docs/model.md, Money).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from buildout.inputs import Inputs
from buildout.money import USD_PER_MUSD, chip_left, discount, share_left, value_left
from buildout.quarters import quarter_label
from planner.plan.columns import TableName, Tables, to_frame
from planner.plan.grids import NEGLIGIBLE
from planner.plan.orders import Item, Order


class Category(StrEnum):
    """What money is paid for. The order is that of the tables."""

    OPENINGS = "openings"
    HALLS = "halls"
    POWER = "power"
    """New power, and moves of bridge power."""
    CHIPS = "chips"
    REBATES = "rebates"
    """Negative: paid back by the vendor."""
    COMMITTED = "committed"
    """The ledger's payments still due: sunk, so cash but no cost of the plan."""
    OPERATION = "operation"
    ENERGY = "energy"
    CARBON = "carbon"
    TRANSIT = "transit"
    RETIREMENT = "retirement"
    SHORTAGE = "shortage"
    """The price of demand not served: a cost to the plan, but no cash."""
    VALUE_LEFT = "value left"
    """Negative: worth of what still stands after the horizon; no cash."""


CAPITAL = (Category.OPENINGS, Category.HALLS, Category.POWER, Category.CHIPS)
"""Capital spending of the plan's own decisions, before rebates."""

BUDGETED = (*CAPITAL, Category.COMMITTED)
"""What counts in a budget (M1): the same, and what the ledger still owes."""

_NO_CASH = frozenset({Category.SHORTAGE, Category.VALUE_LEFT})
_NO_COST = frozenset({Category.COMMITTED})

_CATEGORY_OF = {
    Item.OPENING: Category.OPENINGS,
    Item.ELEMENT: Category.HALLS,
    Item.POWER: Category.POWER,
    Item.MOVE: Category.POWER,
    Item.CHIP: Category.CHIPS,
}


@dataclass(frozen=True)
class Flow:
    """Nominal USD of a category in a quarter; income is negative."""

    category: Category
    quarter: int
    usd: float


def list_flows(inputs: Inputs, tables: Tables, orders: Sequence[Order]) -> tuple[Flow, ...]:
    """Return all the money of a plan, summed by category and quarter.

    Parameters
    ----------
    inputs
        The case.
    tables
        At least ``halls``, ``power``, ``energy``, ``fleet``, ``service``, ``shortage``, ``tiers``
        and ``emissions``.
    orders
        The plan's orders.
    """
    sums: dict[tuple[Category, int], float] = {}
    for flow in _flows(inputs, tables, orders):
        key = (flow.category, flow.quarter)
        sums[key] = sums.get(key, 0.0) + flow.usd
    rank = {category: i for i, category in enumerate(Category)}
    ordered = sorted(sums, key=lambda key: (key[1], rank[key[0]]))
    return tuple(Flow(*key, sums[key]) for key in ordered if abs(sums[key]) >= NEGLIGIBLE)


def cash_table(flows: Iterable[Flow]) -> pd.DataFrame:
    """Return what is paid in each quarter, by category."""
    paid = [flow for flow in flows if flow.category not in _NO_CASH]
    columns = {
        "quarter": [quarter_label(flow.quarter) for flow in paid],
        "category": [flow.category.value for flow in paid],
        "usd": [flow.usd for flow in paid],
    }
    return to_frame(TableName.CASH, columns)


def costs_table(inputs: Inputs, flows: Iterable[Flow]) -> pd.DataFrame:
    """Return the plan's cost by category, nominal and as present value in USD."""
    nominal = dict.fromkeys(Category, 0.0)
    present = dict.fromkeys(Category, 0.0)
    for flow in flows:
        nominal[flow.category] += flow.usd
        present[flow.category] += flow.usd * discount(inputs, flow.quarter)
    kept = [c for c in Category if c not in _NO_COST and abs(nominal[c]) >= NEGLIGIBLE]
    columns = {
        "category": [category.value for category in kept],
        "nominal_usd": [nominal[category] for category in kept],
        "present_value_usd": [present[category] for category in kept],
    }
    return to_frame(TableName.COSTS, columns)


def _flows(inputs: Inputs, tables: Tables, orders: Sequence[Order]) -> Iterator[Flow]:
    for order in orders:
        for quarter, musd in order.paid():
            yield Flow(_CATEGORY_OF[order.item], quarter, musd * USD_PER_MUSD)
    for payment in inputs.committed_cash:
        yield Flow(Category.COMMITTED, payment.quarter, payment.musd * USD_PER_MUSD)
    yield from _rebates(inputs, tables[TableName.TIERS])
    yield from _running(inputs, tables)
    yield from _retirement(inputs, tables[TableName.FLEET])
    yield from _value_left(inputs, tables[TableName.FLEET], orders)


def _running(inputs: Inputs, tables: Tables) -> Iterator[Flow]:
    """Yield what costs money for as long as it lasts."""
    energy, shortage = tables[TableName.ENERGY], tables[TableName.SHORTAGE]
    emissions = tables[TableName.EMISSIONS]
    by_period = {
        Category.OPERATION: _operation_usd(inputs, tables),
        Category.ENERGY: _sum(energy, energy["cost_usd"]),
        Category.CARBON: _sum(emissions, emissions["carbon_t"] * inputs.finance.carbon_usd_per_t),
        Category.TRANSIT: _transit_usd(inputs, tables[TableName.SERVICE]),
        Category.SHORTAGE: _sum(shortage, shortage["cost_usd"]),
    }
    for category, usd in by_period.items():
        for period in inputs.periods:
            for quarter in range(period.start, period.end):
                yield Flow(category, quarter, usd.get(period.label, 0.0) / period.quarters)


def _operation_usd(inputs: Inputs, tables: Tables) -> dict[str, float]:
    """Return the yearly fees of halls, fleet and power, the ledger's included, by period."""
    halls, fleet, power = (tables[name] for name in (TableName.HALLS, TableName.FLEET, TableName.POWER))
    per_hall = {site.site_id: site.fixed_musd_per_hall_year for site in inputs.sites}
    per_chip_mw = {chip.chip_id: chip.maintenance_musd_per_mw_year for chip in inputs.chips}
    per_power_mw = {(o.site_id, o.option_id): o.fixed_musd_per_mw_year for o in inputs.power}
    options = zip(power["site_id"], power["option_id"], strict=True)
    sums = [
        _sum(halls, halls["halls"] * _rates(halls["site_id"], per_hall)),
        _sum(fleet, fleet["fleet_mw"] * _rates(fleet["chip_id"], per_chip_mw)),
        _sum(power, power["firm_mw"] * [per_power_mw[key] for key in options]),
    ]
    return {
        period.label: USD_PER_MUSD * period.years * sum(part.get(period.label, 0.0) for part in sums)
        for period in inputs.periods
    }


def _transit_usd(inputs: Inputs, service: pd.DataFrame) -> dict[str, float]:
    """Return the cost of carrying what is served, by period."""
    zone_of = {(zone.stream_id, node_id): zone.zone_id for zone in inputs.zones for node_id in zone.node_ids}
    musd = {
        (zone.zone_id, site_id): cost
        for zone in inputs.zones
        for site_id, cost in zip(zone.site_ids, zone.serve_cost_musd, strict=True)
    }
    arcs = zip(service["site_id"], service["stream_id"], service["node_id"], strict=True)
    usd = [USD_PER_MUSD * musd[zone_of[stream_id, node_id], site_id] for site_id, stream_id, node_id in arcs]
    length = {period.label: float(period.quarters) for period in inputs.periods}
    return _sum(service, service["served"] * _rates(service["period"], length) * usd)


def _retirement(inputs: Inputs, fleet: pd.DataFrame) -> Iterator[Flow]:
    retired_mw = _sum(fleet, fleet["retire_mw"])
    for period in inputs.periods:
        usd = USD_PER_MUSD * inputs.finance.retire_cost_musd_per_mw * retired_mw.get(period.label, 0.0)
        yield Flow(Category.RETIREMENT, period.start, usd)


def _rebates(inputs: Inputs, tiers: pd.DataFrame) -> Iterator[Flow]:
    """Yield rebates in the last quarter of their tier's window."""
    end = {period.label: period.end for period in inputs.periods}
    paid = {tier.tier_id: end[tier.window.last] - 1 for tier in inputs.volume_tiers}
    for tier_id, usd in zip(tiers["tier_id"], tiers["rebate_usd"], strict=True):
        yield Flow(Category.REBATES, paid[tier_id], -usd)


def _value_left(inputs: Inputs, fleet: pd.DataFrame, orders: Sequence[Order]) -> Iterator[Flow]:
    """Yield what is left, after the horizon, of everything the plan bought."""
    chips = {chip.chip_id: chip for chip in inputs.chips}
    present_musd = sum(_order_left(inputs, order) for order in orders)
    for (_, chip_id), bought in standing_purchases(inputs, fleet).items():
        present_musd += sum(mw * chip_left(inputs, chips[chip_id], quarter) for quarter, mw in bought)
    yield Flow(Category.VALUE_LEFT, inputs.end, -USD_PER_MUSD * present_musd / discount(inputs, inputs.end))


def _order_left(inputs: Inputs, order: Order) -> float:
    """Return the present value left of an order, million USD; chips are counted where they stand."""
    share = share_left(inputs, order.life_quarters, order.online_quarter)
    return value_left(inputs, order.price_musd, order.payments, order.online_quarter, share)


def standing_purchases(inputs: Inputs, fleet: pd.DataFrame) -> dict[tuple[str, str], list[tuple[int, float]]]:
    """Return (online quarter, MW) of purchases that stand at the end, by site and chip.

    The oldest leave first, so what stands is the newest.
    """
    start = {period.label: period.start for period in inputs.periods}
    last = fleet[fleet["period"] == inputs.periods[-1].label]
    left = dict(zip(zip(last["site_id"], last["chip_id"], strict=True), last["fleet_mw"], strict=True))
    bought = fleet[fleet["buy_mw"] > 0]
    lots = zip(
        bought["site_id"], bought["chip_id"], bought["period"].map(start), bought["buy_mw"], strict=True
    )
    standing: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for site_id, chip_id, quarter, buy_mw in sorted(lots, key=lambda lot: -lot[2]):
        kept_mw = min(buy_mw, left.get((site_id, chip_id), 0.0))
        left[site_id, chip_id] = left.get((site_id, chip_id), 0.0) - kept_mw
        standing.setdefault((site_id, chip_id), []).append((quarter, kept_mw))
    return standing


def _rates(keys: pd.Series[str], rate: Mapping[str, float]) -> pd.Series[float]:
    """Return the rate of each key."""
    return keys.map(rate).astype(float)


def _sum(frame: pd.DataFrame, values: pd.Series[float]) -> dict[str, float]:
    """Return the sum of a column over the rows of each period."""
    sums = values.groupby(frame["period"]).sum()
    return dict(zip(sums.index, sums, strict=True))
