"""Panels: frames with ids down and periods across, and the few things done with them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from buildout.quarters import quarter_label

Panel: TypeAlias = pd.DataFrame
"""Ids down, periods across."""
Ids: TypeAlias = "pd.Index[Any]"
"""What stands down the side of a panel."""
Vector: TypeAlias = NDArray[np.float64]
"""One number per period, or per row of a panel."""


def id_index(names: Sequence[Hashable], *levels: Iterable[Any]) -> Ids:
    """Return an index of ids; one level gives a plain index, more give tuples."""
    columns = [
        pd.Index(pd.Series(np.asarray(level, dtype=object), dtype=object), name=name)
        for name, level in zip(names, levels, strict=True)
    ]
    return columns[0] if len(columns) == 1 else pd.MultiIndex.from_arrays(columns)


def product_index(*levels: Ids) -> pd.MultiIndex:
    """Return every combination of the ids of each level."""
    return pd.MultiIndex.from_product(levels)


def read_panel(table: pd.DataFrame, value: str, ids: Ids, periods: Ids) -> Panel:
    """Return a column of a tidy table as a panel; what the table leaves out is zero.

    Every row of the table must name ids and a period that are known.
    """
    rows = ids.get_indexer(table_index(table, list(ids.names)))
    steps = periods.get_indexer(table_index(table, ["period"]))
    values = np.zeros((len(ids), len(periods)))
    values[rows, steps] = table[value]
    return pd.DataFrame(values, ids, periods)


def table_index(table: pd.DataFrame, names: Sequence[Hashable]) -> Ids:
    """Return columns of a table as an index."""
    return id_index(names, *(table[name] for name in names))


def total(panel: Panel, ids: Ids, **levels: Iterable[Any]) -> Panel:
    """Sum the rows of a panel into ``ids``.

    The ids of a row are its own, unless ``levels`` gives another value for each row. Sums that have
    no row are zero; rows that have no place in ``ids`` are left out.
    """
    names = [str(name) for name in ids.names]
    own = [levels[name] if name in levels else panel.index.get_level_values(name) for name in names]
    places = ids.get_indexer(id_index(names, *own))
    kept = places >= 0
    values = np.zeros((len(ids), panel.shape[1]))
    np.add.at(values, places[kept], panel.to_numpy()[kept])
    return pd.DataFrame(values, ids, panel.columns)


def lookup(values: pd.Series, keys: Iterable[Any]) -> NDArray[np.float64]:
    """Return the value of each key as floats; zero where there is none."""
    return values.reindex(keys if isinstance(keys, pd.Index) else list(keys), fill_value=0.0).to_numpy(float)


def rise(panel: Panel) -> Panel:
    """Return by how much each row rises from the period before; zero comes before the first."""
    return like(panel, np.diff(panel.to_numpy(), axis=1, prepend=0.0))


def like(panel: Panel, values: NDArray[np.float64]) -> Panel:
    """Return ``values``, stretched where needed, with the rows and columns of ``panel``."""
    return pd.DataFrame(np.broadcast_to(values, panel.shape), panel.index, panel.columns)


def down(values: pd.Series) -> NDArray[np.float64]:
    """Return one number per row, shaped to meet a panel."""
    return values.to_numpy(float)[:, None]


def quarter_labels(keys: Ids, quarter: str) -> Ids:
    """Return keys with the numbers of the level ``quarter`` written as labels, for a reader."""
    levels = [keys.get_level_values(str(name)) for name in keys.names]
    named = [level.map(quarter_label) if level.name == quarter else level for level in levels]
    return id_index(keys.names, *named)
