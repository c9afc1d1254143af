"""Limits, changes and requirements in words: what, where, when, in which unit. Never the name of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from buildout.inputs import Inputs, Site, SitePower, Window
from buildout.quarters import quarter_label
from planner.feasible.limits import Kind, Limit
from planner.feasible.loosen import Change
from planner.feasible.target import Requirement, Target


@dataclass(frozen=True)
class Phrase:
    """A limit or a change in words, and its parts for a table."""

    text: str
    what: str
    where: str
    first: str
    last: str
    amount: float
    unit: str


Say: TypeAlias = Callable[[Inputs, Sequence[Limit], float], Phrase]
"""From the limits of one kind and place, and by how much they are loosened in all (0: not), to words."""


def limit_phrases(inputs: Inputs, limits: Iterable[Limit]) -> tuple[Phrase, ...]:
    """Return each limit in words; those of a kind and place that differ in time only, together."""
    return tuple(_SAY[some[0].kind](inputs, some, 0.0) for some in _groups(limits).values())


def change_phrases(inputs: Inputs, changes: Iterable[Change]) -> tuple[tuple[Phrase, float], ...]:
    """Return each change in words with its cost in million USD; those of a kind and place together."""
    groups: dict[object, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.limit.group, []).append(change)
    said = []
    for some in groups.values():
        limits = [change.limit for change in some]
        extras = [change.extra for change in some]
        # What is early or lasts is one amount over time; what is bought adds up.
        extra = max(extras) if some[0].limit.kind in _STANDING else sum(extras)
        phrase = _SAY[some[0].limit.kind](inputs, limits, extra)
        said.append((phrase, sum(change.cost_musd for change in some)))
    return tuple(sorted(said, key=lambda item: -item[1]))


def requirement_texts(
    inputs: Inputs, targets: Sequence[Target], requirements: Iterable[Requirement]
) -> tuple[str, ...]:
    """Return what must be served in words: targets one by one, streams that may not fall short."""
    texts: dict[str, None] = {}
    for requirement in requirements:
        if requirement.target is not None:
            texts[target_text(inputs, targets[requirement.target])] = None
        else:
            texts[f"{requirement.stream_id} may not fall short"] = None
    return tuple(texts)


def target_text(inputs: Inputs, target: Target) -> str:
    """Return a target in words."""
    unit = next(s.unit for s in inputs.streams if s.stream_id == target.stream_id)
    return (
        f"{target.amount:,.10g} {unit} of {target.stream_id} are served in {target.place} "
        f"from {quarter_label(target.by)} on"
    )


def _groups(limits: Iterable[Limit]) -> dict[object, list[Limit]]:
    groups: dict[object, list[Limit]] = {}
    for limit in limits:
        groups.setdefault(limit.group, []).append(limit)
    return groups


_STANDING = frozenset({Kind.POWER_DATE, Kind.HALL_DATE})


def number(value: float) -> str:
    """Return an amount with as many digits as matter."""
    text = f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _span(inputs: Inputs, limits: Sequence[Limit]) -> tuple[str, str]:
    """Return the first and last period in which limits are stated."""
    firsts = [limit.first for limit in limits]
    return inputs.periods[min(firsts)].label, inputs.periods[max(firsts)].label


def _during(first: str, last: str) -> str:
    return f"in {first}" if first == last else f"from {first} to {last}"


def _site(inputs: Inputs, site_id: str) -> Site:
    return next(site for site in inputs.sites if site.site_id == site_id)


def _option(inputs: Inputs, place: tuple[str, ...]) -> SitePower:
    return next(o for o in inputs.power if (o.site_id, o.option_id) == place)


def _chips(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    (chip_id,), (first, last) = limits[0].place, _span(inputs, limits)
    when = _during(first, last)
    amount = extra or sum(limit.amount for limit in limits)
    text = (
        f"{number(extra)} MW IT of {chip_id} more are on sale to us {when}"
        if extra
        else f"{number(amount)} MW IT of {chip_id} are on sale to us {when}"
    )
    return Phrase(text, f"{chip_id} on sale", "", first, last, amount, "MW IT")


def _pool(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    pool = next(pool for pool in inputs.pools if pool.pool_id == limits[0].place[0])
    first = inputs.periods[min(limit.first for limit in limits)].label
    last = inputs.periods[max(limit.last for limit in limits)].label
    amount = extra or sum(limit.amount for limit in limits)
    more = " more" if extra else ""
    text = f"{number(amount)} {pool.unit}{more} of {pool.name} are to be had {_during(first, last)}"
    return Phrase(text, pool.name, "", first, last, amount, pool.unit)


def _headroom(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    area, (first, last) = limits[0].place[0], _span(inputs, limits)
    amount = extra or max(limit.amount for limit in limits)
    text = (
        f"{number(extra)} MW more grid headroom in {area} from {first} on"
        if extra
        else f"grid headroom in {area} is {number(amount)} MW {_during(first, last)}"
    )
    return Phrase(text, "grid headroom", area, first, last, amount, "MW")


def _site_power(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    option, (first, last) = _option(inputs, limits[0].place), _span(inputs, limits)
    amount = extra or max(limit.amount for limit in limits)
    text = (
        f"{number(extra)} MW more of {option.option_id} at {option.site_id} from {first} on"
        if extra
        else f"{option.option_id} at {option.site_id} is at most {number(amount)} MW {_during(first, last)}"
    )
    return Phrase(text, option.option_id, option.site_id, first, last, amount, "MW")


def _power_date(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    option, (first, last) = _option(inputs, limits[0].place), _span(inputs, limits)
    start = quarter_label(option.first_quarter)
    text = (
        f"{number(extra)} MW of {option.option_id} at {option.site_id} online from {first} "
        f"instead of {start} on"
        if extra
        else f"{option.option_id} at {option.site_id} cannot be online before {start}"
    )
    return Phrase(text, f"{option.option_id}, early", option.site_id, first, last, extra, "MW")


def _halls_of(site: Site, count: float) -> str:
    noun = "hall" if site.kind.value == "campus" else "cluster"
    return f"{number(count)} {noun}{'' if count == 1 else 's'} ({site.hall_mw:g} MW IT each)"


def _hall_date(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    site, (first, last) = _site(inputs, limits[0].place[0]), _span(inputs, limits)
    start = quarter_label(site.first_hall_quarter)
    text = (
        f"{_halls_of(site, extra)} at {site.site_id} online from {first} instead of {start} on"
        if extra
        else f"no new hall at {site.site_id} can be online before {start}"
    )
    return Phrase(text, "halls, early", site.site_id, first, last, extra, "halls")


def _room(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    site, (first, last) = _site(inputs, limits[0].place[0]), _span(inputs, limits)
    amount = extra or max(limit.amount for limit in limits)
    text = (
        f"room for {_halls_of(site, extra)} more at {site.site_id} from {first} on"
        if extra
        else f"{site.site_id} has room for {_halls_of(site, amount)} {_during(first, last)}"
    )
    return Phrase(text, "room for halls", site.site_id, first, last, amount, "halls")


def _rate(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    site = _site(inputs, limits[0].place[0])
    labels = inputs.periods[limits[0].first].label, inputs.periods[limits[0].last].label
    amount = extra or limits[0].amount
    text = (
        f"{_halls_of(site, extra)} more a quarter can be built at {site.site_id}"
        if extra
        else f"{site.site_id} adds at most {_halls_of(site, amount)} a quarter"
    )
    return Phrase(text, "rate of building", site.site_id, *labels, amount, "halls a quarter")


def _vendor(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    share = inputs.vendor_shares[int(limits[0].place[0])]
    most, least = share.max_share, share.min_share
    if limits[0].kind is Kind.VENDOR_MOST:
        most = min(1.0, most + extra)
    else:
        least = max(0.0, least - extra)
    digits = 2 if extra else 0
    text = f"{share.vendor} has {least:.{digits}%} to {most:.{digits}%} of what is bought"
    text += f" {_window(share.window)}"
    amount = extra or (share.max_share if limits[0].kind is Kind.VENDOR_MOST else share.min_share)
    return Phrase(
        text, f"share of {share.vendor}", "", share.window.first, share.window.last, amount, "share"
    )


def _window(window: Window) -> str:
    return f"from {window.first} to {window.last}"


def _take(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    take = next(take for take in inputs.minimum_takes if take.take_id == limits[0].place[0])
    chips = ", ".join(take.chip_ids)
    text = (
        f"{number(extra)} MW IT less of {chips} have to be bought {_window(take.window)}"
        if extra
        else f"at least {number(take.window.amount)} MW of {chips} are bought {_window(take.window)}"
    )
    what = f"minimum take of {chips}"
    return Phrase(text, what, "", take.window.first, take.window.last, extra or take.window.amount, "MW IT")


def _budget(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    budget = next(b for b in inputs.budgets if b.budget_id == limits[0].place[0])
    first, last = quarter_label(budget.first_quarter), quarter_label(budget.last_quarter)
    text = (
        f"{number(extra)} million USD more budget from {first} to {last}"
        if extra
        else f"capital spending from {first} to {last} is at most {budget.musd:,.0f} million USD"
    )
    return Phrase(text, "budget", "", first, last, extra or budget.musd, "million USD")


def _cap(name: str, unit: str) -> Say:
    def say(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
        first, last = inputs.periods[0].label, inputs.periods[-1].label
        amount = extra or limits[0].amount
        text = (
            f"{number(extra)} {unit} more {name} a year are allowed"
            if extra
            else f"{name} is at most {number(amount)} {unit} a year"
        )
        return Phrase(text, f"{name} a year", "", first, last, amount, unit)

    return say


def _lock(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    site = _site(inputs, limits[0].place[0])
    by = quarter_label(site.open_by_quarter or inputs.periods[0].start)
    text = f"{site.site_id} need not be open by {by}" if extra else f"{site.site_id} is open by {by}"
    return Phrase(text, "date of opening", site.site_id, by, by, 1.0, "promise")


_SAY: Mapping[Kind, Say] = {
    Kind.CHIPS: _chips,
    Kind.POOL: _pool,
    Kind.HEADROOM: _headroom,
    Kind.SITE_POWER: _site_power,
    Kind.POWER_DATE: _power_date,
    Kind.HALL_DATE: _hall_date,
    Kind.ROOM: _room,
    Kind.RATE: _rate,
    Kind.VENDOR_MOST: _vendor,
    Kind.VENDOR_LEAST: _vendor,
    Kind.TAKE: _take,
    Kind.BUDGET: _budget,
    Kind.CARBON: _cap("carbon", "t"),
    Kind.WATER: _cap("water", "m3"),
    Kind.LOCK: _lock,
}
