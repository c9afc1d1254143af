"""A back-test: when published plans had things online, against when they really came."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from buildout.quarters import quarter_label
from planner.cases import Case
from planner.history.published import Published
from planner.replan.book import Book
from planner.replan.fact import Cancelled, LotFact, Online, quarter_of
from planner.replan.happened import Terms, lay_over, matching
from planner.replan.lots import SOME, Lot, ledger_lots
from planner.replan.placed import plan_lots
from planner.serial import load_inputs

Subject = tuple[str, str, str]
"""Site, thing and what."""


@dataclass(frozen=True)
class Compared:
    """A part of something that came, or was cancelled, against a plan from before that was known.

    Parameters
    ----------
    subject
        Site, thing (halls, power or chips) and what.
    amount
        Halls, firm MW or IT MW.
    planned
        Quarter in which the plan had it online; None where it had not planned it.
    actual
        Quarter in which it came; None where it was cancelled.
    """

    subject: Subject
    amount: float
    planned: int | None
    actual: int | None

    @property
    def late(self) -> int | None:
        """Quarters that it came later than planned; negative where it came earlier."""
        return None if self.planned is None or self.actual is None else self.actual - self.planned


def backtest(case: Case, plans: Sequence[Published]) -> pd.DataFrame:
    """Compare every published plan with what became known after it.

    Of what a plan has of a kind at a site, the first to come is held against the first that came, amount by
    amount: a plan that has another date for the same halls is late or early, however their lots are cut.
    What was cancelled is taken out first.

    Parameters
    ----------
    case
        As its file has it.
    plans
        In their order; the book of the last one says what really happened.

    Returns
    -------
    pandas.DataFrame
        ``number`` and ``as_of`` of the plan; ``site_id``, ``thing``, ``what``, ``amount``; ``planned`` and
        ``actual`` as quarters, empty where there is none; ``late_quarters``.
    """
    rows = [
        {
            "number": one.number,
            "as_of": one.as_of,
            "site_id": found.subject[0],
            "thing": found.subject[1],
            "what": found.subject[2],
            "amount": found.amount,
            "planned": "" if found.planned is None else quarter_label(found.planned),
            "actual": "" if found.actual is None else quarter_label(found.actual),
            "late_quarters": found.late,
        }
        for one in plans
        for found in compare(expected_lots(case, one), plans[-1].book, one.as_of, case)
    ]
    columns = ["number", "as_of", "site_id", "thing", "what", "amount", "planned", "actual", "late_quarters"]
    return pd.DataFrame(rows, columns=columns)


def expected_lots(case: Case, one: Published) -> tuple[Lot, ...]:
    """Return what a published plan expects, with the dates it knew: what is there, ordered and planned."""
    inputs = load_inputs(one.run.inputs_json)
    today = inputs.today if one.book.as_of is None else quarter_of(one.book.as_of)
    return (*_known(case, one.book), *plan_lots(inputs, one.run.plan.tables, today))


def compare(expected: Sequence[Lot], book: Book, as_of: datetime.date, case: Case) -> Iterator[Compared]:
    """Yield what came or was cancelled after a day, against what was expected then.

    Parameters
    ----------
    expected
        What a plan of that day expects.
    book
        What really happened.
    as_of
        The day.
    case
        As its file has it: its ledger.
    """
    told = [one.fact for one in book.facts if isinstance(one.fact, LotFact) and one.fact.seen > as_of]
    gone = {lot for fact in told if isinstance(fact, Cancelled) for lot in matching(expected, fact)}
    known = _known(case, book)
    came = {lot for fact in told if isinstance(fact, Online) for lot in matching(known, fact)}
    for lot in gone:
        yield Compared(_subject(lot), lot.amount, lot.online, None)
    left = _by_subject(lot for lot in expected if lot not in gone)
    for subject, lots in _by_subject(known).items():
        for amount, planned, lot in matched(left.get(subject, []), lots):
            if lot in came:
                yield Compared(subject, amount, planned, lot.online)


def matched(expected: Iterable[Lot], actual: Iterable[Lot]) -> Iterator[tuple[float, int | None, Lot]]:
    """Match lots of one kind at one site, first against first.

    Yields
    ------
    tuple
        An amount, the quarter in which it was expected (None where it was not), and the lot it is a part of.
    """
    waiting = [lot for lot in sorted(expected, key=lambda lot: lot.online) if lot.amount > SOME]
    for lot in sorted(actual, key=lambda lot: lot.online):
        amount = lot.amount
        while amount > SOME and waiting:
            part = min(amount, waiting[0].amount)
            yield part, waiting[0].online, lot
            amount -= part
            rest = waiting[0].amount - part
            waiting = [replace(waiting[0], amount=rest), *waiting[1:]] if rest > SOME else waiting[1:]
        if amount > SOME:
            yield amount, None, lot


def _known(case: Case, book: Book) -> tuple[Lot, ...]:
    """Return what is there or on its way, with the dates that facts give."""
    today = case.today if book.as_of is None else quarter_of(book.as_of)
    # Fees are of no interest here.
    return lay_over(
        (*ledger_lots(case.ledger), *book.ordered), book.facts, Terms(0.0, today, case.today)
    ).lots


def _subject(lot: Lot) -> Subject:
    return lot.site, lot.thing.value, lot.what


def _by_subject(lots: Iterable[Lot]) -> Mapping[Subject, list[Lot]]:
    found: dict[Subject, list[Lot]] = defaultdict(list)
    for lot in lots:
        found[_subject(lot)].append(lot)
    return found
