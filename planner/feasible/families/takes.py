"""Chips that have to be bought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from buildout.inputs import Inputs
from planner.feasible.draft import Draft
from planner.feasible.families.family import Family, Term, one_row
from planner.feasible.limits import Change, Kind, Limit
from planner.feasible.phrase import Phrase, number, window
from planner.feasible.prices import Premiums


def _find(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    position = {period.label: t for t, period in enumerate(inputs.periods)}
    prices = {chip.chip_id: chip.capex_musd_per_mw for chip in inputs.chips}
    for take in inputs.minimum_takes:
        times = position[take.window.first], position[take.window.last]
        price = premiums.take * max(prices[g] for g in take.chip_ids)
        mw = take.window.amount
        yield Limit(Kind.TAKE, (take.take_id,), *times, mw, mw, mw, price)


def _apply(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    less = {change.place[0]: change.extra for change in changes}
    takes = tuple(
        replace(
            take,
            window=replace(take.window, amount=max(0.0, take.window.amount - less.get(take.take_id, 0.0))),
        )
        for take in inputs.minimum_takes
    )
    return replace(inputs, minimum_takes=takes)


def _terms(draft: Draft, limits: Sequence[Limit]) -> Iterator[Term]:
    return one_row(draft, limits, "supply.minimum_take", 1.0)


def _say(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    take = next(take for take in inputs.minimum_takes if take.take_id == limits[0].place[0])
    chips = ", ".join(take.chip_ids)
    text = (
        f"{number(extra)} MW IT less of {chips} have to be bought {window(take.window)}"
        if extra
        else f"at least {number(take.window.amount)} MW of {chips} are bought {window(take.window)}"
    )
    what = f"minimum take of {chips}"
    return Phrase(text, what, "", take.window.first, take.window.last, extra or take.window.amount, "MW IT")


TAKES = Family((Kind.TAKE,), _find, _apply, _terms, _say)
