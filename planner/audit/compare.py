"""Comparing what a plan has with what it may have, row by row, over whole frames at once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.audit.equations import Equation
from planner.audit.panels import Panel, like
from planner.audit.report import Check, Finding, Relation, Violation
from planner.audit.tolerance import ROW, Tolerance


def at_most(
    equation: Equation, found: Panel, allowed: Panel, unit: str, tolerance: Tolerance = ROW
) -> Finding:
    """Check ``found <= allowed`` in every cell; both have the same rows and columns."""
    return _compare(equation, Relation.AT_MOST, found, allowed, unit, tolerance)


def at_least(
    equation: Equation, found: Panel, allowed: Panel, unit: str, tolerance: Tolerance = ROW
) -> Finding:
    """Check ``found >= allowed`` in every cell; both have the same rows and columns."""
    return _compare(equation, Relation.AT_LEAST, found, allowed, unit, tolerance)


def exactly(
    equation: Equation, found: Panel, allowed: Panel, unit: str, tolerance: Tolerance = ROW
) -> Finding:
    """Check ``found == allowed`` in every cell; both have the same rows and columns."""
    return _compare(equation, Relation.EXACTLY, found, allowed, unit, tolerance)


def zero_where(equation: Equation, found: Panel, forbidden: NDArray[np.bool_], unit: str) -> Finding:
    """Check that ``found`` is zero in every cell where ``forbidden`` holds; others are no rows."""
    return at_most(equation, found, like(found, np.where(forbidden, 0.0, np.inf)), unit)


def column(values: pd.Series, name: str = "") -> Panel:
    """Return a series as a panel of one column, so that it can be compared."""
    return pd.DataFrame({name: values.astype(float)}).rename_axis(columns="column")


def flagged(
    equation: Equation,
    table: str,
    frame: pd.DataFrame,
    names: Sequence[str],
    mask: NDArray[np.bool_],
    what: str,
) -> Finding:
    """Turn the rows of a table for which ``mask`` holds into violations, named by ``names``."""
    rows = frame.loc[mask, list(names)].itertuples(index=False, name=None) if mask.any() else ()
    violations = tuple(_fault(equation, f"{table}, {_label(names, row)}: {what}") for row in rows)
    check = Check(equation, "rows", len(frame), len(violations), float(len(violations) > 0))
    return Finding(check, violations)


def fault(equation: Equation, row: str) -> Finding:
    """Return a single violation that has no amount but its being there."""
    return Finding(Check(equation, "rows", 1, 1, 1.0), (_fault(equation, row),))


def _compare(
    equation: Equation,
    relation: Relation,
    found: Panel,
    allowed: Panel,
    unit: str,
    tolerance: Tolerance,
) -> Finding:
    if not (found.index.equals(allowed.index) and found.columns.equals(allowed.columns)):
        raise ValueError(f"{equation.code}: the two sides have different rows")
    amount, limit = found.to_numpy(float), allowed.to_numpy(float)
    over = _excess(relation, amount, limit)
    broken = np.nonzero(over > tolerance.room(limit))
    figures = zip(_cells(found, *broken), amount[broken].tolist(), limit[broken].tolist(), strict=True)
    violations = tuple(Violation(equation, row, has, unit, may, relation) for row, has, may in figures)
    largest = max(float(over.max(initial=0.0)), 0.0)
    rows = int(np.isfinite(limit).sum())
    return Finding(Check(equation, unit, rows, len(violations), largest), violations)


def _excess(
    relation: Relation, amount: NDArray[np.float64], limit: NDArray[np.float64]
) -> NDArray[np.float64]:
    if relation is Relation.AT_MOST:
        return amount - limit
    if relation is Relation.AT_LEAST:
        return limit - amount
    return np.abs(amount - limit)


def _cells(panel: Panel, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> list[str]:
    """Name cells by their ids and column."""
    names = [*panel.index.names, panel.columns.name]
    keys, labels = panel.index.take(rows).tolist(), panel.columns.take(columns).tolist()
    is_plain = panel.index.nlevels == 1
    ids = [(key,) if is_plain else key for key in keys]
    return [_label(names, (*key, label)) for key, label in zip(ids, labels, strict=True)]


def _label(names: Sequence[Hashable], values: Sequence[Hashable]) -> str:
    pairs = zip(names, values, strict=True)
    return ", ".join(f"{name}={value}" for name, value in pairs if value != "")


def _fault(equation: Equation, row: str) -> Violation:
    return Violation(equation, row, 1.0, "rows", 0.0)
