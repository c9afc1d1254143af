"""Break-even prices of a run: its model is built anew, also with all that its search left out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.model import build_model
from planner.engine.driver import solve_inputs
from planner.engine.extract import point_of
from planner.engine.matrix import Compiled, Vector, compile_model
from planner.engine.options import SolveOptions, Start
from planner.engine.prices import NoPricesError
from planner.engine.repriced import LinearPlan, linear_plan
from planner.engine.search import Search
from planner.engine.structure import build_structure
from planner.engine.warm import earlier_plan
from planner.reduce import reduce_inputs
from planner.why.break_even import (
    BESIDE,
    LEAST_MW,
    BreakEven,
    Holds,
    Thing,
    break_even,
    chip_groups,
    power_groups,
)
from planner.why.break_even_sites import site_break_evens


def break_evens(
    inputs: Inputs, decisions: Decisions, things: Sequence[Thing], options: SolveOptions | None = None
) -> Iterator[BreakEven]:
    """Yield the break-even prices around a plan.

    Parameters
    ----------
    inputs
        The case, not reduced: what a search leaves out at the prices of today may pay at others.
    decisions
        Siting, power and purchases of the plan.
    things
        What to find them for.
    options
        Limits of the time to serve the demand around the plan.

    Raises
    ------
    NoPricesError
        If the decisions are no plan of the case, or the linear problem around them was not solved.
    """
    lp = plan_to_reprice(inputs, decisions, options or SolveOptions())
    if Thing.CHIP in things:
        yield from (break_even(lp, group) for group in chip_groups(inputs, lp.compiled))
    if Thing.POWER in things:
        yield from (break_even(lp, group) for group in power_groups(inputs, lp.compiled))
    if Thing.SITE in things:
        yield from site_break_evens(inputs, lp)


def plan_to_reprice(inputs: Inputs, decisions: Decisions, options: SolveOptions) -> LinearPlan:
    """Return the linear problem around a plan, in which prices can move.

    Raises
    ------
    NoPricesError
        If the decisions are no plan of the case, or the problem was not solved.
    """
    compiled = compile_model(build_model(inputs))
    dearer = compile_model(build_model(_doubled(inputs)))
    x = _completed(inputs, compiled, decisions, options)
    return linear_plan(compiled, dearer, x)


def _completed(inputs: Inputs, compiled: Compiled, decisions: Decisions, options: SolveOptions) -> Vector:
    """Return the whole plan, with the sites of training blocks and the tiers that decisions leave open."""
    now = time.monotonic()
    search = Search(
        compiled.matrix,
        gap=0.0,
        deadline=now + options.seconds,
        report=lambda _point, _x: None,
        started=now,
        by_clock=not options.deterministic,
    )
    structure = build_structure(inputs, compiled)
    earlier_plan(compiled.matrix, structure, search, point_of(inputs, compiled, decisions))
    if search.x is None:
        raise NoPricesError("these are no plan of the case")
    return search.x


def _doubled(inputs: Inputs) -> Inputs:
    """Return the case with chips and power at twice their price."""
    return replace(
        inputs,
        chips=tuple(replace(c, capex_musd_per_mw=2 * c.capex_musd_per_mw) for c in inputs.chips),
        power=tuple(replace(o, capex_musd_per_mw=2 * o.capex_musd_per_mw) for o in inputs.power),
    )


def check_whole(inputs: Inputs, decisions: Decisions, one: BreakEven, options: SolveOptions) -> BreakEven:
    """Return a break-even price with what plans in whole numbers say 2 % beside it.

    Parameters
    ----------
    inputs
        The case, not reduced.
    decisions
        The plan, where both solves start.
    one
        What to check.
    options
        Gap and limits of each solve.
    """
    price = one.break_even_usd
    if price is None:
        return one
    # Of a site the break-even cost may be negative: 2 % of its size to either side.
    below, above = (
        _has(repriced(inputs, one, price + side * BESIDE * abs(price)), decisions, one, options)
        for side in (-1, 1)
    )
    return replace(one, whole_holds=Holds.of(below=below, above=above))


def repriced(inputs: Inputs, one: BreakEven, price_usd: float) -> Inputs:
    """Return the case with another price of something, wherever it is bought."""
    factor = price_usd / one.price_usd
    if one.thing is Thing.CHIP:
        chips = (
            replace(c, capex_musd_per_mw=factor * c.capex_musd_per_mw) if c.chip_id == one.thing_id else c
            for c in inputs.chips
        )
        return replace(inputs, chips=tuple(chips))
    if one.thing is Thing.POWER:
        power = (
            replace(o, capex_musd_per_mw=factor * o.capex_musd_per_mw) if o.option_id == one.thing_id else o
            for o in inputs.power
        )
        return replace(inputs, power=tuple(power))
    sites = (
        replace(s, open_cost_musd=factor * s.open_cost_musd) if s.site_id == one.thing_id else s
        for s in inputs.sites
    )
    return replace(inputs, sites=tuple(sites))


def _has(inputs: Inputs, decisions: Decisions, one: BreakEven, options: SolveOptions) -> bool | None:
    """Return whether the plan of a case buys something; None where none was found."""
    found = solve_inputs(
        reduce_inputs(inputs).inputs, replace(options, prices=False), start=Start(decisions)
    ).decisions
    if found is None:
        return None
    if one.thing is Thing.CHIP:
        return sum(mw for (_, g, _), mw in found.buy_mw.items() if g == one.thing_id) > LEAST_MW
    if one.thing is Thing.POWER:
        return sum(n for (_, o, _), n in found.units.items() if o == one.thing_id) > LEAST_MW
    return any(s == one.thing_id for s, _ in found.open)
