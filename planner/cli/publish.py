"""``planner publish``: a run becomes the current plan of its case."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.audit import MOST_SHOWN
from planner.cli.store import Database, NamedRun, opened, run_files
from planner.exits import ExitCode
from planner.store import RunFiles, UnsoundRunError, current, folder_of, lease, read_files
from planner.store import publish as publish_run

NONE = "none"


def publish(
    run: NamedRun,
    instead_of: Annotated[
        str | None,
        typer.Option(help="Id of the run to be replaced, or none: refused if another is current by now."),
    ] = None,
    note: Annotated[str, typer.Option(help="Why, in words; kept with the publication.")] = "",
    database: Database = None,
) -> None:
    """Make a run the current plan of its case, after its audit is done again."""
    # A first publication makes the database; a run that is named by its id needs one.
    store = opened(database, create=Path(run).is_dir())
    store.check()
    named = run_files(store, run)
    files = named if isinstance(named, RunFiles) else read_files(named)
    with lease(store, str(files.plan["case"])) as held:
        before = current(store, held.case_id)
        replaces = (None if before is None else before.run_id) if instead_of is None else _given(instead_of)
        try:
            made = publish_run(store, named, held, replaces=replaces, note=note)
        except UnsoundRunError as error:
            for violation in error.report.violations[:MOST_SHOWN]:
                print(violation)
            print(error, file=sys.stderr)
            raise typer.Exit(ExitCode.VIOLATIONS) from error
    if before == made:
        print(f"Run {made.run_id} is the current plan of {made.case_id} already.")
    else:
        was = "the first" if before is None else f"instead of run {before.run_id}"
        print(f"Run {made.run_id} is now the current plan of {made.case_id}, {was}.")
    print(f"It is kept in {folder_of(store, made)}.")


def _given(instead_of: str) -> str | None:
    return None if instead_of == NONE else instead_of
