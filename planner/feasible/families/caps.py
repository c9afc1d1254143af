"""Limits on carbon and water a year."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from buildout.inputs import Inputs
from planner.feasible.draft import Draft
from planner.feasible.families.family import Family, Term
from planner.feasible.limits import Change, Kind, Limit
from planner.feasible.phrase import Phrase, number
from planner.feasible.prices import Premiums

ROWS = {Kind.CARBON: "policy.carbon_limit", Kind.WATER: "policy.water_limit"}
NAMES = {Kind.CARBON: ("carbon", "t"), Kind.WATER: ("water", "m3")}
THOUSAND = 1e3
"""Rows of carbon and water count thousands."""


def _find(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    last = len(inputs.periods) - 1
    years = sum(period.years for period in inputs.periods)
    for kind, amount, usd in (
        (Kind.CARBON, inputs.caps.carbon_t_per_year, premiums.carbon_usd_per_t),
        (Kind.WATER, inputs.caps.water_m3_per_year, premiums.water_usd_per_m3),
    ):
        if amount is not None:
            yield Limit(kind, (), 0, last, amount, math.inf, math.inf, usd * years / 1e6)


def _apply(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    caps, extra = inputs.caps, sum(change.extra for change in changes)
    if changes[0].limit.kind is Kind.CARBON:
        caps = replace(caps, carbon_t_per_year=(caps.carbon_t_per_year or 0.0) + extra)
    else:
        caps = replace(caps, water_m3_per_year=(caps.water_m3_per_year or 0.0) + extra)
    return replace(inputs, caps=caps)


def _terms(draft: Draft, limits: Sequence[Limit]) -> Iterator[Term]:
    for limit in limits:
        for (year,), row in draft.rows.get(ROWS[limit.kind], {}).items():
            quarters = sum(p.quarters for p in draft.inputs.periods if p.year == int(year))
            yield Term(limit, row, -quarters / 4 / THOUSAND)


def _say(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    limit = limits[0]
    name, unit = NAMES[limit.kind]
    first, last = inputs.periods[0].label, inputs.periods[-1].label
    text = (
        f"{number(extra)} {unit} more {name} a year are allowed"
        if extra
        else f"{name} is at most {number(limit.amount)} {unit} a year"
    )
    return Phrase(text, f"{name} a year", "", first, last, extra or limit.amount, unit)


CAPS = Family((Kind.CARBON, Kind.WATER), _find, _apply, _terms, _say)
