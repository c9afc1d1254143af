"""What an item costs in a case: its price, and what time makes of it.

A price is what one unit costs today. A factor carries it to a quarter: construction inflation, when it is
paid, discounting, and for the value left the share of its life that is ahead. So the cost of an item is the
sum over quarters of quantity x price x factor, and a difference of two plans can be told apart by the three.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from buildout.inputs import Inputs, Payment
from buildout.money import USD_PER_MUSD, chip_left, discount, inflation, paid_value, share_left, value_left
from planner.compare.cost_items import CostItem, ItemKind

AT_ONCE = (Payment(0, 1.0),)
QUARTERS_A_YEAR = 4.0


@dataclass(frozen=True)
class Rate:
    """What a unit of an item in a quarter costs.

    Parameters
    ----------
    price_usd
        Its price today, USD.
    present, nominal
        Factors that make it a present value and an amount of nominal USD; negative for income.
    """

    price_usd: float
    present: float
    nominal: float


class Tariffs:
    """The rates of a case."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.sites = {site.site_id: site for site in inputs.sites}
        self.elements = {(e.kind, e.element_id): e for e in inputs.elements}
        self.options = {(option.site_id, option.option_id): option for option in inputs.power}
        self.chips = {chip.chip_id: chip for chip in inputs.chips}
        self.tiers = {tier.tier_id: tier for tier in inputs.volume_tiers}
        self.transit_musd = {
            (zone.stream_id, node_id, site_id): musd
            for zone in inputs.zones
            for site_id, musd in zip(zone.site_ids, zone.serve_cost_musd, strict=True)
            for node_id in zone.node_ids
        }
        period_of = {quarter: t for t, p in enumerate(inputs.periods) for quarter in range(p.start, p.end)}
        self.shortage_musd = {
            (stream.stream_id, quarter): stream.shortage_musd_per_quarter[t]
            for stream in inputs.streams
            for quarter, t in period_of.items()
        }

    def rate(self, item: CostItem, quarter: int) -> Rate | None:
        """Return what a unit of an item in a quarter costs; None where the case has no price for it."""
        try:
            return _RATES[item.kind](self, item.ids, quarter)
        except KeyError:
            # The case has no such site, chip or other thing, or the quarter lies outside its horizon.
            return None


def _bought(t: Tariffs, price_musd: float, payments: Sequence[Payment], quarter: int, level: float) -> Rate:
    """Return the rate of what is ordered: paid before it is online, at the price level of that date."""
    present = level * paid_value(t.inputs, 1.0, payments, quarter)
    nominal = level * sum(payment.fraction for payment in payments)
    return Rate(USD_PER_MUSD * price_musd, present, nominal)


def _left(
    t: Tariffs, price_musd: float, payments: Sequence[Payment], life_quarters: int, quarter: int
) -> Rate:
    """Return the rate of what is left of a thing that was online in a quarter."""
    share = share_left(t.inputs, life_quarters, quarter)
    value = value_left(t.inputs, inflation(t.inputs, quarter), payments, quarter, share)
    return Rate(USD_PER_MUSD * price_musd, -value, -value / discount(t.inputs, t.inputs.end))


def _yearly(t: Tariffs, musd_per_year: float, quarter: int) -> Rate:
    return _at(t, USD_PER_MUSD * musd_per_year / QUARTERS_A_YEAR, quarter)


def _at(t: Tariffs, price_usd: float, quarter: int) -> Rate:
    """Return the rate of what is paid in the quarter itself."""
    return Rate(price_usd, discount(t.inputs, quarter), 1.0)


def _element_musd(t: Tariffs, site_id: str, element_id: str) -> tuple[float, Sequence[Payment], int]:
    """Return the price of an element per unit of its basis, its payments and its life."""
    site = t.sites[site_id]
    element = t.elements[site.kind, element_id]
    return element.cost_musd * site.cost_multiplier, element.payments, element.life_quarters


def _opening(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    site_id, element_id = ids
    _, payments, _ = _element_musd(t, site_id, element_id)
    return _bought(t, t.sites[site_id].open_cost_musd, payments, quarter, inflation(t.inputs, quarter))


def _element(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    price_musd, payments, _ = _element_musd(t, ids[0], ids[1])
    return _bought(t, price_musd, payments, quarter, inflation(t.inputs, quarter))


def _element_left(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    return _left(t, *_element_musd(t, ids[0], ids[1]), quarter)


def _power(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    option = t.options[ids[0], ids[1]]
    return _bought(t, option.capex_musd_per_mw, option.payments, quarter, inflation(t.inputs, quarter))


def _power_left(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    option = t.options[ids[0], ids[1]]
    return _left(t, option.capex_musd_per_mw, option.payments, option.life_quarters, quarter)


def _move(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    price_musd = t.options[ids[0], ids[1]].capex_musd_per_mw * t.inputs.finance.move_cost_fraction
    return _bought(t, price_musd, AT_ONCE, quarter, inflation(t.inputs, quarter))


def _chip(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    chip = t.chips[ids[0]]
    return _bought(t, chip.capex_musd_per_mw, chip.payments, quarter, 1.0)


def _chip_left(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    chip = t.chips[ids[0]]
    value = chip_left(t.inputs, chip, quarter)
    per_musd = value / chip.capex_musd_per_mw if chip.capex_musd_per_mw else 0.0
    return Rate(
        USD_PER_MUSD * chip.capex_musd_per_mw, -per_musd, -per_musd / discount(t.inputs, t.inputs.end)
    )


def _rebate(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    tier = t.tiers[ids[0]]
    price_usd = USD_PER_MUSD * tier.discount * t.chips[tier.chip_id].capex_musd_per_mw
    return Rate(price_usd, -discount(t.inputs, quarter), -1.0)


def _hall_upkeep(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    return _yearly(t, t.sites[ids[0]].fixed_musd_per_hall_year, quarter)


def _chip_upkeep(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    return _yearly(t, t.chips[ids[0]].maintenance_musd_per_mw_year, quarter)


def _power_upkeep(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    return _yearly(t, t.options[ids[0], ids[1]].fixed_musd_per_mw_year, quarter)


def _energy(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    return _at(t, t.options[ids[0], ids[1]].energy_usd_per_mwh, quarter)


def _carbon(t: Tariffs, _ids: tuple[str, ...], quarter: int) -> Rate:
    return _at(t, t.inputs.finance.carbon_usd_per_t, quarter)


def _transit(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    return _at(t, USD_PER_MUSD * t.transit_musd[ids[0], ids[1], ids[2]], quarter)


def _retirement(t: Tariffs, _ids: tuple[str, ...], quarter: int) -> Rate:
    return _at(t, USD_PER_MUSD * t.inputs.finance.retire_cost_musd_per_mw, quarter)


def _shortage(t: Tariffs, ids: tuple[str, ...], quarter: int) -> Rate:
    return _at(t, USD_PER_MUSD * t.shortage_musd[ids[0], quarter], quarter)


_RATES: Mapping[ItemKind, Callable[[Tariffs, tuple[str, ...], int], Rate]] = {
    ItemKind.OPENING: _opening,
    ItemKind.ELEMENT: _element,
    ItemKind.POWER: _power,
    ItemKind.MOVE: _move,
    ItemKind.CHIP: _chip,
    ItemKind.REBATE: _rebate,
    ItemKind.HALL_UPKEEP: _hall_upkeep,
    ItemKind.CHIP_UPKEEP: _chip_upkeep,
    ItemKind.POWER_UPKEEP: _power_upkeep,
    ItemKind.ENERGY: _energy,
    ItemKind.CARBON: _carbon,
    ItemKind.TRANSIT: _transit,
    ItemKind.RETIREMENT: _retirement,
    ItemKind.SHORTAGE: _shortage,
    ItemKind.ELEMENT_LEFT: _element_left,
    ItemKind.POWER_LEFT: _power_left,
    ItemKind.CHIP_LEFT: _chip_left,
}
