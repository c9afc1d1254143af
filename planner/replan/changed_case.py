"""A case with another ledger, with sites closed to it, and with the figures that facts tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from buildout.quarters import quarter_label
from planner.cases import Case
from planner.cases.changes import apply_changes
from planner.cases.ledger import Ledger
from planner.cases.load import parse_case
from planner.problems import InputError, Problem
from planner.replan.fact import DemandSeen, Figure, Thing, Told
from planner.replan.happened import Closed

SEEN = "demand seen of "
"""Beginning of the name of the multiplier by which a case takes what was seen."""


def changed_case(case: Case, ledger: Ledger, closed: Iterable[Closed], facts: Sequence[Told]) -> Case:
    """Return a case as it stands after facts.

    Parameters
    ----------
    case
        The case as its file has it.
    ledger
        Its ledger of today.
    closed
        What is closed to the plan; of these, sites become locks.
    facts
        All facts, in the order in which they became known: of two that say the same thing the later holds.

    Raises
    ------
    InputError
        If a fact names no key of the case, or a figure that cannot be; every reason is listed.
    """
    data = case.model_dump(mode="json")
    data["ledger_file"] = None
    data["ledger"] = ledger.model_dump(mode="json")
    data["locks"] = _locks(case, closed)
    problems: list[Problem] = []
    for told in facts:
        try:
            data = _changed(data, told)
        except InputError as error:
            problems += [Problem(told.where, p.found, p.expected, p.fix) for p in error.problems]
    if problems:
        raise InputError(problems)
    _see_demand(data, facts)
    return parse_case(data, case.path)


def _changed(data: dict[str, Any], told: Told) -> dict[str, Any]:
    return apply_changes(data, [told.fact.change]) if isinstance(told.fact, Figure) else data


def _locks(case: Case, closed: Iterable[Closed]) -> list[dict[str, Any]]:
    """Return the locks of a case with those of sites that are closed to new halls."""
    locks = {lock.site: lock.model_dump(mode="json") for lock in case.locks}
    for one in closed:
        if one.thing is not Thing.HALLS or one.site is None:
            continue
        if one.until is None or one.until > case.horizon.last:
            locks[one.site] = {"site": one.site, "forbid": True}
        elif one.until > min(case.today, case.horizon.first):
            lock = locks.setdefault(one.site, {"site": one.site})
            before = next((given.earliest for given in case.locks if given.site == one.site), None)
            lock["earliest"] = quarter_label(max(one.until, before or 0))
    return list(locks.values())


def _see_demand(data: dict[str, Any], facts: Iterable[Told]) -> None:
    """Multiply the demand of streams by what was seen of it: drivers by a multiplier, rows one by one."""
    seen = {told.fact.stream: told.fact.factor for told in facts if isinstance(told.fact, DemandSeen)}
    demand = data["demand"]
    for stream, factor in seen.items():
        if demand["facility_gw"] or demand["revenue"] or demand["training"] or demand["agents"]:
            demand["multipliers"].append({"name": f"{SEEN}{stream}", "path": factor, "streams": [stream]})
        for row in demand["rows"]:
            if row["stream"] == stream:
                row["amount"] *= factor


def with_places(problems: Iterable[Problem], facts: Sequence[Told]) -> list[Problem]:
    """Return problems of a changed case at the facts that changed it, where a fact did."""
    return [_at_fact(problem, facts) for problem in problems]


def _at_fact(problem: Problem, facts: Sequence[Told]) -> Problem:
    _, _, key = problem.where.partition(": ")
    steps = key.removeprefix("cells.").split(".")
    for told in reversed(facts):
        # An item of a list is named by its id in a path, and by its number in a problem.
        if isinstance(told.fact, Figure):
            path = told.fact.path.split(".")
            if (path[0], path[-1]) == (steps[0], steps[-1]):
                return replace(problem, where=f"{told.where}: {told.fact.path}")
    return problem
