"""Who is paid what and when: the plan's money by category and quarter, and what it is worth today."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from buildout.inputs import Inputs
from planner.audit.facts import Facts
from planner.audit.panels import Vector, down, lookup
from planner.audit.purchases import Item
from planner.audit.quantities import Quantities


class Category(StrEnum):
    """Categories of money; members equal the text in the tables of cash and costs."""

    OPENINGS = "openings"
    HALLS = "halls"
    POWER = "power"
    CHIPS = "chips"
    REBATES = "rebates"
    COMMITTED = "committed"
    OPERATION = "operation"
    ENERGY = "energy"
    CARBON = "carbon"
    TRANSIT = "transit"
    RETIREMENT = "retirement"
    SHORTAGE = "shortage"
    VALUE_LEFT = "value left"


CATEGORY_OF = {
    Item.OPENING: Category.OPENINGS,
    Item.ELEMENT: Category.HALLS,
    Item.POWER: Category.POWER,
    Item.MOVE: Category.POWER,
    Item.CHIP: Category.CHIPS,
}

CAPITAL = (Category.OPENINGS, Category.HALLS, Category.POWER, Category.CHIPS, Category.COMMITTED)
"""What counts in a budget."""


def money_flows(facts: Facts, plan: Quantities, bought: pd.DataFrame) -> pd.DataFrame:
    """Return every flow of money, in nominal USD; income is negative.

    Parameters
    ----------
    facts, plan
        The case and the plan.
    bought
        What `planner.audit.purchases.purchases` returns.

    Returns
    -------
    pandas.DataFrame
        ``category``, ``quarter`` and ``usd``; a category and quarter may stand in several rows.
    """
    flows = [
        payment_flows(bought),
        _rebates(facts, plan),
        _committed(facts),
        *_running(facts, plan),
        _retirement(facts, plan),
        _value_left(facts, plan, bought),
    ]
    return pd.concat([flow for flow in flows if len(flow)] or flows[:1], ignore_index=True)


def discount(inputs: Inputs, quarters: Vector) -> Vector:
    """Return what a dollar in the middle of each quarter is worth today."""
    years = (quarters - inputs.today + 0.5) / 4.0
    return np.asarray((1.0 + inputs.finance.wacc) ** -years)


def payment_flows(bought: pd.DataFrame) -> pd.DataFrame:
    """Return the payments for what is bought."""
    paid = bought[["item", "online", "price_usd", "payments"]].explode("payments").dropna(subset="payments")
    before = [payment.quarters_before for payment in paid["payments"]]
    fraction = [payment.fraction for payment in paid["payments"]]
    category = [CATEGORY_OF[Item(item)] for item in paid["item"]]
    quarter = paid["online"].to_numpy(int) - np.array(before, dtype=int)
    return _flow(category, quarter, paid["price_usd"].to_numpy(float) * np.array(fraction, dtype=float))


def _rebates(facts: Facts, plan: Quantities) -> pd.DataFrame:
    tiers = facts.inputs.volume_tiers
    tier_mw = lookup(plan.tables["tiers"].set_index("tier_id")["tier_mw"], [tier.tier_id for tier in tiers])
    price = lookup(facts.chips["capex_musd_per_mw"], [tier.chip_id for tier in tiers])
    discounts = np.array([tier.discount for tier in tiers])
    ends = {period.label: period.end for period in facts.inputs.periods}
    quarters = [ends[tier.window.last] - 1 for tier in tiers]
    return _flow([Category.REBATES] * len(tiers), quarters, -1e6 * discounts * price * tier_mw)


def _committed(facts: Facts) -> pd.DataFrame:
    cash = facts.inputs.committed_cash
    quarters = [payment.quarter for payment in cash]
    return _flow([Category.COMMITTED] * len(cash), quarters, [payment.musd * 1e6 for payment in cash])


def _running(facts: Facts, plan: Quantities) -> list[pd.DataFrame]:
    """Return what is paid evenly over the quarters of each period."""
    musd = {
        Category.OPERATION: _operation_musd(facts, plan),
        Category.ENERGY: (down(facts.options["energy_usd_per_mwh"]) * plan.energy_gwh).sum() / 1e3,
        Category.CARBON: (down(facts.options["carbon_kg_per_mwh"]) * plan.energy_gwh).sum()
        * (facts.inputs.finance.carbon_usd_per_t / 1e6),
        Category.TRANSIT: _transit_musd(facts, plan),
        Category.SHORTAGE: _shortage_musd(facts, plan),
    }
    steps = np.repeat(np.arange(len(facts.periods)), facts.quarters)
    quarters = np.concatenate([np.arange(p.start, p.end) for p in facts.inputs.periods])
    return [
        _flow([category] * len(steps), quarters, (total.to_numpy() / facts.quarters)[steps] * 1e6)
        for category, total in musd.items()
    ]


def _operation_musd(facts: Facts, plan: Quantities) -> pd.Series[float]:
    maintenance = facts.chips["maintenance_musd_per_mw_year"].loc[facts.fleet_ids.get_level_values("chip_id")]
    yearly = (
        (plan.halls * down(facts.sites["fixed_musd_per_hall_year"])).sum()
        + (plan.fleet_mw * down(maintenance)).sum()
        + (plan.firm_mw * down(facts.options["fixed_musd_per_mw_year"])).sum()
    )
    return yearly * facts.quarters / 4.0


def _transit_musd(facts: Facts, plan: Quantities) -> pd.Series[float]:
    ids = plan.served.index
    streams, nodes = ids.get_level_values("stream_id"), ids.get_level_values("node_id")
    zones = facts.zone_of.reindex(pd.MultiIndex.from_arrays([streams, nodes])).to_numpy(object)
    arcs = pd.MultiIndex.from_arrays([zones, ids.get_level_values("site_id")])
    cost = lookup(facts.serve_cost_musd, arcs)[:, None]
    return (plan.served * cost).sum() * facts.quarters


def _shortage_musd(facts: Facts, plan: Quantities) -> pd.Series[float]:
    price = facts.shortage_musd.loc[facts.demand_ids.get_level_values("stream_id")].to_numpy()
    return (plan.short * price).sum() * facts.quarters


def _retirement(facts: Facts, plan: Quantities) -> pd.DataFrame:
    usd = plan.retire_mw.sum().to_numpy() * facts.inputs.finance.retire_cost_musd_per_mw * 1e6
    return _flow([Category.RETIREMENT] * len(usd), facts.starts, usd)


def _value_left(facts: Facts, plan: Quantities, bought: pd.DataFrame) -> pd.DataFrame:
    """Return the value of what the plan bought, at the first quarter after the horizon."""
    inputs = facts.inputs
    lasting = bought[bought["life_quarters"] > 0]
    age = inputs.end - lasting["online"].to_numpy(float)
    life = lasting["life_quarters"].to_numpy(float)
    ahead = work_ahead(age, life, inputs.finance.chip_value_decline_per_year)
    is_chip = (lasting["item"] == Item.CHIP).to_numpy(bool)
    share = np.where(
        is_chip, ahead * _standing_share(facts, plan, lasting), np.maximum(0.0, 1.0 - age / life)
    )
    worth = lasting["price_usd"].to_numpy(float) * _with_interest(facts, lasting["payments"])
    usd = worth * share
    return _flow([Category.VALUE_LEFT] * len(usd), [inputs.end] * len(usd), -usd)


def _with_interest(facts: Facts, payments: pd.Series[Any]) -> Vector:
    """Return what a dollar of each price has grown to by the online date, as it was paid before."""
    growth = 1.0 + facts.inputs.finance.wacc
    return np.array(
        [sum(p.fraction * growth ** (p.quarters_before / 4.0) for p in some) for some in payments]
    )


def work_ahead(age: Vector, life: Vector, decline_per_year: float) -> Vector:
    """Return the share of a chip's work still ahead, in money, after ``age`` of ``life`` quarters.

    Work of each later quarter is worth ``decline_per_year`` less a year; without a decline the share
    is that of the quarters.
    """
    if decline_per_year == 0.0:
        return np.maximum(0.0, 1.0 - age / life)
    per_quarter = (1.0 - decline_per_year) ** 0.25
    at_end = per_quarter**life
    share: Vector = np.maximum(0.0, (per_quarter**age - at_end) / (1.0 - at_end))
    return share


def _standing_share(facts: Facts, plan: Quantities, lasting: pd.DataFrame) -> Vector:
    """Return the share of each purchase of chips that stands at the end; the oldest leave first."""
    bought_mw = plan.buy_mw.to_numpy()
    newer = bought_mw[:, ::-1].cumsum(axis=1)[:, ::-1] - bought_mw
    stands = np.clip(plan.fleet_mw.to_numpy()[:, -1:] - newer, 0.0, bought_mw)
    share = stands / np.where(bought_mw > 0.0, bought_mw, 1.0)
    # What is no chip is in no row of the fleet; its -1 picks a number that is not used.
    rows = facts.fleet_ids.get_indexer(pd.MultiIndex.from_frame(lasting[["site_id", "what"]]))
    steps = np.searchsorted(facts.starts, lasting["online"].to_numpy(int))
    return np.asarray(share[rows, steps])


def _flow(category: Iterable[Category], quarter: Iterable[int], usd: Iterable[float]) -> pd.DataFrame:
    names = pd.Series([name.value for name in category], dtype=object)
    quarters, amounts = np.array(quarter, dtype=int), np.array(usd, dtype=float)
    return pd.DataFrame({"category": names, "quarter": quarters, "usd": amounts})
