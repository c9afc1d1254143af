"""Siting: S1 to S5, and the tables of sites and halls."""

from __future__ import annotations

import numpy as np
import pandas as pd

from buildout.quarters import quarter_label
from planner.audit.compare import at_least, at_most, column, exactly, flagged, zero_where
from planner.audit.equations import Equation
from planner.audit.facts import Facts
from planner.audit.panels import Panel, down, like, read_panel, rise, table_index
from planner.audit.quantities import Quantities
from planner.audit.report import Finding

STATED = ("name", "kind", "country", "area_id", "from_ledger")
"""Columns of the table of sites that repeat the case."""


def check_siting(facts: Facts, plan: Quantities) -> list[Finding]:
    """Check where and when halls stand."""
    rate = like(plan.new_halls, down(facts.sites["halls_per_quarter"]) * facts.quarters)
    zero = like(plan.new_halls, np.zeros(1))
    return [
        at_most(Equation.S1, plan.new_halls, facts.room * plan.open, "halls"),
        at_most(Equation.S2, rise(plan.new_halls), rate, "halls"),
        *_check_dates(facts, plan),
        at_least(Equation.S4, rise(plan.new_halls), zero, "halls"),
        at_least(Equation.S5, *_minimum_size(facts, plan), "halls"),
        exactly(Equation.NUMBERS, plan.new_halls, plan.new_halls.round(), "halls"),
        *_check_halls_table(facts, plan),
        *_check_sites_table(facts, plan),
    ]


def _check_dates(facts: Facts, plan: Quantities) -> list[Finding]:
    early = facts.starts < facts.sites["first_hall_quarter"].to_numpy(int)[:, None]
    ledger = facts.sites["is_ledger"].to_numpy(bool)[:, None]
    locks = [site.open_by_quarter for site in facts.inputs.sites]
    locked = facts.starts >= np.array([np.inf if lock is None else lock for lock in locks])[:, None]
    return [
        zero_where(Equation.S3, plan.new_halls, early, "halls"),
        zero_where(Equation.S3, plan.open, early & ~ledger, "open sites"),
        at_least(Equation.S3, plan.open, like(plan.open, (ledger | locked).astype(float)), "open sites"),
    ]


def _minimum_size(facts: Facts, plan: Quantities) -> tuple[Panel, Panel]:
    """Return the halls at the deadline of an opening in each period, and the halls due by then."""
    quarters_by_end = np.cumsum(facts.quarters)
    before = quarters_by_end - facts.quarters
    found, due = np.zeros(plan.open.shape), np.zeros(plan.open.shape)
    scalars = facts.sites[["halls_per_quarter", "min_halls", "is_ledger"]]
    most = (facts.room + facts.committed_halls).to_numpy()
    for i, (rate, least, is_ledger) in enumerate(scalars.itertuples(index=False, name=None)):
        if is_ledger:
            continue
        reach = rate * (quarters_by_end[None, :] - before[:, None])
        deadline = np.where(reach >= least, np.arange(len(before)), len(before) - 1).min(axis=1)
        can_build = reach[np.arange(len(before)), deadline]
        found[i] = plan.halls.to_numpy()[i, deadline]
        due[i] = np.minimum(np.minimum(least, can_build), most[i, deadline])
    return like(plan.open, found), like(plan.open, due) * plan.open


def _check_halls_table(facts: Facts, plan: Quantities) -> list[Finding]:
    it_mw = plan.halls * down(facts.sites["hall_mw"])
    expected = {
        "committed_halls": (facts.committed_halls, "halls"),
        "halls": (plan.halls, "halls"),
        "it_mw": (it_mw, "IT MW"),
        "facility_mw": (it_mw * down(facts.sites["pue"]), "facility MW"),
    }
    table = plan.tables["halls"]
    return [
        exactly(Equation.HALLS_TABLE, read_panel(table, name, facts.site_ids, facts.periods), value, unit)
        for name, (value, unit) in expected.items()
    ]


def _check_sites_table(facts: Facts, plan: Quantities) -> list[Finding]:
    table = plan.tables["sites"]
    halls = plan.halls.iloc[:, -1]
    it_mw = halls * facts.sites["hall_mw"]
    expected = {
        "halls_end": (halls, "halls"),
        "it_mw_end": (it_mw, "IT MW"),
        "facility_mw_end": (it_mw * facts.sites["pue"], "facility MW"),
    }
    listed = table_index(table, ("site_id",))
    stated = table.set_index(listed)
    ends = [
        exactly(Equation.SITES_TABLE, column(stated[name], name), column(value.loc[listed], name), unit)
        for name, (value, unit) in expected.items()
    ]
    return [*ends, *_check_stated(facts, table), _check_opened(facts, table)]


def _check_stated(facts: Facts, table: pd.DataFrame) -> list[Finding]:
    truth = facts.sites.rename(columns={"is_ledger": "from_ledger"}).loc[list(table["site_id"])]
    findings = []
    for name in STATED:
        other = table[name].to_numpy(object) != truth[name].to_numpy(object)
        text = "not what the case says"
        findings.append(flagged(Equation.SITES_TABLE, "sites", table, ["site_id", name], other, text))
    return findings


def _check_opened(facts: Facts, table: pd.DataFrame) -> Finding:
    """Check that sites open with a period, not within one."""
    starts = {quarter_label(int(start)) for start in facts.starts}
    within = ~table["opened"].isin([*starts, ""]).to_numpy(bool)
    names = ["site_id", "opened"]
    return flagged(Equation.SITES_TABLE, "sites", table, names, within, "not a period's start")
