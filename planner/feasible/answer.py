"""Can it be done? From targets to what conflicts, when they can be met, how much of them, and what helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from pyomo.common.errors import InfeasibleConstraintException

from buildout.inputs import Inputs
from planner.feasible.changes import cheapest_sets
from planner.feasible.check import Checked, check_set
from planner.feasible.conflict import Conflict, find_conflict
from planner.feasible.dates import Earliest, find_earliest
from planner.feasible.elastic import Elastic, build_elastic
from planner.feasible.hopeless import hopeless, kept_by_none
from planner.feasible.loosen import find_limits
from planner.feasible.prices import Premiums
from planner.feasible.probe import Part, Question, Verdict, largest_part, near, possible
from planner.feasible.steps import Steps, Tell, nobody
from planner.feasible.target import Demanded, Requirement, Target, demanded
from planner.problems import InputError

PART_SECONDS = 8.0
"""The largest part in whole numbers is mostly found at once; its last ten-thousandth may take hours."""


@dataclass(frozen=True)
class FeasibleOptions:
    """How thoroughly to look.

    Parameters
    ----------
    sets
        Sets of changes to find.
    whole_seconds
        Limit of each solve in whole numbers.
    premiums
        What loosening costs.
    """

    sets: int = 3
    whole_seconds: float = 15.0
    premiums: Premiums = field(default_factory=Premiums)


@dataclass(frozen=True)
class Answer:
    """What was found out about some targets, or about the promises of a case where there is no target.

    Parameters
    ----------
    inputs, targets, requirements
        What was asked; the requirements are numbered in ``conflict``.
    verdict
        Whether all of it is possible.
    part
        The largest part that can be served by the dates: a plan in whole numbers serves ``found``, none more
        than ``most``. Below 0 where other promises conflict even if nothing of it is served.
    conflict
        What conflicts; None where all is possible.
    earliest
        When all of it can be served.
    sets
        Sets of changes that make it possible, the cheapest first, each checked.
    is_plausible
        Whether the sets keep to what is held plausible; False where nothing plausible is enough, and limits
        are loosened further.
    seconds
        Time of each step.
    """

    inputs: Inputs
    targets: tuple[Target, ...]
    requirements: tuple[Requirement, ...]
    verdict: Verdict
    part: Part
    conflict: Conflict | None
    earliest: Earliest
    sets: tuple[Checked, ...]
    is_plausible: bool
    seconds: dict[str, float]

    @property
    def is_met(self) -> bool:
        """Whether a plan in whole numbers was found that does all that is asked."""
        return self.verdict is Verdict.YES


def answer(
    inputs: Inputs,
    targets: Sequence[Target] = (),
    *,
    options: FeasibleOptions | None = None,
    tell: Tell | None = None,
) -> Answer:
    """Find out whether targets can be met, what conflicts, and what would help.

    Streams that are no target and may fall short give way; every other promise of the case is kept.

    Parameters
    ----------
    inputs
        The case.
    targets
        What is to be served; none asks for the case's own promises.
    options
        How thoroughly to look; the defaults where None.
    tell
        Who is told of each step that begins.

    Raises
    ------
    InputError
        If a target does not suit the case.
    """
    options, steps = options or FeasibleOptions(), Steps(tell or nobody)
    steps.begin("building the elastic model")
    asked = demanded(inputs, targets)
    try:
        elastic = build_elastic(asked, find_limits(asked.inputs, options.premiums))
    except InfeasibleConstraintException as error:
        raise InputError(hopeless(inputs, options.premiums)) from error
    question = Question(np.zeros(len(elastic.limits), dtype=bool), asked.starts())
    steps.begin("looking whether it is possible")
    first = near(elastic, asked.inputs, question)
    verdict = Verdict.NO
    if not largest_part(first, question).is_impossible:
        first, verdict = elastic, possible(elastic, question, seconds=options.whole_seconds)
    is_met = verdict is Verdict.YES
    steps.begin("largest part")
    part = _largest((first, elastic), question, is_met=is_met, options=options)
    steps.begin("first date")
    earliest = find_earliest(elastic, asked.inputs, question, is_met=is_met, seconds=options.whole_seconds)
    conflict: Conflict | None = None
    sets: tuple[Checked, ...] = ()
    is_plausible = True
    if verdict in {Verdict.NO, Verdict.NOT_WHOLE}:
        steps.begin("what conflicts")
        conflict = find_conflict(first, question)
        steps.begin("sets of changes")
        if first is not elastic:
            # What is early must last until it would have come anyway: a year more covers most lead times.
            first = near(elastic, asked.inputs, question, more_years=1)
        sets, is_plausible = _sets(asked, (first, elastic), question, options, steps, verdict)
    steps.end()
    return Answer(
        inputs,
        asked.targets,
        asked.requirements,
        verdict,
        part,
        conflict,
        earliest,
        sets,
        is_plausible,
        steps.seconds,
    )


def conflict_of(inputs: Inputs) -> tuple[Conflict, Demanded] | None:
    """Return what contradicts in a case by itself; None where nothing does, or it was not decided."""
    asked = demanded(inputs, ())
    try:
        elastic = build_elastic(asked, find_limits(asked.inputs, Premiums()))
    except InfeasibleConstraintException:
        return Conflict(kept_by_none(inputs, Premiums()), (), (), is_irreducible=True), asked
    question = Question(np.zeros(len(elastic.limits), dtype=bool), ())
    if possible(elastic, question, seconds=FeasibleOptions().whole_seconds) in {
        Verdict.YES,
        Verdict.OPEN,
    }:
        return None
    return find_conflict(elastic, question), asked


def _largest(
    models: tuple[Elastic, Elastic], question: Question, *, is_met: bool, options: FeasibleOptions
) -> Part:
    if is_met:
        return Part(1.0, 1.0, None)
    first, full = models
    relaxed = largest_part(first, question)
    whole = largest_part(full, question, whole_seconds=min(PART_SECONDS, options.whole_seconds))
    return replace(whole, most=min(whole.most, relaxed.most), x=None)


def _sets(
    asked: Demanded,
    models: tuple[Elastic, Elastic],
    question: Question,
    options: FeasibleOptions,
    steps: Steps,
    verdict: Verdict,
) -> tuple[tuple[Checked, ...], bool]:
    """Return sets of changes, checked; beyond the plausible only where nothing plausible is enough.

    They are searched for in the first model, which may end early, and in the second, which does not, where a
    check shows that later periods ask for more.
    """
    elastic, full = models
    for is_plausible in (True, False):
        found = cheapest_sets(
            asked.inputs,
            elastic,
            replace(question, plausible=is_plausible),
            count=options.sets,
            seconds=options.whole_seconds,
            whole_only=verdict is Verdict.NOT_WHOLE,
        )
        if found:
            steps.begin("checking the sets")
            checked = [check_set(asked, question, some, seconds=options.whole_seconds) for some in found]
            fails = any(some.with_it in {Verdict.NO, Verdict.NOT_WHOLE} for some in checked)
            if fails and elastic is not full:
                steps.begin("sets of changes, later periods included")
                return _sets(asked, (full, full), question, options, steps, verdict)
            return tuple(checked), is_plausible
    return (), False
