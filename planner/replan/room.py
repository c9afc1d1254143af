"""What is left of limits and of time: what was ordered has used its part, the rest comes later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from buildout.inputs import (
    Basis,
    Chip,
    Delivery,
    GridArea,
    Inputs,
    MinimumTake,
    Pool,
    Site,
    SitePower,
    Window,
)
from planner.replan.fact import Thing
from planner.replan.happened import Closed
from planner.replan.lots import SOME, Lot


def with_room_left(inputs: Inputs, lots: Sequence[Lot]) -> Inputs:
    """Return inputs whose limits are less by what plans have ordered.

    The limits of a case count what its plan buys. What a plan bought and the ledger now has must still
    count: chips on sale, pools, grid areas, the most of an option at a site, minimum takes and tiers. Budgets
    count it by the payments of the ledger. Shares of vendors and rates of building count new decisions alone.

    Parameters
    ----------
    inputs
        The case with the lots in its ledger.
    lots
        The lots that plans have ordered.
    """
    return replace(
        inputs,
        sites=tuple(_after_opening(site, lots) for site in inputs.sites),
        chips=tuple(_less_supply(inputs, chip, lots) for chip in inputs.chips),
        power=tuple(_less_power(inputs, option, lots) for option in inputs.power),
        areas=tuple(_less_headroom(inputs, area, lots) for area in inputs.areas),
        pools=tuple(_less_pool(inputs, pool, lots) for pool in inputs.pools),
        minimum_takes=tuple(_less_takes(inputs, lots)),
        volume_tiers=tuple(
            replace(tier, window=_less(tier.window, _bought(inputs, lots, (tier.chip_id,), tier.window)))
            for tier in inputs.volume_tiers
        ),
    )


def with_closed(inputs: Inputs, closed: Iterable[Closed]) -> Inputs:
    """Return inputs in which power options and chips are not to be had before a quarter, or at all.

    Halls are closed by the locks of the case.
    """
    for one in closed:
        if one.thing is Thing.POWER:
            inputs = replace(inputs, power=tuple(_close_power(option, one) for option in inputs.power))
        elif one.thing is Thing.CHIPS:
            inputs = replace(inputs, chips=tuple(_close_chip(inputs, chip, one) for chip in inputs.chips))
    return inputs


def not_before(inputs: Inputs, quarter: int) -> Inputs:
    """Return inputs in which nothing can be ordered before a quarter.

    Money, ramps and prices stay those of the day of the case; only lead times begin later. Bridge power keeps
    its dates: what of it was ordered stays a decision, and is held as it was.
    """
    late = quarter - inputs.today
    if late <= 0:
        return inputs
    return replace(
        inputs,
        sites=tuple(_later_site(inputs, site, late) for site in inputs.sites),
        power=tuple(
            option
            if option.is_bridge
            else replace(option, first_quarter=max(option.first_quarter, quarter + option.lead_quarters))
            for option in inputs.power
        ),
        chips=tuple(_later_chip(inputs, chip, quarter) for chip in inputs.chips),
    )


def _later_site(inputs: Inputs, site: Site, late: int) -> Site:
    """Let the chain of a site begin later; a case may have made it shorter than its elements."""
    chain = max(
        (
            element.order_quarters_before
            for element in inputs.elements
            if element.kind is site.kind and not (site.in_ledger and element.basis is Basis.OPENING)
        ),
        default=0,
    )
    lead = min(chain, site.first_hall_quarter - inputs.today)
    return replace(site, first_hall_quarter=max(site.first_hall_quarter, inputs.today + late + lead))


def _later_chip(inputs: Inputs, chip: Chip, quarter: int) -> Chip:
    sold = [p.start for p, mw in zip(inputs.periods, chip.supply_mw, strict=True) if mw > 0]
    lead = min([chip.lead_quarters, *(max(0, start - inputs.today) for start in sold[:1])])
    return _sold_from(inputs, chip, quarter + lead)


def _sold_from(inputs: Inputs, chip: Chip, first: float) -> Chip:
    supply = zip(inputs.periods, chip.supply_mw, strict=True)
    return replace(chip, supply_mw=tuple(mw if p.start >= first else 0.0 for p, mw in supply))


def _close_chip(inputs: Inputs, chip: Chip, closed: Closed) -> Chip:
    if chip.chip_id != closed.what:
        return chip
    return _sold_from(inputs, chip, inputs.end if closed.until is None else closed.until)


def _close_power(option: SitePower, closed: Closed) -> SitePower:
    if not Lot(option.site_id, Thing.POWER, option.option_id, 0, 1.0, 0).is_of(
        closed.site, Thing.POWER, closed.what
    ):
        return option
    if closed.until is None:
        return replace(option, limit_mw=(0.0,) * len(option.limit_mw))
    return replace(option, first_quarter=max(option.first_quarter, closed.until))


def _after_opening(site: Site, lots: Sequence[Lot]) -> Site:
    """Let no new hall come before the first one that was ordered: it opens the site."""
    ordered = [lot.online for lot in lots if lot.is_of(site.site_id, Thing.HALLS, "")]
    if not ordered or site.committed_halls[0] > 0:
        return site
    return replace(site, first_hall_quarter=max(site.first_hall_quarter, min(ordered)))


def _less_supply(inputs: Inputs, chip: Chip, lots: Sequence[Lot]) -> Chip:
    windows = (Window(p.label, p.label, 0.0) for p in inputs.periods)
    used = [_bought(inputs, lots, (chip.chip_id,), window) for window in windows]
    left = (max(0.0, mw - some) for mw, some in zip(chip.supply_mw, used, strict=True))
    return replace(chip, supply_mw=tuple(left))


def _less_power(inputs: Inputs, option: SitePower, lots: Sequence[Lot]) -> SitePower:
    own = [lot for lot in lots if lot.is_of(option.site_id, Thing.POWER, option.option_id)]
    if not own:
        return option
    pairs = zip(inputs.periods, option.limit_mw, strict=True)
    return replace(option, limit_mw=tuple(max(0.0, mw - _online(own, p.start)) for p, mw in pairs))


def _less_headroom(inputs: Inputs, area: GridArea, lots: Sequence[Lot]) -> GridArea:
    sites = {site.site_id for site in inputs.sites if site.area_id == area.area_id}
    grid = {(o.site_id, o.option_id) for o in inputs.power if o.delivery is Delivery.GRID}
    own = [lot for lot in lots if lot.site in sites and (lot.site, lot.what) in grid]
    pairs = zip(inputs.periods, area.headroom_mw, strict=True)
    return replace(area, headroom_mw=tuple(max(0.0, mw - _online(own, p.start)) for p, mw in pairs))


def _less_pool(inputs: Inputs, pool: Pool, lots: Sequence[Lot]) -> Pool:
    halls = dict(pool.hall_draw)
    chips = dict(pool.chip_draw)
    power = {(site, option): draw for site, option, draw in pool.power_draw}

    def draw(lot: Lot) -> float:
        if lot.thing is Thing.HALLS:
            return lot.amount * halls.get(lot.site, 0.0)
        if lot.thing is Thing.CHIPS:
            return lot.amount * chips.get(lot.what, 0.0)
        return lot.amount * power.get((lot.site, lot.what), 0.0)

    drawing = [(lot, draw(lot)) for lot in lots]
    limits = (
        _less(window, sum(some for lot, some in drawing if some and _is_in(inputs, lot, window)))
        for window in pool.limits
    )
    return replace(pool, limits=tuple(limits))


def _less_takes(inputs: Inputs, lots: Sequence[Lot]) -> Iterable[MinimumTake]:
    for take in inputs.minimum_takes:
        left = replace(take, window=_less(take.window, _bought(inputs, lots, take.chip_ids, take.window)))
        if left.window.amount > SOME:
            yield left


def _less(window: Window, used: float) -> Window:
    return replace(window, amount=max(0.0, window.amount - used))


def _bought(inputs: Inputs, lots: Sequence[Lot], chips: Sequence[str], window: Window) -> float:
    return sum(
        lot.amount
        for lot in lots
        if lot.thing is Thing.CHIPS and lot.what in chips and _is_in(inputs, lot, window)
    )


def _is_in(inputs: Inputs, lot: Lot, window: Window) -> bool:
    periods = {period.label: period for period in inputs.periods}
    return periods[window.first].start <= lot.online < periods[window.last].end


def _online(lots: Iterable[Lot], quarter: int) -> float:
    return sum(lot.amount for lot in lots if lot.online <= quarter)
