"""Between sparse decisions, dense grids of numbers (things down, periods across) and tidy frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from buildout.inputs import Inputs

NEGLIGIBLE = 1e-9
"""Smaller amounts are noise of the solver and count as zero."""

Grid = NDArray[np.float64]
Key = TypeVar("Key", bound=tuple[str, ...])


def labels(inputs: Inputs) -> list[str]:
    """Return the labels of the periods."""
    return [period.label for period in inputs.periods]


def quarters(inputs: Inputs) -> Grid:
    """Return the length of each period in quarters."""
    return np.array([period.quarters for period in inputs.periods], dtype=float)


def spread(values: Mapping[Key, float], rows: Sequence[tuple[str, ...]], periods: Sequence[str]) -> Grid:
    """Return values keyed by ``(*row, period)`` as a grid; missing and negligible ones are 0.

    Raises
    ------
    KeyError
        If a value belongs to no row or period.
    """
    row_of = {row: i for i, row in enumerate(rows)}
    column_of = {period: j for j, period in enumerate(periods)}
    grid = np.zeros((len(rows), len(periods)))
    for key, value in values.items():
        grid[row_of[key[:-1]], column_of[key[-1]]] = value
    return without_noise(grid)


def stack(rows: Sequence[Sequence[float]] | Sequence[Grid], periods: Sequence[str]) -> Grid:
    """Return quantities by period of several things as a grid, also where there are none."""
    return np.array(rows, dtype=float).reshape(len(rows), len(periods))


def column(values: Sequence[float]) -> Grid:
    """Return one number per thing as a column that multiplies a grid."""
    return np.array(values, dtype=float).reshape(len(values), 1)


def without_noise(grid: Grid) -> Grid:
    """Return a grid with negligible amounts set to 0."""
    return np.where(np.abs(grid) < NEGLIGIBLE, 0.0, grid)


def rises(grid: Grid) -> Grid:
    """Return by how much each cell is above the one of the period before, 0 where it is not."""
    return without_noise(np.maximum(np.diff(grid, axis=1, prepend=0.0), 0.0))


def tidy(
    names: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    periods: Sequence[str],
    grids: Mapping[str, Grid],
) -> dict[str, Any]:
    """Return grids as columns: ids, period, then one column per grid.

    Parameters
    ----------
    names
        Names of the ids in ``rows``.
    rows
        Ids of each row of the grids.
    periods
        Labels of the columns of the grids.
    grids
        Grids of one shape, by column name. Cells that are 0 in all of them are left out.
    """
    shape = (len(rows), len(periods))
    live = np.zeros(shape, dtype=bool)
    for grid in grids.values():
        live |= np.abs(grid) >= NEGLIGIBLE
    down, across = np.nonzero(live)
    ids = {name: pd.Index([row[k] for row in rows], dtype=object)[down] for k, name in enumerate(names)}
    when = {"period": pd.Index(list(periods), dtype=object)[across]}
    return ids | when | {name: grid[down, across] for name, grid in grids.items()}


def tidy_values(
    names: Sequence[str], values: Mapping[Key, float], periods: Sequence[str], name: str
) -> dict[str, Any]:
    """Return sparse values keyed by ``(*ids, period)`` as columns, in order of ids, then period."""
    rows = list(dict.fromkeys(key[:-1] for key in values))
    return tidy(names, rows, periods, {name: spread(values, rows, periods)})


def gather(
    table: pd.DataFrame,
    names: Sequence[str],
    value: str,
    rows: Sequence[tuple[str, ...]],
    periods: Sequence[str],
) -> Grid:
    """Return a column of a tidy table as a grid: the sums over all rows with the same ids and period.

    Raises
    ------
    KeyError
        If a row of the table belongs to no row or period of the grid.
    """
    sums = table.groupby([*names, "period"])[value].sum()
    return spread(dict(zip(sums.index, sums.tolist(), strict=True)), rows, periods)
