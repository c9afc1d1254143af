"""How the service is, when each case is due, and how its last nights went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import column, inspect, select, table

from planner.nightly.heartbeat import Heartbeat, read_heartbeat
from planner.nightly.night import KIND
from planner.nightly.service import SCHEDULE
from planner.store import Job, Publication, Store, current, find_jobs


@dataclass(frozen=True)
class CaseStatus:
    """How a case is.

    Parameters
    ----------
    case_id
        The case.
    due_at
        When it is planned again; None where no service knows it.
    jobs
        Its last nights, the last one first.
    published
        Its current plan; None if it has none.
    """

    case_id: str
    due_at: datetime | None
    jobs: tuple[Job, ...]
    published: Publication | None


@dataclass(frozen=True)
class Status:
    """How everything is.

    Parameters
    ----------
    heartbeat
        The last sign of life; None if there was none.
    is_alive
        Whether the service lives.
    cases
        By name.
    """

    heartbeat: Heartbeat | None
    is_alive: bool
    cases: tuple[CaseStatus, ...]


def status_of(store: Store, heartbeat: Path, nights: int = 1) -> Status:
    """Return how the service and its cases are.

    Parameters
    ----------
    nights
        How many of the last nights of each case.

    Raises
    ------
    InputError, BusyError
        If the database refuses.
    """
    beat = read_heartbeat(heartbeat)
    due = _due(store)
    jobs = [job for job in find_jobs(store) if job.kind == KIND]
    names = sorted(due.keys() | {job.case_id for job in jobs})
    cases = tuple(
        CaseStatus(
            name,
            due.get(name),
            tuple(job for job in jobs if job.case_id == name)[:nights],
            current(store, name),
        )
        for name in names
    )
    return Status(beat, beat is not None and beat.is_alive(datetime.now(UTC)), cases)


def _due(store: Store) -> dict[str, datetime | None]:
    schedule = table(SCHEDULE, column("id"), column("next_run_time"))
    with store.reading() as connection:
        if not inspect(connection).has_table(SCHEDULE):
            return {}
        rows = connection.execute(select(schedule)).all()
    return {id_: None if at is None else datetime.fromtimestamp(at, UTC) for id_, at in rows}
