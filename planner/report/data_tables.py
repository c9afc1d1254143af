"""The tables of a run within a page: packed CSV, with what each column means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from planner.plan import TABLES, Run, TableSchema
from planner.plan.columns import Column, Dtype
from planner.report.packed import packed
from planner.sources import NAME as SOURCES
from planner.sources import SCHEMA as SOURCES_SCHEMA
from planner.why.break_even_table import NAME as BREAK_EVEN
from planner.why.break_even_table import SCHEMA as BREAK_EVEN_SCHEMA
from planner.why.limits_tables import CAUSES, CAUSES_SCHEMA, LIMITS, LIMITS_SCHEMA
from planner.why.table import NAME as PRICES
from planner.why.table import SCHEMA as PRICES_SCHEMA

SCHEMAS: Mapping[str, TableSchema] = {
    **{str(name): schema for name, schema in TABLES.items()},
    LIMITS: LIMITS_SCHEMA,
    CAUSES: CAUSES_SCHEMA,
    PRICES: PRICES_SCHEMA,
    BREAK_EVEN: BREAK_EVEN_SCHEMA,
    SOURCES: SOURCES_SCHEMA,
}
MOST_BYTES = 2_600_000
"""Of all packed tables together: the page is to stay below 5 MB."""


@dataclass(frozen=True)
class DataTable:
    """A table of a run. ``content`` is its packed CSV, None where the page has no room for it."""

    name: str
    row: str
    columns: tuple[Column, ...]
    rows: int
    content: str | None


def data_tables(run: Run, most_bytes: int = MOST_BYTES) -> tuple[DataTable, ...]:
    """Return the tables of a run; the largest are left out where there is no room for all.

    Parameters
    ----------
    run
        The run.
    most_bytes
        Of all packed tables together.
    """
    frames = {**run.plan.tables, **run.more_tables}
    content = {str(name): packed(_csv(frame)) for name, frame in frames.items()}
    kept = set(_that_fit(content, most_bytes))
    return tuple(
        _table(str(name), frame, content[name] if name in kept else None) for name, frame in frames.items()
    )


def _that_fit(content: Mapping[str, str], most_bytes: int) -> Iterator[str]:
    """Yield the names of tables, the smallest first, as long as all of them fit."""
    used = 0
    for name in sorted(content, key=lambda name: len(content[name])):
        used += len(content[name])
        if used <= most_bytes:
            yield name


def _table(name: str, frame: pd.DataFrame, content: str | None) -> DataTable:
    schema = SCHEMAS.get(name)
    if schema is None or schema.names != list(frame.columns):
        columns = tuple(
            Column(str(column), "", Dtype.NUMBER if dtype.kind in "if" else Dtype.TEXT, "")
            for column, dtype in frame.dtypes.items()
        )
        return DataTable(name, "", columns, len(frame), content)
    return DataTable(name, schema.row, schema.columns, len(frame), content)


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n").encode()
