"""Promises that nothing in a case can keep: they have no row that could conflict with another."""

from __future__ import annotations

from dataclasses import replace

from pyomo.common.errors import InfeasibleConstraintException

from buildout.inputs import Inputs
from buildout.model import build_model
from planner.feasible.limits import Kind, Limit
from planner.feasible.loosen import find_limits
from planner.feasible.prices import Premiums
from planner.feasible.words import limit_phrases
from planner.problems import Problem


def kept_by_none(inputs: Inputs, premiums: Premiums) -> tuple[Limit, ...]:
    """Return promises that nothing in the case can keep, so that they contradict by themselves.

    A row without variables has no place in a model: a minimum take of chips that no site may buy, a
    budget that the payments of the ledger exceed.
    """
    limits = [b for b in find_limits(inputs, premiums) if b.kind in {Kind.TAKE, Kind.BUDGET}]
    alone = replace(inputs, minimum_takes=(), budgets=())
    found = []
    for limit in limits:
        takes = tuple(
            k for k in inputs.minimum_takes if (k.take_id,) == limit.place and limit.kind is Kind.TAKE
        )
        budgets = tuple(
            b for b in inputs.budgets if (b.budget_id,) == limit.place and limit.kind is Kind.BUDGET
        )
        try:
            build_model(replace(alone, minimum_takes=takes, budgets=budgets), strong=False)
        except InfeasibleConstraintException:
            found.append(limit)
    return tuple(found)


def hopeless(inputs: Inputs, premiums: Premiums) -> list[Problem]:
    """Return such promises as problems of the case."""
    broken = limit_phrases(inputs, kept_by_none(inputs, premiums))
    fix = "drop it, or loosen it"
    return [
        Problem(said.what, said.text, "a promise that something in the case can keep", fix) for said in broken
    ]
