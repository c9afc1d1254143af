"""Components and plant on sale, by pool and window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from buildout.inputs import Inputs
from planner.feasible.draft import Draft
from planner.feasible.families.family import Family, Term, one_row
from planner.feasible.limits import FAR_WIDER, Change, Kind, Limit
from planner.feasible.phrase import Phrase, during, number
from planner.feasible.prices import Premiums, pool_musd


def _find(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    position = {period.label: t for t, period in enumerate(inputs.periods)}
    for pool in inputs.pools:
        price = pool_musd(premiums, inputs, pool)
        for window in pool.limits:
            times = position[window.first], position[window.last]
            place, amount = (pool.pool_id, window.first), window.amount
            yield Limit(Kind.POOL, place, *times, amount, amount, FAR_WIDER * amount, price)


def _apply(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    extra = {change.place: change.extra for change in changes}
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


def _terms(draft: Draft, limits: Sequence[Limit]) -> Iterator[Term]:
    return one_row(draft, limits, "supply.pool_limit", -1.0)


def _say(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    pool = next(pool for pool in inputs.pools if pool.pool_id == limits[0].place[0])
    first = inputs.periods[min(limit.first for limit in limits)].label
    last = inputs.periods[max(limit.last for limit in limits)].label
    amount = extra or sum(limit.amount for limit in limits)
    more = " more" if extra else ""
    text = f"{number(amount)} {pool.unit}{more} of {pool.name} are to be had {during(first, last)}"
    return Phrase(text, pool.name, "", first, last, amount, pool.unit)


POOLS = Family((Kind.POOL,), _find, _apply, _terms, _say)
