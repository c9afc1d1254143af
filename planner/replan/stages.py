"""The two stages of a re-plan for a case that has been moved: the cheapest plan, then the nearest."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.money import USD_PER_MUSD
from planner.audit import AuditReport, audit
from planner.engine.anchor import Anchor, Held, Near
from planner.engine.driver import End, Solution, Start, solve_inputs
from planner.engine.last_relaxation import LastRelaxation
from planner.engine.progress import Progress, Silent, relative_gap
from planner.outcome import NoPlanError, plan_of
from planner.plan import Plan
from planner.reduce import reduce_inputs
from planner.replan.fact import LotFact, quarter_of
from planner.replan.move import Moved
from planner.replan.nearness import frozen_decisions, held_apart_from, nearness_weights
from planner.replan.options import ReplanOptions


@dataclass(frozen=True)
class Costs:
    """What the stages cost, USD of present value.

    Parameters
    ----------
    plan_usd
        The plan: the nearest within the slack.
    best_usd
        The cheapest plan that was found.
    kept_usd
        The published plan's decisions as they are, with the rest solved for. Where limits no longer allow all
        that it buys, with less. None where they cannot be kept.
    kept_distance, plan_distance, best_distance
        Distances from the published plan, GW-years (`planner.replan.nearness`).
    """

    plan_usd: float
    best_usd: float
    kept_usd: float | None
    plan_distance: float
    best_distance: float
    kept_distance: float | None

    @property
    def price_of_stability_usd(self) -> float:
        """What it costs to stay near: the plan above the cheapest."""
        return self.plan_usd - self.best_usd

    @property
    def price_of_not_changing_usd(self) -> float | None:
        """What it would cost to change nothing: the published decisions above the cheapest plan."""
        return None if self.kept_usd is None else self.kept_usd - self.best_usd


@dataclass(frozen=True)
class Stages:
    """What the two stages found.

    Parameters
    ----------
    plan, best
        The plan, and the cheapest one before stability.
    report
        The plan's audit.
    costs
        What both cost.
    thawed
        What of the frozen window was free to change: the sites that facts are about, or all of it.
    solution
        How the search went.
    """

    plan: Plan
    best: Plan
    report: AuditReport
    costs: Costs
    thawed: str
    solution: Solution


FROZEN, THAWED = "the sites that facts are about", "all of it"


def run_stages(
    moved: Moved,
    relaxation: LastRelaxation | None,
    options: ReplanOptions,
    progress: Progress | None = None,
) -> Stages:
    """Find the cheapest plan of a case as it stands today, and the nearest to the published one.

    Parameters
    ----------
    moved
        The case, and what the published plan decides of it.
    relaxation
        Basis and duals of the published plan's relaxation.
    options
        Limits, slack, what is frozen.
    progress
        Who is told on the way.

    Raises
    ------
    NoPlanError
        If there is no plan, or it fails its audit.
    KeyboardInterrupt
        If the search was interrupted.
    """
    inputs = moved.subject.inputs
    searched = _reduced_but_for(inputs, moved.kept)
    today = quarter_of(moved.book.as_of) if moved.book.as_of is not None else inputs.today
    weights = nearness_weights(searched, today, options.nearness)
    start = Start(moved.kept, relaxation=relaxation) if options.stays_near else None
    windows = _windows(moved, searched, today, options)
    for thawed, held in windows:
        seconds = options.near_seconds if options.stays_near else 0.0
        anchor = Anchor(moved.kept, weights, held, options.slack, seconds, pulls=options.stays_near)
        solution = solve_inputs(searched, options.solve, progress or Silent(), start, anchor=anchor)
        if solution.end is End.INTERRUPTED:
            raise KeyboardInterrupt
        if solution.end is not End.CONTRADICTION or thawed == THAWED:
            return _stages(moved, solution, thawed, options)
    raise AssertionError("the last window is thawed")


def _windows(moved: Moved, inputs: Inputs, today: int, options: ReplanOptions) -> list[tuple[str, Held]]:
    """Return what is held: what is frozen, and if that cannot be what was ordered alone.

    A site that new facts are about is held in neither: it must react.
    """
    ordered = frozen_decisions(inputs, today, 0)
    frozen = frozen_decisions(inputs, today, options.frozen_quarters)
    facts = {told.fact.site for told in moved.told if isinstance(told.fact, LotFact)}
    sites = frozenset(site for site in facts if site is not None)
    if not options.stays_near:
        return [(THAWED, ordered)]
    return [
        (FROZEN, held_apart_from(frozen, sites)),
        (THAWED, held_apart_from(ordered, sites)),
    ]


def _reduced_but_for(inputs: Inputs, kept: Decisions) -> Inputs:
    """Return smaller inputs with the same optimum, as long as they have all that the published plan uses."""
    reduced = reduce_inputs(inputs).inputs
    options = {(o.site_id, o.option_id): max(o.limit_mw) for o in reduced.power}
    sites = {site.site_id: site for site in reduced.sites}
    supply = {
        chip.chip_id: dict(zip(_labels(reduced), chip.supply_mw, strict=True)) for chip in reduced.chips
    }
    has_power = all(options.get((s, o), 0.0) > 0 for s, o, _ in kept.units)
    has_sites = all(s in sites for s, _ in kept.new_halls)
    has_chips = all(
        g in supply and supply[g].get(t, 0.0) > 0 and s in sites and g in sites[s].chip_ids
        for s, g, t in kept.buy_mw
    )
    return reduced if has_power and has_sites and has_chips else inputs


def _labels(inputs: Inputs) -> list[str]:
    return [period.label for period in inputs.periods]


def _stages(moved: Moved, solution: Solution, thawed: str, options: ReplanOptions) -> Stages:
    subject, near = moved.subject, solution.near
    if near is None:
        # Says why: the case contradicts itself, or time ran out before anything was found.
        plan_of(subject.inputs, solution, subject.input_sha256)
        raise NoPlanError(f"no plan was found: {solution.end.value}; give the solve more time")
    best = plan_of(subject.inputs, replace(solution, bound_musd=near.bound_musd), subject.input_sha256)
    plan = plan_of(subject.inputs, _nearer(solution, near, options.solve.gap), subject.input_sha256)
    report = audit(subject.inputs, plan.tables, plan.cost_usd)
    return Stages(plan, best, report, _costs(plan, best, near), thawed, solution)


def _nearer(solution: Solution, near: Near, gap: float) -> Solution:
    """Return the solution with the nearest plan for the cheapest."""
    bound = near.bound_musd
    is_within = bound is not None and relative_gap(near.cost_musd, bound) <= gap
    end = solution.end
    if end is End.GAP_REACHED and not is_within:
        end = End.NO_PROGRESS
    return replace(solution, end=end, decisions=near.decisions, cost_musd=near.cost_musd, bound_musd=bound)


def _costs(plan: Plan, best: Plan, near: Near) -> Costs:
    kept = near.kept_musd
    return Costs(
        plan_usd=plan.cost_usd,
        best_usd=best.cost_usd,
        kept_usd=None if kept is None or not math.isfinite(kept) else kept * USD_PER_MUSD,
        plan_distance=near.distance,
        best_distance=near.best_distance,
        kept_distance=near.kept_distance,
    )
