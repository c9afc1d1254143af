"""Pruning: runs that nobody needs are forgotten, the current plan never."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete

from planner.store.contents import drop_files
from planner.store.records import RunFilter, RunRecord, find
from planner.store.schema import RUNS
from planner.store.store import Store


@dataclass(frozen=True)
class PruneRule:
    """Which runs are forgotten: those to which none of what keeps a run applies.

    The current plan of a case is always kept, and so is a run with a tag.

    Parameters
    ----------
    case_id
        Prune the runs of this case alone; None for all.
    keep_last
        So many runs of each case, the last ones recorded, are kept.
    since
        Runs recorded then or later are kept; None for none.
    past_plans
        Whether runs that were once the current plan may be pruned too. Only their files are: what was
        published when, at what cost, stays known.
    """

    case_id: str | None = None
    keep_last: int = 10
    since: datetime | None = None
    past_plans: bool = False

    def __post_init__(self) -> None:
        if self.keep_last < 0:
            raise ValueError(f"{self.keep_last} runs cannot be kept")


@dataclass(frozen=True)
class Pruned:
    """What was forgotten.

    Parameters
    ----------
    runs
        The runs, as they were before.
    freed_bytes
        Size of the contents that no run has any more, before compression.
    """

    runs: tuple[RunRecord, ...]
    freed_bytes: int


def to_prune(store: Store, rule: PruneRule) -> tuple[RunRecord, ...]:
    """Return the runs that `prune` would forget now.

    Raises
    ------
    InputError, BusyError
        If the database refuses.
    """
    with store.reading() as connection:
        return _chosen(connection, rule)


def prune(store: Store, rule: PruneRule) -> Pruned:
    """Forget runs: first in the database, in one transaction, then in the archive. Own run folders stay.

    Raises
    ------
    InputError, BusyError
        If the disk or the database refuses.
    """
    with store.writing() as connection:
        runs = _chosen(connection, rule)
        freed = drop_files(connection, [run.run_id for run in runs])
        unpublished = [run.run_id for run in runs if not run.publications]
        connection.execute(delete(RUNS).where(RUNS.c.run_id.in_(unpublished)))
    for run in runs:
        store.archive.drop(run.case_id, run.run_id)
    return Pruned(runs, freed)


def _chosen(connection: Connection, rule: PruneRule) -> tuple[RunRecord, ...]:
    seen: Counter[str] = Counter()
    chosen: list[RunRecord] = []
    for run in find(connection, RunFilter(case_id=rule.case_id)):
        seen[run.case_id] += 1
        is_old = seen[run.case_id] > rule.keep_last and (rule.since is None or run.recorded_at < rule.since)
        may_go = run.has_files and not run.is_current and not run.tags
        if is_old and may_go and (rule.past_plans or not run.publications):
            chosen.append(run)
    return tuple(chosen)
