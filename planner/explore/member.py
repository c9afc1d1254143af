"""One solve of a family: from a subject to an audited run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from buildout.money import USD_PER_MUSD
from planner.audit import audit
from planner.engine.driver import End, SolveOptions, Start, solve_inputs
from planner.engine.options import Formulation
from planner.engine.progress import Progress
from planner.engine.trace import point_text
from planner.explore.family import Member
from planner.outcome import NoPlanError, plan_of
from planner.plan import Run, decided
from planner.reduce import reduce_inputs
from planner.starts import relaxation_of, with_start
from planner.subject import Subject


@dataclass(frozen=True)
class Question:
    """A problem other than the cheapest plan of the inputs.

    Parameters
    ----------
    formulate
        Builds it, in the solver's process. It is asked of the whole inputs: what reductions leave out is
        of no use to the cheapest plan, but may be to this one.
    bound_usd
        No plan of the inputs costs less, as proved by an earlier solve. None where the cost is that of a
        plan and only fewer plans are allowed, so that what this solve proves holds.
    """

    formulate: Formulation
    bound_usd: float | None = None


@dataclass(frozen=True)
class Answer:
    """What a solve of a family found: a run, and what its audit says."""

    run: Run
    audit: str

    def member(self, member_id: str, label: str, figures: Mapping[str, float]) -> Member:
        """Return its line of the manifest."""
        plan = self.run.plan
        return Member(
            member_id=member_id,
            label=label,
            input_sha256=plan.input_sha256,
            cost_usd=plan.cost_usd,
            bound_usd=plan.bound_usd if math.isfinite(plan.bound_usd) else None,
            seconds=plan.seconds,
            audit=self.audit,
            figures=figures,
        )


def answer(
    subject: Subject,
    options: SolveOptions,
    progress: Progress,
    *,
    start: Start | None = None,
    question: Question | None = None,
) -> Answer:
    """Solve for a member of a family, and audit its plan.

    Parameters
    ----------
    subject
        The inputs.
    options
        Gap and limits of the solve.
    progress
        Who is told on the way.
    start
        The plan to start from; its bound must hold for what is asked.
    question
        What is asked; the cheapest plan where None.

    Raises
    ------
    KeyboardInterrupt
        If the solve was interrupted: the member is not complete.
    NoPlanError
        If there is no plan, or it fails its audit.
    """
    options = replace(options, prices=False)  # nobody asks what limits are worth here
    if question is None:
        solution = solve_inputs(reduce_inputs(subject.inputs).inputs, options, progress, start)
    else:
        solution = solve_inputs(subject.inputs, options, progress, start, question.formulate)
    if solution.end is End.INTERRUPTED:
        raise KeyboardInterrupt
    if solution.decisions is None and solution.end is not End.CONTRADICTION:
        raise NoPlanError(f"no plan was found: {solution.end.value}; give each solve more time")
    if question is not None and question.bound_usd is not None:
        solution = replace(solution, bound_musd=question.bound_usd / USD_PER_MUSD)
    plan = plan_of(subject.inputs, solution, subject.input_sha256)
    report = audit(subject.inputs, plan.tables, plan.cost_usd)
    if not report.is_clean:
        raise NoPlanError(f"a plan fails its audit, which is a bug: please report it ({report.summary()})")
    lines = [*(point_text(point) for point in solution.trace), f"ended: {solution.end.value}"]
    log = "\n".join([*lines, f"audit: {report.summary()}"]) + "\n"
    run = with_start(subject.run(plan, report, log, solution.trace), solution.relaxation)
    return Answer(run, report.summary())


def start_of(subject: Subject, run: Run, *, with_bound: bool) -> Start:
    """Return where another solve starts: at the plan and the relaxation of a run.

    Its bound is taken along where that holds for the other solve too.
    """
    bound_usd = run.plan.bound_usd
    bound = bound_usd / USD_PER_MUSD if with_bound and math.isfinite(bound_usd) else None
    return Start(decided(subject.inputs, run.plan.tables), bound, relaxation_of(run))
