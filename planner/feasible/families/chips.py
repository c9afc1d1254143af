"""Chips on sale to us, by chip and period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from buildout.inputs import Inputs
from planner.feasible.draft import Draft
from planner.feasible.families.family import Family, Term, one_row
from planner.feasible.limits import FAR_WIDER, Change, Kind, Limit, by_place, extra_by_period
from planner.feasible.phrase import Phrase, during, number, span
from planner.feasible.prices import Premiums, chip_musd


def _find(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    """Yield what is on sale; before a launch and after a last sale nothing is, by nature."""
    for chip in inputs.chips:
        for t, mw in enumerate(chip.supply_mw):
            if mw > 0:
                place, price = (chip.chip_id,), chip_musd(premiums, chip)
                yield Limit(Kind.CHIPS, place, t, t, mw, mw, FAR_WIDER * mw, price)


def _apply(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    extra = {g: extra_by_period(some, len(inputs.periods)) for (g,), some in by_place(changes).items()}
    chips = tuple(
        replace(
            chip, supply_mw=tuple(a + b for a, b in zip(chip.supply_mw, extra[chip.chip_id], strict=True))
        )
        if chip.chip_id in extra
        else chip
        for chip in inputs.chips
    )
    return replace(inputs, chips=chips)


def _terms(draft: Draft, limits: Sequence[Limit]) -> Iterator[Term]:
    for term in one_row(draft, limits, "supply.chip_supply", -1.0):
        draft.row_upper[term.row] = term.limit.amount
        yield term


def _say(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    (chip_id,), (first, last) = limits[0].place, span(inputs, limits)
    amount = extra or sum(limit.amount for limit in limits)
    more = " more" if extra else ""
    text = f"{number(amount)} MW IT of {chip_id}{more} are on sale to us {during(first, last)}"
    return Phrase(text, f"{chip_id} on sale", "", first, last, amount, "MW IT")


CHIPS = Family((Kind.CHIPS,), _find, _apply, _terms, _say, bounding=frozenset({Kind.CHIPS}))
