"""Sites that have to be open by a date."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from buildout.inputs import Inputs
from buildout.quarters import quarter_label
from buildout.sets import TINY
from planner.feasible.draft import Draft
from planner.feasible.families.family import Family, Term
from planner.feasible.limits import Change, Kind, Limit
from planner.feasible.phrase import Phrase
from planner.feasible.prices import Premiums


def _find(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    last = len(inputs.periods) - 1
    for site in inputs.sites:
        if site.open_by_quarter is not None and not site.in_ledger:
            times = [t for t, p in enumerate(inputs.periods) if p.start >= site.open_by_quarter]
            price = premiums.lock * site.open_cost_musd
            if times:
                yield Limit(Kind.LOCK, (site.site_id,), times[0], last, 1.0, 1.0, 1.0, price, is_whole=True)


def _apply(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    # A promise is kept or given up: a part of giving it up is keeping it.
    given_up = {change.place[0] for change in changes if change.extra > 1.0 - TINY}
    sites = tuple(
        replace(site, open_by_quarter=None) if site.site_id in given_up else site for site in inputs.sites
    )
    return replace(inputs, sites=sites)


def _terms(draft: Draft, limits: Sequence[Limit]) -> Iterator[Term]:
    """State promises as rows; the model has them as bounds, which no slack can loosen."""
    for limit in limits:
        for t, label in enumerate(draft.sets.labels):
            column = draft.column("siting.open", *limit.place, label)
            if column is None:
                continue
            draft.lower[column] = 0.0
            if t >= limit.first:
                row = draft.new_row(1.0, math.inf)
                draft.add(row, column, 1.0)
                yield Term(limit, row, 1.0)


def _say(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    site = next(site for site in inputs.sites if site.site_id == limits[0].place[0])
    by = quarter_label(site.open_by_quarter or inputs.periods[0].start)
    text = f"{site.site_id} need not be open by {by}" if extra else f"{site.site_id} is open by {by}"
    return Phrase(text, "date of opening", site.site_id, by, by, 1.0, "promise")


LOCKS = Family((Kind.LOCK,), _find, _apply, _terms, _say)
