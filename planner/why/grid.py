"""Prices of grid headroom, and of power at a site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from buildout.inputs import Delivery, Inputs, SitePower
from planner.engine.prices import HEADROOM, NEEDS_OPENING, Prices
from planner.plan.markdown import number
from planner.reduce.hall_power import limit_power_by_halls
from planner.why.family import Family
from planner.why.priced_limit import PricedLimit, PriceKind, Pricing, round_step
from planner.why.when import from_first, since, within

UNITS, BOUGHT, REUSED = "power.units", "power.bought", "power.reused"
USUAL_MW = 100.0


def _headroom(p: Pricing) -> Iterator[PricedLimit]:
    """Yield more grid from the first period on in which it is worth something."""
    names = {site.area_id: site.name for site in reversed(p.inputs.sites)}
    for area in p.inputs.areas:
        times = from_first(p.labels, {t for a, t in p.priced(HEADROOM) if a == area.area_id})
        if not times:
            continue
        step = max(round_step(max(area.headroom_mw), USUAL_MW), _largest_unit_mw(p.inputs, area.area_id))

        def saved(
            prices: Prices, a: str = area.area_id, times: tuple[str, ...] = times, step: float = step
        ) -> float:
            return -step * sum(prices.row(HEADROOM, (a, t)) for t in times)

        these, follow = p.savings(saved)
        place = names.get(area.area_id, area.area_id)
        yield PricedLimit(
            PriceKind.HEADROOM,
            (area.area_id,),
            "grid headroom",
            place,
            times[0],
            times[-1],
            "MW",
            step,
            these,
            follow,
        )


def _largest_unit_mw(inputs: Inputs, area_id: str) -> float:
    """Return the largest whole unit that that draws on an area, 0 where none does; less may be of no use."""
    there = {site.site_id for site in inputs.sites if site.area_id == area_id}
    on_grid = (o for o in inputs.power if o.site_id in there and o.delivery is Delivery.GRID)
    return max((option.unit_mw for option in on_grid if not option.continuous), default=0.0)


def _more_headroom(inputs: Inputs, limit: PricedLimit) -> Inputs:
    areas = (
        replace(area, headroom_mw=_more_in(inputs, limit, area.headroom_mw))
        if area.area_id == limit.ids[0]
        else area
        for area in inputs.areas
    )
    return replace(inputs, areas=tuple(areas))


def _more_in(inputs: Inputs, limit: PricedLimit, amounts: tuple[float, ...]) -> tuple[float, ...]:
    """Return amounts by period, higher by the step where the limit moves."""
    times = within(inputs, limit)
    both = zip(inputs.periods, amounts, strict=True)
    return tuple(mw + limit.step if period.label in times else mw for period, mw in both)


def _site_power(p: Pricing) -> Iterator[PricedLimit]:
    """Yield more of a power option at a site, where its own limit is the tightest."""
    own = _own_limits(p.inputs)
    names = {site.site_id: site.name for site in p.inputs.sites}
    is_standing = {site.site_id: site.in_ledger for site in p.inputs.sites}
    for option in p.inputs.power:
        key = (option.site_id, option.option_id)
        # At a site that the plan keeps closed power has a price that no one could use.
        held = [
            t
            for t, is_own in zip(p.labels, own[key], strict=True)
            if is_own
            and (is_standing[option.site_id] or p.decisions.open.get((option.site_id, t)))
            and any(_per_mw(p, prices, option, (*key, t)) > 0 for prices in p.both)
        ]
        times = from_first(p.labels, set(held))
        if not times:
            continue
        step = max(round_step(max(option.limit_mw), USUAL_MW), 0.0 if option.continuous else option.unit_mw)

        def saved(
            prices: Prices, option: SitePower = option, held: list[str] = held, step: float = step
        ) -> float:
            keys = [(option.site_id, option.option_id, t) for t in held]
            return step * sum(_per_mw(p, prices, option, key) for key in keys)

        these, follow = p.savings(saved)
        subject = option.option_id.replace("_", " ")
        yield PricedLimit(
            PriceKind.SITE_POWER,
            key,
            subject,
            names[option.site_id],
            times[0],
            times[-1],
            "MW",
            step,
            these,
            follow,
        )


def _own_limits(inputs: Inputs) -> dict[tuple[str, str], tuple[bool, ...]]:
    """Tell by period whether the limit of an option is tighter than halls and headroom are."""
    headroom = {area.area_id: area.headroom_mw for area in inputs.areas}
    area_of = {site.site_id: site.area_id for site in inputs.sites}
    own = {}
    for option, usable in zip(inputs.power, limit_power_by_halls(inputs).inputs.power, strict=True):
        most = headroom.get(area_of[option.site_id]) if option.delivery is Delivery.GRID else None
        own[option.site_id, option.option_id] = tuple(
            limit <= enough and (most is None or limit < most[t])
            for t, (limit, enough) in enumerate(zip(option.limit_mw, usable.limit_mw, strict=True))
        )
    return own


def _per_mw(p: Pricing, prices: Prices, option: SitePower, key: tuple[str, str, str]) -> float:
    """Return what a MW more of an option saves; its limit bounds several variables."""
    bounds = sum(min(0.0, prices.reduced_cost(name, key)) for name in (UNITS, BOUGHT, REUSED))
    is_open = p.decisions.open.get((key[0], key[2]), 0.0)
    return -(bounds + is_open * prices.row(NEEDS_OPENING, key)) / option.unit_mw


def _more_site_power(inputs: Inputs, limit: PricedLimit) -> Inputs:
    power = (
        replace(option, limit_mw=_more_in(inputs, limit, option.limit_mw))
        if (option.site_id, option.option_id) == limit.ids
        else option
        for option in inputs.power
    )
    return replace(inputs, power=tuple(power))


GRID = (
    Family(
        PriceKind.HEADROOM,
        (HEADROOM,),
        _headroom,
        _more_headroom,
        lambda limit: f"{number(limit.step)} MW more grid headroom {since(limit)}",
    ),
    Family(
        PriceKind.SITE_POWER,
        (UNITS, BOUGHT, REUSED, NEEDS_OPENING),
        _site_power,
        _more_site_power,
        lambda limit: f"{number(limit.step)} MW more of {limit.subject} {since(limit)}",
    ),
)
"""Families of power."""
