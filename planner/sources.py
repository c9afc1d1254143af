"""The figures of the reference tables that a case uses: each with its source and how well it is known."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from buildout.inputs import Inputs
from planner.assemble.ledger import base_of
from planner.plan.columns import Column, Dtype, TableSchema
from planner.reference import Reference, TableName, field_confidence

NAME = "sources"
ENDS = ("low", "high")
"""Columns that are the ends of a range, not figures that a plan is made with."""
SCHEMA = TableSchema(
    "a figure of a reference table that the case uses, of those that a short view of the table has",
    (
        Column("table", "", Dtype.TEXT, "the reference table"),
        Column("row_id", "", Dtype.TEXT, "id of its row"),
        Column("figure", "", Dtype.TEXT, "the column"),
        Column("meaning", "", Dtype.TEXT, "what the column says"),
        Column("value", "`unit`", Dtype.NUMBER, "the figure, as the case has it"),
        Column("unit", "", Dtype.TEXT, "its unit"),
        Column("source", "", Dtype.TEXT, "where it comes from"),
        Column("confidence", "", Dtype.TEXT, "measured, vendor spec, analyst estimate or own assumption"),
        Column("is_own", "", Dtype.FLAG, "whether the case sets it itself"),
    ),
)


def sources_frame(reference: Reference, inputs: Inputs) -> pd.DataFrame:
    """Return the figures behind the chips, power, sites, construction, streams and money of a case.

    Parameters
    ----------
    reference
        The tables the inputs were built from, the case's own figures in them.
    inputs
        The case.
    """
    return SCHEMA.frame_of_rows(
        [row for table, ids in _used(inputs).items() for row in _figures(reference, table, ids)]
    )


def _used(inputs: Inputs) -> Mapping[TableName, Collection[str] | None]:
    """Return the ids of each table that the case uses; None for all of them."""
    sites = {site.site_id for site in inputs.sites}
    return {
        TableName.CHIPS: {chip.chip_id for chip in inputs.chips},
        TableName.POWER: {base_of(option.option_id) for option in inputs.power},
        TableName.REGIONS: sites,
        TableName.METROS: sites,
        TableName.LEAD_TIMES: {element.element_id for element in inputs.elements},
        TableName.STREAMS: {stream.stream_id for stream in inputs.streams},
        TableName.FINANCE: None,
    }


def _figures(
    reference: Reference, table: TableName, ids: Collection[str] | None
) -> Iterator[Mapping[str, str | float | bool]]:
    key = reference.dictionary.key(table)
    columns = reference.dictionary.columns(table).values()
    shown = [c for c in columns if c.shown and c.is_numeric and c.name not in ENDS]
    own = {(o.row_id, o.column): o for o in reference.overridden if o.table is table}
    for row in reference.table(table).to_dict("records"):
        row_id = str(row[key])
        for column in shown if ids is None or row_id in ids else ():
            if math.isnan(row[column.name]):
                continue
            override = own.get((row_id, column.name))
            yield {
                "table": table.value,
                "row_id": row_id,
                "figure": column.name,
                "meaning": column.meaning,
                "value": float(row[column.name]),
                "unit": str(row["unit"]) if column.unit == "see unit" else column.unit,
                "source": str(row["source"]) if override is None else override.source,
                "confidence": str(field_confidence(row, column) if override is None else override.confidence),
                "is_own": override is not None,
            }
