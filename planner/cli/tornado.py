"""``planner tornado``: the inputs that move cost and plan most."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from planner.cli.family import ended_like_interrupted
from planner.cli.options import CaseName, Changes, EachGap, EachTimeLimit, FamilyFolder, Workers, family_case
from planner.cli.progress import make_progress
from planner.cli.show import make_table, show
from planner.engine.options import SolveOptions
from planner.exits import ExitCode
from planner.explore.tornado import By, Tornado, TornadoOptions
from planner.explore.tornado import tornado as run_tornado
from planner.explore.tornado.figure import Side
from planner.explore.tornado.summary import WITHIN, signed
from planner.outcome import NoPlanError
from planner.plan.markdown import money, percent

HEADER = ("", "input", "low", "high", "change at low", "change at high", "plan changed", "")
NOT_SOLVED = "none; see summary.md"


def tornado(
    case: CaseName,
    out: FamilyFolder = None,
    top: Annotated[int, typer.Option(help="Solve for the inputs with the largest estimates.", min=0)] = 12,
    by: Annotated[By, typer.Option(help="Vary a field of all entities, or each figure.")] = By.GROUP,
    ranges: Annotated[
        list[str] | None, typer.Option("--range", help="path=low:high: a range of your own.")
    ] = None,
    inputs: Annotated[
        list[str] | None, typer.Option("--input", help="Solve for this input of inputs.csv too.")
    ] = None,
    gap: EachGap = 0.005,
    time_limit: EachTimeLimit = 180.0,
    workers: Workers = 2,
    changes: Changes = None,
) -> None:
    """Set inputs to their low and high ends, one at a time, and rank them by what they move."""
    loaded, folder = family_case(case, changes, out, "tornado")
    options = TornadoOptions(top, by, tuple(ranges or ()), tuple(inputs or ()), workers)
    solving = SolveOptions(gap=gap, seconds=time_limit)
    try:
        with ended_like_interrupted(), make_progress(sys.stderr) as progress:
            found = run_tornado(loaded, options, solving, folder, progress=progress, tell=_to_stderr)
    except NoPlanError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(ExitCode.NO_PLAN) from error
    except KeyboardInterrupt:
        print(f"Stopped before the end; the same command goes on from here. What was found is in {folder}.")
        raise typer.Exit(ExitCode.DONE) from None
    _show(found)


def _show(found: Tornado) -> None:
    result = found.result
    rows = [
        (
            str(rank),
            f"{bar.uncertainty.label}{' *' if bar.uncertainty.is_own else ''}",
            *(bar.uncertainty.text(side) for side in Side),
            *(signed(bar.effects[s].change_usd) if s in bar.effects else NOT_SOLVED for s in Side),
            percent(bar.plan_change, 0),
            WITHIN if bar.effects and bar.is_within_gap else "",
        )
        for rank, bar in enumerate(result.bars, 1)
    ]
    caption = "* at least half of the figures are own assumptions"
    title = f"{result.case_id}: {money(result.base.cost_usd)} as planned"
    show(make_table(title, HEADER, rows, text_columns=4, caption=caption))
    print(f"The result is in {found.folder}; read {found.folder / 'summary.md'} first.")


def _to_stderr(note: str) -> None:
    print(note, file=sys.stderr, flush=True)
