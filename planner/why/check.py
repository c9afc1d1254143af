"""Prices held against the truth: the case is solved again with the change really made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.money import USD_PER_MUSD
from planner.engine.driver import Solution, solve_inputs
from planner.engine.options import SolveOptions, Start
from planner.reduce import reduce_inputs
from planner.why.meanings import loosened
from planner.why.price_run import price_run
from planner.why.priced_limit import PricedLimit, PriceKind

NEAR = 0.02
"""Part by which two savings may differ and count as the same."""


class Verdict(StrEnum):
    """How a price and what was really saved go together."""

    HOLDS = "as priced"
    WITHIN_GAP = "within what the gap leaves open"
    STEP_TOO_LARGE = "the price holds for a smaller step only"
    SITES_FOLLOW = "more than priced: sites and halls follow"
    WHOLE_NUMBERS = "less than priced: halls, units and racks are whole"
    AT_MOST = "no more than the most it could save"
    NOT_SOLVED = "not solved in time"


@dataclass(frozen=True)
class Checked:
    """One price held against the truth. Money is USD.

    Attributes
    ----------
    limit
        What was priced.
    linear_usd
        What the step saves in the linear problem with the plan's sites; None where it was not solved, or
        where the step is for halls, which are fixed there.
    saved_usd
        What the best plans found say it saves; None without a plan.
    least_usd, most_usd
        Between these lies what it really saves, as plans and bounds prove.
    verdict
        How they go together.
    """

    limit: PricedLimit
    linear_usd: float | None
    saved_usd: float | None
    least_usd: float
    most_usd: float
    verdict: Verdict


@dataclass(frozen=True)
class _Base:
    """The case as it is, solved as tightly as its variants."""

    decisions: Decisions
    cost_musd: float
    bound_musd: float
    linear_musd: float | None


def check_prices(
    inputs: Inputs, decisions: Decisions, limits: Sequence[PricedLimit], options: SolveOptions
) -> Iterator[Checked]:
    """Yield each price beside what the change saves when the case is solved again with it.

    Parameters
    ----------
    inputs
        The case, not reduced.
    decisions
        The plan that was priced: where each solve starts.
    limits
        What to check.
    options
        Gap and limits of each solve; a gap far below the savings tells more.
    """
    base = _solved(inputs, decisions, options)
    if base is None:
        return
    priced = price_run(inputs, decisions, options)
    linear = None if priced is None else priced.with_these_sites.cost_musd
    base = replace(base, linear_musd=linear)
    for limit in limits:
        yield _checked(inputs, decisions, base, limit, options)


def _checked(
    inputs: Inputs, decisions: Decisions, base: _Base, limit: PricedLimit, options: SolveOptions
) -> Checked:
    changed = loosened(inputs, limit)
    linear = None
    moves_halls = limit.kind in (PriceKind.ROOM, PriceKind.BUILD_RATE, PriceKind.MINIMUM_SIZE, PriceKind.LOCK)
    priced = None if moves_halls else price_run(changed, decisions, options)
    if priced is not None and base.linear_musd is not None:
        linear = (base.linear_musd - priced.with_these_sites.cost_musd) * USD_PER_MUSD
    after = _solved(changed, base.decisions, options)
    if after is None:
        return Checked(limit, linear, None, float("-inf"), float("inf"), Verdict.NOT_SOLVED)
    saved = (base.cost_musd - after.cost_musd) * USD_PER_MUSD
    least = (base.bound_musd - after.cost_musd) * USD_PER_MUSD
    most = (base.cost_musd - after.bound_musd) * USD_PER_MUSD
    return Checked(limit, linear, saved, least, most, _verdict(limit, linear, saved, least, most))


def _solved(inputs: Inputs, decisions: Decisions, options: SolveOptions) -> _Base | None:
    found: Solution = solve_inputs(
        reduce_inputs(inputs).inputs, replace(options, prices=False), start=Start(decisions)
    )
    if found.decisions is None or found.cost_musd is None:
        return None
    bound = float("-inf") if found.bound_musd is None else found.bound_musd
    return _Base(found.decisions, found.cost_musd, bound, None)


def _verdict(limit: PricedLimit, linear: float | None, saved: float, least: float, most: float) -> Verdict:
    price = limit.saving_usd
    near = NEAR * max(price, 1.0)
    if limit.is_most and least <= price + near:
        return Verdict.AT_MOST
    if abs(saved - price) <= near:
        return Verdict.HOLDS
    if linear is not None and linear < price - near and most < price:
        return Verdict.STEP_TOO_LARGE
    if least <= price <= most:
        return Verdict.WITHIN_GAP
    return Verdict.SITES_FOLLOW if saved > price else Verdict.WHOLE_NUMBERS
