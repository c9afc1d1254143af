"""Prices of what places can have: grid, power, halls, chips that stay, and training in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from buildout.inputs import CommittedChips, Delivery, Inputs, Site, SiteKind, SitePower, Stream
from buildout.quarters import quarter_label
from buildout.sets import room_by_period
from planner.engine.prices import HEADROOM, NEEDS_OPENING, Prices
from planner.plan.markdown import number
from planner.reduce.hall_power import limit_power_by_halls
from planner.why.family import Family
from planner.why.priced_limit import USD_PER_MUSD, PricedLimit, PriceKind, Pricing, round_step
from planner.why.when import over, within

UNITS, BOUGHT, REUSED = "power.units", "power.bought", "power.reused"
HALLS, OPEN = "siting.new_halls", "siting.open"
BUILD_RATE, BLOCK, AGE = "siting.build_rate", "service.block_at_least", "fleet.retire_by_age"
MINIMUM = "siting.minimum_campus"
USUAL_MW = 100.0
MODULE = {SiteKind.CAMPUS: "hall", SiteKind.EDGE: "cluster"}


def _headroom(p: Pricing) -> Iterator[PricedLimit]:
    """Yield more grid from the first period on in which it is worth something."""
    names = {site.area_id: site.name for site in reversed(p.inputs.sites)}
    for area in p.inputs.areas:
        times = _from_first(p.labels, {t for a, t in p.priced(HEADROOM) if a == area.area_id})
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


def _from_first(labels: tuple[str, ...], priced: set[str]) -> tuple[str, ...]:
    """Return the periods from the first of some on."""
    return labels[min((labels.index(t) for t in priced), default=len(labels)) :]


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
        times = _from_first(p.labels, set(held))
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


def _build_rate(p: Pricing) -> Iterator[PricedLimit]:
    """Yield one hall a quarter more, where all that can be built in a period is, and more comes later."""
    for site in p.inputs.sites:
        rows = {t for s, t in p.priced(BUILD_RATE) if s == site.site_id}
        full = _built_at_full_pace(p, site)
        if not rows and not full:
            continue
        quarters = {period.label: period.quarters for period in p.inputs.periods}
        these = sum(max(0.0, -p.these.reduced_cost(HALLS, (site.site_id, t))) for t in full) * USD_PER_MUSD

        def saved(prices: Prices, s: str = site.site_id, q: dict[str, int] = quarters) -> float:
            return -sum(n * prices.row(BUILD_RATE, (s, t)) for t, n in q.items())

        _, follow = p.savings(saved)
        yield PricedLimit(
            PriceKind.BUILD_RATE,
            (site.site_id,),
            MODULE[site.kind],
            site.name,
            p.labels[0],
            p.labels[-1],
            "a quarter",
            1.0,
            these,
            follow,
        )


def _built_at_full_pace(p: Pricing, site: Site) -> list[str]:
    """Return the periods in which a site adds all it may, and adds more later."""
    halls = [p.decisions.new_halls.get((site.site_id, t), 0.0) for t in p.labels]
    added = [now - before for now, before in zip(halls, [0.0, *halls], strict=False)]
    pace = [site.halls_per_quarter * period.quarters for period in p.inputs.periods]
    return [
        t
        for k, t in enumerate(p.labels)
        if added[k] > 0 and added[k] >= pace[k] - 0.5 and any(more > 0 for more in added[k + 1 :])
    ]


def _faster(inputs: Inputs, limit: PricedLimit) -> Inputs:
    return _with_site(
        inputs,
        limit,
        lambda site: replace(site, halls_per_quarter=site.halls_per_quarter + round(limit.step)),
    )


def _room(p: Pricing) -> Iterator[PricedLimit]:
    """Yield one hall more where the site is full, from when it is."""
    for site in p.inputs.sites:
        room = room_by_period(site, p.inputs.periods)
        halls = [p.decisions.new_halls.get((site.site_id, t), 0.0) for t in p.labels]
        full = [
            t for t, most, now in zip(p.labels, room, halls, strict=True) if most > 0 and now >= most - 0.5
        ]
        times = _from_first(p.labels, set(full))
        if not full or len(times) != len(full):
            continue
        keys = [(site.site_id, t) for t in times]
        these = -sum(p.these.reduced_cost(HALLS, key) for key in keys) * USD_PER_MUSD
        yield PricedLimit(
            PriceKind.ROOM,
            (site.site_id,),
            MODULE[site.kind],
            site.name,
            times[0],
            times[-1],
            "",
            1.0,
            these,
            None,
        )


def _more_room(inputs: Inputs, limit: PricedLimit) -> Inputs:
    def more(site: Site) -> Site:
        times = within(inputs, limit)
        hosting = tuple(
            mw + limit.step * site.hall_mw if period.label in times else mw
            for period, mw in zip(inputs.periods, site.hosting_mw, strict=True)
        )
        return replace(site, max_halls=site.max_halls + round(limit.step), hosting_mw=hosting)

    return _with_site(inputs, limit, more)


def _locks(p: Pricing) -> Iterator[PricedLimit]:
    """Yield sites that need not open; with the plan's sites that says nothing."""
    for site in p.inputs.sites:
        by = site.open_by_quarter
        if by is None or p.follow is None:
            continue
        times = [period.label for period in p.inputs.periods if period.start >= by]
        if times:
            kept = sum(max(0.0, p.follow.reduced_cost(OPEN, (site.site_id, t))) for t in times) * USD_PER_MUSD
            ids = (site.site_id,)
            yield PricedLimit(
                PriceKind.LOCK, ids, quarter_label(by), site.name, times[0], times[-1], "", 1.0, None, kept
            )


def _unlocked(inputs: Inputs, limit: PricedLimit) -> Inputs:
    return _with_site(inputs, limit, lambda site: replace(site, open_by_quarter=None))


def _minimum_sizes(p: Pricing) -> Iterator[PricedLimit]:
    """Yield sites that may be a hall smaller; with the plan's sites that says nothing."""
    for site in p.inputs.sites:
        if p.follow is None:
            return
        rows = p.follow.rows.get(MINIMUM, {}).items()
        is_open = p.decisions.open
        smaller = sum(price * is_open.get((s, t), 0.0) for (s, t), price in rows if s == site.site_id)
        yield PricedLimit(
            PriceKind.MINIMUM_SIZE,
            (site.site_id,),
            MODULE[site.kind],
            site.name,
            p.labels[0],
            p.labels[-1],
            "",
            1.0,
            None,
            smaller * USD_PER_MUSD,
        )


def _may_be_smaller(inputs: Inputs, limit: PricedLimit) -> Inputs:
    return _with_site(inputs, limit, lambda site: replace(site, min_halls=max(0, site.min_halls - 1)))


def _blocks(p: Pricing) -> Iterator[PricedLimit]:
    for stream in p.inputs.streams:
        if stream.min_block_ref_mw <= 0:
            continue
        step = round_step(stream.min_block_ref_mw, USUAL_MW)
        rows = p.these.rows.get(BLOCK, {})
        these = step * sum(price for (_, d, _), price in rows.items() if d == stream.stream_id) * USD_PER_MUSD
        yield PricedLimit(
            PriceKind.BLOCK,
            (stream.stream_id,),
            stream.name,
            "",
            p.labels[0],
            p.labels[-1],
            stream.unit,
            step,
            these,
            None,
        )


def _smaller_block(inputs: Inputs, limit: PricedLimit) -> Inputs:
    def smaller(stream: Stream) -> Stream:
        return replace(stream, min_block_ref_mw=max(0.0, stream.min_block_ref_mw - limit.step))

    streams = (smaller(stream) if stream.stream_id == limit.ids[0] else stream for stream in inputs.streams)
    return replace(inputs, streams=tuple(streams))


def _age(p: Pricing) -> Iterator[PricedLimit]:
    """Yield chips of the ledger that may stay a period longer than their life."""
    names = {site.site_id: site.name for site in p.inputs.sites}
    for s, g, t in sorted(p.priced(AGE)):
        step = sum(lot.it_mw for lot in _ageing(p.inputs, s, g, t))
        if not step:
            continue

        def saved(prices: Prices, key: tuple[str, str, str] = (s, g, t), step: float = step) -> float:
            return step * prices.row(AGE, key)

        these, follow = p.savings(saved)
        yield PricedLimit(PriceKind.AGE, (s, g), g, names[s], t, t, "MW", step, these, follow)


def _ageing(inputs: Inputs, s: str, g: str, t: str) -> list[CommittedChips]:
    """Return the lots of the ledger whose life ends between a period and the one before."""
    place = [period.label for period in inputs.periods].index(t)
    now = inputs.periods[place].start
    before = inputs.periods[place - 1].start if place else inputs.today - 1
    life = next(chip.life_quarters for chip in inputs.chips if chip.chip_id == g)
    return [
        lot
        for lot in inputs.committed_chips
        if (lot.site_id, lot.chip_id) == (s, g) and before < lot.online_quarter + life <= now
    ]


def _later_age(inputs: Inputs, limit: PricedLimit) -> Inputs:
    site_id, chip_id = limit.ids
    ageing = _ageing(inputs, site_id, chip_id, limit.first)
    quarters = next(period.quarters for period in inputs.periods if period.label == limit.first)
    lots = (
        replace(lot, online_quarter=lot.online_quarter + quarters) if lot in ageing else lot
        for lot in inputs.committed_chips
    )
    return replace(inputs, committed_chips=tuple(lots))


def _with_site(inputs: Inputs, limit: PricedLimit, change: Callable[[Site], Site]) -> Inputs:
    """Return the case with the site of a limit changed."""
    sites = (change(site) if site.site_id == limit.ids[0] else site for site in inputs.sites)
    return replace(inputs, sites=tuple(sites))


def _where(limit: PricedLimit) -> str:
    return f"in {limit.place} from {limit.first}"


PLACES = (
    Family(
        PriceKind.HEADROOM,
        (HEADROOM,),
        _headroom,
        _more_headroom,
        lambda limit: f"{number(limit.step)} MW more grid headroom {_where(limit)}",
    ),
    Family(
        PriceKind.SITE_POWER,
        (UNITS, BOUGHT, REUSED, NEEDS_OPENING),
        _site_power,
        _more_site_power,
        lambda limit: f"{number(limit.step)} MW more of {limit.subject} {_where(limit)}",
    ),
    Family(
        PriceKind.BUILD_RATE,
        (BUILD_RATE, HALLS),
        _build_rate,
        _faster,
        lambda limit: f"Building one {limit.subject} more a quarter in {limit.place}",
    ),
    Family(
        PriceKind.ROOM,
        (HALLS,),
        _room,
        _more_room,
        lambda limit: f"Room for one more {limit.subject} {_where(limit)}",
    ),
    Family(
        PriceKind.LOCK,
        (OPEN,),
        _locks,
        _unlocked,
        lambda limit: f"Not having to open {limit.place} by {limit.subject}",
    ),
    Family(
        PriceKind.MINIMUM_SIZE,
        (MINIMUM,),
        _minimum_sizes,
        _may_be_smaller,
        lambda limit: f"A minimum size one {limit.subject} smaller in {limit.place}",
    ),
    Family(
        PriceKind.BLOCK,
        (BLOCK,),
        _blocks,
        _smaller_block,
        lambda limit: f"Blocks of {limit.subject} {number(limit.step)} {limit.unit} smaller",
    ),
    Family(
        PriceKind.AGE,
        (AGE,),
        _age,
        _later_age,
        lambda limit: (
            f"{number(limit.step)} MW of {limit.subject} in {limit.place} kept a period longer "
            f"than to {over(limit).removeprefix('in ')}"
        ),
    ),
)
"""Families of places."""
