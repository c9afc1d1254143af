"""Prices of what a site can have of halls: pace, room, least size, and whether it must open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from buildout.inputs import Inputs, Site
from buildout.money import USD_PER_MUSD
from buildout.quarters import quarter_label
from buildout.sets import room_by_period
from planner.engine.prices import Prices
from planner.why.family import Family
from planner.why.priced_limit import PricedLimit, PriceKind, Pricing
from planner.why.when import from_first, since, within

BUILD_RATE, MINIMUM = "siting.build_rate", "siting.minimum_campus"
HALLS, OPEN = "siting.new_halls", "siting.open"


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
            site.kind.module,
            site.name,
            p.labels[0],
            p.labels[-1],
            "a quarter",
            1.0,
            these,
            follow,
            is_most=True,
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
        times = from_first(p.labels, set(full))
        if not full or len(times) != len(full):
            continue
        keys = [(site.site_id, t) for t in times]
        these = -sum(p.these.reduced_cost(HALLS, key) for key in keys) * USD_PER_MUSD
        yield PricedLimit(
            PriceKind.ROOM,
            (site.site_id,),
            site.kind.module,
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
            site.kind.module,
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


def _with_site(inputs: Inputs, limit: PricedLimit, change: Callable[[Site], Site]) -> Inputs:
    """Return the case with the site of a limit changed."""
    sites = (change(site) if site.site_id == limit.ids[0] else site for site in inputs.sites)
    return replace(inputs, sites=tuple(sites))


PACE_AND_ROOM = (
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
        lambda limit: f"Room for one more {limit.subject} {since(limit)}",
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
)
"""Families of halls."""
