"""``planner simulate``: nights in a row with facts that a seed draws, with stability and without."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.family import ended_like_interrupted
from planner.cli.options import CaseName, Changes, EachGap, EachTimeLimit, FamilyFolder, Threads, family_case
from planner.cli.progress import make_progress
from planner.cli.show import make_table, show
from planner.engine.options import SolveOptions
from planner.exits import ExitCode
from planner.outcome import NoPlanError
from planner.plan.markdown import percent
from planner.plan.text_table import TextTable
from planner.replan.options import Guards, ReplanOptions
from planner.simulate.files import NIGHTS, write_simulation
from planner.simulate.rates import Rates
from planner.simulate.record import NightRecord, Review, SeriesName
from planner.simulate.series import Scenario
from planner.simulate.simulate import simulate as run_simulation
from planner.simulate.summary import nights_table, ratio_text, summarise, summary_table


def simulate(
    case: CaseName,
    nights: Annotated[int, typer.Option(help="Nights.", min=1, max=999)] = 30,
    seed: Annotated[int, typer.Option(help="Where facts come from: the same seed, the same facts.")] = 7,
    every_days: Annotated[int, typer.Option(help="Days from one night to the next.", min=1)] = 12,
    series: Annotated[
        list[SeriesName] | None,
        typer.Option("--only", help="Run this series alone; both where not given.", show_default=False),
    ] = None,
    review: Annotated[
        Review, typer.Option(help="What becomes of plans that guards keep for review.")
    ] = Review.ACCEPT,
    first: Annotated[
        Path | None,
        typer.Option("--from", help="Run folder of the first plan; the case is solved where not given."),
    ] = None,
    out: FamilyFolder = None,
    gap: EachGap = 0.01,
    time_limit: EachTimeLimit = 120.0,
    threads: Threads = 2,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help="The same plans on every run: work is limited, not time.")
    ] = False,
    slack: Annotated[float, typer.Option(help="Most that staying near may cost, as a share.")] = 0.005,
    frozen: Annotated[int, typer.Option(help="Quarters, from the night's, whose orders stay.")] = 1,
    tests: Annotated[int, typer.Option(help="Most solves a night to find reasons.")] = 0,
    most_cost: Annotated[float, typer.Option(help="Most that the cost may move, as a share.")] = 0.05,
    most_capacity: Annotated[float, typer.Option(help="Most that GW of a year may move, as a share.")] = 0.10,
    most_gap: Annotated[float, typer.Option(help="Largest gap that is published.")] = 0.02,
    changes: Changes = None,
) -> None:
    """Re-plan night after night from facts drawn by a seed, with stability and without; see what changes."""
    loaded, folder = family_case(case, changes, out, "simulate")
    scenario = Scenario(loaded, nights, seed, every_days, review, Rates())
    options = ReplanOptions(
        solve=SolveOptions(
            gap=gap, seconds=time_limit, threads=threads, deterministic=deterministic, prices=False
        ),
        slack=slack,
        frozen_quarters=frozen,
        tests=tests,
        guards=Guards(most_cost, most_capacity, most_gap),
    )
    records: list[NightRecord] = []
    names = tuple(dict.fromkeys(series or SeriesName))
    is_whole = False
    with ended_like_interrupted(), suppress(KeyboardInterrupt):
        try:
            with make_progress(sys.stderr) as progress:
                for record in run_simulation(folder, scenario, options, names, first, progress=progress):
                    records.append(record)
                    print(_line(record, nights), file=sys.stderr, flush=True)
        except NoPlanError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(ExitCode.NO_PLAN) from error
        is_whole = True
    if records:
        _show(folder, records)
    if not is_whole:
        show("Stopped before the end; the same command goes on from here.")
    show(f"It is in {folder}; the nights are in {folder / NIGHTS}.csv.")


def _line(record: NightRecord, nights: int) -> str:
    said = f"night {record.night} of {nights}, {record.as_of}, {record.series}: {record.came}"
    share = "" if record.share is None else f", {percent(record.share)} of decisions changed"
    return f"{said}, {len(record.facts)} facts{share}, {record.seconds:.1f} s"


def _show(folder: Path, records: list[NightRecord]) -> None:
    summary = summarise(records)
    _table("Nights", nights_table(records))
    _table("Means", summary_table(summary))
    show(ratio_text(summary))
    write_simulation(folder, records, summary)


def _table(title: str, shown: TextTable) -> None:
    show(make_table(title, shown.header, shown.rows, text_columns=shown.text_columns))
