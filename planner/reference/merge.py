"""Putting a case's overrides into the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from planner.problems import Problem
from planner.reference.cells import cell_text, did_you_mean
from planner.reference.dictionary import Dictionary
from planner.reference.overrides import Override, unknown_column
from planner.reference.raw import RawTable
from planner.reference.tables import TableName

EVIDENCE = frozenset({"usd_per_mw", "other_value"})
"""Columns of the capex table whose rows may be evidence for a figure of another table."""

Tables = Mapping[TableName, RawTable]


def merge(
    tables: Tables, dictionary: Dictionary, overrides: Sequence[Override]
) -> tuple[Tables, list[Problem]]:
    """Return the tables with the overrides in them, and what is wrong with the overrides.

    Of two overrides of one cell the later wins.
    """
    by_table: dict[TableName, list[Override]] = defaultdict(list)
    for override in overrides:
        by_table[override.table].append(override)
    merged, problems = dict(tables), []
    for name, own in by_table.items():
        merged[name], found = _merge_table(tables[name], dictionary, own)
        problems.extend(found)
    return merged, problems


def _merge_table(
    table: RawTable, dictionary: Dictionary, overrides: Sequence[Override]
) -> tuple[RawTable, list[Problem]]:
    rows = {row_id: dict(cells) for row_id, cells in table.rows.items()}
    origins = dict(table.origins)
    problems = []
    key = dictionary.key(table.name)
    for override in overrides:
        problem = _refusal(override, table, dictionary)
        if problem is not None:
            problems.append(problem)
            continue
        new = {key: override.row_id, "source": override.source, "confidence": override.confidence.value}
        row = rows.setdefault(override.row_id, new)
        row[override.column] = cell_text(override.value)
        origins[override.row_id, override.column] = override.where
    incomplete = _incomplete_rows(table, rows, dictionary, overrides)
    problems.extend(incomplete.values())
    return RawTable(table.name, rows, origins, frozenset(incomplete)), problems


def _refusal(override: Override, table: RawTable, dictionary: Dictionary) -> Problem | None:
    columns = dictionary.columns(table.name)
    if override.column not in columns:
        return unknown_column(override.column, columns.keys(), override.where)
    if override.column == dictionary.key(table.name):
        return Problem(override.where, "the id column", "another column", "add a row with the new id instead")
    used_as = table.rows.get(override.row_id, {}).get("used_as")
    if used_as and override.column in EVIDENCE:
        fix = f"override {used_as}; {table.name}.{override.row_id} is only its evidence"
        return Problem(override.where, repr(override.value), "a figure the planner reads", fix)
    return None


def _incomplete_rows(
    table: RawTable,
    rows: Mapping[str, Mapping[str, str]],
    dictionary: Dictionary,
    overrides: Sequence[Override],
) -> dict[str, Problem]:
    """Return a problem for every new row that lacks a required cell, by row."""
    where = {override.row_id: override.where for override in reversed(overrides)}
    required = [name for name, column in dictionary.columns(table.name).items() if column.required]
    problems = {}
    for row_id in rows.keys() - table.rows.keys():
        missing = ", ".join(name for name in required if not rows[row_id].get(name))
        if missing:
            expected = f"an id of {table.name}, or a new row with {missing}"
            fix = did_you_mean(row_id, table.rows) or "fill the cells of the new row"
            problems[row_id] = Problem(where[row_id], f"the unknown row {row_id!r}", expected, fix)
    return dict(sorted(problems.items()))
