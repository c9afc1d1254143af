"""Checks of dates and rules of a case, before anything is built from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from buildout.quarters import quarter_label
from planner.cases.case import Case
from planner.cases.policies import WindowRule
from planner.problems import Problem


def check_dates(case: Case) -> list[Problem]:
    """Check that every date of the case lies between today and the horizon's end.

    What the ledger already has may be older than today.
    """
    first, last = min(case.today, case.horizon.first), case.horizon.last
    fix = "correct the date or change the horizon"
    online = [
        Problem(case.where(key), quarter_label(quarter), f"{quarter_label(last)} or earlier", fix)
        for key, quarter in _online_dates(case)
        if quarter > last
    ]
    span = f"{quarter_label(first)} to {quarter_label(last)}"
    return online + [
        Problem(case.where(key), quarter_label(quarter), span, fix)
        for key, quarter in _dates(case)
        if quarter is not None and not first <= quarter <= last
    ]


def _online_dates(case: Case) -> Iterator[tuple[str, int]]:
    for entry in case.ledger.sites:
        for key, lots in (("halls", entry.halls), ("power", entry.power), ("chips", entry.chips)):
            for lot in lots:
                yield f"ledger.sites.{entry.site}.{key}", lot.online


def _dates(case: Case) -> Iterator[tuple[str, int | None]]:
    for due in case.ledger.payments:
        yield "ledger.payments", due.quarter
    for lock in case.locks:
        yield f"locks.{lock.site}.earliest", lock.earliest
        yield f"locks.{lock.site}.latest", lock.latest
    for key, rule in _windows(case):
        yield f"{key}.first", rule.first
        yield f"{key}.last", rule.last
    yield "policies.frozen_until", case.policies.frozen_until


def _windows(case: Case) -> list[tuple[str, WindowRule]]:
    """Return every rule that holds over some quarters, with its key."""
    rules = case.policies
    return [
        *((f"policies.vendor_shares.{rule.vendor}", rule) for rule in rules.vendor_shares),
        *((f"policies.minimum_takes.{rule.id}", rule) for rule in rules.minimum_takes),
        *((f"policies.volume_tiers.{rule.id}", rule) for rule in rules.volume_tiers),
        *((f"policies.budgets.{rule.id}", rule) for rule in rules.budgets),
    ]


def check_rules(case: Case) -> list[Problem]:
    """Check that no rule contradicts itself or another."""
    found = []
    for key, rule in _windows(case):
        if rule.first is not None and rule.last is not None and rule.last < rule.first:
            span = f"{quarter_label(rule.first)} to {quarter_label(rule.last)}"
            found.append(Problem(case.where(key), span, "first before last", "swap the two"))
    checks = (_check_vendors, _check_budgets, _check_tiers, _check_locks, _check_survival)
    return found + [problem for check in checks for problem in check(case)]


def _check_survival(case: Case) -> list[Problem]:
    protected = Counter(stream for rule in case.policies.survival for stream in rule.streams)
    return [
        _rule(case, f"survival.{stream}", f"{rules} rules", "one rule for a stream", "keep the stricter one")
        for stream, rules in protected.items()
        if rules > 1
    ]


def _check_vendors(case: Case) -> list[Problem]:
    shares = case.policies.vendor_shares
    found = [
        _rule(case, f"vendor_shares.{rule.vendor}", f"min_share {rule.min_share:g}", expected, "swap the two")
        for rule in shares
        for expected in (f"at most max_share {rule.max_share:g}",)
        if rule.min_share > rule.max_share
    ]
    floors = {rule.vendor: rule.min_share for rule in shares if rule.first is None and rule.last is None}
    if sum(floors.values()) > 1:
        shown = " + ".join(f"{name} {value:g}" for name, value in floors.items())
        found.append(_rule(case, "vendor_shares", shown, "min_share of at most 1 together", "lower one"))
    return found


def _check_budgets(case: Case) -> list[Problem]:
    years = range(min(case.today, case.horizon.first) // 4, case.horizon.last // 4 + 1)
    found = []
    for rule in case.policies.budgets:
        key = f"budgets.{rule.id}"
        if rule.year is None:
            continue
        if rule.first is not None or rule.last is not None:
            fix = "remove year, or first and last"
            found.append(_rule(case, key, "a year and quarters", "one of them", fix))
        if rule.year not in years:
            expected = f"a year from {years[0]} to {years[-1]}"
            found.append(_rule(case, key, str(rule.year), expected, "correct the year"))
    return found


def _check_tiers(case: Case) -> list[Problem]:
    seen: dict[tuple[object, ...], str] = {}
    found = []
    for tier in case.policies.volume_tiers:
        key = (tier.chip, tier.first, tier.last, tier.threshold_it_mw)
        if key in seen:
            fix = "give each tier of a chip its own threshold"
            expected = f"another threshold than {seen[key]}"
            found.append(
                _rule(case, f"volume_tiers.{tier.id}", f"{tier.threshold_it_mw:g} MW", expected, fix)
            )
        seen[key] = tier.id
    return found


def _check_locks(case: Case) -> list[Problem]:
    found = []
    for lock in case.locks:
        key = case.where(f"locks.{lock.site}")
        if lock.forbid and (lock.open or lock.latest is not None or lock.earliest is not None):
            found.append(
                Problem(key, "forbid with open, earliest or latest", "one of them", "remove the others")
            )
        if lock.earliest is not None and lock.latest is not None and lock.latest < lock.earliest:
            found.append(Problem(key, "latest before earliest", "earliest up to latest", "swap the two"))
    return found


def _rule(case: Case, key: str, found: str, expected: str, fix: str) -> Problem:
    return Problem(case.where(f"policies.{key}"), found, expected, fix)
