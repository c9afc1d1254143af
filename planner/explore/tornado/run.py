"""From a case to what moves it: base, screen, the solves side by side, tables and picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from planner.cases import Case
from planner.engine.options import SolveOptions
from planner.engine.progress import Progress, Silent
from planner.explore.family import Family, FamilyKind, Member
from planner.explore.member import answer
from planner.explore.side_by_side import UNEXPECTED, side_by_side
from planner.explore.store import MEMBERS, Store, open_store
from planner.explore.tornado.effect import Effect, decided_in, effect
from planner.explore.tornado.figure import Side
from planner.explore.tornado.options import TornadoOptions
from planner.explore.tornado.picture import draw
from planner.explore.tornado.result import Bar, Result, Screened, ends_table, figures_table, inputs_table
from planner.explore.tornado.screening import screen
from planner.explore.tornado.solve import Swing, member_id, solve_swing
from planner.explore.tornado.summary import end_line, summary_text
from planner.explore.tornado.varied import Varied, find_varied
from planner.serial import load_inputs
from planner.subject import Subject, subject_of

BASE = "base"
Failed: TypeAlias = dict[tuple[str, Side], str]
"""Why an end of an uncertainty has no plan."""
NOT_YET = "not solved yet"
UNMOVED = "nothing changes at this end"


@dataclass(frozen=True)
class Tornado:
    """What was found, and where it is."""

    result: Result
    folder: Path


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
    varied = find_varied(case, options)
    settings = {"by": options.by.value, "gap": solve_options.gap}
    store = open_store(out, Family(FamilyKind.TORNADO, case.id, subject.input_sha256, settings))
    base = _base(store, subject, replace(solve_options, threads=options.workers), progress, tell)
    wanted = varied.every if options.top else varied.asked
    screened = screen(store, case, subject, wanted, options.workers, tell)
    chosen = _chosen(store, screened, varied, options)
    failed: Failed = {}
    try:
        _solve(store, case, chosen, solve_options, options.workers, base, failed, tell)
    finally:
        result = _result(store, base, screened, chosen, varied, failed)
        _write(store, result)
    return Tornado(result, out)


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


def _chosen(
    store: Store, screened: Sequence[Screened], varied: Varied, options: TornadoOptions
) -> list[Screened]:
    """Return what is solved for: own ranges, those asked for, the largest estimates, and what already is."""
    used = [one for one in screened if one.is_used]
    asked = {uncertainty.name for uncertainty in varied.asked}
    rest = sorted((one for one in used if one.uncertainty.name not in asked), key=lambda one: -one.size)
    wanted = asked | {one.uncertainty.name for one in rest[: options.top]}
    solved = {member.member_id for member in store.family.members}
    return [
        one
        for one in used
        if one.uncertainty.name in wanted or any(member_id(one.uncertainty, side) in solved for side in Side)
    ]


def _solve(
    store: Store,
    case: Case,
    chosen: Sequence[Screened],
    options: SolveOptions,
    workers: int,
    base: Member,
    failed: Failed,
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
            failed[key] = UNEXPECTED.format(code=done.exit_code)
        elif done.result.member is None:
            failed[key] = done.result.failed
        else:
            store.adopt(done.result.member)
        found = None if done.result is None else done.result.member
        tell(f"{count} of {len(missing)}: {end_line(done.task, base, found, failed.get(key, ''))}")


def _result(
    store: Store,
    base: Member,
    screened: Sequence[Screened],
    chosen: Sequence[Screened],
    varied: Varied,
    failed: Failed,
) -> Result:
    """Return what is found so far."""
    base_run = store.run_of(base)
    before = decided_in(load_inputs(base_run.inputs_json), base_run.plan.tables)
    bars = []
    for one in chosen:
        effects: dict[Side, Effect] = {}
        notes: dict[Side, str] = {}
        for side in Side:
            member = _member(store, member_id(one.uncertainty, side))
            if member is not None:
                effects[side] = effect(base, member, before, store.run_of(member))
            else:
                reason = failed.get((one.uncertainty.name, side), NOT_YET)
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
        in_ledger=varied.in_ledger,
    )


def _write(store: Store, result: Result) -> None:
    """Write tables, picture and summary."""
    store.write_table("tornado", ends_table(result))
    store.write_table("inputs", inputs_table(result))
    store.write_table("figures", figures_table(result))
    if any(bar.effects for bar in result.bars):
        store.write_picture("tornado", draw(result))
    store.write_summary(summary_text(result))
