"""A re-plan: today's inputs, two stages, the changes with their reasons, and whether it may be published."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from planner.cases import Case
from planner.compare import DecisionChange, ShareChanged
from planner.engine.progress import Progress
from planner.engine.trace import point_text
from planner.plan import Run
from planner.replan.book import BOOK
from planner.replan.changes import Cause, Reasoned, by_weight, plan_changes, plan_share
from planner.replan.fact import Told, quarter_of
from planner.replan.guards import Verdict, judge
from planner.replan.move import Move, Moved
from planner.replan.options import ReplanOptions
from planner.replan.reasons import find_reasons
from planner.replan.stages import Stages, run_stages
from planner.starts import relaxation_of, with_start


class Outcome(StrEnum):
    """What comes of a re-plan."""

    CHANGED = "a new plan"
    NOTHING_CHANGED = "nothing changed"
    KEPT = "kept for review"


@dataclass(frozen=True)
class Replan:
    """A re-plan.

    Parameters
    ----------
    outcome
        Whether the new plan may be published, is the published one, or needs a person.
    run
        What its run folder holds; the plan, its inputs, and the book for the next night.
    moved
        Today's case, and which facts were new.
    stages
        Both plans, and what they cost.
    changes
        What it changes, each with its reason.
    share, share_without
        Share of the decisions that changed, and the share had the cheapest plan been taken.
    verdicts
        What each guard found.
    solves
        Solves that reasons took, beside the two stages.
    cancellation_share
        Part of what is not yet paid that a cancellation costs.
    """

    outcome: Outcome
    run: Run
    moved: Moved
    stages: Stages
    changes: tuple[Reasoned, ...]
    share: ShareChanged
    share_without: ShareChanged
    verdicts: tuple[Verdict, ...]
    solves: int
    cancellation_share: float

    @property
    def has_news(self) -> bool:
        """Whether the book has something the published plan does not know."""
        return bool(self.moved.told or self.moved.ordered)


def replan(
    case: Case,
    facts: Sequence[Told],
    as_of: datetime.date,
    published: Run,
    options: ReplanOptions | None = None,
    *,
    progress: Progress | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Replan:
    """Plan again from a published plan and what has happened since.

    Nothing is written. The same arguments give the same changes as far as the solver's clock allows.

    Parameters
    ----------
    case
        The case as its file has it.
    facts
        What is known; facts that the published plan knows already are skipped.
    as_of
        Today.
    published
        The plan that holds.
    options
        Limits, slack, frozen window, guards.
    progress
        Who is told how the main solve goes.
    tell
        Who is told what begins, a sentence each.

    Raises
    ------
    InputError
        If a fact, the case or the published plan cannot be used; every reason is listed.
    NoPlanError
        If there is no plan.
    KeyboardInterrupt
        If a search was interrupted.
    """
    options = options or ReplanOptions()
    move = Move(case, published, as_of, options.cancellation_share)
    moved = move.with_facts(facts)
    tell(f"{len(moved.told)} new facts, {len(moved.ordered)} lots ordered since the published plan")
    night = _Night(move, moved, options, tell)
    stages = run_stages(moved, relaxation_of(published), options, progress)
    changes = plan_changes(published.plan, stages.plan)
    reasons = find_reasons(changes, moved.told, night.without, night.otherwise, options.tests)
    verdicts = judge(
        published.plan,
        stages.plan,
        stages.report,
        cost_before_usd=night.cost_before_usd(stages),
        case=moved.case,
        book=moved.book,
        as_of=as_of,
        inputs_date=options.inputs_date,
        guards=options.guards,
    )
    return Replan(
        outcome=_outcome(verdicts, changes),
        run=_run(moved, stages, published),
        moved=moved,
        stages=stages,
        changes=tuple(by_weight(reasons.changes)),
        share=plan_share(published.plan, stages.plan),
        share_without=plan_share(published.plan, stages.best),
        verdicts=verdicts,
        solves=night.solves,
        cancellation_share=options.cancellation_share,
    )


def _outcome(verdicts: Sequence[Verdict], changes: Sequence[DecisionChange]) -> Outcome:
    if not all(verdict.holds for verdict in verdicts):
        return Outcome.KEPT
    return Outcome.CHANGED if changes else Outcome.NOTHING_CHANGED


@dataclass
class _Night:
    """Solves of the same night without some of its facts."""

    move: Move
    moved: Moved
    options: ReplanOptions
    tell: Callable[[str], None]
    solves: int = 0
    bare: Stages | None = None
    """Without any of its facts, once that was solved."""

    def without(self, facts: tuple[Told, ...]) -> Sequence[DecisionChange]:
        """Return the changes without some facts."""
        return plan_changes(self.move.published.plan, self._solve(facts).plan)

    def _solve(self, facts: tuple[Told, ...]) -> Stages:
        self.solves += 1
        self.tell(f"without {len(facts)} of {len(self.moved.told)} facts")
        moved = self.move.without(self.moved, facts)
        stages = run_stages(moved, relaxation_of(self.move.published), self.options)
        if len(facts) == len(self.moved.told):
            self.bare = stages
        return stages

    @property
    def otherwise(self) -> Cause:
        """What caused the changes that no fact caused."""
        published = self.move.published.plan.input_sha256
        bare = self.moved if not self.moved.told else self.move.without(self.moved, self.moved.told)
        if bare.subject.input_sha256 == published:
            return Cause.SEARCH
        known = self.move.known.as_of or None
        is_later = self.move.today > (self.move.inputs.today if known is None else quarter_of(known))
        return Cause.CLOCK if self.moved.ordered or is_later else Cause.CASE

    def cost_before_usd(self, stages: Stages) -> float:
        """Return the cost of the published plan on the ledger of today.

        What was ordered is paid for and in no cost any more. Where something was, the published decisions are
        costed again without the new facts.
        """
        if not self.moved.ordered:
            return self.move.published.plan.cost_usd
        if self.moved.told and self.bare is None:
            self._solve(self.moved.told)
        bare = stages if self.bare is None else self.bare
        return bare.costs.plan_usd if bare.costs.kept_usd is None else bare.costs.kept_usd


def _run(moved: Moved, stages: Stages, published: Run) -> Run:
    lines = [
        *moved.subject.notes,
        *(f"fact: {told.text} ({told.where})" for told in moved.told),
        *(f"ordered: {lot.name}" for lot in moved.ordered),
        *(point_text(point) for point in stages.solution.trace),
        f"ended: {stages.solution.end.value} after {stages.solution.seconds:.1f} s",
        f"audit: {stages.report.summary()}",
    ]
    log = "\n".join(lines) + "\n"
    run = moved.subject.run(stages.plan, stages.report, log, stages.solution.trace)
    run = with_start(run, stages.solution.relaxation or relaxation_of(published))
    return _with_book(run, moved)


def _with_book(run: Run, moved: Moved) -> Run:
    return replace(run, extras={**run.extras, BOOK: moved.book.to_bytes()})
