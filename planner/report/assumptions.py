"""The input figures that move most money in a plan, with source and confidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from planner.plan import figures
from planner.plan.columns import TableName
from planner.plan.markdown import money, number
from planner.plan.orders import Item
from planner.plan.text_table import TextTable
from planner.reference import Confidence
from planner.reference import TableName as Reference
from planner.report.facts import Facts
from planner.sources import NAME as SOURCES
from planner.subject import NOTES

MOST_THINGS = 4
"""Chips, power options, elements, sites and streams that are named, of each kind."""
MONEY = ("wacc", "construction_inflation", "chip_value_decline_per_year", "mean_load_factor", "pue_edge")
"""Figures of the table ``finance`` that every plan rests on."""


@dataclass(frozen=True)
class Assumption:
    """One input figure."""

    about: str
    figure: str
    value: str
    source: str
    confidence: str
    spent: str
    """Nominal money of the plan that goes to what it is about; empty for figures of money."""
    is_own: bool
    """Whether nothing published backs it."""


@dataclass(frozen=True)
class Assumptions:
    """What a plan leans on: its figures, the lines a solve noted, and how the figures are known."""

    figures: Sequence[Assumption]
    lines: Sequence[str]
    by_confidence: TextTable | None


def assumptions(facts: Facts) -> Assumptions:
    """Return what the plan of a run leans on; an older run has the lines only."""
    sources = facts.run.more_tables.get(SOURCES)
    if sources is None:
        return Assumptions((), _noted(facts), None)
    return Assumptions(tuple(_figures(facts, sources)), _noted(facts), _by_confidence(sources))


def _noted(facts: Facts) -> tuple[str, ...]:
    return tuple(json.loads(facts.run.extras.get(NOTES, b'{"leaning": []}'))["leaning"])


def _by_confidence(sources: pd.DataFrame) -> TextTable:
    counts = sources.groupby(["table", "confidence"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=[level.value for level in Confidence], fill_value=0)
    rows = [[str(table), *(f"{count:,}" for count in row)] for table, *row in counts.itertuples(name=None)]
    return TextTable(["table", *(level.value for level in Confidence)], rows)


def _figures(facts: Facts, sources: pd.DataFrame) -> Iterator[Assumption]:
    for table, usd in _money_moved(facts).items():
        own = sources[sources["table"] == table]
        known = usd[usd.index.isin(own["row_id"])].sort_values(ascending=False, kind="stable")
        for row_id, moved in known[known > 0].head(MOST_THINGS).items():
            for row in own[own["row_id"] == row_id].to_dict("records"):
                yield _assumption(row, _name(facts, table, str(row_id)), float(moved))
    finance = sources[(sources["table"] == Reference.FINANCE) & sources["row_id"].isin(MONEY)]
    for row in finance[finance["figure"] == "value"].to_dict("records"):
        yield _assumption({**row, "figure": row["row_id"]}, "money", 0.0)


def _assumption(row: Mapping[str, object], about: str, usd: float) -> Assumption:
    return Assumption(
        about=about,
        figure=str(row["figure"]).replace("_", " "),
        value=f"{number(float(str(row['value'])))} {row['unit']}".strip(),
        source=str(row["source"]),
        confidence=str(row["confidence"]),
        spent=money(usd) if usd else "",
        is_own=row["confidence"] == Confidence.OWN_ASSUMPTION,
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
