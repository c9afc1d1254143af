"""``planner solve``: from a case to an audited run folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from planner import api
from planner.cases import load_case
from planner.cli.exits import ExitCode
from planner.cli.progress import make_progress
from planner.engine.driver import SolveOptions

REPORTS = Path("reports")


def solve(
    case: Annotated[str, typer.Argument(help="A case file, or the name of a shipped case.")],
    out: Annotated[
        Path | None, typer.Option(help="Run folder; reports/<case> where not given.", show_default=False)
    ] = None,
    gap: Annotated[float, typer.Option(help="Stop at this relative gap.", min=0.0, max=1.0)] = 0.01,
    time_limit: Annotated[float, typer.Option(help="Stop after so many seconds.", min=1.0)] = 300.0,
    threads: Annotated[int, typer.Option(help="Searches side by side.", min=1, max=64)] = 2,
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="path=value: change a key of the case or a cell.")
    ] = None,
) -> None:
    """Find the cheapest plan of a case, audit it and write it to a run folder."""
    loaded = load_case(case, changes or ())
    folder = out or REPORTS / loaded.id
    options = SolveOptions(gap=gap, seconds=time_limit, threads=threads)
    try:
        with make_progress(sys.stderr) as progress:
            solved = api.solve(loaded, options=options, out=folder, progress=progress, tell=_to_stderr)
    except api.NoPlanError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(ExitCode.NO_PLAN) from error
    print(solved.summary)
    print(f"The solve ended: {solved.solution.end.value}.")
    print(f"The run is in {folder}; read {folder / 'summary.md'} first.")


def _to_stderr(note: str) -> None:
    print(note, file=sys.stderr)
