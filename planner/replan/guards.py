"""Whether a new plan may be published without a person: each guard says what it found."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from planner.audit import AuditReport
from planner.cases import Case
from planner.plan import Plan, TableName
from planner.replan.book import Book
from planner.replan.options import Guards

LEAST_GW = 0.05
"""A year with less has its capacity compared with this."""
NOTICEABLE = 1e-6


@dataclass(frozen=True)
class Verdict:
    """What a guard found.

    Parameters
    ----------
    guard
        Its name.
    holds
        Whether the plan may be published as far as it is concerned.
    found
        What it saw, and what it allows.
    """

    guard: str
    holds: bool
    found: str


def judge(
    before: Plan,
    after: Plan,
    report: AuditReport,
    *,
    cost_before_usd: float,
    case: Case,
    book: Book,
    as_of: datetime.date,
    inputs_date: datetime.date | None,
    guards: Guards,
) -> tuple[Verdict, ...]:
    """Return the verdict of every guard.

    Parameters
    ----------
    before, after
        The published plan and the new one.
    report
        The audit of the new one.
    cost_before_usd
        Cost of the published plan, on the same ledger as the new one.
    case, book
        The case of today, and the facts.
    as_of, inputs_date
        Today, and the day of the newest figures of the case's files.
    guards
        What is allowed.
    """
    newest = [told.fact.seen for told in book.facts]
    newest += [] if inputs_date is None else [inputs_date]
    return (
        Verdict("audit", report.is_clean, report.summary()),
        _cost(cost_before_usd, after.cost_usd, guards.cost_moved),
        _capacity(before, after, guards.capacity_moved),
        Verdict("gap", after.gap <= guards.gap, f"{after.gap:.2%}, at most {guards.gap:.2%}"),
        _age(max(newest, default=None), as_of, guards.inputs_days),
        _shortage(before, after, _protected(case, guards)),
    )


def _cost(before: float, after: float, most: float) -> Verdict:
    moved = after / before - 1 if before else 0.0
    return Verdict("cost", abs(moved) <= most, f"moved by {moved:+.2%}, at most {most:.2%}")


def _capacity(before: Plan, after: Plan, most: float) -> Verdict:
    then = {year.year: year.facility_gw for year in before.gw_by_year}
    moves = {
        year.year: (year.facility_gw - then[year.year]) / max(then[year.year], LEAST_GW)
        for year in after.gw_by_year
        if year.year in then
    }
    worst = max(moves, key=lambda year: abs(moves[year]), default=None)
    if worst is None:
        return Verdict("capacity", holds=False, found="no year in common with the published plan")
    found = f"GW of {worst} moved by {moves[worst]:+.1%}, at most {most:.1%}"
    return Verdict("capacity", abs(moves[worst]) <= most, found)


def _age(newest: datetime.date | None, as_of: datetime.date, most: int | None) -> Verdict:
    if most is None:
        return Verdict("age of inputs", holds=True, found="not asked for")
    if newest is None:
        return Verdict("age of inputs", holds=False, found="no figure has a date")
    days = (as_of - newest).days
    return Verdict("age of inputs", days <= most, f"{days} days, at most {most}")


def _protected(case: Case, guards: Guards) -> tuple[str, ...]:
    rules = case.policies
    survive = (stream for rule in rules.survival for stream in rule.streams)
    return tuple(dict.fromkeys([*guards.protected, *survive, *rules.no_shortage]))


def _shortage(before: Plan, after: Plan, protected: Iterable[str]) -> Verdict:
    more = []
    for stream in protected:
        then, now = _short(before, stream), _short(after, stream)
        if now > then + NOTICEABLE * max(1.0, then):
            more.append(f"{stream} by {now - then:,.4g}")
    found = f"more than before: {', '.join(more)} (sum over periods)" if more else "none that was not there"
    return Verdict("protected streams", not more, found)


def _short(plan: Plan, stream: str) -> float:
    table = plan.tables[TableName.SHORTAGE]
    return float(table.loc[table["stream_id"] == stream, "short"].sum())
