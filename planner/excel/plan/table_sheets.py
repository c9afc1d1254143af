"""A sheet for each table of a run, and one that says what their columns mean."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from xlsxwriter.workbook import Workbook

from planner.excel.styles import Styles
from planner.excel.table_sheet import Cell, SheetColumn, TableSheet, write_table_sheet
from planner.plan.columns import TABLES, Column, Dtype, TableSchema
from planner.sources import NAME as SOURCES
from planner.sources import SCHEMA as SOURCES_SCHEMA
from planner.why.limits_tables import CAUSES, CAUSES_SCHEMA, LIMITS, LIMITS_SCHEMA
from planner.why.table import NAME as PRICES
from planner.why.table import SCHEMA as PRICES_SCHEMA

MOST_ROWS = 100_000
"""A longer table is left to its CSV file: Excel takes a million rows, but nobody reads them there."""
SCHEMAS: Mapping[str, TableSchema] = {
    **TABLES,
    PRICES: PRICES_SCHEMA,
    LIMITS: LIMITS_SCHEMA,
    CAUSES: CAUSES_SCHEMA,
    SOURCES: SOURCES_SCHEMA,
}
DICTIONARY = "Columns"
_CELLS = {Dtype.TEXT: Cell.TEXT, Dtype.WHOLE: Cell.WHOLE, Dtype.NUMBER: Cell.NUMBER, Dtype.FLAG: Cell.FLAG}


def fits(frame: pd.DataFrame) -> bool:
    """Return whether a table gets a sheet."""
    return len(frame) <= MOST_ROWS


def write_table_sheets(workbook: Workbook, styles: Styles, tables: Mapping[str, pd.DataFrame]) -> None:
    """Add a sheet for each table that fits and whose columns are known, and one on their columns."""
    shown = {name: frame for name, frame in tables.items() if name in SCHEMAS and fits(frame)}
    for name, frame in shown.items():
        schema = SCHEMAS[name]
        columns = tuple(SheetColumn(c.name, c.unit.strip("`"), _CELLS[c.dtype]) for c in schema.columns)
        about = f"One row: {schema.row}."
        write_table_sheet(workbook, styles, TableSheet(name, about, columns, frame[schema.names]))
    rows = [(name, *_said(column)) for name in shown for column in SCHEMAS[name].columns]
    names = ("table", "column", "unit", "type", "meaning")
    write_table_sheet(
        workbook,
        styles,
        TableSheet(
            DICTIONARY,
            "One row: a column of a table.",
            tuple(SheetColumn(name, "", Cell.TEXT) for name in names),
            pd.DataFrame(rows, columns=list(names)),
            frozen_columns=2,
        ),
    )


def _said(column: Column) -> tuple[str, str, str, str]:
    return column.name, column.unit.strip("`"), column.dtype.name.lower(), column.meaning
