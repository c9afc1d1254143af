"""One night: the published plan is read, planned again, and replaced where nothing speaks against it.

The run folder is written first, whole or not at all. Then one transaction of the store makes it the current
plan, if the one it was made from still is. Whatever ends the process in between, the current plan is whole
and the same night can be run again.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from planner.cases import Case
from planner.engine.progress import Progress
from planner.plan import Run, check_writable, read_run, write_run
from planner.problems import InputError, Problem
from planner.replan.fact import Told
from planner.replan.options import ReplanOptions
from planner.replan.page import replan_page, replan_workbook
from planner.replan.replan import Outcome, Replan, replan
from planner.replan.words import headline
from planner.report.files import with_report
from planner.store import (
    Publication,
    Store,
    UnsoundRunError,
    current,
    folder_of,
    lease,
    publish,
    record_run,
    tag_run,
)

PAGE, WORKBOOK = "replan.html", "replan.xlsx"
"""Files of the run folder of a re-plan."""
REVIEW = "review"
"""Tag of a run that waits for a person."""


@dataclass(frozen=True)
class Night:
    """What came of a night.

    Parameters
    ----------
    replan
        The re-plan.
    outcome
        As the re-plan's; kept where the store would not publish it.
    folder
        Its run folder.
    published
        The publication, where there was one: also where no decision changed, but the book did.
    """

    replan: Replan
    outcome: Outcome
    folder: Path
    published: Publication | None


def run_night(
    store: Store,
    case: Case,
    facts: Sequence[Told],
    as_of: datetime.date,
    out: Path,
    options: ReplanOptions | None = None,
    *,
    progress: Progress | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Night:
    """Plan again from the current plan of a case, and publish what may be.

    Parameters
    ----------
    store
        Has the current plan.
    case
        The case as its file has it.
    facts
        What is known.
    as_of
        Today.
    out
        Run folder to write.
    options
        Of the re-plan.
    progress, tell
        Who is told on the way.

    Raises
    ------
    InputError
        If the case has no current plan, or anything cannot be used or written; every reason is listed.
    BusyError
        If another works on the case, or has published a plan meanwhile.
    NoPlanError
        If there is no plan.
    KeyboardInterrupt
        If it was interrupted: nothing is published.
    """
    check_writable(out)
    with lease(store, case.id) as held:
        before = current(store, case.id)
        if before is None:
            fix = "solve it and publish the run: planner publish RUN"
            raise InputError([Problem(f"case {case.id}", "no published plan", "a plan to start from", fix)])
        made = replan(
            case, facts, as_of, read_run(folder_of(store, before)), options, progress=progress, tell=tell
        )
        write_run(out, _whole(made))
        if made.outcome is Outcome.KEPT:
            tag_run(store, record_run(store, out).run_id, [REVIEW])
            return Night(made, made.outcome, out, None)
        if made.outcome is Outcome.NOTHING_CHANGED and not made.has_news:
            return Night(made, made.outcome, out, None)
        try:
            done = publish(store, out, held, replaces=before.run_id, note=headline(made))
        except UnsoundRunError:
            tag_run(store, record_run(store, out).run_id, [REVIEW])
            return Night(made, Outcome.KEPT, out, None)
        return Night(made, made.outcome, out, done)


def _whole(made: Replan) -> Run:
    """Return the run with its pages."""
    run = with_report(made.run, made.stages.report)
    pages = {PAGE: replan_page(made), WORKBOOK: replan_workbook(made)}
    return replace(run, extras={**run.extras, **pages})
