"""What a history says on the terminal."""

from __future__ import annotations

import pandas as pd

from planner.history.moves import Moves, opening_paths
from planner.plan.markdown import percent
from planner.plan.text_table import TextTable

USD_PER_BUSD = 1e9
OUT = "out"


def plans_table(moves: Moves) -> TextTable:
    """Return a row for each published plan, with its facility GW at the end of each year."""
    years = sorted(int(year) for year in moves.gw["year"].unique())
    gw = {(row["number"], row["year"]): row["facility_gw"] for row in moves.gw.to_dict("records")}
    header = ("plan", "as of", "cost, billion USD", "gap", "shortage, billion USD", "sites", "changed")
    rows = [
        (
            str(row["number"]),
            str(row["as_of"]),
            f"{row['cost_usd'] / USD_PER_BUSD:,.3f}",
            percent(row["gap"]),
            f"{row['shortage_usd'] / USD_PER_BUSD:,.3f}",
            str(row["sites"]),
            "" if pd.isna(row["changed"]) else percent(row["changed"]),
            *(f"{gw[row['number'], year]:,.2f}" if (row["number"], year) in gw else "" for year in years),
        )
        for row in moves.plans.to_dict("records")
    ]
    return TextTable((*header, *(f"GW {year}" for year in years)), rows, 2)


def openings_table(moves: Moves) -> TextTable:
    """Return the sites whose opening moved, came or went, with the plan that moved it."""
    first = int(moves.plans["number"].min())
    names = dict(zip(moves.openings["site_id"], moves.openings["name"], strict=True))
    rows = []
    for site, steps in opening_paths(moves.openings).items():
        if [number for number, _ in steps] == [first]:
            continue
        path = " -> ".join(f"{quarter or OUT} (plan {number})" for number, quarter in steps)
        rows.append((site, names[site], path))
    return TextTable(("site", "name", "opens"), rows, 3)


def backtest_table(found: pd.DataFrame) -> TextTable:
    """Return how each plan fared, by thing.

    Lots are counted; the mean delay is weighted by their amounts, over what came and was planned.
    """
    header = ("plan", "as of", "thing", "came", "on time", "late", "early", "not planned", "cancelled")
    rows = []
    for (number, as_of, thing), some in found.groupby(["number", "as_of", "thing"]):
        late = some["late_quarters"].dropna().astype(float)
        came = some["actual"] != ""
        rows.append(
            (
                str(number),
                str(as_of),
                str(thing),
                str(int(came.sum())),
                str(int((late == 0).sum())),
                str(int((late > 0).sum())),
                str(int((late < 0).sum())),
                str(int((came & (some["planned"] == "")).sum())),
                str(int((~came).sum())),
                f"{mean_delay(some):+.2f}" if len(late) else "",
            )
        )
    return TextTable((*header, "mean delay, quarters"), rows, 3)


def mean_delay(found: pd.DataFrame) -> float:
    """Return the mean delay of a back-test in quarters, weighted by amounts; what has none is left out."""
    known = found.dropna(subset=["late_quarters"])
    weights = known["amount"].astype(float)
    return float((known["late_quarters"].astype(float) * weights).sum() / weights.sum())
