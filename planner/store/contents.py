"""What is in the files of runs, each content once, under its hash."""

from __future__ import annotations

import zlib

from sqlalchemy import Connection, delete, exists, func, insert, select

from planner.problems import InputError, Problem
from planner.store.files import RunFiles
from planner.store.schema import CONTENTS, RUN_FILES
from planner.store.store import Store


def files_of(store: Store, run_id: str) -> RunFiles:
    """Return the files of a run as they were recorded, wherever its folder is by now.

    Raises
    ------
    InputError, BusyError
        If they are not kept or not whole, or the database refuses.
    """
    query = (
        select(RUN_FILES.c.path, CONTENTS.c.zlib)
        .join(CONTENTS, CONTENTS.c.sha256 == RUN_FILES.c.sha256)
        .where(RUN_FILES.c.run_id == run_id)
    )
    with store.reading() as connection:
        rows = connection.execute(query).all()
    try:
        files = RunFiles({path: zlib.decompress(packed) for path, packed in rows})
    except zlib.error as error:
        raise _no_files(run_id, f"contents that are damaged ({error})") from error
    if not rows or files.run_id != run_id:
        raise _no_files(run_id, "contents of another hash" if rows else "none: it was pruned")
    return files


def content_of(store: Store, sha256: str) -> bytes:
    """Return a content by its hash, such as the inputs of a run.

    Raises
    ------
    InputError, BusyError
        If it is not kept, or the database refuses.
    """
    with store.reading() as connection:
        packed = connection.scalar(select(CONTENTS.c.zlib).where(CONTENTS.c.sha256 == sha256))
    if packed is None:
        raise InputError(
            [Problem(f"content {sha256[:12]}", "none", "a content that is kept", "record its run")]
        )
    return zlib.decompress(packed)


def has_files(connection: Connection, run_id: str) -> bool:
    """Return whether the files of a run are kept, within a transaction."""
    return bool(connection.scalar(select(exists().where(RUN_FILES.c.run_id == run_id))))


def put_files(connection: Connection, files: RunFiles) -> None:
    """Keep the files of a run that is recorded, within a transaction of a writer."""
    _put_contents(connection, files)
    rows = [{"run_id": files.run_id, "path": path, "sha256": sha256} for path, sha256 in files.sha256.items()]
    connection.execute(insert(RUN_FILES), rows)


def drop_files(connection: Connection, run_ids: list[str]) -> int:
    """Forget the files of runs, and every content that no run has any more; return the bytes of these.

    The bytes are those before compression.
    """
    connection.execute(delete(RUN_FILES).where(RUN_FILES.c.run_id.in_(run_ids)))
    unused = ~exists().where(RUN_FILES.c.sha256 == CONTENTS.c.sha256)
    size = connection.scalar(select(func.coalesce(func.sum(CONTENTS.c.size_bytes), 0)).where(unused))
    connection.execute(delete(CONTENTS).where(unused))
    return int(size or 0)


def _put_contents(connection: Connection, files: RunFiles) -> None:
    wanted = {files.sha256[path]: content for path, content in files.files.items()}
    known = select(CONTENTS.c.sha256).where(CONTENTS.c.sha256.in_(wanted))
    for sha256 in connection.scalars(known):
        del wanted[sha256]
    rows = [
        {"sha256": sha256, "size_bytes": len(content), "zlib": zlib.compress(content)}
        for sha256, content in wanted.items()
    ]
    if rows:
        connection.execute(insert(CONTENTS), rows)


def _no_files(run_id: str, found: str) -> InputError:
    fix = "record its folder again: planner runs add FOLDER"
    return InputError([Problem(f"files of run {run_id}", found, "the files that were recorded", fix)])
