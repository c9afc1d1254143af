"""``planner frontier``: cost against another aim."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from planner.cli.family import run_family
from planner.cli.options import CaseName, Changes, EachGap, EachTimeLimit, FamilyFolder, Threads, family_case
from planner.engine.options import SolveOptions
from planner.explore.aims import Against
from planner.explore.frontier import Front, front_family, trace_front
from planner.explore.frontier_report import write_front
from planner.explore.store import open_store
from planner.subject import subject_of


def frontier(
    case: CaseName,
    against: Annotated[Against, typer.Option(help="The aim that cost is held against.")],
    points: Annotated[int, typer.Option(help="Plans, both ends included.")] = 8,
    within: Annotated[
        float, typer.Option(help="Most that a plan may cost more, as a share; inf for no limit.")
    ] = 0.1,
    gw: Annotated[
        float | None,
        typer.Option(help="GW to wait for, time-to-power only; all of the cheapest plan's if left out."),
    ] = None,
    out: FamilyFolder = None,
    gap: EachGap = 0.005,
    time_limit: EachTimeLimit = 60.0,
    threads: Threads = 2,
    changes: Changes = None,
) -> None:
    """Trade cost for another aim: a front of plans, with the price of each step."""
    front = Front(against, points, within, gw)
    loaded, folder = family_case(case, changes, out, f"frontier-{against.value}")
    subject = subject_of(loaded)
    store = open_store(folder, front_family(subject, front))
    options = SolveOptions(gap=gap, seconds=time_limit, threads=threads)
    run_family(
        store,
        lambda progress, tell: trace_front(
            subject, store, front, options=options, progress=progress, tell=tell
        ),
        partial(write_front, subject, store),
    )
