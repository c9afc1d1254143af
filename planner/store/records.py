"""Runs that are recorded, as values, and how they are looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, func, select, tuple_

from planner.plan.plan import PlanStatus
from planner.problems import InputError, Problem
from planner.store.schema import PUBLICATIONS, RUN_FILES, RUNS, TAGS
from planner.store.store import Store

_OWN_COLUMNS = (
    "run_id",
    "case_id",
    "input_sha256",
    "folder",
    "host",
    "recorded_at",
    "cost_usd",
    "gap",
    "plan_json",
)
LEAST_DIGITS = 4
"""Of the beginning of a run's id, where that is enough to tell it."""


@dataclass(frozen=True)
class RunRecord:
    """A run that is recorded.

    Parameters
    ----------
    run_id
        Hash of all its files.
    case_id
        The case it is for.
    input_sha256
        Hash of its frozen inputs.
    folder, host
        Where it was when it was recorded; another run may be there by now.
    recorded_at
        When it was first recorded.
    status
        How the search ended.
    cost_usd
        Present value.
    gap
        None where nothing was proved.
    plan_json
        What plan.json says.
    tags
        In alphabetical order.
    has_files
        Whether its files are kept.
    publications
        How often it was made the current plan.
    is_current
        Whether it is the current plan of its case.
    """

    run_id: str
    case_id: str
    input_sha256: str
    folder: str
    host: str
    recorded_at: datetime
    status: PlanStatus
    cost_usd: float
    gap: float | None
    plan_json: str
    tags: tuple[str, ...]
    has_files: bool
    publications: int
    is_current: bool


@dataclass(frozen=True)
class RunFilter:
    """Which runs are meant: those for which all that is given holds.

    Parameters
    ----------
    case_id, tag, status
        Of the run.
    since
        Recorded then or later.
    is_published
        Whether it was ever made the current plan.
    """

    case_id: str | None = None
    tag: str | None = None
    status: PlanStatus | None = None
    since: datetime | None = None
    is_published: bool | None = None


def find_runs(
    store: Store, wanted: RunFilter | None = None, most: int | None = None
) -> tuple[RunRecord, ...]:
    """Return the runs that a filter lets through, those recorded last first.

    Parameters
    ----------
    most
        How many at most; None for all.

    Raises
    ------
    InputError, BusyError
        If the database refuses.
    """
    with store.reading() as connection:
        return find(connection, wanted or RunFilter(), most)


def find(connection: Connection, wanted: RunFilter, most: int | None = None) -> tuple[RunRecord, ...]:
    """Return what `find_runs` does, within a transaction."""
    query = _filtered(select(RUNS), wanted).order_by(RUNS.c.recorded_at.desc(), RUNS.c.run_id)
    rows = connection.execute(query.limit(most)).all()
    return _records(connection, rows)


def get_run(store: Store, named: str) -> RunRecord:
    """Return the run that an id, or the beginning of one, names.

    Raises
    ------
    InputError, BusyError
        If there is none, or more than one; or if the database refuses.
    """
    with store.reading() as connection:
        return record_of(connection, run_id_of(connection, named))


def run_id_of(connection: Connection, named: str) -> str:
    """Return the id of the run that an id, or the beginning of one, names.

    Raises
    ------
    InputError
        If there is none, or more than one.
    """
    long_enough = len(named) >= LEAST_DIGITS
    query = select(RUNS.c.run_id).where(RUNS.c.run_id.startswith(named, autoescape=True)).limit(3)
    found = connection.scalars(query).all() if long_enough else []
    if len(found) == 1:
        return str(found[0])
    said = f"{named!r}, " + (f"which begins {', '.join(found)}" if found else "of no run that is recorded")
    expected = f"the id of a run, or {LEAST_DIGITS} digits and more that begin one alone"
    raise InputError([Problem("run", said, expected, "planner runs lists them")])


def record_of(connection: Connection, run_id: str) -> RunRecord:
    """Return a run that is recorded, by its full id, within a transaction."""
    rows = connection.execute(select(RUNS).where(RUNS.c.run_id == run_id)).all()
    (record,) = _records(connection, rows)
    return record


def _records(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[RunRecord, ...]:
    """Return runs with what other tables say about them: a query for each table, not for each run."""
    ids = [row.run_id for row in rows]
    tags = _tags(connection, ids)
    with_files = set(
        connection.scalars(select(RUN_FILES.c.run_id).where(RUN_FILES.c.run_id.in_(ids)).distinct())
    )
    published = _times_published(connection, ids)
    current = _current(connection)
    return tuple(
        RunRecord(
            **{name: row._mapping[name] for name in _OWN_COLUMNS},
            status=PlanStatus(row.status),
            tags=tags[row.run_id],
            has_files=row.run_id in with_files,
            publications=published.get(row.run_id, 0),
            is_current=row.run_id in current,
        )
        for row in rows
    )


def _tags(connection: Connection, ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    query = select(TAGS.c.run_id, TAGS.c.tag).where(TAGS.c.run_id.in_(ids)).order_by(TAGS.c.tag)
    for run_id, tag in connection.execute(query):
        found[run_id] += (tag,)
    return found


def _times_published(connection: Connection, ids: Sequence[str]) -> Mapping[str, int]:
    run_id = PUBLICATIONS.c.run_id
    query = select(run_id, func.count().label("times")).where(run_id.in_(ids)).group_by(run_id)
    return {row.run_id: row.times for row in connection.execute(query)}


def _current(connection: Connection) -> set[str]:
    latest = select(PUBLICATIONS.c.case_id, func.max(PUBLICATIONS.c.number)).group_by(PUBLICATIONS.c.case_id)
    key = tuple_(PUBLICATIONS.c.case_id, PUBLICATIONS.c.number)
    return set(connection.scalars(select(PUBLICATIONS.c.run_id).where(key.in_(latest))))


def _filtered(query: Select[tuple[object, ...]], wanted: RunFilter) -> Select[tuple[object, ...]]:
    published = exists().where(PUBLICATIONS.c.run_id == RUNS.c.run_id)
    if wanted.case_id is not None:
        query = query.where(RUNS.c.case_id == wanted.case_id)
    if wanted.tag is not None:
        query = query.where(exists().where(TAGS.c.run_id == RUNS.c.run_id, TAGS.c.tag == wanted.tag))
    if wanted.status is not None:
        query = query.where(RUNS.c.status == wanted.status.value)
    if wanted.since is not None:
        query = query.where(RUNS.c.recorded_at >= wanted.since)
    if wanted.is_published is not None:
        query = query.where(published if wanted.is_published else ~published)
    return query
