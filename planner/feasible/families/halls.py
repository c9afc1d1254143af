"""Halls at a site: room for them, from when on they can stand, and how fast they are built."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from buildout.inputs import Inputs, Site
from buildout.quarters import quarter_label
from buildout.sets import TINY, build_sets
from planner.feasible.draft import Draft
from planner.feasible.families.family import Family, Term
from planner.feasible.families.openings import state_by_opening
from planner.feasible.limits import (
    FAR_WIDER,
    Change,
    Kind,
    Limit,
    by_place,
    earliest_quarter,
    extra_by_period,
    first_start,
    until,
)
from planner.feasible.phrase import Phrase, during, number, span
from planner.feasible.prices import Premiums, hall_price


def _find(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
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


def _room_ignoring_dates(site: Site) -> tuple[int, ...]:
    kept = site.committed_halls[-1]
    return tuple(
        max(0, min(site.max_halls, math.floor(mw / site.hall_mw + TINY)) - kept) for mw in site.hosting_mw
    )


def _apply(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    is_rate = changes[0].limit.kind is Kind.RATE
    return _faster_building(inputs, changes) if is_rate else _more_halls(inputs, changes)


def _more_halls(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    places, sets = by_place(changes), build_sets(inputs)

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
        return replace(
            site,
            hosting_mw=tuple(n * site.hall_mw for n in halls),
            max_halls=max([site.max_halls, *halls]),
            first_hall_quarter=first_start(inputs, some, Kind.HALL_DATE, site.first_hall_quarter),
        )

    return replace(inputs, sites=tuple(loosened(site) for site in inputs.sites))


def _faster_building(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    extra = {change.place[0]: math.floor(change.extra + TINY) for change in changes}
    sites = tuple(
        replace(site, halls_per_quarter=site.halls_per_quarter + extra.get(site.site_id, 0))
        for site in inputs.sites
    )
    return replace(inputs, sites=sites)


def _terms(draft: Draft, limits: Sequence[Limit]) -> Iterator[Term]:
    places = by_place(limit for limit in limits if limit.kind is not Kind.RATE)
    stated = draft.rows.get("siting.halls_need_opening", {})
    for (s, label), column in draft.compiled.columns.get("siting.new_halls", {}).items():
        t, room = draft.sets.position[label], draft.sets.room[s, label]
        row = state_by_opening(draft, stated.get((s, label)), column, (s, label), room)
        for limit in until(places.get((s,), []), t):
            yield Term(limit, row, -1.0)
    rates = by_place(limit for limit in limits if limit.kind is Kind.RATE)
    for (s, label), row in draft.rows.get("siting.build_rate", {}).items():
        for limit in rates.get((s,), []):
            quarters = draft.sets.periods[label].quarters
            draft.row_upper[row] = limit.amount * quarters
            yield Term(limit, row, -float(quarters))


def _say(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    site = next(site for site in inputs.sites if site.site_id == limits[0].place[0])
    if limits[0].kind is Kind.RATE:
        return _say_rate(inputs, site, limits[0], extra)
    first, last = span(inputs, limits)
    if limits[0].kind is Kind.HALL_DATE:
        start = quarter_label(site.first_hall_quarter)
        text = (
            f"{_counted(site, extra)} at {site.site_id} online from {first} instead of {start} on"
            if extra
            else f"no new hall at {site.site_id} can be online before {start}"
        )
        return Phrase(text, "halls, early", site.site_id, first, last, extra, "halls")
    amount = extra or max(limit.amount for limit in limits)
    text = (
        f"room for {_counted(site, extra)} more at {site.site_id} from {first} on"
        if extra
        else f"{site.site_id} has room for {_counted(site, amount)} {during(first, last)}"
    )
    return Phrase(text, "room for halls", site.site_id, first, last, amount, "halls")


def _say_rate(inputs: Inputs, site: Site, limit: Limit, extra: float) -> Phrase:
    labels = inputs.periods[limit.first].label, inputs.periods[limit.last].label
    text = (
        f"{_counted(site, extra)} more a quarter can be built at {site.site_id}"
        if extra
        else f"{site.site_id} adds at most {_counted(site, limit.amount)} a quarter"
    )
    return Phrase(text, "rate of building", site.site_id, *labels, extra or limit.amount, "halls a quarter")


def _counted(site: Site, count: float) -> str:
    return f"{number(count)} {site.kind.module}{'' if count == 1 else 's'} ({site.hall_mw:g} MW IT each)"


HALLS = Family(
    (Kind.ROOM, Kind.HALL_DATE, Kind.RATE),
    _find,
    _apply,
    _terms,
    _say,
    lasting=frozenset({Kind.ROOM}),
    early=frozenset({Kind.HALL_DATE}),
    bounding=frozenset({Kind.ROOM, Kind.HALL_DATE, Kind.RATE}),
)
