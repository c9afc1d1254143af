"""The input figures that move most money in a plan, with source and confidence."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from planner.plan import figures
from planner.plan.columns import TableName
from planner.plan.markdown import money, number
from planner.plan.orders import Item
from planner.plan.text_table import TextTable
from planner.reference import Confidence
from planner.reference import TableName as Reference
from planner.report.facts import Facts
from planner.subject import NOTES

MOST_THINGS = 3
"""Chips, power options, elements, sites and streams that are named, of each kind."""
FIGURES: Mapping[Reference, Sequence[str]] = {
    Reference.CHIPS: ("it_capex_usd_per_chip_all_in", "it_power_w_per_chip", "infer_tps_per_chip_model"),
    Reference.LEAD_TIMES: ("usd", "lead_quarters"),
    Reference.POWER: ("capex_usd_per_kw", "lead_time_quarters"),
    Reference.REGIONS: ("industrial_price_usd_per_mwh", "near_term_grid_headroom_mw"),
    Reference.STREAMS: ("shortage_price_usd_per_ref_mw_quarter", "rtt_budget_ms"),
}
"""Of each of them."""
MONEY = ("wacc", "construction_inflation", "chip_value_decline_per_year", "mean_load_factor", "pue_edge")
"""Figures of the table ``finance`` that every plan rests on."""


@dataclass(frozen=True)
class Assumption:
    """One input figure."""

    figure: str
    value: str
    source: str
    confidence: str
    is_assumed: bool
    """Whether nothing published backs it."""


@dataclass(frozen=True)
class Thing:
    """Something a plan spends money on, with the figures it is planned by."""

    name: str
    spent: str
    """Nominal money of the plan behind it; empty where there is none of its own."""
    figures: Sequence[Assumption]


@dataclass(frozen=True)
class Assumptions:
    """What a plan leans on: its figures, the lines a solve noted, and how the figures are known."""

    things: Sequence[Thing]
    lines: Sequence[str]
    by_confidence: TextTable | None


def assumptions(facts: Facts) -> Assumptions:
    """Return what the plan of a run leans on; an older run has the lines only."""
    sources = facts.sources
    if sources is None:
        return Assumptions((), _noted(facts), None)
    return Assumptions(tuple(_things(facts, sources)), _noted(facts), _by_confidence(sources))


def _noted(facts: Facts) -> tuple[str, ...]:
    return tuple(json.loads(facts.run.extras.get(NOTES, b'{"leaning": []}'))["leaning"])


def _by_confidence(sources: pd.DataFrame) -> TextTable:
    counts = sources.groupby(["table", "confidence"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=[level.value for level in Confidence], fill_value=0)
    rows = [[str(table), *(f"{count:,}" for count in row)] for table, *row in counts.itertuples(name=None)]
    return TextTable(["table", *(level.value for level in Confidence)], rows)


def _things(facts: Facts, sources: pd.DataFrame) -> Iterator[Thing]:
    for table, usd in _money_moved(facts).items():
        own = sources[(sources["table"] == table) & sources["figure"].isin(FIGURES[table])]
        known = usd[usd.index.isin(own["row_id"])].sort_values(ascending=False, kind="stable")
        for row_id, moved in known[known > 0].head(MOST_THINGS).items():
            rows = own[own["row_id"] == row_id].to_dict("records")
            said = [_assumption(row, str(row["meaning"]).partition(";")[0]) for row in rows]
            yield Thing(_name(facts, table, str(row_id)), money(float(moved)), said)
    rows = sources[(sources["table"] == Reference.FINANCE) & sources["row_id"].isin(MONEY)].to_dict("records")
    if rows:
        yield Thing("all of it", "", [_assumption(row, row["row_id"].replace("_", " ")) for row in rows])


def _assumption(row: Mapping[Hashable, Any], figure: str) -> Assumption:
    return Assumption(
        figure=figure,
        value=f"{number(row['value'])} {row['unit']}".strip(),
        source=row["source"],
        confidence=row["confidence"],
        is_assumed=row["confidence"] == Confidence.OWN_ASSUMPTION,
    )


def _money_moved(facts: Facts) -> Mapping[Reference, pd.Series[float]]:
    """Return the nominal USD of a plan that go to each row of each reference table."""
    orders = facts.plan.tables[TableName.ORDERS]
    short = figures.shortfalls(facts.inputs, facts.plan.tables)
    usd, what, site = orders["price_usd"], orders["what"], orders["site_id"]

    def of(item: Item) -> pd.Series[float]:
        own = orders["item"] == item
        return usd[own].groupby(what[own]).sum()

    return {
        Reference.CHIPS: of(Item.CHIP),
        Reference.LEAD_TIMES: of(Item.ELEMENT),
        Reference.POWER: of(Item.POWER),
        Reference.REGIONS: usd.groupby(site).sum(),
        Reference.STREAMS: short.set_index("stream_id")["cost_usd"].astype(float),
    }


def _name(facts: Facts, table: Reference, row_id: str) -> str:
    names = {
        Reference.CHIPS: {chip.chip_id: chip.name for chip in facts.inputs.chips},
        Reference.REGIONS: {site.site_id: site.name for site in facts.inputs.sites},
        Reference.STREAMS: {stream.stream_id: stream.name for stream in facts.inputs.streams},
    }
    return names.get(table, {}).get(row_id, row_id.replace("_", " "))
