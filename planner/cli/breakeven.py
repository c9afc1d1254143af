"""``planner breakeven``: at which price a chip, a power option or a site enters the plan, or leaves it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from buildout.money import USD_PER_MUSD
from planner.cli.show import make_table, show
from planner.engine.options import SolveOptions
from planner.engine.prices import NoPricesError
from planner.plan import decided, read_run, write_run
from planner.plan.markdown import number
from planner.problems import InputError, Problem
from planner.subject import subject_of_run
from planner.why.break_even import BreakEven, Thing
from planner.why.break_even_run import break_evens, check_whole
from planner.why.break_even_table import NAME, break_even_frame


def breakeven(
    run: Annotated[Path, typer.Argument(help="Run folder that a solve wrote.")],
    chips: Annotated[bool, typer.Option("--chips", help="Prices of chips.")] = False,
    power: Annotated[bool, typer.Option("--power", help="Prices of power options.")] = False,
    sites: Annotated[bool, typer.Option("--sites", help="Opening costs of sites.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Solve the whole case again 2 % below and above each.")
    ] = False,
    gap: Annotated[float, typer.Option(help="Gap of the solves that check.", min=0.0, max=1.0)] = 1e-4,
    time_limit: Annotated[
        float, typer.Option(help="Longest time of each of them, seconds.", min=1.0)
    ] = 300.0,
) -> None:
    """Find the price up to which chips, power and sites are worth buying; all of them if none is named."""
    published = read_run(run)
    inputs = subject_of_run(published).inputs
    decisions = decided(inputs, published.plan.tables)
    chosen = {Thing.CHIP: chips, Thing.POWER: power, Thing.SITE: sites}
    things = [thing for thing, is_chosen in chosen.items() if is_chosen] or list(Thing)
    options = SolveOptions(gap=gap, seconds=time_limit)
    found: list[BreakEven] = []
    try:
        for one in break_evens(inputs, decisions, things, options):
            found.append(check_whole(inputs, decisions, one, options) if check else one)
            print(f"{len(found):,} {one.thing} {one.name}", file=sys.stderr)
    except NoPricesError as error:
        fix = "give it more with --time-limit, or solve the case again"
        raise InputError([Problem(str(run), str(error), "a plan with prices around it", fix)]) from error
    tables = {**published.more_tables, NAME: break_even_frame(found)}
    write_run(run, replace(published, more_tables=tables))
    found.sort(key=lambda one: (one.thing, abs(one.change)))
    _print(found)


def _print(found: list[BreakEven]) -> None:
    header = ["what", "name", "now", "break-even", "change", "MW bought", "MW below", "linear", "whole"]
    rows = [
        [
            one.thing,
            one.name,
            number(one.price_usd / USD_PER_MUSD),
            "-" if one.break_even_usd is None else number(one.break_even_usd / USD_PER_MUSD),
            "-" if one.break_even_usd is None else f"{100 * one.change:+,.0f} %",
            number(one.bought_mw),
            number(one.mw_below),
            one.linear_holds,
            one.whole_holds,
        ]
        for one in found
    ]
    caption = "Million USD per MW, of sites million USD. Holds with the plan's other sites and halls."
    show(make_table("Break-even prices", header, rows, text_columns=2, caption=caption))
