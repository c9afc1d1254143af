"""A vendor study: the free mix, then the other mixes side by side, then what hangs on each of their plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from planner.assemble import assemble_case
from planner.cases import Case
from planner.cases.mixes import VendorMix
from planner.engine.options import SolveOptions
from planner.engine.progress import Progress
from planner.explore.family import Family, FamilyKind, Member
from planner.explore.member import answer
from planner.explore.side_by_side import UNEXPECTED, side_by_side
from planner.explore.store import MEMBERS, Store
from planner.plan import Run
from planner.subject import Subject, subject_of
from planner.vendors.apply import CHOICES, contradictions
from planner.vendors.defaults import FREE, default_mixes
from planner.vendors.market import Vendor, check_vendors, vendors_of
from planner.vendors.prices import PRICES, price_rows, priced_mixes, read_prices
from planner.vendors.slip import Slip, slip_of
from planner.vendors.tasks import FindPrices, Solved, SolveMix, SolveSlip, Task, do
from planner.vendors.words import mix_id, mix_label, slip_id

NOT_YET = "not solved yet"


@dataclass(frozen=True, eq=False)
class Study:
    """What is asked, and what is there of it.

    Parameters
    ----------
    subject
        The case as it is.
    vendors
        Its vendors.
    asked
        The mixes that were named; the default ones where empty.
    slip_quarters
        How late a vendor that slips is.
    store
        The folder of its runs.
    failed
        Why a mix, a slip or prices are missing, by the name of its run folder; filled on the way.
    """

    subject: Subject
    vendors: tuple[Vendor, ...]
    asked: tuple[VendorMix, ...]
    slip_quarters: int
    store: Store
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def free(self) -> Run:
        """The run of the free mix, once it is there."""
        return self.store.run_of(self._members[mix_id(FREE)])

    @property
    def mixes(self) -> tuple[VendorMix, ...]:
        """The mixes that are compared, the free one first; they are known once that is solved."""
        if self.asked:
            return tuple(dict.fromkeys((FREE, *self.asked)))
        return default_mixes(self.subject.inputs, self.free.plan.tables)

    @property
    def _members(self) -> dict[str, Member]:
        return {member.member_id: member for member in self.store.family.members}

    def member(self, name: str) -> Member | None:
        """Return a member by the name of its run folder, None where it is not there."""
        return self._members.get(name)

    def solved(self) -> list[tuple[VendorMix, Member, Run]]:
        """Return the mixes that have a plan."""
        found = []
        for mix in self.mixes:
            member = self.member(mix_id(mix))
            if member is not None:
                found.append((mix, member, self.store.run_of(member)))
        return found

    def missing_prices(self) -> dict[str, str]:
        """Return why choices have no break-even prices, by mix as text."""
        return {m.text: self.failed[price_id(m)] for m in self.mixes if price_id(m) in self.failed}

    def slips(self) -> Iterator[tuple[VendorMix, str, Slip | None]]:
        """Yield each choice that has a plan, each vendor, and its slip; None where nothing is due."""
        for mix, _, run in self.solved():
            if mix.kind in CHOICES:
                for vendor in self.vendors:
                    tables = run.plan.tables
                    slip = slip_of(self.subject.inputs, tables, vendor.name, self.slip_quarters)
                    yield mix, vendor.name, slip


def open_study_inputs(case: Case) -> tuple[Subject, tuple[Vendor, ...]]:
    """Return what is solved for a case, and its vendors.

    Raises
    ------
    InputError
        If the case cannot be used; every reason is listed.
    """
    assembly = assemble_case(case)
    return subject_of(case), vendors_of(assembly.reference.chips, assembly.inputs)


def vendor_family(subject: Subject, options: SolveOptions, slip_quarters: int) -> Family:
    """Return the family without members: what `open_store` is asked for. Mixes may be added to it later."""
    settings = {"gap": options.gap, "slip quarters": slip_quarters}
    return Family(FamilyKind.VENDORS, subject.inputs.case_id, subject.input_sha256, settings)


def solve_study(
    study: Study,
    options: SolveOptions,
    workers: int,
    *,
    progress: Progress,
    tell: Callable[[str], None],
) -> Iterator[Family]:
    """Yield the family after each member: the free mix, the other mixes, then slips and break-even prices.

    Members that the store has are not solved again. What has no plan is named in ``study.failed``.

    Parameters
    ----------
    study
        What is asked.
    options
        Gap and limits of each solve.
    workers
        Solves at a time.
    progress
        Who is told how the free mix is solved.
    tell
        Who is told what begins and ends, a sentence each.

    Raises
    ------
    InputError
        If a mix names an unknown vendor, or the folder cannot be written.
    NoPlanError
        If the case as it is has no plan.
    KeyboardInterrupt
        If it was stopped; the members before are kept.
    """
    check_vendors(study.asked, study.vendors)
    store = study.store
    if study.member(mix_id(FREE)) is None:
        tell("the free mix")
        found = answer(study.subject, replace(options, threads=workers), progress)
        yield store.add(found.member(mix_id(FREE), mix_label(FREE), {}), found.run)
    single = replace(options, threads=1)
    yield from _do(study, list(_mix_tasks(study, single)), workers, tell)
    yield from _do(study, [*_slip_tasks(study, single), *_price_tasks(study, single)], workers, tell)


def _mix_tasks(study: Study, options: SolveOptions) -> Iterator[SolveMix]:
    place, members = study.store.place(mix_id(FREE)), study.store.folder / MEMBERS
    for mix in study.mixes:
        if study.member(mix_id(mix)) is not None:
            continue
        against = contradictions(study.subject.inputs, mix)
        if against:
            study.failed[mix_id(mix)] = f"it contradicts the case: {'; '.join(against)}"
        else:
            yield SolveMix(study.subject, mix, options, place, members)


def _slip_tasks(study: Study, options: SolveOptions) -> Iterator[SolveSlip]:
    for mix, vendor, slip in study.slips():
        if slip is not None and study.member(slip_id(mix, vendor, slip.quarters)) is None:
            yield SolveSlip(mix, slip, options, study.store.folder / MEMBERS)


def _price_tasks(study: Study, options: SolveOptions) -> Iterator[FindPrices]:
    done = priced_mixes(read_prices(study.store.folder))
    for mix, _, _ in study.solved():
        if mix.kind in CHOICES and mix.text not in done:
            yield FindPrices(mix, options, study.store.folder / MEMBERS)


def _do(study: Study, tasks: Sequence[Task], workers: int, tell: Callable[[str], None]) -> Iterator[Family]:
    """Do tasks side by side, and yield the family after each."""
    for count, done in enumerate(side_by_side(do, tasks, workers), 1):
        result = done.result or Solved(failed=UNEXPECTED.format(code=done.exit_code))
        tell(f"{count} of {len(tasks)}: {done.task.label}{f': {result.failed}' if result.failed else ''}")
        if result.failed:
            study.failed[task_id(done.task)] = result.failed
        elif result.member is not None:
            study.store.adopt(result.member)
        else:
            _keep_prices(study, done.task.mix, result)
        yield study.store.family


def _keep_prices(study: Study, mix: VendorMix, result: Solved) -> None:
    """Add the prices of a mix to those that are there."""
    rows = price_rows(study.subject.inputs, mix, result.prices)
    before = read_prices(study.store.folder)
    study.store.write_table(PRICES, rows if before is None else pd.concat([before, rows], ignore_index=True))


def task_id(task: Task) -> str:
    """Return the name by which a failure of a task is known."""
    match task:
        case SolveMix():
            return mix_id(task.mix)
        case SolveSlip():
            return slip_id(task.mix, task.slip.vendor, task.slip.quarters)
        case FindPrices():
            return price_id(task.mix)


def price_id(mix: VendorMix) -> str:
    """Return the name by which missing prices of a mix are known."""
    return f"{mix_id(mix)} {PRICES}"
