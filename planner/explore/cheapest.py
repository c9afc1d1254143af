"""The first member of a family: the cheapest plan of the case."""

from __future__ import annotations

from collections.abc import Callable

from planner.engine.driver import SolveOptions
from planner.engine.progress import Progress
from planner.explore.member import answer
from planner.explore.store import Store
from planner.plan import Run
from planner.subject import Subject

CHEAPEST = "00"


def cheapest_member(
    subject: Subject,
    store: Store,
    options: SolveOptions,
    progress: Progress,
    tell: Callable[[str], None],
) -> Run:
    """Return the cheapest plan: the store's, or one that is solved for now and added.

    Raises
    ------
    InputError
        If the folder cannot be read or written.
    NoPlanError
        If there is no plan.
    KeyboardInterrupt
        If the solve was interrupted.
    """
    if store.family.members:
        return store.run_of(store.family.members[0])
    tell("the cheapest plan")
    found = answer(subject, options, progress)
    store.add(found.member(CHEAPEST, "the cheapest plan", {}), found.run)
    return found.run
