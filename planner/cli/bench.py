"""``planner bench``: our engine beside plain solvers on the same cases, in the same run."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from planner.bench.campaign import Entry, run_campaign
from planner.bench.change import Change
from planner.bench.generate import Recipe, Shape, write_case
from planner.bench.jobs import Contender
from planner.bench.machine import this_machine
from planner.bench.results import CaseResult, Settings
from planner.bench.write import prepare, write_results
from planner.cases import load_case
from planner.cli.bench_tables import LineWatcher, show_results
from planner.problems import InputError, Problem

OUT = Path("reports/bench")
CASES = "us-inference-2030"
SOLVER_GAP = 1e-4
"""The default of HiGHS."""
ONE_PERCENT = 0.01
"""A series, and a start from an earlier plan, ask for the time to 1 % alone."""
RIVALS = {Contender.HIGHS.value: Contender.HIGHS, Contender.SCIP.value: Contender.SCIP}
INSTALL_SCIP = "install it with: pip install 'buildout-planner[bench]'"


def bench(
    cases: Annotated[
        str | None, typer.Option(help=f"Case files or names, by comma; {CASES} where none is given.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(help="highs, scip, both by comma, or none; highs if empty, none in a series or change."),
    ] = None,
    time_limit: Annotated[float, typer.Option(help="Seconds for each contender.", min=1.0)] = 300.0,
    gap: Annotated[
        float | None,
        typer.Option(
            help="Where a contender may stop; 1e-4 if empty, 0.01 in a series or change.", min=0.0, max=1.0
        ),
    ] = None,
    threads: Annotated[int, typer.Option(help="The same for every contender.", min=1, max=64)] = 2,
    sites: Annotated[int | None, typer.Option(help="Draw a case with so many sites.", min=2)] = None,
    series: Annotated[
        str | None, typer.Option(help="Draw a case of each of these sizes, by comma, and fit the growth.")
    ] = None,
    changed: Annotated[
        float | None,
        typer.Option(help="Change this share of the inputs after a first solve, and start from its plan."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of drawn cases and of changes.", min=0)] = 0,
    shape: Annotated[Shape, typer.Option(help="What is hard about drawn cases.")] = Shape.BASE,
    write: Annotated[Path | None, typer.Option(help="Write the drawn case here and stop.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = OUT,
) -> None:
    """Measure our engine, plain solvers and one LP on the same cases, on this machine."""
    sizes = _sizes(series) + ([] if sites is None else [sites])
    recipes = [Recipe(size, seed, shape) for size in sizes]
    if write is not None:
        _write(recipes, write)
        return
    ours_alone = bool(series) or changed is not None
    rivals = _rivals(("none" if ours_alone else "highs") if against is None else against)
    stop = (ONE_PERCENT if ours_alone else SOLVER_GAP) if gap is None else gap
    change = None if changed is None else Change(_share(changed), seed)
    settings = Settings(seconds=time_limit, gap=stop, threads=threads, against=rivals, change=change)
    names = _split(cases) if cases is not None else ([] if recipes else [CASES])
    entries = [Entry(load_case(name).id, name) for name in names]
    prepare(out)
    entries += [_drawn(recipe, out) for recipe in recipes]
    _run(entries, settings, out)


def _run(entries: Sequence[Entry], settings: Settings, out: Path) -> None:
    """Run the benchmark; write and show what was measured, also where it is cut short."""
    machine = this_machine()
    results: tuple[CaseResult, ...] = ()
    with _ended_like_interrupted(), suppress(KeyboardInterrupt):
        for results in run_campaign(entries, settings, LineWatcher(sys.stderr)):
            write_results(out, results, machine)
    show_results(results, machine)
    print(f"The results are in {out}; bench.csv has every column, bench.json the traces too.")


@contextmanager
def _ended_like_interrupted() -> Iterator[None]:
    """Let a polite request to end do what Ctrl-C does: end the contender, keep what was measured."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _drawn(recipe: Recipe, out: Path) -> Entry:
    """Write a drawn case beside the results, where every contender reads it."""
    file = out / f"{recipe.case_id}.yaml"
    write_case(recipe, file)
    return Entry(recipe.case_id, str(file), recipe.sites)


def _write(recipes: Sequence[Recipe], file: Path) -> None:
    if len(recipes) != 1:
        raise InputError([Problem("--write", f"{len(recipes)} drawn cases", "one", "give --sites")])
    write_case(recipes[0], file)
    print(f"{file} is written. Solve it: planner solve {file}")


def _share(changed: float) -> float:
    if not 0 < changed <= 1:
        fix = "0.01 changes one figure in a hundred"
        raise InputError([Problem("--changed", f"{changed:g}", "a share above 0, 1 at most", fix)])
    return changed


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _sizes(text: str | None) -> list[int]:
    parts = _split(text or "")
    wrong = [part for part in parts if not part.isdecimal() or int(part) < 2]
    if wrong:
        fix = "write it like 20,40,80"
        raise InputError([Problem("--series", part, "a number of sites, 2 or more", fix) for part in wrong])
    return [int(part) for part in parts]


def _rivals(text: str) -> tuple[Contender, ...]:
    names = [name for name in _split(text) if name != "none"]
    wrong = [name for name in names if name not in RIVALS]
    if wrong:
        fix = "write it like highs,scip"
        raise InputError([Problem("--against", name, "highs, scip or none", fix) for name in wrong])
    if Contender.SCIP.value in names and find_spec("pyscipopt") is None:
        raise InputError([Problem("--against", "scip", "pyscipopt, which is not installed", INSTALL_SCIP)])
    return tuple(dict.fromkeys(RIVALS[name] for name in names))
