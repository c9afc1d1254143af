"""How far two plans are apart for those who carry them out, and what of a plan is frozen.

A site that was announced weighs more than one more hall, and what is to be ordered soon more than what can
wait. Dates count by themselves: openings, halls and power are cumulative, so that a GW that comes two
quarters later differs in two periods.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from buildout.inputs import Basis, Inputs, Site
from planner.engine.anchor import Held, Weights
from planner.engine.matrix import Index

MW_PER_GW = 1000.0


@dataclass(frozen=True)
class Nearness:
    """What differences weigh, in GW-years: a GW that comes a year later is 1.

    Parameters
    ----------
    site_gw
        An announced site that opens later or not at all, or one that nobody announced, counts as so many GW
        for as long.
    soon_factor
        Times the weight of what is to be ordered within ``soon_quarters``.
    soon_quarters
        Quarters from today.
    date
        A GW of halls or power that comes a year later, or earlier.
    quantity
        A GW of chips more or fewer in a period, or of halls or power at the end.
    """

    site_gw: float = 0.5
    soon_factor: float = 3.0
    soon_quarters: int = 2
    date: float = 1.0
    quantity: float = 1.0


def nearness_weights(inputs: Inputs, today: int, near: Nearness) -> Weights:
    """Return the distance of a unit of each decision.

    Parameters
    ----------
    inputs
        Today's inputs.
    today
        The quarter of today.
    near
        What weighs how much.
    """
    last = inputs.periods[-1].label
    weights: dict[str, dict[Index, float]] = {name: {} for name in _ORDERED}
    for name, index, due, gw, years in _decisions(inputs):
        soon = near.soon_factor if due < today + near.soon_quarters else 1.0
        if name == "siting.open":
            weights[name][index] = near.site_gw * near.date * years * soon
        elif name == "fleet.racks":
            weights[name][index] = gw * near.quantity * soon
        else:
            at_end = near.quantity if index[-1] == last else 0.0
            weights[name][index] = gw * (near.date * years + at_end) * soon
    return weights


def frozen_decisions(inputs: Inputs, today: int, quarters: int) -> Held:
    """Return the decisions that stay as they are: what is to be ordered before a quarter.

    Bridge power that could be ordered before today is among them: what was ordered of it is in no ledger, as
    it may leave again, and more of it cannot be ordered any more.

    Parameters
    ----------
    today
        The quarter of today.
    quarters
        How many quarters are frozen, the running one included; 0 freezes what was ordered alone.
    """
    bridges = {(o.site_id, o.option_id) for o in inputs.power if o.is_bridge}
    held: dict[str, set[Index]] = {name: set() for name in _ORDERED if name != "siting.open"}
    for name, index, due, _, _ in _decisions(inputs):
        is_past = due < today
        if name in held and due < today + quarters and (not is_past or index[:2] in bridges):
            held[name].add(index)
    return {name: frozenset(some) for name, some in held.items() if some}


def held_apart_from(held: Held, sites: frozenset[str]) -> Held:
    """Return what is held without some sites."""
    return {name: frozenset(i for i in some if i[0] not in sites) for name, some in held.items()}


_ORDERED = ("siting.open", "siting.new_halls", "power.units", "fleet.racks")
"""Variables that stand for what is announced and ordered."""


def _decisions(inputs: Inputs) -> Iterator[tuple[str, Index, int, float, float]]:
    """Yield (variable, index, quarter of the order, GW of a unit, years of the period) of each decision."""
    for site in inputs.sites:
        chain = _chain(inputs, site)
        gw = site.hall_mw * site.pue / MW_PER_GW
        for period in inputs.periods:
            index, due = (site.site_id, period.label), period.start - chain
            yield "siting.open", index, due, gw, period.years
            yield "siting.new_halls", index, due, gw, period.years
        for chip in inputs.chips:
            if chip.chip_id in site.chip_ids:
                for period in inputs.periods:
                    key = (site.site_id, chip.chip_id, period.label)
                    due = period.start - chip.lead_quarters
                    yield "fleet.racks", key, due, chip.rack_mw / MW_PER_GW, period.years
    for option in inputs.power:
        for period in inputs.periods:
            key = (option.site_id, option.option_id, period.label)
            due = period.start - option.lead_quarters
            yield "power.units", key, due, option.unit_mw / MW_PER_GW, period.years


def _chain(inputs: Inputs, site: Site) -> int:
    """Return the quarters from the first order of a hall to its online date."""
    return max(
        (
            element.order_quarters_before
            for element in inputs.elements
            if element.kind is site.kind and not (site.in_ledger and element.basis is Basis.OPENING)
        ),
        default=0,
    )
