"""``planner replan``: the published plan plus what has happened, changed as little as it must."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Annotated

import typer

from planner.cases import load_case
from planner.cli.family import ended_like_interrupted
from planner.cli.progress import make_progress
from planner.cli.show import make_table, show
from planner.cli.store import Database, opened
from planner.engine.options import SolveOptions
from planner.exits import ExitCode
from planner.outcome import NoPlanError
from planner.plan.text_table import TextTable
from planner.problems import InputError, Problem
from planner.replan.facts_file import read_facts
from planner.replan.night import PAGE, Night, run_night
from planner.replan.options import Guards, ReplanOptions
from planner.replan.page import tested_text
from planner.replan.replan import Outcome
from planner.replan.words import changes_table, costs_table, guards_table, headline, ordered_table
from planner.store.places import REPORTS

MOST_SHOWN = 30
EXITS = {
    Outcome.CHANGED: ExitCode.DONE,
    Outcome.NOTHING_CHANGED: ExitCode.NOTHING_CHANGED,
    Outcome.KEPT: ExitCode.KEPT,
}


def replan(
    case: Annotated[str, typer.Argument(help="A case file, or the name of a shipped case.")],
    facts: Annotated[
        Path | None, typer.Option(help="What has happened: a .yaml, .csv or .xlsx file.", show_default=False)
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Today, as 2026-11-24; the clock's where not given.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Run folder; reports/<case>-replan where not given.")
    ] = None,
    gap: Annotated[float, typer.Option(help="Stop at this relative gap.", min=0.0, max=1.0)] = 0.01,
    time_limit: Annotated[
        float, typer.Option(help="Stop each solve after so many seconds.", min=1.0)
    ] = 300.0,
    threads: Annotated[int, typer.Option(help="Searches side by side.", min=1, max=64)] = 2,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help="The same plan on every run: work is limited, not time.")
    ] = False,
    slack: Annotated[float, typer.Option(help="Most that staying near may cost, as a share.")] = 0.005,
    frozen: Annotated[int, typer.Option(help="Quarters, from this one, whose orders stay.")] = 1,
    tests: Annotated[int, typer.Option(help="Most solves to find reasons.")] = 12,
    cancellation_share: Annotated[
        float, typer.Option(help="Part of what is not yet paid that a cancellation costs.")
    ] = 0.2,
    most_cost: Annotated[float, typer.Option(help="Most that the cost may move, as a share.")] = 0.05,
    most_capacity: Annotated[float, typer.Option(help="Most that GW of a year may move, as a share.")] = 0.10,
    most_gap: Annotated[float, typer.Option(help="Largest gap that is published.")] = 0.02,
    most_days: Annotated[
        int | None, typer.Option(help="Most days since the newest figure.", show_default=False)
    ] = None,
    protect: Annotated[
        list[str] | None, typer.Option(help="A stream that may not fall short by more than it did.")
    ] = None,
    database: Database = None,
) -> None:
    """Plan again from the published plan and what has happened, and publish what nothing speaks against."""
    loaded = load_case(case)
    options = ReplanOptions(
        solve=SolveOptions(
            gap=gap, seconds=time_limit, threads=threads, deterministic=deterministic, prices=False
        ),
        slack=slack,
        frozen_quarters=frozen,
        tests=tests,
        cancellation_share=cancellation_share,
        guards=Guards(most_cost, most_capacity, most_gap, most_days, tuple(protect or ())),
        inputs_date=datetime.date.fromtimestamp(loaded.path.stat().st_mtime),
    )
    told = () if facts is None else read_facts(facts)
    folder = out or REPORTS / f"{loaded.id}-replan"
    try:
        with ended_like_interrupted(), make_progress(sys.stderr) as progress:
            night = run_night(
                opened(database), loaded, told, _day(as_of), folder, options, progress=progress, tell=_tell
            )
    except NoPlanError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(ExitCode.NO_PLAN) from error
    _show(night)
    raise typer.Exit(EXITS[night.outcome])


def _day(text: str | None) -> datetime.date:
    if text is None:
        return datetime.datetime.now().astimezone().date()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise InputError([Problem("--as-of", text, "a day like 2026-11-24", "correct it")]) from error


def _show(night: Night) -> None:
    made = night.replan
    show(headline(made))
    if made.changes:
        _table("Changes", changes_table(made, MOST_SHOWN))
        left = len(made.changes) - MOST_SHOWN
        show(f"And {left} more, in {night.folder / PAGE}." if left > 0 else tested_text(made))
    if made.moved.ordered:
        _table("Ordered since the published plan", ordered_table(made))
    _table("Costs", costs_table(made))
    _table("Guards", guards_table(made))
    if night.published is not None:
        show(f"Published as run {night.published.run_id}.")
    show(f"The run is in {night.folder}; open {night.folder / PAGE} first.")


def _table(title: str, shown: TextTable) -> None:
    show(make_table(title, shown.header, shown.rows, text_columns=shown.text_columns))


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
