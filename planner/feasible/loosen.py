"""Every limit of a case that can be loosened, and a case with some of them loosened."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from buildout.inputs import Inputs, Site, SitePower
from buildout.sets import TINY, build_sets, whole_units
from planner.feasible.limits import FAR_WIDER, Kind, Limit, earliest_quarter
from planner.feasible.prices import (
    Premiums,
    chip_musd,
    early_power_musd,
    hall_price,
    headroom_musd,
    pool_musd,
    power_musd,
)

FROM_ON = frozenset({Kind.HEADROOM, Kind.SITE_POWER, Kind.ROOM})
"""Limits on what stands: more of them lasts to the end of the horizon."""


@dataclass(frozen=True)
class Change:
    """A limit loosened by an amount, in its unit, and what that costs, million USD."""

    limit: Limit
    extra: float
    cost_musd: float = 0.0

    def scaled(self, factor: float) -> Change:
        """Return the change times a factor."""
        return Change(self.limit, self.extra * factor, self.cost_musd * factor)


def find_limits(inputs: Inputs, premiums: Premiums) -> tuple[Limit, ...]:
    """Return every limit that could be loosened, with how far and at what price.

    What is limited by nature is not among them: chips before their launch and after their last sale, network
    distance, the work a chip does.
    """
    families = (_chips, _pools, _headroom, _power, _halls, _vendors, _takes, _money_and_caps, _locks)
    return tuple(limit for family in families for limit in family(inputs, premiums))


def loosest(inputs: Inputs, limits: Iterable[Limit]) -> Inputs:
    """Return a case whose bounds on what can be built and bought leave room for every change."""
    firsts: dict[tuple[Kind, tuple[str, ...]], Limit] = {}
    extras: dict[Limit, float] = {}
    for limit in limits:
        if limit.kind in FROM_ON:
            first = firsts.setdefault(limit.group, limit)
            extras[first] = max(extras.get(first, 0.0), limit.widest)
        elif limit.kind in {Kind.CHIPS, Kind.POWER_DATE, Kind.HALL_DATE, Kind.RATE}:
            extras[limit] = limit.widest
    return apply_changes(inputs, [Change(limit, extra) for limit, extra in extras.items()])


def apply_changes(inputs: Inputs, changes: Iterable[Change]) -> Inputs:
    """Return a case with limits loosened: the same figures a user would write into it."""
    groups: dict[Kind, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.limit.kind, []).append(change)
    for kind, some in groups.items():
        inputs = _APPLY[kind](inputs, some)
    return inputs


def _by_place(changes: Iterable[Change]) -> dict[tuple[str, ...], list[Change]]:
    places: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        places.setdefault(change.limit.place, []).append(change)
    return places


def extra_by_period(changes: Iterable[Change], periods: int) -> list[float]:
    """Return by how much some changes loosen one limit in each period."""
    extra = [0.0] * periods
    for change in changes:
        for t in range(change.limit.first, change.limit.last + 1):
            extra[t] += change.extra
    return extra


# --- chips, pools, headroom


def _chips(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    for chip in inputs.chips:
        for t, mw in enumerate(chip.supply_mw):
            if mw > 0:
                yield Limit(
                    Kind.CHIPS, (chip.chip_id,), t, t, mw, mw, FAR_WIDER * mw, chip_musd(premiums, chip)
                )


def _more_chips(inputs: Inputs, changes: list[Change]) -> Inputs:
    extra = {g: extra_by_period(some, len(inputs.periods)) for (g,), some in _by_place(changes).items()}
    chips = tuple(
        replace(
            chip, supply_mw=tuple(a + b for a, b in zip(chip.supply_mw, extra[chip.chip_id], strict=True))
        )
        if chip.chip_id in extra
        else chip
        for chip in inputs.chips
    )
    return replace(inputs, chips=chips)


def _pools(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    number = {period.label: t for t, period in enumerate(inputs.periods)}
    for pool in inputs.pools:
        price = pool_musd(premiums, inputs, pool)
        for window in pool.limits:
            times = number[window.first], number[window.last]
            place, amount = (pool.pool_id, window.first), window.amount
            yield Limit(Kind.POOL, place, *times, amount, amount, FAR_WIDER * amount, price)


def _more_of_pools(inputs: Inputs, changes: list[Change]) -> Inputs:
    extra = {change.limit.place: change.extra for change in changes}
    pools = tuple(
        replace(
            pool,
            limits=tuple(
                replace(window, amount=window.amount + extra.get((pool.pool_id, window.first), 0.0))
                for window in pool.limits
            ),
        )
        for pool in inputs.pools
    )
    return replace(inputs, pools=pools)


def _headroom(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    last = len(inputs.periods) - 1
    for area in inputs.areas:
        price = headroom_musd(premiums, inputs, area.area_id)
        for t, mw in enumerate(area.headroom_mw):
            if mw > 0:
                yield Limit(Kind.HEADROOM, (area.area_id,), t, last, mw, mw, FAR_WIDER * mw, price)


def _more_headroom(inputs: Inputs, changes: list[Change]) -> Inputs:
    extra = {a: extra_by_period(some, len(inputs.periods)) for (a,), some in _by_place(changes).items()}
    areas = tuple(
        replace(
            area, headroom_mw=tuple(a + b for a, b in zip(area.headroom_mw, extra[area.area_id], strict=True))
        )
        if area.area_id in extra
        else area
        for area in inputs.areas
    )
    return replace(inputs, areas=areas)


# --- power at a site


def site_power_mw(inputs: Inputs, option: SitePower) -> tuple[float, ...]:
    """Return the MW of an option that can be online at its site, by period: whole units only."""
    return tuple(
        option.unit_mw * whole_units(option, mw) if period.start >= option.first_quarter else 0.0
        for period, mw in zip(inputs.periods, option.limit_mw, strict=True)
    )


def _power(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    last = len(inputs.periods) - 1
    for option in inputs.power:
        place, now = (option.site_id, option.option_id), site_power_mw(inputs, option)
        whole, step = not option.continuous, option.unit_mw
        most = option.unit_mw * whole_units(option, max(option.limit_mw))
        earliest = earliest_quarter(inputs, option.first_quarter)
        for t, period in enumerate(inputs.periods):
            if period.start >= option.first_quarter and now[t] > 0:
                price = power_musd(premiums, option)
                far = FAR_WIDER * now[t]
                yield Limit(Kind.SITE_POWER, place, t, last, now[t], now[t], far, price, whole, step)
            elif period.start < option.first_quarter and most > 0:
                price = early_power_musd(premiums, option) * period.quarters
                plausible = most if period.start >= earliest else 0.0
                yield Limit(Kind.POWER_DATE, place, t, t, 0.0, plausible, most, price, whole, step)


def _more_power(inputs: Inputs, changes: list[Change]) -> Inputs:
    places = _by_place(changes)

    def loosened(option: SitePower) -> SitePower:
        some = places.get((option.site_id, option.option_id))
        if some is None:
            return option
        extra = extra_by_period(some, len(inputs.periods))
        starts = [
            inputs.periods[change.limit.first].start
            for change in some
            if change.limit.kind is Kind.POWER_DATE and change.extra > 0
        ]
        mw = tuple(a + b for a, b in zip(site_power_mw(inputs, option), extra, strict=True))
        return replace(option, limit_mw=mw, first_quarter=min([option.first_quarter, *starts]))

    return replace(inputs, power=tuple(loosened(option) for option in inputs.power))


# --- halls at a site


def _room_ignoring_dates(site: Site) -> tuple[int, ...]:
    kept = site.committed_halls[-1]
    return tuple(
        max(0, min(site.max_halls, math.floor(mw / site.hall_mw + TINY)) - kept) for mw in site.hosting_mw
    )


def _halls(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    last, sets = len(inputs.periods) - 1, build_sets(inputs)
    for site in inputs.sites:
        price, place = hall_price(inputs, site), (site.site_id,)
        room = _room_ignoring_dates(site)
        earliest = earliest_quarter(inputs, site.first_hall_quarter)
        for t, period in enumerate(inputs.periods):
            own = sets.room[site.site_id, period.label]
            if own > 0:
                far = FAR_WIDER * own
                yield Limit(Kind.ROOM, place, t, last, own, own, far, premiums.room * price, is_whole=True)
            elif period.start < site.first_hall_quarter and max(room) > 0:
                early = premiums.hall_per_quarter * price * period.quarters
                plausible = max(room) if period.start >= earliest else 0
                yield Limit(Kind.HALL_DATE, place, t, t, 0.0, plausible, max(room), early, is_whole=True)
        if max(room) > 0:
            rate = site.halls_per_quarter
            far = FAR_WIDER * rate
            yield Limit(Kind.RATE, place, 0, last, rate, rate, far, premiums.rate * price, is_whole=True)


def _more_halls(inputs: Inputs, changes: list[Change]) -> Inputs:
    places, sets = _by_place(changes), build_sets(inputs)

    def loosened(site: Site) -> Site:
        some = places.get((site.site_id,))
        if some is None:
            return site
        extra = extra_by_period(some, len(inputs.periods))
        kept = site.committed_halls[-1]
        halls = [
            kept + sets.room[site.site_id, period.label] + math.floor(extra[t] + TINY)
            for t, period in enumerate(inputs.periods)
        ]
        starts = [
            inputs.periods[change.limit.first].start
            for change in some
            if change.limit.kind is Kind.HALL_DATE and change.extra > 0
        ]
        return replace(
            site,
            hosting_mw=tuple(n * site.hall_mw for n in halls),
            max_halls=max([site.max_halls, *halls]),
            first_hall_quarter=min([site.first_hall_quarter, *starts]),
        )

    return replace(inputs, sites=tuple(loosened(site) for site in inputs.sites))


def _faster_building(inputs: Inputs, changes: list[Change]) -> Inputs:
    extra = {change.limit.place[0]: math.floor(change.extra + TINY) for change in changes}
    sites = tuple(
        replace(site, halls_per_quarter=site.halls_per_quarter + extra.get(site.site_id, 0))
        for site in inputs.sites
    )
    return replace(inputs, sites=sites)


# --- rules and money


def _vendors(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    number = {period.label: t for t, period in enumerate(inputs.periods)}
    price = premiums.vendor * max((chip.capex_musd_per_mw for chip in inputs.chips), default=0.0)
    for i, share in enumerate(inputs.vendor_shares):
        times = number[share.window.first], number[share.window.last]
        if share.max_share < 1:
            yield Limit(Kind.VENDOR_MOST, (str(i),), *times, share.max_share, math.inf, math.inf, price)
        if share.min_share > 0:
            yield Limit(Kind.VENDOR_LEAST, (str(i),), *times, share.min_share, math.inf, math.inf, price)


def _looser_vendors(inputs: Inputs, changes: list[Change]) -> Inputs:
    """Loosen shares; the extra of such a change is in shares, see `planner.feasible.changes`."""
    most = {int(c.limit.place[0]): c.extra for c in changes if c.limit.kind is Kind.VENDOR_MOST}
    least = {int(c.limit.place[0]): c.extra for c in changes if c.limit.kind is Kind.VENDOR_LEAST}
    shares = tuple(
        replace(
            share,
            max_share=min(1.0, share.max_share + most.get(i, 0.0)),
            min_share=max(0.0, share.min_share - least.get(i, 0.0)),
        )
        for i, share in enumerate(inputs.vendor_shares)
    )
    return replace(inputs, vendor_shares=shares)


def _takes(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    number = {period.label: t for t, period in enumerate(inputs.periods)}
    prices = {chip.chip_id: chip.capex_musd_per_mw for chip in inputs.chips}
    for take in inputs.minimum_takes:
        times = number[take.window.first], number[take.window.last]
        price = premiums.take * max(prices[g] for g in take.chip_ids)
        mw = take.window.amount
        yield Limit(Kind.TAKE, (take.take_id,), *times, mw, mw, mw, price)


def _smaller_takes(inputs: Inputs, changes: list[Change]) -> Inputs:
    less = {change.limit.place[0]: change.extra for change in changes}
    takes = tuple(
        replace(
            take,
            window=replace(take.window, amount=max(0.0, take.window.amount - less.get(take.take_id, 0.0))),
        )
        for take in inputs.minimum_takes
    )
    return replace(inputs, minimum_takes=takes)


def _money_and_caps(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    last = len(inputs.periods) - 1
    for budget in inputs.budgets:
        place = (budget.budget_id,)
        yield Limit(Kind.BUDGET, place, 0, last, budget.musd, math.inf, math.inf, premiums.budget)
    years = sum(period.years for period in inputs.periods)
    for kind, amount, usd in (
        (Kind.CARBON, inputs.caps.carbon_t_per_year, premiums.carbon_usd_per_t),
        (Kind.WATER, inputs.caps.water_m3_per_year, premiums.water_usd_per_m3),
    ):
        if amount is not None:
            yield Limit(kind, (), 0, last, amount, math.inf, math.inf, usd * years / 1e6)


def _larger_budgets(inputs: Inputs, changes: list[Change]) -> Inputs:
    more = {change.limit.place[0]: change.extra for change in changes}
    budgets = tuple(replace(b, musd=b.musd + more.get(b.budget_id, 0.0)) for b in inputs.budgets)
    return replace(inputs, budgets=budgets)


def _higher_carbon(inputs: Inputs, changes: list[Change]) -> Inputs:
    cap = (inputs.caps.carbon_t_per_year or 0.0) + sum(change.extra for change in changes)
    return replace(inputs, caps=replace(inputs.caps, carbon_t_per_year=cap))


def _higher_water(inputs: Inputs, changes: list[Change]) -> Inputs:
    cap = (inputs.caps.water_m3_per_year or 0.0) + sum(change.extra for change in changes)
    return replace(inputs, caps=replace(inputs.caps, water_m3_per_year=cap))


def _locks(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    last = len(inputs.periods) - 1
    for site in inputs.sites:
        if site.open_by_quarter is not None and not site.in_ledger:
            times = [t for t, p in enumerate(inputs.periods) if p.start >= site.open_by_quarter]
            price = premiums.lock * site.open_cost_musd
            if times:
                yield Limit(Kind.LOCK, (site.site_id,), times[0], last, 1.0, 1.0, 1.0, price, is_whole=True)


def _without_locks(inputs: Inputs, changes: list[Change]) -> Inputs:
    # A promise is kept or given up: a part of giving it up is keeping it.
    given_up = {change.limit.place[0] for change in changes if change.extra > 1.0 - TINY}
    sites = tuple(
        replace(site, open_by_quarter=None) if site.site_id in given_up else site for site in inputs.sites
    )
    return replace(inputs, sites=sites)


_APPLY = {
    Kind.CHIPS: _more_chips,
    Kind.POOL: _more_of_pools,
    Kind.HEADROOM: _more_headroom,
    Kind.SITE_POWER: _more_power,
    Kind.POWER_DATE: _more_power,
    Kind.HALL_DATE: _more_halls,
    Kind.ROOM: _more_halls,
    Kind.RATE: _faster_building,
    Kind.VENDOR_MOST: _looser_vendors,
    Kind.VENDOR_LEAST: _looser_vendors,
    Kind.TAKE: _smaller_takes,
    Kind.BUDGET: _larger_budgets,
    Kind.CARBON: _higher_carbon,
    Kind.WATER: _higher_water,
    Kind.LOCK: _without_locks,
}
