"""The tables of a vendor study: each has a column ``mix``, and shows all mixes side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

import pandas as pd

from buildout.inputs import Inputs
from planner.cases.mixes import VendorMix
from planner.explore.family import Member
from planner.plan import Run, Tables
from planner.plan.figures import power_by_family, shortfalls
from planner.plan.ladder import gw_by_year
from planner.serial import load_inputs
from planner.vendors.apply import CHOICES
from planner.vendors.beside_free import bridge_table, changed
from planner.vendors.defaults import FREE, bought_mw
from planner.vendors.effects import difference, money_columns, shortage_usd
from planner.vendors.exposure import exposure_table
from planner.vendors.market import vendors_table
from planner.vendors.prices import PRICES, prices_of
from planner.vendors.schemas import SCHEMAS
from planner.vendors.spend import order_calendar, spend_by_vendor
from planner.vendors.study import NOT_YET, Study
from planner.vendors.words import mix_id, mix_label


def study_tables(study: Study) -> dict[str, pd.DataFrame]:
    """Return all tables of a study as far as it is solved, by name.

    Returns
    -------
    dict of str to pandas.DataFrame
        Those of `planner.vendors.schemas`, whose columns they have.
    """
    solved = study.solved()
    runs = {mix.text: run for mix, _, run in solved}
    return {
        "mixes": _mixes(study, solved),
        "bridge": bridge_table(runs),
        "gw": _each(runs, _gw),
        "shortage": _each(runs, shortfalls),
        "spend": _each(runs, spend_by_vendor),
        "power": _each(runs, power_by_family),
        "orders": _each(runs, order_calendar),
        "exposure": exposure_table(study, runs),
        PRICES: prices_of(study.store.folder, study.mixes),
        "vendors": vendors_table(study.vendors),
    }


def _each(runs: Mapping[str, Run], table: Callable[[Inputs, Tables], pd.DataFrame]) -> pd.DataFrame:
    """Return a table of each run, under each other."""
    frames = []
    for mix, run in runs.items():
        frame = table(load_inputs(run.inputs_json), run.plan.tables)
        frame.insert(0, "mix", pd.Series([mix] * len(frame), index=frame.index, dtype="str"))
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _mixes(study: Study, solved: list[tuple[VendorMix, Member, Run]]) -> pd.DataFrame:
    """Return a row for each mix, solved or not."""
    by_text = {mix.text: (member, run) for mix, member, run in solved}
    free, free_run = by_text[FREE.text]
    rows = []
    for mix in study.mixes:
        row: dict[str, object] = {
            "mix": mix.text,
            "label": mix_label(mix),
            "kind": mix.kind.value,
            **_UNKNOWN,
        }
        if mix.text in by_text:
            member, run = by_text[mix.text]
            more = difference(free, member, is_restricted=mix.kind in CHOICES)
            row |= _figures(study, member, run) | money_columns(more, "more_than_free_usd")
            other = changed(free_run, run)
            row |= {"changed_by_count": other.by_count, "changed_by_money": other.by_money}
        row["note"] = "" if mix.text in by_text else study.failed.get(mix_id(mix), NOT_YET)
        rows.append(row)
    return pd.DataFrame(rows)[SCHEMAS["mixes"].names]


_AMOUNTS = (
    "cost_usd",
    "gap",
    "facility_gw_end",
    "fleet_gw_end",
    "bought_gw",
    "first_share",
    "shortage_usd",
    "seconds",
    "more_than_free_usd",
    "least_more_usd",
    "most_more_usd",
    "changed_by_count",
    "changed_by_money",
)
_UNKNOWN: dict[str, object] = {
    **dict.fromkeys(_AMOUNTS, float("nan")),
    "first_vendor": "",
    "audit": "",
    "within_gap": False,
}
"""Cells of a mix without a plan."""


def _figures(study: Study, member: Member, run: Run) -> dict[str, object]:
    inputs, tables = study.subject.inputs, run.plan.tables
    bought = bought_mw(inputs, tables)
    whole = sum(bought.values())
    last = gw_by_year(inputs, tables)[-1]
    first = max(bought, key=lambda vendor: bought[vendor], default="")
    return {
        "cost_usd": member.cost_usd,
        "gap": run.plan.gap,
        "facility_gw_end": last.facility_gw,
        "fleet_gw_end": last.fleet_gw,
        "bought_gw": whole / 1e3,
        "first_vendor": first,
        "first_share": bought[first] / whole if whole else 0.0,
        "shortage_usd": shortage_usd(run),
        "seconds": member.seconds,
        "audit": member.audit,
    }


def _gw(inputs: Inputs, tables: Tables) -> pd.DataFrame:
    return pd.DataFrame([asdict(year) for year in gw_by_year(inputs, tables)])
