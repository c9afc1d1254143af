"""The tables themselves: columns, kinds, keys, ids and numbers.

What is found wrong here is mended in the simplest way (a row with an unknown id is left out, a cell
that is no number is zero), so that the equations can still be checked on the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from buildout.quarters import parse_quarter
from planner.audit.compare import fault, flagged
from planner.audit.equations import Equation
from planner.audit.facts import Facts
from planner.audit.flows import Category
from planner.audit.panels import Ids, id_index, table_index
from planner.audit.policy import losses
from planner.audit.purchases import Item
from planner.audit.report import Finding
from planner.audit.schema import SPECS, TableSpec
from planner.audit.tolerance import ROW

FLAGS = {"true": True, "false": False}
"""How a truth value may be written."""

LARGEST = 1e18
"""Nothing in a plan comes near it; sums and products of smaller numbers do not overflow."""

QUARTERS = ("quarter", "online_quarter", "order_by_quarter", "opened")
"""Columns that hold quarters; a site that never opens has no quarter in the last."""

Examined: TypeAlias = tuple[pd.DataFrame, list[Finding]]
"""A table without what was found wrong, and what that was."""


def sound_tables(
    facts: Facts, tables: Mapping[str, pd.DataFrame]
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Check tables on their own.

    Parameters
    ----------
    facts
        The case.
    tables
        Tables of a plan by name; they are not changed.

    Returns
    -------
    dict of DataFrame, list of Finding
        Every table of ``docs/model.md`` with all its columns, clean; and what was wrong.
    """
    strange = sorted(set(tables) - set(SPECS))
    findings = [fault(Equation.SCHEMA, f"{name}: no such table in a plan") for name in strange]
    known = _known_ids(facts)
    sound = {}
    for name, spec in SPECS.items():
        shaped, faults = _shaped(name, spec, tables.get(name))
        typed, untyped = _typed(name, spec, shaped)
        placed, unknown = _with_known_ids(name, typed, known)
        sound[name], repeats = _without_repeats(name, spec, placed)
        findings += [*faults, *untyped, *unknown, *repeats]
    return sound, [*findings, _check_rows_of_demand(facts, sound["shortage"])]


def _known_ids(facts: Facts) -> list[Ids]:
    """Return the ids that rows may name; the names of an index are the columns it is for."""
    zones, tiers = facts.inputs.zones, facts.inputs.volume_tiers
    lost_ids = [lost for loss in losses(facts) for lost in loss.lost_ids]
    return [
        facts.site_ids,
        facts.periods,
        facts.option_ids,
        facts.fleet_ids,
        facts.workload_ids,
        facts.demand_ids,
        id_index(("stream_id", "zone_id"), [z.stream_id for z in zones], [z.zone_id for z in zones]),
        id_index(("lost_id",), lost_ids),
        id_index(("tier_id",), [tier.tier_id for tier in tiers]),
        id_index(("category",), [category.value for category in Category]),
        id_index(("item",), [item.value for item in Item]),
    ]


def _shaped(name: str, spec: TableSpec, table: pd.DataFrame | None) -> Examined:
    """Give a table its columns."""
    wanted = list(spec.columns)
    if table is None:
        return pd.DataFrame(columns=wanted), [fault(Equation.SCHEMA, f"{name}: table is missing")]
    missing = [column for column in wanted if column not in table.columns]
    strange = [column for column in table.columns if column not in wanted]
    faults = [
        *(fault(Equation.SCHEMA, f"{name}, column={column}: missing") for column in missing),
        *(fault(Equation.SCHEMA, f"{name}, column={column}: not in this table") for column in strange),
    ]
    return table.reset_index(drop=True).reindex(columns=wanted), faults


def _typed(name: str, spec: TableSpec, frame: pd.DataFrame) -> Examined:
    """Turn cells into text, numbers and truth values."""
    text = frame[list(spec.text)].astype(object)
    text = text.where(text.notna(), "").map(str).astype(object)
    numbers = frame[list(spec.numbers)].apply(pd.to_numeric, errors="coerce").astype(float)
    flags = frame[list(spec.flags)].map(lambda value: FLAGS.get(str(value).lower())).astype(object)
    usable = numbers.abs() < LARGEST
    faults = {
        "is not a usable number": (Equation.NUMBERS, ~usable),
        "is negative": (Equation.NUMBERS, numbers[list(spec.amounts)] < -ROW.absolute),
        "is neither true nor false": (Equation.SCHEMA, flags.isna()),
    }
    findings = [
        flagged(equation, name, text, spec.key, mask[column].to_numpy(bool), f"{column} {fault_text}")
        for fault_text, (equation, mask) in faults.items()
        for column in mask.columns
    ]
    return pd.concat([text, numbers.where(usable, 0.0), flags.eq(other=True)], axis=1), findings


def _with_known_ids(name: str, frame: pd.DataFrame, known: Sequence[Ids]) -> Examined:
    """Leave out rows that name something the case does not have."""
    is_sound = np.ones(len(frame), dtype=bool)
    findings = []
    for ids in known:
        names = [str(level) for level in ids.names]
        if set(names) <= set(frame.columns):
            is_known = table_index(frame, names).isin(ids)
            findings.append(flagged(Equation.IDS, name, frame, names, ~is_known, "not in the case"))
            is_sound &= is_known
    for column in frame.columns.intersection(list(QUARTERS)):
        may_be_empty = column == "opened"
        is_quarter = np.array([_is_quarter(text) or (may_be_empty and text == "") for text in frame[column]])
        is_quarter = is_quarter.astype(bool)
        findings.append(flagged(Equation.IDS, name, frame, [column], ~is_quarter, "not a quarter"))
        is_sound &= is_quarter
    return frame[is_sound], findings


def _is_quarter(text: str) -> bool:
    try:
        parse_quarter(text)
    except ValueError:
        return False
    return True


def _without_repeats(name: str, spec: TableSpec, frame: pd.DataFrame) -> Examined:
    """Keep the first row of each key."""
    repeats = frame.duplicated(list(spec.key)).to_numpy(bool)
    finding = flagged(Equation.KEYS, name, frame, spec.key, repeats, "stands twice")
    return frame[~repeats].reset_index(drop=True), [finding]


def _check_rows_of_demand(facts: Facts, shortage: pd.DataFrame) -> Finding:
    """Check that every stream, node and period with demand has its row."""
    cells = np.argwhere(facts.demand.to_numpy() > 0.0)
    due = pd.DataFrame(
        {
            "stream_id": facts.demand_ids.get_level_values("stream_id")[cells[:, 0]],
            "node_id": facts.demand_ids.get_level_values("node_id")[cells[:, 0]],
            "period": facts.periods[cells[:, 1]],
        }
    )
    names = list(due.columns)
    has_row = table_index(due, names).isin(table_index(shortage, names))
    return flagged(Equation.SERVICE_TABLE, "shortage", due, names, ~has_row, "row is missing")
