"""Recording runs and tagging them."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from planner.plan.folder import PLAN
from planner.plan.plan import PlanStatus
from planner.store.contents import has_files, put_files
from planner.store.files import RunFiles, read_files
from planner.store.records import RunRecord, record_of, run_id_of
from planner.store.schema import RUNS, TAGS
from planner.store.store import Store, clock


def record_run(store: Store, folder: Path) -> RunRecord:
    """Record a run folder with all its files; one that is recorded already stays as it is.

    Raises
    ------
    InputError, BusyError
        If it is no run folder, or the database refuses; nothing is recorded then.
    """
    files = read_files(folder)
    with store.writing() as connection:
        put_run(connection, files, folder)
        return record_of(connection, files.run_id)


def put_run(connection: Connection, files: RunFiles, folder: Path) -> None:
    """Record a run within a transaction of a writer, unless it is recorded with its files."""
    run_id, plan = files.run_id, files.plan
    if connection.scalar(select(RUNS.c.run_id).where(RUNS.c.run_id == run_id)) is None:
        connection.execute(
            insert(RUNS).values(
                run_id=run_id,
                case_id=plan["case"],
                input_sha256=plan["input_sha256"],
                folder=str(folder.resolve()),
                host=socket.gethostname(),
                recorded_at=clock(connection),
                status=PlanStatus(plan["status"]).value,
                cost_usd=plan["cost_usd"],
                gap=plan["gap"],
                plan_json=files.files[PLAN].decode(),
            )
        )
    if not has_files(connection, run_id):
        put_files(connection, files)


def tag_run(store: Store, named: str, tags: Iterable[str], *, remove: bool = False) -> RunRecord:
    """Tag a run, or take tags from it; return it as it is then.

    Parameters
    ----------
    named
        Its id, or the beginning of it.

    Raises
    ------
    InputError, BusyError
        If there is no such run, or the database refuses.
    """
    wanted = {tag.strip() for tag in tags} - {""}
    with store.writing() as connection:
        run_id = run_id_of(connection, named)
        of_run = TAGS.c.run_id == run_id
        present = set(connection.scalars(select(TAGS.c.tag).where(of_run)))
        if remove:
            connection.execute(delete(TAGS).where(of_run, TAGS.c.tag.in_(wanted)))
        elif wanted - present:
            rows = [{"run_id": run_id, "tag": tag} for tag in sorted(wanted - present)]
            connection.execute(insert(TAGS), rows)
        return record_of(connection, run_id)
