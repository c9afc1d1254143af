"""Checks of facts before anything is moved by them: times, names, and what cannot both be."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence

from buildout.inputs import Inputs
from buildout.quarters import quarter_label
from planner.assemble.ledger import base_of
from planner.cases import Case
from planner.cases.messages import did_you_mean
from planner.problems import InputError, Problem
from planner.replan.book import Book
from planner.replan.fact import (
    Cancelled,
    DemandSeen,
    Figure,
    LotFact,
    Online,
    Slipped,
    Thing,
    Told,
    quarter_of,
)
from planner.replan.happened import matching
from planner.replan.lots import Lot, ledger_lots

_MOVED_BY_FACTS = ("ledger", "ledger_file", "today", "horizon", "id", "path")
"""Keys of a case that no figure may change: they are what a re-plan moves itself."""


def check_clock(case: Case, book: Book, as_of: datetime.date) -> None:
    """Check that time goes on: today is not before the case, its horizon's end or the last re-plan.

    Raises
    ------
    InputError
        If it is not.
    """
    problems = []
    if book.as_of is not None and as_of < book.as_of:
        expected = f"{book.as_of} or later, the day of the published plan"
        fix = "check the clock of the machine, or give the day with --as-of"
        problems.append(Problem("--as-of", as_of.isoformat(), expected, fix))
    if not case.today <= quarter_of(as_of) <= case.horizon.last:
        expected = f"a day from {quarter_label(case.today)} to {quarter_label(case.horizon.last)}"
        fix = "give the day with --as-of, or bring today and horizon of the case up to date"
        problems.append(Problem("--as-of", as_of.isoformat(), expected, fix))
    if problems:
        raise InputError(problems)


def check_facts(
    case: Case,
    inputs: Inputs,
    book: Book,
    planned: Sequence[Lot],
    told: Sequence[Told],
    as_of: datetime.date,
) -> None:
    """Check new facts against time, the published plan and each other.

    Parameters
    ----------
    case, inputs
        The case, and the inputs of the published plan.
    book
        What was known before.
    planned
        The lots of the published plan.
    told
        The new facts.
    as_of
        Today.

    Raises
    ------
    InputError
        If a fact cannot be; every reason is listed.
    """
    lots = (*ledger_lots(case.ledger), *book.ordered, *planned)
    problems = [
        *(problem for one in told for problem in _times(one, as_of)),
        *(problem for one in told for problem in _names(one, case, inputs)),
    ]
    if not problems:
        problems += [problem for one in told for problem in _lot(one, lots, book)]
        problems += _contradictions((*book.facts, *told))
    if problems:
        raise InputError(problems)


def _times(told: Told, as_of: datetime.date) -> Iterator[Problem]:
    fact = told.fact
    if fact.seen > as_of:
        fix = "tell it on that day, or give --as-of"
        expected = f"{as_of} (today) or earlier"
        yield Problem(f"{told.where}: seen", fact.seen.isoformat(), expected, fix)
    if isinstance(fact, Online) and fact.quarter > quarter_of(as_of):
        expected = f"{quarter_label(quarter_of(as_of))} (today) or earlier"
        fix = "what is still to come has not come online; a change of date is a slip"
        yield Problem(f"{told.where}: quarter", quarter_label(fact.quarter), expected, fix)


def _names(told: Told, case: Case, inputs: Inputs) -> Iterator[Problem]:
    fact = told.fact
    if isinstance(fact, DemandSeen):
        streams = {stream.stream_id for stream in inputs.streams}
        yield from _unknown(told, "stream", fact.stream, "a stream of the case", streams)
        if case.demand.file is not None:
            fix = "change the file, or tell a fact demand with its path"
            yield Problem(told.where, "demand_seen", f"demand that is not in {case.demand.file}", fix)
    elif isinstance(fact, Figure):
        key = fact.path.split(".")[0]
        if key in _MOVED_BY_FACTS:
            fix = "tell what came, slipped or was cancelled instead"
            yield Problem(f"{told.where}: path", fact.path, "a figure or a rule of the case", fix)
    else:
        yield from _lot_names(told, fact, case, inputs)


def _lot_names(told: Told, fact: LotFact, case: Case, inputs: Inputs) -> Iterator[Problem]:
    ledger = ledger_lots(case.ledger)
    sites = {site.site_id for site in inputs.sites} | {lot.site for lot in ledger}
    if fact.site is not None:
        yield from _unknown(told, "site", fact.site, "a site of the case", sites)
    elif fact.thing is not Thing.CHIPS or isinstance(fact, Online):
        yield Problem(f"{told.where}: site", "nothing", "a site of the case", "name the site")
    if fact.thing is Thing.HALLS:
        if fact.what is not None:
            yield Problem(f"{told.where}: what", fact.what, "nothing, as halls are halls", "leave it empty")
        if isinstance(fact, Online) and fact.amount is not None and fact.amount != round(fact.amount):
            yield Problem(f"{told.where}: amount", f"{fact.amount:g}", "whole halls", "correct the number")
        return
    if fact.thing is Thing.CHIPS:
        known = {chip.chip_id for chip in inputs.chips}
    else:
        options = {option.option_id for option in inputs.power}
        known = options | {base_of(option) for option in options}
    known |= {lot.what for lot in ledger if lot.thing is fact.thing}
    kind = "a chip of the case" if fact.thing is Thing.CHIPS else "a power option of the case"
    yield from _unknown(told, "what", fact.what or "", kind, known)


def _unknown(told: Told, key: str, found: str, expected: str, known: Collection[str]) -> Iterator[Problem]:
    if found not in known:
        yield Problem(f"{told.where}: {key}", found or "nothing", expected, did_you_mean(found, known))


def _lot(told: Told, lots: Sequence[Lot], book: Book) -> Iterator[Problem]:
    """Check that a fact is about something that is there, on its way or planned, and about one thing."""
    fact = told.fact
    if not isinstance(fact, LotFact):
        return
    # A date that facts moved counts as one it was planned for.
    moved = {one.fact.quarter for one in book.facts if isinstance(one.fact, Slipped)}
    about = matching(lots, fact)
    kind = [lot for lot in lots if lot.is_of(fact.site, fact.thing, fact.what or "")]
    there = ", ".join(sorted({f"{quarter_label(lot.online)} ({lot.amount:g})" for lot in kind}))
    if fact.planned is not None and not about and fact.planned not in moved:
        expected = f"a quarter in which the plan or the ledger has some: {there or 'there is none'}"
        fix = "correct the quarter" if there else "leave it empty: the fact is then about all that may come"
        yield Problem(f"{told.where}: planned", quarter_label(fact.planned), expected, fix)
    elif isinstance(fact, Online) and not about and fact.amount is None:
        fix = "say how much came"
        yield Problem(f"{told.where}: amount", "nothing", "an amount, as nothing was planned there", fix)
    elif isinstance(fact, Online | Slipped) and fact.planned is None and len(about) > 1:
        fix = "say which, by the quarter in planned"
        yield Problem(f"{told.where}: planned", "nothing", f"one of {there}", fix)


def _contradictions(facts: Iterable[Told]) -> Iterator[Problem]:
    """Yield a problem for every two facts that cannot both be, at the later of them."""
    seen: list[Told] = []
    for told in sorted(facts, key=lambda one: one.fact.seen):
        for other in seen:
            why = _contradiction(other, told)
            if why:
                fix = f"remove one of them; the other is {other.where}: {other.text}"
                yield Problem(told.where, told.text, why, fix)
        seen.append(told)


def _contradiction(first: Told, second: Told) -> str:
    """Return why two facts, the second known no earlier, cannot both be; nothing if they can."""
    one, two = first.fact, second.fact
    same_day = one.seen == two.seen
    if isinstance(one, Figure) and isinstance(two, Figure):
        return "one value of a figure on a day" if same_day and one.path == two.path else ""
    if isinstance(one, DemandSeen) and isinstance(two, DemandSeen):
        return "one factor of a stream on a day" if same_day and one.stream == two.stream else ""
    if not (isinstance(one, LotFact) and isinstance(two, LotFact) and _same_lot(one, two)):
        return ""
    kinds = {type(one), type(two)}
    if kinds == {Online, Cancelled}:
        return "either online or cancelled"
    if type(one) is Online and type(two) is Slipped:
        return "no slip of what is online"
    if type(one) is Cancelled and type(two) is Slipped:
        return "no new date for what is cancelled"
    if same_day and type(one) is type(two) is Slipped:
        return "one new date on a day"
    return ""


def _same_lot(one: LotFact, two: LotFact) -> bool:
    same = (one.site, one.thing, one.what) == (two.site, two.thing, two.what)
    return same and (one.planned == two.planned or None in (one.planned, two.planned))
