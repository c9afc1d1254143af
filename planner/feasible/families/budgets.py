"""Budgets of capital spending."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from buildout.inputs import Inputs
from buildout.quarters import quarter_label
from planner.feasible.draft import Draft
from planner.feasible.families.family import Family, Term, one_row
from planner.feasible.limits import Change, Kind, Limit
from planner.feasible.phrase import Phrase, from_to, number
from planner.feasible.prices import Premiums


def _find(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    last = len(inputs.periods) - 1
    for budget in inputs.budgets:
        place = (budget.budget_id,)
        yield Limit(Kind.BUDGET, place, 0, last, budget.musd, math.inf, math.inf, premiums.budget)


def _apply(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    more = {change.place[0]: change.extra for change in changes}
    budgets = tuple(replace(b, musd=b.musd + more.get(b.budget_id, 0.0)) for b in inputs.budgets)
    return replace(inputs, budgets=budgets)


def _terms(draft: Draft, limits: Sequence[Limit]) -> Iterator[Term]:
    return one_row(draft, limits, "cost.budget_limit", -1.0)


def _say(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    budget = next(b for b in inputs.budgets if b.budget_id == limits[0].place[0])
    first, last = quarter_label(budget.first_quarter), quarter_label(budget.last_quarter)
    text = (
        f"{number(extra)} million USD more budget {from_to(first, last)}"
        if extra
        else f"capital spending {from_to(first, last)} is at most {budget.musd:,.0f} million USD"
    )
    return Phrase(text, "budget", "", first, last, extra or budget.musd, "million USD")


BUDGETS = Family((Kind.BUDGET,), _find, _apply, _terms, _say)
