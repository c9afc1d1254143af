"""``planner why``: what limits a plan, and what more of each limit would save."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.show import make_table, show
from planner.engine.options import SolveOptions
from planner.plan import Run, decided, read_run
from planner.plan.markdown import money
from planner.problems import InputError, Problem
from planner.subject import Subject, subject_of_run
from planner.why.check import Checked, check_prices
from planner.why.meanings import sentence, step_of
from planner.why.price_run import explain, price_run
from planner.why.priced_limit import PricedLimit
from planner.why.summary import NOTE
from planner.why.table import NAME, limits_of

MOST_SHOWN = 20


def why(
    run: Annotated[Path, typer.Argument(help="Run folder that a solve wrote.")],
    show_most: Annotated[int, typer.Option("--show", help="Most limits to list.", min=1)] = MOST_SHOWN,
    check: Annotated[
        int, typer.Option("--check-prices", help="Solve again with each of so many changes made.", min=0)
    ] = 0,
    gap: Annotated[float, typer.Option(help="Gap of the solves that check.", min=0.0, max=1.0)] = 1e-4,
    time_limit: Annotated[
        float, typer.Option(help="Longest time of each of them, seconds.", min=1.0)
    ] = 300.0,
) -> None:
    """Say what more of each limit would save, and check it by solving again."""
    published = read_run(run)
    subject = subject_of_run(published)
    options = SolveOptions(gap=gap, seconds=time_limit)
    limits = _limits(run, published, subject, options)
    shown = [limit for limit in limits if limit.is_limit][:show_most]
    for limit in shown:
        print(f"{sentence(limit)}.")
    print(NOTE if shown else "No limit has a price.")
    if check and shown:
        decisions = decided(subject.inputs, published.plan.tables)
        _print_checked(list(check_prices(subject.inputs, decisions, shown[:check], options)))


def _limits(run: Path, published: Run, subject: Subject, options: SolveOptions) -> tuple[PricedLimit, ...]:
    """Return the prices of a run: as it has them, or worked out anew for an older one."""
    tables = published.plan.tables
    if NAME in published.more_tables:
        return limits_of(published.more_tables[NAME])
    priced = price_run(subject.inputs, decided(subject.inputs, tables), options)
    if priced is None:
        fix = "give it more with --time-limit"
        raise InputError([Problem(str(run), "no prices in time", "prices of its limits", fix)])
    return explain(subject.inputs, tables, priced)


def _print_checked(checked: list[Checked]) -> None:
    header = ["change", "outcome", "priced", "linear", "saved", "at least", "at most"]
    rows = [
        [
            step_of(one.limit),
            one.verdict,
            money(one.limit.saving_usd),
            "-" if one.linear_usd is None else money(one.linear_usd),
            "-" if one.saved_usd is None else money(one.saved_usd),
            money(one.least_usd),
            money(one.most_usd),
        ]
        for one in checked
    ]
    caption = (
        "Linear: saved with the plan's sites, racks and units in fractions. Saved: by the best plans "
        "found, and between the last two for certain."
    )
    show(make_table("Prices beside the truth", header, rows, text_columns=2, caption=caption))
