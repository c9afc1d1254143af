"""``planner alternatives``: different plans that cost little more than the cheapest."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from planner.cli.family import run_family
from planner.cli.options import CaseName, Changes, EachGap, EachTimeLimit, FamilyFolder, Threads, family_case
from planner.engine.options import SolveOptions
from planner.explore.alternatives import Slack, alternatives_family, check_count, find_alternatives
from planner.explore.alternatives_report import write_alternatives
from planner.explore.store import open_store
from planner.subject import subject_of


def alternatives(
    case: CaseName,
    within: Annotated[float, typer.Option(help="Most that a plan may cost more, as a share.")] = 0.02,
    count: Annotated[int, typer.Option(help="Plans beside the cheapest.")] = 10,
    apart: Annotated[float, typer.Option(help="Least distance of two plans, as a share.")] = 0.05,
    out: FamilyFolder = None,
    gap: EachGap = 0.01,
    time_limit: EachTimeLimit = 60.0,
    threads: Threads = 2,
    changes: Changes = None,
) -> None:
    """Find plans that differ in sites, vendors and power, and say what they have in common."""
    slack = Slack(within, apart)
    check_count(count)
    loaded, folder = family_case(case, changes, out, "alternatives")
    subject = subject_of(loaded)
    store = open_store(folder, alternatives_family(subject, slack))
    options = SolveOptions(gap=gap, seconds=time_limit, threads=threads)
    run_family(
        store,
        lambda progress, tell: find_alternatives(
            subject, store, slack, count, options=options, progress=progress, tell=tell
        ),
        partial(write_alternatives, subject, store),
    )
