"""Power at a site: how much of an option there can be, and from when on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from buildout.inputs import Inputs, SitePower
from buildout.quarters import quarter_label
from buildout.sets import whole_units
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
from planner.feasible.prices import Premiums, early_power_musd, power_musd


def _online_mw(inputs: Inputs, option: SitePower) -> tuple[float, ...]:
    """Return the MW of an option that can be online at its site, by period: whole units only."""
    return tuple(
        option.unit_mw * whole_units(option, mw) if period.start >= option.first_quarter else 0.0
        for period, mw in zip(inputs.periods, option.limit_mw, strict=True)
    )


def _find(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    last = len(inputs.periods) - 1
    for option in inputs.power:
        place, now = (option.site_id, option.option_id), _online_mw(inputs, option)
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


def _apply(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    places = by_place(changes)

    def loosened(option: SitePower) -> SitePower:
        some = places.get((option.site_id, option.option_id))
        if some is None:
            return option
        extra = extra_by_period(some, len(inputs.periods))
        return replace(
            option,
            limit_mw=tuple(a + b for a, b in zip(_online_mw(inputs, option), extra, strict=True)),
            first_quarter=first_start(inputs, some, Kind.POWER_DATE, option.first_quarter),
        )

    return replace(inputs, power=tuple(loosened(option) for option in inputs.power))


def _terms(draft: Draft, limits: Sequence[Limit]) -> Iterator[Term]:
    places = by_place(limits)
    options = {(o.site_id, o.option_id): o for o in draft.inputs.power}
    now = {key: _online_mw(draft.inputs, option) for key, option in options.items()}
    stated = draft.rows.get("power.power_needs_opening", {})
    for (s, o, label), column in draft.compiled.columns.get("power.units", {}).items():
        t, unit_mw = draft.sets.position[label], options[s, o].unit_mw
        row = state_by_opening(draft, stated.get((s, o, label)), column, (s, label), now[s, o][t] / unit_mw)
        for limit in until(places.get((s, o), []), t):
            yield Term(limit, row, -1.0 / unit_mw)


def _say(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    option = next(o for o in inputs.power if (o.site_id, o.option_id) == limits[0].place)
    first, last = span(inputs, limits)
    say = _say_date if limits[0].kind is Kind.POWER_DATE else _say_amount
    return say(option, limits, extra, first, last)


def _say_amount(option: SitePower, limits: Sequence[Limit], extra: float, first: str, last: str) -> Phrase:
    amount = extra or max(limit.amount for limit in limits)
    text = (
        f"{number(extra)} MW more of {option.option_id} at {option.site_id} from {first} on"
        if extra
        else f"{option.option_id} at {option.site_id} is at most {number(amount)} MW {during(first, last)}"
    )
    return Phrase(text, option.option_id, option.site_id, first, last, amount, "MW")


def _say_date(option: SitePower, _limits: Sequence[Limit], extra: float, first: str, last: str) -> Phrase:
    start = quarter_label(option.first_quarter)
    text = (
        f"{number(extra)} MW of {option.option_id} at {option.site_id} online from {first} "
        f"instead of {start} on"
        if extra
        else f"{option.option_id} at {option.site_id} cannot be online before {start}"
    )
    return Phrase(text, f"{option.option_id}, early", option.site_id, first, last, extra, "MW")


SITE_POWER = Family(
    (Kind.SITE_POWER, Kind.POWER_DATE),
    _find,
    _apply,
    _terms,
    _say,
    lasting=frozenset({Kind.SITE_POWER}),
    early=frozenset({Kind.POWER_DATE}),
    bounding=frozenset({Kind.SITE_POWER, Kind.POWER_DATE}),
)
