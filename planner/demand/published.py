"""Paths that demand.csv publishes: facility GW a year (low, mid, high), and run rates of revenue."""

from __future__ import annotations

import re

import pandas as pd

from planner.demand.paths import end_of

_ROW = re.compile(r"(?P<name>scn_.+)_(?P<year>\d{4})")
_COLUMNS = {"low": "low", "mid": "value", "high": "high"}
RUN_RATE, TARGET = "run_rate_revenue", "revenue_target"
USD_PER_BILLION = 1e9


def path_names(demand: pd.DataFrame) -> list[str]:
    """Return the names of the paths of demand.csv: ``scn_lab_mid`` and so on."""
    names = dict.fromkeys(match["name"] for match in map(_ROW.fullmatch, demand["anchor_id"]) if match)
    return [f"{name}_{level}" for name in names for level in _COLUMNS]


def path_points(demand: pd.DataFrame, path: str) -> dict[float, float]:
    """Return the GW of a path by the moment, in quarters, at which each year ends.

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
            points[end_of(match["year"])] = float(row[_COLUMNS[level]])
    return points


def run_rate_names(demand: pd.DataFrame) -> list[str]:
    """Return who has a published run rate of revenue."""
    rows = demand[demand["metric"] == RUN_RATE]
    return list(dict.fromkeys(map(str, rows["entity"])))


def run_rate_points(demand: pd.DataFrame, entity: str) -> dict[float, float]:
    """Return published run rates, billion USD per year, by the moment they are of.

    A target holds at the end of its year. Before the first and after the last of them a path is flat.
    """
    points = {}
    for row in demand[demand["entity"] == entity].to_dict("records"):
        if row["metric"] == RUN_RATE:
            points[end_of(str(row["as_of"]))] = float(row["value"]) / USD_PER_BILLION
        elif row["metric"] == TARGET:
            points[end_of(f"{row['horizon_year']:.0f}")] = float(row["value"]) / USD_PER_BILLION
    return points
