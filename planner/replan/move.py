"""From a case, its published plan and facts to today's inputs: the ledger moves, everything else follows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.assemble import assemble_case
from planner.cases import Case
from planner.leaning import leaning_lines
from planner.plan import Run
from planner.problems import InputError, Problem
from planner.replan.book import Book, book_of
from planner.replan.changed_case import changed_case, with_places
from planner.replan.check import check_clock, check_facts
from planner.replan.fact import LotFact, Online, Thing, Told, quarter_of
from planner.replan.happened import Ground, Happened, Terms, follow, lay_over, matching
from planner.replan.kept import kept_decisions
from planner.replan.lots import Lot, ledger_lots, ledger_of
from planner.replan.placed import plan_lots
from planner.replan.room import not_before, with_closed, with_room_left
from planner.serial import dump_inputs, load_inputs
from planner.subject import Subject


@dataclass(frozen=True)
class Moved:
    """A case as it stands today.

    Parameters
    ----------
    case
        The case with the ledger, locks and figures of today.
    subject
        What is solved for it.
    book
        Everything that is known beyond the case's file, to be kept with the new plan.
    kept
        What the published plan decides that is still to be decided.
    ordered
        The lots that were ordered since it was published.
    told
        The facts that are new.
    """

    case: Case
    subject: Subject
    book: Book
    kept: Decisions
    ordered: tuple[Lot, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Move:
    """Moves a case; the same for all that is asked of one night.

    Parameters
    ----------
    case
        The case as its file has it.
    published
        The plan that holds.
    as_of
        Today.
    cancellation_share
        Part of what is not yet paid that a cancellation costs, where its fact does not say.
    """

    case: Case
    published: Run
    as_of: datetime.date
    cancellation_share: float

    @cached_property
    def inputs(self) -> Inputs:
        """The inputs of the published plan."""
        return load_inputs(self.published.inputs_json)

    @cached_property
    def known(self) -> Book:
        """The book of the published plan."""
        return book_of(self.published)

    @cached_property
    def planned(self) -> tuple[Lot, ...]:
        """Everything the published plan buys."""
        made = self.inputs.today if self.known.as_of is None else quarter_of(self.known.as_of)
        return plan_lots(self.inputs, self.published.plan.tables, made)

    @property
    def today(self) -> int:
        """The quarter of today."""
        return quarter_of(self.as_of)

    def with_facts(self, facts: Sequence[Told]) -> Moved:
        """Return the case as it stands with the facts of the book and these.

        Raises
        ------
        InputError
            If the clock went back, a fact cannot be, or the case cannot be moved; every reason is listed.
        """
        check_clock(self.case, self.known, self.as_of)
        book = self.known.since(self.case.today)
        before = {told.key for told in self.known.facts}
        told = tuple({t.key: t for t in facts if t.key not in before}.values())
        check_facts(self.case, self.inputs, book, self.planned, told, self.as_of)
        ordered = self._ordered(told)
        book = replace(book.with_ordered(ordered).with_facts(told), as_of=self.as_of)
        kept = kept_decisions(self.inputs, self.published.plan.tables, ordered)
        case, subject = self._state(book, ordered)
        return Moved(case, subject, book, kept, ordered, told)

    def without(self, moved: Moved, told: Iterable[Told]) -> Moved:
        """Return the same night as if some of its new facts had not been told.

        Raises
        ------
        InputError
            If the case cannot be moved without them.
        """
        gone = {one.key for one in told}
        book = replace(moved.book, facts=tuple(t for t in moved.book.facts if t.key not in gone))
        case, subject = self._state(book, moved.ordered)
        left = tuple(t for t in moved.told if t.key not in gone)
        return replace(moved, case=case, subject=subject, book=book, told=left)

    def _ordered(self, told: Sequence[Told]) -> tuple[Lot, ...]:
        """Return the lots whose order was due before this quarter, and those that came before it was.

        Bridge power is not among them: it may leave again, and stays a decision.
        """
        bridges = {(option.site_id, option.option_id) for option in self.inputs.power if option.is_bridge}
        came = [
            lot
            for one in told
            if isinstance(one.fact, Online)
            for lot in matching(self.planned, one.fact)[:1]
        ]
        return tuple(
            lot
            for lot in self.planned
            if lot.placed is not None
            and lot.placed >= self.case.today
            and (lot.placed < self.today or lot in came)
            and (lot.site, lot.what) not in bridges
        )

    def _state(self, book: Book, ordered: Sequence[Lot]) -> tuple[Case, Subject]:
        """Return the case as a book has it, and what is solved for it."""
        terms = Terms(self.cancellation_share, self.today, self.case.today)
        happened = lay_over((*ledger_lots(self.case.ledger), *book.ordered), book.facts, terms)
        happened = self._followed(happened, book, ordered)
        payments = (*self.case.ledger.payments, *happened.fees)
        ledger, late = ledger_of(happened.lots, payments, self.case.today, self.case.horizon.last)
        try:
            case = changed_case(self.case, ledger, happened.closed, book.facts)
            assembly = assemble_case(case, chips_have_room=False)
        except InputError as error:
            raise InputError(with_places(error.problems, book.facts)) from error
        inputs = with_room_left(assembly.inputs, [lot for lot in happened.lots if lot.placed is not None])
        inputs = with_closed(not_before(inputs, self.today), happened.closed)
        notes = (*assembly.notes, *late)
        subject = Subject(
            inputs=inputs,
            frozen=dump_inputs(inputs),
            notes=notes,
            leaning=leaning_lines(assembly.reference, notes),
            case_yaml=self.case.path.read_bytes(),
        )
        return case, subject

    def _followed(self, happened: Happened, book: Book, ordered: Sequence[Lot]) -> Happened:
        """Let chips follow the halls and the power whose dates moved.

        Raises
        ------
        InputError
            If chips would have no place.
        """
        touched = {
            told.fact.site
            for told in book.facts
            if isinstance(told.fact, LotFact) and told.fact.thing is not Thing.CHIPS
        }
        grounds = {site: ground for site, ground in grounds_of(self.inputs).items() if site in touched}
        still = (happened.left_of(lot) for lot in self.planned if lot not in ordered)
        lots, stranded = follow(happened.lots, grounds, [lot for lot in still if lot is not None])
        if stranded:
            fix = "tell what becomes of them: a fact that they are cancelled, or that power or halls come"
            expected = "halls and power for them by some quarter"
            raise InputError([Problem(f"ledger, {lot.site}", lot.name, expected, fix) for lot in stranded])
        return replace(happened, lots=lots)


def grounds_of(inputs: Inputs) -> Mapping[str, Ground]:
    """Return what chips need at each site of some inputs."""
    life = {chip.chip_id: float(chip.life_quarters) for chip in inputs.chips}
    available = {(o.site_id, o.option_id): o.availability for o in inputs.power}
    by_base: dict[tuple[str, str], float] = {}
    for (site, option), share in available.items():
        for base in (option, option.removesuffix("_position").removesuffix("_request")):
            by_base[site, base] = share

    def ground(site_id: str, hall_mw: float, pue: float) -> Ground:
        return Ground(
            hall_mw,
            pue,
            lambda option: by_base.get((site_id, option), 1.0),
            lambda chip: life.get(chip, float("inf")),
        )

    return {site.site_id: ground(site.site_id, site.hall_mw, site.pue) for site in inputs.sites}
