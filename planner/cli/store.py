"""What the commands share that use the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.problems import InputError, Problem
from planner.store import RunFiles, Store, files_of, get_run, open_store, read_files, store_place

Database = Annotated[
    str | None,
    typer.Option(
        help="File or URL of the database; $PLANNER_DATABASE or reports/planner.db where not given.",
        show_default=False,
    ),
]
NamedRun = Annotated[str, typer.Argument(metavar="RUN", help="Id of a run, its beginning, or a run folder.")]


def opened(database: str | None, *, create: bool = False) -> Store:
    """Open the store that a user names."""
    return open_store(store_place(database), create=create)


def run_id(store: Store, named: str) -> str:
    """Return the id of the run that a user names, by its folder or by digits."""
    return read_files(Path(named)).run_id if Path(named).is_dir() else get_run(store, named).run_id


def run_files(store: Store, named: str) -> Path | RunFiles:
    """Return the folder that a user names, or the files of the run of that id."""
    if Path(named).is_dir():
        return Path(named)
    if Path(named).exists():
        raise InputError([Problem(named, "a file", "a run folder, or the id of a run", "name another")])
    return files_of(store, get_run(store, named).run_id)
