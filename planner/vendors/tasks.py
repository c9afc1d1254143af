"""What is solved for a vendor study, each in a process of its own: a mix, a slip, break-even prices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from buildout.inputs import Inputs
from planner.cases.mixes import MixKind, VendorMix
from planner.engine.options import SolveOptions, Start
from planner.engine.prices import NoPricesError
from planner.engine.progress import Silent
from planner.explore.family import Member
from planner.explore.member import Question, answer, start_of
from planner.outcome import NoPlanError
from planner.plan import decided, read_run, write_run
from planner.serial import dump_inputs
from planner.subject import Subject, subject_of_run
from planner.vendors.apply import CHOICES, apply_mix, broken_takes
from planner.vendors.slip import Slip, kept, slipped_decisions, slipped_inputs
from planner.vendors.words import mix_id, mix_label, slip_id
from planner.why.break_even import BreakEven, Thing
from planner.why.break_even_run import break_evens


@dataclass(frozen=True)
class SolveMix:
    """A mix to be solved for, from the plan of the free one."""

    subject: Subject
    mix: VendorMix
    options: SolveOptions
    free: Path
    """Run folder of the free mix."""
    members: Path
    """Folder for run folders."""

    @property
    def label(self) -> str:
        """What it is, for who waits."""
        return mix_label(self.mix)


@dataclass(frozen=True)
class SolveSlip:
    """A slip to be solved for, from the plan of a mix."""

    mix: VendorMix
    slip: Slip
    options: SolveOptions
    members: Path

    @property
    def label(self) -> str:
        """What it is, for who waits."""
        return f"{mix_label(self.mix)}, and {self.slip.vendor} slips"


@dataclass(frozen=True)
class FindPrices:
    """Break-even prices of chips around the plan of a mix."""

    mix: VendorMix
    options: SolveOptions
    members: Path

    @property
    def label(self) -> str:
        """What it is, for who waits."""
        return f"{mix_label(self.mix)}, break-even prices"


Task: TypeAlias = SolveMix | SolveSlip | FindPrices


@dataclass(frozen=True)
class Solved:
    """What became of a task: a member whose run folder is written, or prices, or why there is nothing."""

    member: Member | None = None
    prices: tuple[BreakEven, ...] = ()
    failed: str = ""


def subject_under(subject: Subject, mix: VendorMix) -> Subject:
    """Return what is solved for a mix."""
    if mix.kind is MixKind.FREE:
        return subject
    note = f"vendor mix: {mix_label(mix)}"
    return _with_inputs(subject, apply_mix(subject.inputs, mix), note)


def do(task: Task) -> Solved:
    """Do a task."""
    try:
        match task:
            case SolveMix():
                return _solve_mix(task)
            case SolveSlip():
                return _solve_slip(task)
            case FindPrices():
                return _find_prices(task)
    except (NoPlanError, NoPricesError) as error:
        return Solved(failed=" ".join(str(error).split()))


def _solve_mix(task: SolveMix) -> Solved:
    subject = subject_under(task.subject, task.mix)
    start = start_of(subject, read_run(task.free), with_bound=task.mix.kind in CHOICES)
    found = answer(subject, task.options, Silent(), start=start)
    name = mix_id(task.mix)
    write_run(task.members / name, found.run)
    return Solved(found.member(name, mix_label(task.mix), {}))


def _solve_slip(task: SolveSlip) -> Solved:
    before = read_run(task.members / mix_id(task.mix))
    subject = subject_of_run(before)
    tables, slip = before.plan.tables, task.slip
    note = f"{slip.vendor} slips by {slip.quarters} quarters: what was ordered before stays"
    slipped = _with_inputs(subject, slipped_inputs(subject.inputs, tables, slip), note)
    broken = broken_takes(slipped.inputs)
    if broken:
        raise NoPlanError("; ".join(broken))
    found = answer(
        slipped,
        task.options,
        Silent(),
        start=Start(slipped_decisions(subject.inputs, tables, slip)),
        question=Question(kept(subject.inputs, tables, slip)),
    )
    name = slip_id(task.mix, slip.vendor, slip.quarters)
    write_run(task.members / name, found.run)
    return Solved(found.member(name, task.label, {}))


def _find_prices(task: FindPrices) -> Solved:
    run = read_run(task.members / mix_id(task.mix))
    inputs = subject_of_run(run).inputs
    found = break_evens(inputs, decided(inputs, run.plan.tables), [Thing.CHIP], task.options)
    return Solved(prices=tuple(found))


def _with_inputs(subject: Subject, inputs: Inputs, note: str) -> Subject:
    titled = replace(inputs, title=f"{subject.inputs.title}; {note}")
    return replace(subject, inputs=titled, frozen=dump_inputs(titled), notes=(*subject.notes, note))
