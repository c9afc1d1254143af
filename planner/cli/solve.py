"""``planner solve``: from a case, or from an earlier run, to an audited run folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from planner import api
from planner.cases import load_case
from planner.cli.progress import make_progress
from planner.cli.store import Database
from planner.engine.options import Method, SolveOptions
from planner.exits import ExitCode
from planner.outcome import NoPlanError
from planner.problems import BusyError, InputError, Problem
from planner.store import open_store, record_run, store_place
from planner.store.places import DATABASE_VARIABLE, REPORTS


def solve(
    case: Annotated[
        str | None, typer.Argument(help="A case file, or the name of a shipped case; none with --resume.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Run folder; reports/<case> where not given.", show_default=False)
    ] = None,
    gap: Annotated[float, typer.Option(help="Stop at this relative gap.", min=0.0, max=1.0)] = 0.01,
    time_limit: Annotated[float, typer.Option(help="Stop after so many seconds.", min=1.0)] = 300.0,
    threads: Annotated[int, typer.Option(help="Searches side by side.", min=1, max=64)] = 2,
    method: Annotated[Method, typer.Option(help="How; monolith is plain branch and bound.")] = Method.AUTO,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help="The same plan on every run: work is limited, not time.")
    ] = False,
    memory_limit: Annotated[
        float | None, typer.Option(help="Most memory of the solver, MB; the best plan stays.", min=100.0)
    ] = None,
    resume: Annotated[
        Path | None, typer.Option(help="Go on from the plan of this run folder, with its inputs.")
    ] = None,
    earlier: Annotated[
        Path | None, typer.Option("--from", help="Start from the plan of this run of an earlier state.")
    ] = None,
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="path=value: change a key of the case or a cell.")
    ] = None,
    database: Database = None,
) -> None:
    """Find the cheapest plan of a case, audit it and write it to a run folder."""
    options = SolveOptions(
        gap=gap,
        seconds=time_limit,
        threads=threads,
        method=method,
        deterministic=deterministic,
        memory_mb=memory_limit,
    )
    try:
        solved = _solve(case, changes or [], resume, earlier, out, options)
    except NoPlanError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(ExitCode.NO_PLAN) from error
    print(solved.summary)
    print(f"The solve ended: {solved.solution.end.value}.")
    folder = solved.folder or REPORTS
    print(f"The run is in {folder}; open {folder / 'report.html'} first.")
    if database or os.environ.get(DATABASE_VARIABLE) or folder.parent == REPORTS:
        _record(folder, database)


def _record(folder: Path, database: str | None) -> None:
    """Record a run. One that cannot be recorded is a run all the same, and may be recorded later."""
    try:
        print(f"It is recorded as run {record_run(open_store(store_place(database)), folder).run_id}.")
    except (InputError, BusyError) as error:
        print(f"The run is not recorded; later: planner runs add {folder}\n{error}", file=sys.stderr)


def _solve(
    case: str | None,
    changes: list[str],
    run: Path | None,
    earlier: Path | None,
    out: Path | None,
    options: SolveOptions,
) -> api.Solved:
    if run is not None:
        if case is not None or changes or earlier is not None:
            fix = "leave the case, --set and --from out: a run has its inputs; or give the case and --from"
            raise InputError([Problem("--resume", "a run and a case, --set or --from", "a run alone", fix)])
        with make_progress(sys.stderr) as progress:
            return api.resume(run, options=options, out=out, progress=progress)
    if case is None:
        fix = "name one: planner cases lists those that ship"
        raise InputError([Problem("planner solve", "no case", "a case, or --resume and a run", fix)])
    loaded = load_case(case, changes)
    folder = out or REPORTS / loaded.id
    with make_progress(sys.stderr) as progress:
        return api.solve(
            loaded, options=options, out=folder, progress=progress, tell=_to_stderr, earlier=earlier
        )


def _to_stderr(note: str) -> None:
    print(note, file=sys.stderr)
