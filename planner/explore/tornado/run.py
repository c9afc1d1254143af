"""From a case to what moves it: base, screen, the solves side by side, tables and picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from planner.assemble import assemble_case
from planner.cases import Case
from planner.engine.options import SolveOptions
from planner.engine.progress import Progress, Silent
from planner.explore.family import Family, FamilyKind, Member
from planner.explore.member import answer
from planner.explore.side_by_side import side_by_side
from planner.explore.store import MEMBERS, Store, open_store
from planner.explore.tornado.effect import Effect, effect
from planner.explore.tornado.figure import Side, ranged_cells
from planner.explore.tornado.own import hand_ranges, settle
from planner.explore.tornado.picture import draw
from planner.explore.tornado.result import Bar, Result, Screened, ends_table, figures_table, inputs_table
from planner.explore.tornado.screen import Estimate, Probe, estimate
from planner.explore.tornado.solve import Swing, member_id, solve_swing
from planner.explore.tornado.summary import end_line, summary_text
from planner.explore.tornado.uncertainty import By, Uncertainty, mentioned, uncertainties
from planner.problems import InputError, Problem
from planner.subject import Subject, subject_of

BASE = "base"
SCREEN = "screen"
NOT_YET = "not solved yet"
UNMOVED = "nothing changes at this end"
UNEXPECTED = "its process ended unexpectedly, exit code {code}"


@dataclass(frozen=True)
class TornadoOptions:
    """What is varied, and how many of it is solved for.

    Parameters
    ----------
    top
        Uncertainties to solve for, those with the largest estimates.
    by
        What moves together.
    ranges
        Own ranges, ``path=low:high``; always solved for.
    always
        Names of further uncertainties to solve for, whatever their estimates.
    workers
        Solves at a time, one thread each.
    """

    top: int = 12
    by: By = By.GROUP
    ranges: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    workers: int = 2


@dataclass(frozen=True)
class Tornado:
    """What was found, and where it is."""

    result: Result
    folder: Path


@dataclass(frozen=True)
class _Varied:
    """What can be varied, and what not."""

    of_tables: tuple[Uncertainty, ...]
    by_hand: tuple[Uncertainty, ...]
    without_range: int
    outside: tuple[str, ...]

    @property
    def every(self) -> tuple[Uncertainty, ...]:
        return (*self.by_hand, *self.of_tables)


@dataclass
class _Outcomes:
    """What has become of the ends so far."""

    failed: dict[tuple[str, Side], str] = field(default_factory=dict)


def tornado(
    case: Case,
    options: TornadoOptions,
    solve_options: SolveOptions,
    out: Path,
    *,
    progress: Progress | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Tornado:
    """Solve for both ends of the inputs that move a case most.

    Parameters
    ----------
    case
        The case.
    options, solve_options
        What is varied; gap and limits of every solve.
    out
        Folder of the family; one that was stopped goes on.
    progress
        Who is told of the base's solve on the way.
    tell
        Who is told of each step, a sentence each.

    Returns
    -------
    Tornado
        Everything solved for, ranked by what it does to the cost. Tables, picture and summary are written.

    Raises
    ------
    InputError
        If the case, an option or the folder cannot be used.
    NoPlanError
        If the case as it is has no plan.
    KeyboardInterrupt
        If it was stopped; what was found by then is written.
    """
    subject = subject_of(case)
    varied = _varied(case, options)
    settings = {"by": options.by.value, "gap": solve_options.gap}
    store = open_store(out, Family(FamilyKind.TORNADO, case.id, subject.input_sha256, settings))
    base = _base(store, subject, replace(solve_options, threads=options.workers), progress, tell)
    screened = _screen(store, case, subject, varied, options.workers, tell)
    chosen = _chosen(screened, varied, options)
    outcomes = _Outcomes()
    try:
        _solve(store, case, chosen, solve_options, options.workers, base, outcomes, tell)
    finally:
        result = _result(store, base, screened, chosen, varied, options, outcomes)
        _write(store, result)
    return Tornado(result, out)


def _varied(case: Case, options: TornadoOptions) -> _Varied:
    """Return what can be varied in a case."""
    assembly = assemble_case(case)
    cells = ranged_cells(assembly.reference)
    settled = settle(mentioned(cells.ranged, assembly.inputs), case)
    varied = _Varied(
        of_tables=tuple(uncertainties(settled.cells, options.by)),
        by_hand=hand_ranges(options.ranges, case),
        without_range=cells.without_range,
        outside=(*cells.outside, *settled.outside),
    )
    names = [uncertainty.name for uncertainty in varied.every]
    unknown = [name for name in options.always if name not in names]
    if unknown:
        fix = "the column input of inputs.csv has the names"
        raise InputError([Problem("--input", name, "an input with a range", fix) for name in unknown])
    return varied


def _base(
    store: Store,
    subject: Subject,
    options: SolveOptions,
    progress: Progress | None,
    tell: Callable[[str], None],
) -> Member:
    """Return the case as it is, solved for unless it was."""
    known = _member(store, BASE)
    if known is not None:
        return known
    tell("The case as it is")
    found = answer(subject, options, progress or Silent())
    member = found.member(BASE, "the case as it is", {})
    store.add(member, found.run)
    return member


def _member(store: Store, name: str) -> Member | None:
    return next((member for member in store.family.members if member.member_id == name), None)


def _screen(
    store: Store,
    case: Case,
    subject: Subject,
    varied: _Varied,
    workers: int,
    tell: Callable[[str], None],
) -> list[Screened]:
    """Estimate what is not estimated yet, and return all of it."""
    known = _read_screen(store)
    probes = [Probe(case, subject.input_sha256, "", None, ())]
    probes += [
        Probe(case, subject.input_sha256, member_id(u, side), side, u.changes(side))
        for u in varied.every
        for side in Side
    ]
    missing = [probe for probe in probes if probe.name not in known]
    if missing:
        tell(f"Estimating {len(varied.every)} inputs at both ends: {len(missing)} relaxations in years")
    try:
        for done in side_by_side(estimate, missing, workers):
            found = done.result or Estimate(
                done.task.name,
                done.task.side,
                math.nan,
                is_used=True,
                failed=UNEXPECTED.format(code=done.exit_code),
            )
            known[found.name] = found
            if len(known) % 20 == 0:
                tell(f"{len(known)} of {len(probes)} estimated")
    finally:
        if missing:
            store.write_table(SCREEN, _screen_frame(known.values()))
    base = known[""].cost_musd
    return [_screened(u, known, base) for u in varied.every]


def _screened(uncertainty: Uncertainty, known: Mapping[str, Estimate], base_musd: float) -> Screened:
    found = {side: known[member_id(uncertainty, side)] for side in Side}
    used = {side: e for side, e in found.items() if e.is_used}
    return Screened(
        uncertainty=uncertainty,
        estimates={s: e.cost_musd / base_musd - 1.0 for s, e in used.items() if math.isfinite(e.cost_musd)},
        failed={side: e.failed for side, e in used.items() if e.failed},
        moved=frozenset(used),
    )


def _screen_frame(estimates: Iterable[Estimate]) -> pd.DataFrame:
    rows = [(e.name, e.side or "", e.cost_musd, e.is_used, e.failed) for e in estimates]
    return pd.DataFrame(rows, columns=["run", "end", "relaxed_cost_musd", "is_used", "failed"])


def _read_screen(store: Store) -> dict[str, Estimate]:
    """Return what was estimated before the family was stopped."""
    file = store.folder / f"{SCREEN}.parquet"
    if not file.exists():
        return {}
    try:
        rows = pd.read_parquet(file).itertuples(index=False)
        estimates = [Estimate(r[0], Side(r[1]) if r[1] else None, r[2], bool(r[3]), r[4]) for r in rows]
    except (OSError, ValueError, IndexError) as error:
        fix = "delete the file"
        raise InputError([Problem(str(file), str(error), "estimates that were written here", fix)]) from error
    return {found.name: found for found in estimates}


def _chosen(screened: Sequence[Screened], varied: _Varied, options: TornadoOptions) -> list[Screened]:
    """Return what is solved for: own ranges, those asked for, then the largest estimates."""
    asked = {u.name for u in varied.by_hand} | set(options.always)
    first = [s for s in screened if s.uncertainty.name in asked and s.is_used]
    rest = sorted((s for s in screened if s.is_used and s not in first), key=lambda s: -s.size)
    return first + rest[: options.top]


def _solve(
    store: Store,
    case: Case,
    chosen: Sequence[Screened],
    options: SolveOptions,
    workers: int,
    base: Member,
    outcomes: _Outcomes,
    tell: Callable[[str], None],
) -> None:
    """Solve for every end that has no member yet, and take it in."""
    single = replace(options, threads=1)
    swings = [
        Swing(case, s.uncertainty, side, single, store.place(BASE), store.folder / MEMBERS)
        for s in chosen
        for side in Side
        if side in s.moved
    ]
    missing = [swing for swing in swings if _member(store, swing.member_id) is None]
    if missing:
        tell(f"Solving {len(missing)} of {len(swings)} ends, {workers} at a time")
    for count, done in enumerate(side_by_side(solve_swing, missing, workers), 1):
        key = (done.task.uncertainty.name, done.task.side)
        if done.result is None:
            outcomes.failed[key] = UNEXPECTED.format(code=done.exit_code)
        elif done.result.member is None:
            outcomes.failed[key] = done.result.failed
        else:
            store.adopt(done.result.member)
        found = None if done.result is None else done.result.member
        tell(f"{count} of {len(missing)}: {end_line(done.task, base, found, outcomes.failed.get(key, ''))}")


def _result(
    store: Store,
    base: Member,
    screened: Sequence[Screened],
    chosen: Sequence[Screened],
    varied: _Varied,
    options: TornadoOptions,
    outcomes: _Outcomes,
) -> Result:
    """Return what is found so far."""
    base_run = store.run_of(base)
    bars = []
    for one in chosen:
        effects: dict[Side, Effect] = {}
        notes: dict[Side, str] = {}
        for side in Side:
            member = _member(store, member_id(one.uncertainty, side))
            if member is not None:
                effects[side] = effect(base, member, base_run, store.run_of(member))
            else:
                reason = outcomes.failed.get((one.uncertainty.name, side), NOT_YET)
                notes[side] = reason if side in one.moved else UNMOVED
        bars.append(Bar(one, effects, notes))
    names = {one.uncertainty.name for one in chosen}
    others = [one for one in screened if one.uncertainty.name not in names]
    return Result(
        case_id=store.family.case_id,
        base=base,
        bars=tuple(sorted(bars, key=lambda bar: (-bar.swing_usd, bar.uncertainty.name))),
        others=tuple(sorted(others, key=lambda one: (not one.is_used, -one.size, one.uncertainty.name))),
        without_range=varied.without_range,
        outside=varied.outside,
        by=options.by.value,
    )


def _write(store: Store, result: Result) -> None:
    """Write tables, picture and summary."""
    store.write_table("tornado", ends_table(result))
    store.write_table("inputs", inputs_table(result))
    store.write_table("figures", figures_table(result))
    if any(bar.effects for bar in result.bars):
        store.write_picture("tornado", draw(result))
    store.write_summary(summary_text(result))
