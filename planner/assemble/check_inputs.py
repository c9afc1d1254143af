"""Checks of what was built: empty sets, a ledger that breaks limits, locks nobody can keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from buildout.inputs import Delivery, Inputs, Site
from buildout.quarters import quarter_label
from planner.cases.case import Case
from planner.cases.pairs import Pairs
from planner.problems import Problem

_SLACK_MW = 1e-6


def check_inputs(case: Case, inputs: Inputs, notes: Iterable[str]) -> list[Problem]:
    """Return everything that would make the model empty or impossible from the start.

    Parameters
    ----------
    case
        What the user wrote.
    inputs
        What was built from it.
    notes
        What was left out and why: the reason where nothing is left.
    """
    if not inputs.sites:
        found = " ".join(["none that can be used.", *notes])
        return [Problem(case.where("sites"), found, "at least one", "choose more sites or a longer horizon")]
    checks = (_empty_sets, _workloads, _ledger_halls, _locks, _takes)
    return [problem for check in checks for problem in check(case, inputs)]


def check_ledger_chips(case: Case, inputs: Inputs) -> list[Problem]:
    """Check that the chips of the ledger have halls and power of the ledger in every period."""
    return [*_ledger_chips(case, inputs), *_ledger_power(case, inputs)]


def check_pairs(case: Case, inputs: Inputs, pairs: Pairs) -> list[Problem]:
    """Check that the site x node tables name what the case has, and that no cost is missing."""
    sites = {site.site_id for site in inputs.sites}
    nodes = {node.node_id for node in inputs.nodes if node.lat is not None}
    found = []
    if pairs.costs_musd:
        missing = [(s, n) for s in sorted(sites) for n in sorted(nodes) if (s, n) not in pairs.costs_musd]
        shown = "; ".join(f"{s} x {n}" for s, n in missing[:5])
        if missing:
            where = case.where("network.cost_table")
            fix = "add the rows"
            found.append(Problem(where, f"no cost for {len(missing)} pairs ({shown})", "every pair", fix))
    for key, used in (
        ("rtt_table", {(s, n) for s, n, _ in pairs.rtt_ms}),
        ("cost_table", set(pairs.costs_musd)),
    ):
        if used and not any(s in sites for s, _ in used):
            fix = "use the ids of the case"
            found.append(Problem(case.where(f"network.{key}"), "no site of the case", "site ids", fix))
        if used and nodes and not any(n in nodes for _, n in used):
            fix = "use the ids of the case"
            found.append(Problem(case.where(f"network.{key}"), "no node of the case", "node ids", fix))
    return found


def _empty_sets(case: Case, inputs: Inputs) -> list[Problem]:
    found = []
    for key, values in (
        ("chips", inputs.chips),
        ("power", inputs.power),
        ("streams", inputs.streams),
    ):
        if not values:
            fix = f"widen the choice under {key}"
            found.append(Problem(case.where(key), "none that can be used", "at least one", fix))
    return found


def _workloads(case: Case, inputs: Inputs) -> list[Problem]:
    asked = {entry.stream_id for entry in inputs.demand}
    return [
        Problem(
            where=case.where("streams"),
            found=f"{stream}, which no chip of the case can run",
            expected="at least one chip for every stream with demand",
            fix="add a chip that can run it, or leave the stream out",
        )
        for workload in inputs.workloads
        for stream in workload.stream_ids
        if stream in asked and not workload.performance
    ]


def _ledger_halls(case: Case, inputs: Inputs) -> list[Problem]:
    return [
        Problem(
            where=case.where(f"ledger.sites.{site.site_id}.halls"),
            found=f"{max(site.committed_halls)} halls",
            expected=f"at most {site.max_halls}, the most the site can have",
            fix="correct the ledger, or raise the limit in a table of the case",
        )
        for site in inputs.sites
        if max(site.committed_halls) > site.max_halls
    ]


def _ledger_chips(case: Case, inputs: Inputs) -> list[Problem]:
    found = []
    for site, fleet in _ledger_fleets(inputs):
        for period, halls, mw in zip(inputs.periods, site.committed_halls, fleet, strict=True):
            if mw > halls * site.hall_mw + _SLACK_MW:
                where = case.where(f"ledger.sites.{site.site_id}.chips, {period.label}")
                expected = f"at most {halls * site.hall_mw:g} MW, what {halls} halls hold"
                fix = "add halls, or let the chips come later"
                found.append(Problem(where, f"{mw:g} IT MW", expected, fix))
                break
    return found


def _ledger_power(case: Case, inputs: Inputs) -> list[Problem]:
    found = []
    for site, fleet in _ledger_fleets(inputs):
        firm = [o for o in inputs.power if o.site_id == site.site_id and o.delivery is not Delivery.OVER_GRID]
        for i, (period, mw) in enumerate(zip(inputs.periods, fleet, strict=True)):
            available = sum(option.availability * option.committed_mw[i] for option in firm)
            if mw * site.pue > available + _SLACK_MW:
                where = case.where(f"ledger.sites.{site.site_id}.power, {period.label}")
                expected = f"at least {mw * site.pue:.1f} MW, {mw:g} IT MW x PUE {site.pue:g}"
                fix = "add power, or let the chips come later"
                found.append(Problem(where, f"{available:.1f} MW after availability", expected, fix))
                break
    return found


def _ledger_fleets(inputs: Inputs) -> list[tuple[Site, list[float]]]:
    """Return the sites of the ledger with the IT MW of their committed chips, by period."""
    life: Mapping[str, int] = {chip.chip_id: chip.life_quarters for chip in inputs.chips}
    fleets = []
    for site in inputs.sites:
        lots = [lot for lot in inputs.committed_chips if lot.site_id == site.site_id]
        fleet = [
            sum(
                lot.it_mw
                for lot in lots
                if lot.online_quarter <= period.start < lot.online_quarter + life[lot.chip_id]
            )
            for period in inputs.periods
        ]
        if lots:
            fleets.append((site, fleet))
    return fleets


def _locks(case: Case, inputs: Inputs) -> list[Problem]:
    sites = {site.site_id: site for site in inputs.sites}
    found = []
    for lock in case.locks:
        if not (lock.open or lock.latest is not None):
            continue
        key, site = case.where(f"locks.{lock.site}"), sites.get(lock.site)
        if site is None:
            fix = "add the site, or remove the lock"
            found.append(Problem(key, "a site that is not in the case or too late", "a usable site", fix))
        elif not site.in_ledger and site.open_by_quarter is not None:
            first = next((p.start for p in inputs.periods if p.start >= site.open_by_quarter), None)
            if first is None or first < site.first_hall_quarter:
                fix = "move latest, or shorten the chain of lead times"
                expected = (
                    f"{quarter_label(site.first_hall_quarter)} or later, when its first hall can be online"
                )
                found.append(Problem(key, quarter_label(site.open_by_quarter), expected, fix))
    return found


def _takes(case: Case, inputs: Inputs) -> list[Problem]:
    labels = [period.label for period in inputs.periods]
    supply = {chip.chip_id: chip.supply_mw for chip in inputs.chips}
    found = []
    for take in inputs.minimum_takes:
        inside = range(labels.index(take.window.first), labels.index(take.window.last) + 1)
        most = sum(supply[chip][i] for chip in take.chip_ids if chip in supply for i in inside)
        if take.window.amount > most + _SLACK_MW:
            where = case.where(f"policies.minimum_takes.{take.take_id}")
            expected = f"at most {most:.1f} MW, what can be bought in the window"
            found.append(
                Problem(where, f"{take.window.amount:g} MW", expected, "lower it, or widen the window")
            )
    return found
