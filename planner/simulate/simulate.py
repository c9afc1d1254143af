"""A simulation: both series of nights from one first plan, night by night; it goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from buildout.quarters import quarter_label
from planner.api import solve
from planner.engine.progress import Progress
from planner.explore.files import refusals, write_whole
from planner.plan import read_run
from planner.problems import InputError, Problem
from planner.replan.fact import quarter_of
from planner.replan.options import ReplanOptions
from planner.simulate.record import NightRecord, SeriesName
from planner.simulate.series import Scenario, Series

SETTINGS, FIRST = "simulation.json", "first"
_FREE_TO_CHANGE = ("nights",)
"""Settings that may differ when a simulation goes on."""


def simulate(
    folder: Path,
    scenario: Scenario,
    options: ReplanOptions,
    series: Sequence[SeriesName] = tuple(SeriesName),
    first: Path | None = None,
    *,
    progress: Progress | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[NightRecord]:
    """Yield what comes of each night as it ends: those that were run before first, then the others.

    Parameters
    ----------
    folder
        Where it is kept; what is there already is gone on from.
    scenario
        The nights and what happens in them.
    options
        Of the re-plans; the series that is planned anew has them too, but for staying near.
    series
        Which series to run.
    first
        Run folder of the first plan; without, the case is solved.
    progress, tell
        Who is told on the way.

    Raises
    ------
    InputError
        If the case, the first plan or the folder cannot be used, or the folder has another simulation.
    NoPlanError
        If the case has no plan to begin with.
    KeyboardInterrupt
        If it was interrupted: the nights that ended are kept.
    """
    _check_days(scenario)
    with refusals(folder):
        folder.mkdir(parents=True, exist_ok=True)
    _check_same(folder, scenario, options)
    plan = _first_plan(folder, scenario, options, first, progress, tell)
    by_name = {
        name: Series(
            folder / name, name, scenario, replace(options, stays_near=name is SeriesName.STABLE), plan
        )
        for name in series
    }
    for name in by_name:
        yield from by_name[name].records[: scenario.nights]
    done = {name: len(one.records) for name, one in by_name.items()}
    for night in range(1, scenario.nights + 1):
        for name, one in by_name.items():
            if night > done[name]:
                yield one.next_night(progress, tell)


def _check_days(scenario: Scenario) -> None:
    last, end = scenario.day(scenario.nights), scenario.case.horizon.last
    if quarter_of(last) > end:
        expected = f"a last night by {quarter_label(end)}, where the case ends"
        fix = "simulate fewer nights, or fewer days from one to the next: --every-days"
        raise InputError([Problem("--nights", f"a last night on {last}", expected, fix)])


def _check_same(folder: Path, scenario: Scenario, options: ReplanOptions) -> None:
    """Check that a folder has no other simulation, and note which one it has."""
    asked = _settings(scenario, options)
    file = folder / SETTINGS
    if file.exists():
        found = json.loads(file.read_bytes())
        differ = [name for name in asked if name not in _FREE_TO_CHANGE and found.get(name) != asked[name]]
        if differ:
            fix = "give it as it was, or another folder with --out"
            raise InputError(
                [
                    Problem(f"{file}: {name}", repr(asked[name]), f"{found.get(name)!r}, as it began", fix)
                    for name in differ
                ]
            )
    write_whole(file, json.dumps(asked, indent=1).encode())


def _settings(scenario: Scenario, options: ReplanOptions) -> dict[str, Any]:
    case = hashlib.sha256(scenario.case.model_dump_json().encode()).hexdigest()
    return {
        "case": scenario.case.id,
        "case_sha256": case,
        "nights": scenario.nights,
        "seed": scenario.seed,
        "days": scenario.days,
        "review": scenario.review,
        "rates": str(scenario.rates),
        "gap": options.solve.gap,
        "seconds": options.solve.seconds,
        "slack": options.slack,
        "frozen_quarters": options.frozen_quarters,
        "tests": options.tests,
    }


def _first_plan(
    folder: Path,
    scenario: Scenario,
    options: ReplanOptions,
    first: Path | None,
    progress: Progress | None,
    tell: Callable[[str], None],
) -> Path:
    """Return the run folder of the first plan, solved for where there is none."""
    case = scenario.case
    if first is not None:
        found = read_run(first).plan.case_id
        if found != case.id:
            fix = "name another run, or leave it away: the case is solved then"
            raise InputError([Problem(str(first), f"a run of the case {found}", f"one of {case.id}", fix)])
        return first
    if not (folder / FIRST).exists():
        tell("the first plan")
        solve(case, options=options.solve, out=folder / FIRST, progress=progress)
    return folder / FIRST
