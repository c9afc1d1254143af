"""The published plans of a case, in the order in which they were the current one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from planner.plan import Run, read_run
from planner.problems import InputError, Problem
from planner.replan.book import Book, book_of
from planner.store import Publication, Store, folder_of, publications


@dataclass(frozen=True)
class Published:
    """A published plan.

    Parameters
    ----------
    publication
        When it was published, and why.
    run
        Its files.
    book
        What was known beyond the case's file.
    """

    publication: Publication
    run: Run
    book: Book

    @property
    def number(self) -> int:
        """1 for the first publication of its case."""
        return self.publication.number

    @property
    def as_of(self) -> datetime.date:
        """Today, when it was planned; the day of its publication where no re-plan made it."""
        return self.book.as_of or self.publication.published_at.date()


@dataclass(frozen=True)
class PastPlans:
    """The published plans of a case whose files are still kept, and the numbers of those pruned."""

    plans: tuple[Published, ...]
    pruned: tuple[int, ...]


def past_plans(store: Store, case_id: str) -> PastPlans:
    """Return the published plans of a case.

    Raises
    ------
    InputError
        If the case has none, or the database or the disk refuses.
    BusyError
        If the database is locked.
    """
    made = publications(store, case_id)
    if not made:
        fix = "publish a plan: planner publish RUN"
        raise InputError([Problem(f"case {case_id}", "no published plan", "at least one", fix)])
    plans, pruned = [], []
    for one in made:
        try:
            run = read_run(folder_of(store, one))
        except InputError:
            if one is made[-1]:
                raise
            pruned.append(one.number)
        else:
            plans.append(Published(one, run, book_of(run)))
    return PastPlans(tuple(plans), tuple(pruned))
