"""Why the cost of an item differs between two plans: how much, when, at which price, on which terms.

From one plan to the other the quantity is changed first, then its dates, then prices, then terms; each step
is the effect of its cause. On the way back the steps have other sizes, so an effect is the mean of the way
there and, with its sign turned, the way back (Dietzenbacher and Los 1998). Effects sum to the difference
exactly, and those from B to A are those from A to B with the sign turned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from planner.compare.cost_items import CostItem
from planner.compare.tariffs import Rate, Tariffs


class Cause(StrEnum):
    """Why an amount of money differs."""

    QUANTITY = "quantity"
    """More or less of it in all, or something else instead."""
    TIMING = "timing"
    """The same in all, at other dates."""
    PRICE = "price"
    """Another price of a unit."""
    TERMS = "terms"
    """Other payment terms, inflation, discounting, lives, or end of the horizon."""
    SPAN = "span"
    """In quarters that the other case does not cover."""
    REST = "not told apart"
    """What the tables of a run do not account for."""


@dataclass(frozen=True)
class Usd:
    """An amount as present value and as nominal money, USD."""

    present: float = 0.0
    nominal: float = 0.0

    def __add__(self, other: Usd) -> Usd:
        return Usd(self.present + other.present, self.nominal + other.nominal)

    def __sub__(self, other: Usd) -> Usd:
        return Usd(self.present - other.present, self.nominal - other.nominal)

    def __mul__(self, by: float) -> Usd:
        return Usd(self.present * by, self.nominal * by)


Effects = Mapping[Cause, Usd]


def item_effects(
    item: CostItem,
    before: Mapping[int, float],
    after: Mapping[int, float],
    tariffs: tuple[Tariffs, Tariffs],
) -> Effects:
    """Return the effect of each cause on the cost of an item.

    Parameters
    ----------
    item
        The item.
    before, after
        Its quantity in each plan, by quarter.
    tariffs
        The rates of the two cases. Where one has no rate for the item, that of the other stands in for it.
    """
    there = _steps(before, after, _rates(item, *tariffs), _rates(item, *reversed(tariffs)))
    back = _steps(after, before, _rates(item, *reversed(tariffs)), _rates(item, *tariffs))
    return {cause: (there[cause] - back[cause]) * 0.5 for cause in there}


def cost_of(item: CostItem, quantities: Mapping[int, float], tariffs: Tariffs) -> Usd:
    """Return what an item costs in a plan.

    Raises
    ------
    KeyError
        If its case has no rate for it.
    """
    rate = _rates(item, tariffs, tariffs)
    return _sum(quantities, rate, rate)


def _rates(item: CostItem, own: Tariffs, other: Tariffs) -> Callable[[int], Rate]:
    """Return the rate by quarter in a case, or in the other where it has none."""
    known: dict[int, Rate] = {}

    def rate(quarter: int) -> Rate:
        if quarter not in known:
            found = own.rate(item, quarter) or other.rate(item, quarter)
            if found is None:
                raise KeyError(item.ids)
            known[quarter] = found
        return known[quarter]

    return rate


def _steps(
    before: Mapping[int, float],
    after: Mapping[int, float],
    rate_before: Callable[[int], Rate],
    rate_after: Callable[[int], Rate],
) -> dict[Cause, Usd]:
    """Return the effects on the way from one plan to the other."""
    start = _sum(before, rate_before, rate_before)
    as_dated = _sum(after, rate_before, rate_before)
    repriced = _sum(after, rate_after, rate_before)
    end = _sum(after, rate_after, rate_after)
    total_before, total_after = sum(before.values()), sum(after.values())
    # Where there is nothing to scale, all of it is new, and none of it has moved.
    as_much = start * (total_after / total_before) if total_before else as_dated
    return {
        Cause.QUANTITY: as_much - start,
        Cause.TIMING: as_dated - as_much,
        Cause.PRICE: repriced - as_dated,
        Cause.TERMS: end - repriced,
    }


def _sum(quantities: Mapping[int, float], price: Callable[[int], Rate], factor: Callable[[int], Rate]) -> Usd:
    present = nominal = 0.0
    for quarter, quantity in quantities.items():
        amount, by = quantity * price(quarter).price_usd, factor(quarter)
        present += amount * by.present
        nominal += amount * by.nominal
    return Usd(present, nominal)
