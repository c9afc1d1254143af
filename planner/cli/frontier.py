"""``planner frontier``: cost against another aim."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from planner.cases import load_case
from planner.cli.family import run_family
from planner.engine.options import SolveOptions
from planner.explore.aims import Against
from planner.explore.frontier import Front, front_family, trace_front
from planner.explore.frontier_report import write_front
from planner.explore.store import open_store
from planner.store.places import REPORTS
from planner.subject import subject_of


def frontier(
    case: Annotated[str, typer.Argument(help="A case file, or the name of a shipped case.")],
    against: Annotated[Against, typer.Option(help="The aim that cost is held against.")],
    points: Annotated[int, typer.Option(help="Plans, both ends included.")] = 8,
    within: Annotated[
        float, typer.Option(help="Most that a plan may cost more, as a share; inf for no limit.")
    ] = 0.1,
    gw: Annotated[
        float | None,
        typer.Option(help="GW to wait for, time-to-power only; all of the cheapest plan's if left out."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder; reports/<case>-frontier-<aim> where not given.")
    ] = None,
    gap: Annotated[float, typer.Option(help="Stop each solve at this relative gap.", min=0.0)] = 0.005,
    time_limit: Annotated[float, typer.Option(help="Stop each solve after so many seconds.", min=1.0)] = 60.0,
    threads: Annotated[int, typer.Option(help="Searches side by side.", min=1, max=64)] = 2,
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="path=value: change a key of the case or a cell.")
    ] = None,
) -> None:
    """Trade cost for another aim: a front of plans, with the price of each step."""
    front = Front(against, points, within, gw)
    loaded = load_case(case, changes or [])
    subject = subject_of(loaded)
    folder = out or REPORTS / f"{loaded.id}-frontier-{against.value}"
    store = open_store(folder, front_family(subject, front))
    options = SolveOptions(gap=gap, seconds=time_limit, threads=threads)
    run_family(
        store,
        lambda progress, tell: trace_front(
            subject, store, front, options=options, progress=progress, tell=tell
        ),
        partial(write_front, subject, store),
    )
