"""Money over time: one set of formulas for the objective, the budgets and the reports.

All values are million USD; present values are as of ``inputs.today``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from buildout.inputs import Basis, Chip, Element, Inputs, Payment, Period, Site, SitePower

USD_PER_MUSD = 1e6


@dataclass(frozen=True)
class Part:
    """A part of a price: what it is per unit, when it is paid and how long it lasts."""

    price_musd: float
    payments: tuple[Payment, ...]
    life_quarters: int
    """0 where nothing is left of it at the end of the horizon."""
    inflates: bool


def discount(inputs: Inputs, quarter: int) -> float:
    """Return the discount factor of the middle of a quarter."""
    return float((1.0 + inputs.finance.wacc) ** (-(quarter - inputs.today + 0.5) / 4.0))


def mean_discount(inputs: Inputs, period: Period) -> float:
    """Return the mean discount factor over the quarters of a period."""
    factors = [discount(inputs, quarter) for quarter in range(period.start, period.end)]
    return sum(factors) / len(factors)


def inflation(inputs: Inputs, quarter: int) -> float:
    """Return the price level of construction for a thing online in a quarter; 1 today."""
    return float((1.0 + inputs.finance.construction_inflation) ** ((quarter - inputs.today) / 4.0))


def paid_value(inputs: Inputs, price_musd: float, payments: Sequence[Payment], online_quarter: int) -> float:
    """Return the present value of a price's payments, for a thing online in a quarter."""
    return price_musd * sum(
        payment.fraction * discount(inputs, online_quarter - payment.quarters_before) for payment in payments
    )


def share_left(inputs: Inputs, life_quarters: int, online_quarter: int, decline: float = 0.0) -> float:
    """Return the share of a thing's life's work that is still ahead at the end of the horizon.

    Where the price of that work falls by ``decline`` a year, work ahead counts less: with
    k = (1 - decline) ** (1/4), age a and life L in quarters, the share is (k**a - k**L) / (1 - k**L),
    which is 1 - a / L without a decline. A life of 0 leaves nothing.
    """
    age = inputs.end - online_quarter
    if life_quarters <= age:
        return 0.0
    if not decline:
        return 1.0 - age / life_quarters
    kept = (1.0 - decline) ** 0.25
    return float((kept**age - kept**life_quarters) / (1.0 - kept**life_quarters))


def value_left(
    inputs: Inputs, price_musd: float, payments: Sequence[Payment], online_quarter: int, share: float
) -> float:
    """Return the present value of the share of a thing that is left at the end of the horizon.

    The thing is worth what was paid for it with interest to its online date, as accountants
    capitalise interest during construction: otherwise what comes online last would look dear only
    because it is paid for early.
    """
    worth = paid_value(inputs, price_musd, payments, online_quarter) / discount(inputs, online_quarter)
    return worth * share * discount(inputs, inputs.end)


def price_online(inputs: Inputs, part: Part, quarter: int) -> float:
    """Return the price of a part of a thing online in a quarter, in nominal million USD."""
    return part.price_musd * (inflation(inputs, quarter) if part.inflates else 1.0)


def net_value(inputs: Inputs, parts: Sequence[Part], quarter: int) -> float:
    """Return present value paid less present value left, for a unit online in a quarter."""
    return sum(
        paid_value(inputs, price_online(inputs, part, quarter), part.payments, quarter)
        - part_left(inputs, part, quarter)
        for part in parts
    )


def part_left(inputs: Inputs, part: Part, quarter: int) -> float:
    """Return the present value left of a part of a thing online in a quarter."""
    price = price_online(inputs, part, quarter)
    share = share_left(inputs, part.life_quarters, quarter)
    return value_left(inputs, price, part.payments, quarter, share)


def chip_left(inputs: Inputs, chip: Chip, quarter: int) -> float:
    """Return the present value left of an IT MW of a chip online in a quarter that still stands."""
    share = share_left(inputs, chip.life_quarters, quarter, inputs.finance.chip_value_decline_per_year)
    return value_left(inputs, chip.capex_musd_per_mw, chip.payments, quarter, share)


def paid_between(inputs: Inputs, parts: Sequence[Part], quarter: int, first: int, last: int) -> float:
    """Return the nominal payments in quarters ``first`` to ``last`` for a unit online in a quarter."""
    return sum(
        price_online(inputs, part, quarter) * payment.fraction
        for part in parts
        for payment in part.payments
        if first <= quarter - payment.quarters_before <= last
    )


def element_price(element: Element, site: Site) -> float:
    """Return the cost of an element for one opening or one hall, before inflation."""
    if element.basis is Basis.OPENING:
        return site.open_cost_musd
    per_hall = {
        Basis.HALL: 1.0,
        Basis.IT_MW: site.hall_mw,
        Basis.FACILITY_MW: site.hall_mw * site.pue,
    }
    return element.cost_musd * per_hall[element.basis] * site.cost_multiplier


def opening_parts(inputs: Inputs, site: Site) -> tuple[Part, ...]:
    """Return the parts of the price of opening a site. Nothing of it is left at the end."""
    return tuple(
        Part(element_price(element, site), element.payments, 0, inflates=True)
        for element in inputs.elements
        if element.kind is site.kind and element.basis is Basis.OPENING
    )


def hall_parts(inputs: Inputs, site: Site) -> tuple[Part, ...]:
    """Return the parts of the price of one hall of a site, an element each."""
    return tuple(
        Part(element_price(element, site), element.payments, element.life_quarters, inflates=True)
        for element in inputs.elements
        if element.kind is site.kind and element.basis is not Basis.OPENING
    )


def power_parts(option: SitePower) -> tuple[Part, ...]:
    """Return the price of one unit of a power option."""
    price = option.capex_musd_per_mw * option.unit_mw
    return (Part(price, option.payments, option.life_quarters, inflates=True),)


def move_parts(inputs: Inputs, option: SitePower) -> tuple[Part, ...]:
    """Return the price of bringing one unit of a bridge option from another site."""
    price = option.capex_musd_per_mw * option.unit_mw * inputs.finance.move_cost_fraction
    return (Part(price, (Payment(0, 1.0),), 0, inflates=True),)


def chip_parts(chip: Chip) -> tuple[Part, ...]:
    """Return the price of one rack of a chip; its value left is counted on what still stands."""
    return (Part(chip.capex_musd_per_mw * chip.rack_mw, chip.payments, 0, inflates=False),)
