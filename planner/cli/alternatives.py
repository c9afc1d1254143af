"""``planner alternatives``: different plans that cost little more than the cheapest."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from planner.cases import load_case
from planner.cli.family import run_family
from planner.engine.options import SolveOptions
from planner.explore.alternatives import Slack, alternatives_family, check_count, find_alternatives
from planner.explore.alternatives_report import write_alternatives
from planner.explore.store import open_store
from planner.store.places import REPORTS
from planner.subject import subject_of


def alternatives(
    case: Annotated[str, typer.Argument(help="A case file, or the name of a shipped case.")],
    within: Annotated[float, typer.Option(help="Most that a plan may cost more, as a share.")] = 0.02,
    count: Annotated[int, typer.Option(help="Plans beside the cheapest.")] = 10,
    apart: Annotated[float, typer.Option(help="Least distance of two plans, as a share.")] = 0.05,
    out: Annotated[
        Path | None, typer.Option(help="Folder; reports/<case>-alternatives where not given.")
    ] = None,
    gap: Annotated[float, typer.Option(help="Stop each solve at this relative gap.", min=0.0)] = 0.01,
    time_limit: Annotated[float, typer.Option(help="Stop each solve after so many seconds.", min=1.0)] = 60.0,
    threads: Annotated[int, typer.Option(help="Searches side by side.", min=1, max=64)] = 2,
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="path=value: change a key of the case or a cell.")
    ] = None,
) -> None:
    """Find plans that differ in sites, vendors and power, and say what they have in common."""
    slack = Slack(within, apart)
    check_count(count)
    loaded = load_case(case, changes or [])
    subject = subject_of(loaded)
    folder = out or REPORTS / f"{loaded.id}-alternatives"
    store = open_store(folder, alternatives_family(subject, slack))
    options = SolveOptions(gap=gap, seconds=time_limit, threads=threads)
    run_family(
        store,
        lambda progress, tell: find_alternatives(
            subject, store, slack, count, options=options, progress=progress, tell=tell
        ),
        partial(write_alternatives, subject, store),
    )
