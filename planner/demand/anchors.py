"""Paths that demand.csv publishes: one row a year, low, mid and high."""

from __future__ import annotations

import re

import pandas as pd

_ROW = re.compile(r"(?P<name>scn_.+)_(?P<year>\d{4})")
_COLUMNS = {"low": "low", "mid": "value", "high": "high"}


def path_names(demand: pd.DataFrame) -> list[str]:
    """Return the names of the paths of demand.csv: ``scn_lab_mid`` and so on."""
    names = dict.fromkeys(match["name"] for match in map(_ROW.fullmatch, demand["anchor_id"]) if match)
    return [f"{name}_{level}" for name in names for level in _COLUMNS]


def path_points(demand: pd.DataFrame, path: str) -> dict[int, float]:
    """Return the GW of a path by the quarter after the end of each year.

    Parameters
    ----------
    demand
        Table demand.csv.
    path
        One of `path_names`.
    """
    name, _, level = path.rpartition("_")
    points = {}
    for row in demand.to_dict("records"):
        match = _ROW.fullmatch(str(row["anchor_id"]))
        if match and match["name"] == name:
            points[4 * (int(match["year"]) + 1)] = float(row[_COLUMNS[level]])
    return points
