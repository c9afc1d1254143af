"""Everything a plan buys, worked out from its quantities: the orders, payments and value that follow.

One row per site, thing and online quarter. Openings and halls become the elements of the site's
kind; what the ledger holds is not bought.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from buildout.inputs import Basis, Element, Inputs, Payment
from planner.audit.facts import Facts
from planner.audit.panels import Ids, Panel, Vector, rise
from planner.audit.quantities import Quantities

AT_ONCE = (Payment(quarters_before=0, fraction=1.0),)
"""Terms of a move."""

TERMS = ("what", "vendor", "unit", "price_musd", "order_quarters", "life_quarters", "payments")
"""What is known of a thing before it is known how much of it is bought."""


class Item(StrEnum):
    """What an order is for; members equal the text in the table of orders."""

    OPENING = "opening"
    ELEMENT = "element"
    POWER = "power"
    MOVE = "move"
    CHIP = "chip"


def purchases(facts: Facts, plan: Quantities) -> pd.DataFrame:
    """Return what the plan buys.

    Returns
    -------
    pandas.DataFrame
        ``item``, ``site_id``, ``what``, ``vendor``, ``unit``, ``online`` (quarter), ``quantity`` (in
        ``unit``), ``price_usd`` (inflation included), ``order_quarters`` (from order to online; NaN
        where the case says nothing), ``life_quarters`` (0 where nothing is left) and ``payments``.
    """
    frames = [
        *(_elements(facts, plan, element) for element in facts.inputs.elements),
        _power(facts, plan),
        _moves(facts, plan),
        _chips(facts, plan),
    ]
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)


def inflation(inputs: Inputs, quarters: Vector) -> Vector:
    """Return the construction price level in each quarter over that of today."""
    years = (quarters - inputs.today) / 4.0
    return np.asarray((1.0 + inputs.finance.construction_inflation) ** years)


def _elements(facts: Facts, plan: Quantities, element: Element) -> pd.DataFrame:
    """Return one element of every opening, or of every hall added, at the sites of its kind."""
    sites = facts.sites[facts.sites["kind"] == element.kind]
    if element.basis is Basis.OPENING:
        quantity = rise(plan.open).loc[sites.index].mul(1.0 - sites["is_ledger"], axis=0)
        price_musd = sites["open_cost_musd"]
    else:
        quantity = rise(plan.new_halls).loc[sites.index].mul(_per_hall(sites, element.basis), axis=0)
        price_musd = element.cost_musd * sites["cost_multiplier"]
    terms = sites.assign(
        what=element.element_id,
        vendor="",
        unit=element.basis.value,
        price_musd=price_musd,
        order_quarters=element.order_quarters_before,
        life_quarters=0 if element.basis is Basis.OPENING else element.life_quarters,
        payments=_same(element.payments, sites.index),
    )
    item = Item.OPENING if element.basis is Basis.OPENING else Item.ELEMENT
    return _purchases_of(facts, item, quantity, terms)


def _per_hall(sites: pd.DataFrame, basis: Basis) -> pd.Series[float]:
    """Return how much of an element one hall takes, in the unit of its basis."""
    if basis is Basis.HALL:
        return pd.Series(1.0, sites.index)
    if basis is Basis.IT_MW:
        return sites["hall_mw"]
    return sites["hall_mw"] * sites["pue"]


def _power(facts: Facts, plan: Quantities) -> pd.DataFrame:
    return _purchases_of(facts, Item.POWER, plan.bought_mw, _power_terms(facts))


def _moves(facts: Facts, plan: Quantities) -> pd.DataFrame:
    terms = _power_terms(facts)
    terms = terms.assign(
        price_musd=facts.inputs.finance.move_cost_fraction * terms["price_musd"],
        order_quarters=np.nan,
        life_quarters=0,
        payments=_same(AT_ONCE, terms.index),
    )
    return _purchases_of(facts, Item.MOVE, plan.reused_mw, terms)


def _power_terms(facts: Facts) -> pd.DataFrame:
    names = {"capex_musd_per_mw": "price_musd", "lead_quarters": "order_quarters"}
    what = facts.option_ids.get_level_values("option_id")
    return facts.options.rename(columns=names).assign(what=what, vendor="", unit="MW")


def _chips(facts: Facts, plan: Quantities) -> pd.DataFrame:
    names = {"capex_musd_per_mw": "price_musd", "lead_quarters": "order_quarters"}
    what = facts.fleet_ids.get_level_values("chip_id")
    terms = facts.chips.rename(columns=names).loc[what].set_axis(facts.fleet_ids)
    return _purchases_of(facts, Item.CHIP, plan.buy_mw, terms.assign(what=what, unit=Basis.IT_MW.value))


def _purchases_of(facts: Facts, item: Item, quantity: Panel, terms: pd.DataFrame) -> pd.DataFrame:
    """Return a row per cell of ``quantity`` above zero; ``terms`` has the same ids."""
    amounts = quantity.to_numpy(float)
    rows, steps = np.nonzero(amounts > 0.0)
    bought = terms.reindex(columns=list(TERMS)).iloc[rows].reset_index(drop=True)
    # Chips are the one thing that construction inflation leaves alone.
    level = (
        np.ones(len(rows))
        if item is Item.CHIP
        else inflation(facts.inputs, facts.starts[steps].astype(float))
    )
    price_usd = bought["price_musd"].to_numpy(float) * 1e6 * level * amounts[rows, steps]
    return bought.assign(
        item=item.value,
        site_id=quantity.index.get_level_values("site_id")[rows],
        online=facts.starts[steps],
        quantity=amounts[rows, steps],
        price_usd=price_usd,
    ).drop(columns="price_musd")


def _same(payments: tuple[Payment, ...], ids: Ids) -> pd.Series[Any]:
    return pd.Series([payments] * len(ids), ids, dtype=object)
