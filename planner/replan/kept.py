"""The published plan's decisions, as decisions about today's inputs: what was ordered is none any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.plan import Tables, decided
from planner.replan.fact import Thing
from planner.replan.lots import SOME, Lot

Key = TypeVar("Key")


def kept_decisions(inputs: Inputs, tables: Tables, ordered: Sequence[Lot]) -> Decisions:
    """Return siting, power and purchases of a plan without what was ordered since.

    Parameters
    ----------
    inputs, tables
        The published plan.
    ordered
        The lots that were ordered since it was published, as it had planned them.
    """
    decisions = decided(inputs, tables)
    unit_mw = {(option.site_id, option.option_id): option.unit_mw for option in inputs.power}
    halls, units, buy = dict(decisions.new_halls), dict(decisions.units), dict(decisions.buy_mw)
    for lot in ordered:
        for period in inputs.periods:
            if lot.thing is Thing.CHIPS and period.start == lot.planned:
                _take(buy, (lot.site, lot.what, period.label), lot.amount)
            elif lot.thing is Thing.HALLS and period.start >= lot.planned:
                _take(halls, (lot.site, period.label), lot.amount)
            elif lot.thing is Thing.POWER and period.start >= lot.planned:
                units_gone = lot.amount / unit_mw[lot.site, lot.what]
                _take(units, (lot.site, lot.what, period.label), units_gone)
    return replace(decisions, new_halls=halls, units=units, buy_mw=buy)


def _take(amounts: dict[Key, float], key: Key, amount: float) -> None:
    left = amounts.get(key, 0.0) - amount
    if left > SOME:
        amounts[key] = left
    else:
        amounts.pop(key, None)
