"""Publications: which plan is the current one of its case, and which were before it."""

from __future__ import annotations

import getpass
import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from planner.problems import InputError, Problem
from planner.store.contents import files_of
from planner.store.files import RunFiles, read_files
from planner.store.leases import Lease, check_held
from planner.store.problems import SupersededError
from planner.store.runs import put_run
from planner.store.schema import PUBLICATIONS
from planner.store.sound import check_sound
from planner.store.store import Store, clock


@dataclass(frozen=True)
class Publication:
    """A plan that was made the current one of its case.

    Parameters
    ----------
    case_id
        The case.
    number
        1 for its first publication, and so on.
    run_id
        The run.
    published_at, published_by
        When, and by whom, as user@host.
    note
        Why, in words; may be empty.
    """

    case_id: str
    number: int
    run_id: str
    published_at: datetime
    published_by: str
    note: str


def publish(
    store: Store, run: Path | RunFiles, held: Lease, *, replaces: str | None, note: str = ""
) -> Publication:
    """Make a run the current plan of its case, or leave the current one as it is.

    Its audit is done again first, from its tables. Then a copy that no solve writes to is put into the
    archive, and last, in one transaction, the run is recorded with its files and made the current one.
    Whatever ends the process, the current plan is whole, and the same call again does the rest.

    Parameters
    ----------
    run
        Run folder, or its files.
    held
        Lease of the case.
    replaces
        Id of the run that is current as far as the caller knows; None if there is none. A run that is current
        already stays so.
    note
        Why, in words.

    Raises
    ------
    InputError
        If the run cannot be read, is of another case than the lease, or the disk or database refuses.
    UnsoundRunError
        If the plan fails its audit.
    SupersededError
        If another plan is current than the one to be replaced.
    LeaseLostError, BusyError
        If the lease is lost, or the database is locked.
    """
    files = run if isinstance(run, RunFiles) else read_files(run)
    case_id = str(files.plan["case"])
    if case_id != held.case_id:
        found, expected = f"a run of the case {case_id}", f"one of {held.case_id}, whose lease is held"
        raise InputError([Problem(f"run {files.run_id}", found, expected, "name another run")])
    folder = store.archive.keep(case_id, files, check=check_sound)
    with store.writing() as connection:
        check_held(connection, held)
        latest = _latest(connection, case_id)
        if latest is not None and latest.run_id == files.run_id:
            return latest
        _check_replaces(case_id, latest, replaces)
        put_run(connection, files, folder if isinstance(run, RunFiles) else run)
        made = Publication(
            case_id=case_id,
            number=1 if latest is None else latest.number + 1,
            run_id=files.run_id,
            published_at=clock(connection),
            published_by=f"{getpass.getuser()}@{socket.gethostname()}",
            note=note,
        )
        connection.execute(insert(PUBLICATIONS).values(**vars(made)))
    return made


def current(store: Store, case_id: str) -> Publication | None:
    """Return the publication of the current plan of a case; None if it has none.

    Raises
    ------
    InputError, BusyError
        If the database refuses.
    """
    with store.reading() as connection:
        return _latest(connection, case_id)


def publications(store: Store, case_id: str | None = None) -> tuple[Publication, ...]:
    """Return all publications of a case, or of all cases, in their order.

    Raises
    ------
    InputError, BusyError
        If the database refuses.
    """
    query = select(PUBLICATIONS).order_by(PUBLICATIONS.c.case_id, PUBLICATIONS.c.number)
    if case_id is not None:
        query = query.where(PUBLICATIONS.c.case_id == case_id)
    with store.reading() as connection:
        return tuple(map(_publication, connection.execute(query).all()))


def folder_of(store: Store, publication: Publication) -> Path:
    """Return a folder with the run of a publication, whole: from the archive, or else from the database.

    Raises
    ------
    InputError
        If neither has it, as for an earlier plan that was pruned; or if the disk or database refuses.
    BusyError
        If the database is locked.
    """
    case_id, run_id = publication.case_id, publication.run_id
    if store.archive.holds(case_id, run_id):
        return store.archive.place(case_id, run_id)
    return store.archive.keep(case_id, files_of(store, run_id))


def _check_replaces(case_id: str, latest: Publication | None, replaces: str | None) -> None:
    found = None if latest is None else latest.run_id
    if found != replaces:
        now = "there is none" if latest is None else f"it is run {found}, by {latest.published_by}"
        expected = (
            "no plan was to be the current one" if replaces is None else f"run {replaces} was to be replaced"
        )
        raise SupersededError(
            f"{case_id}: {expected}, and now {now}; look at that plan first, then publish again"
        )


def _latest(connection: Connection, case_id: str) -> Publication | None:
    query = (
        select(PUBLICATIONS)
        .where(PUBLICATIONS.c.case_id == case_id)
        .order_by(PUBLICATIONS.c.number.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _publication(row)


def _publication(row: Row[Any]) -> Publication:
    return Publication(**row._mapping)
