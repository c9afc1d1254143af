"""The picture of a history: cost, GW by year, shortage and openings, plan by plan."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.draw import COLOURS, amount, styled
from planner.history.moves import Moves, opening_paths

WIDTH, HEIGHT, ROW = 640, 150, 17
MOST_SITES = 30
"""Rows of the picture, those that moved; the table has all sites."""
PLAN = "published plan, number"


def draw_history(moves: Moves) -> alt.VConcatChart:
    """Return the picture."""
    plans = moves.plans.assign(cost=moves.plans["cost_usd"] / 1e9, short=moves.plans["shortage_usd"] / 1e9)[
        ["number", "cost", "short"]
    ]
    panels = [
        _lines(plans, "cost", "Cost ahead", amount("present value", "billion USD")),
        _gw(moves.gw),
        _lines(plans, "short", "Price of what falls short", amount("nominal", "billion USD")),
    ]
    moved = _moved(moves.openings)
    if len(moved):
        panels.append(_openings(moved))
    chart = alt.vconcat(*panels, spacing=18).resolve_scale(color="independent")
    drawn: alt.VConcatChart = styled(chart)
    return drawn


def _x() -> alt.X:
    return alt.X("number:Q", title=PLAN).axis(tickMinStep=1, format="d").scale(zero=False)


def _lines(frame: pd.DataFrame, column: str, title: str, axis: str) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(frame, title=title)
        .mark_line(point=True, color=COLOURS[0])
        .encode(x=_x(), y=alt.Y(f"{column}:Q", title=axis).scale(zero=False))
    )
    return chart.properties(width=WIDTH, height=HEIGHT)


def _gw(gw: pd.DataFrame) -> alt.Chart:
    frame = gw[["number", "year", "facility_gw"]]
    chart: alt.Chart = (
        alt.Chart(frame, title="GW at the end of each year")
        .mark_line(point=True)
        .encode(
            x=_x(),
            y=alt.Y("facility_gw:Q", title=amount("facility power", "GW")),
            color=alt.Color("year:O", title=None).scale(scheme="viridis", reverse=True),
        )
    )
    return chart.properties(width=WIDTH, height=HEIGHT)


def _moved(openings: pd.DataFrame) -> pd.DataFrame:
    """Return the openings of the sites that opened otherwise in some plan, those that moved most first."""
    paths = {site: len(steps) for site, steps in opening_paths(openings).items()}
    first = openings["number"].min()
    at_first = set(openings.loc[openings["number"] == first, "site_id"])
    moved = {site: count for site, count in paths.items() if count > 1 or site not in at_first}
    kept = sorted(moved, key=lambda site: (-moved[site], site))[:MOST_SITES]
    frame = openings.loc[openings["site_id"].isin(kept), ["number", "site_id", "opened"]]
    year, quarter = frame["opened"].str[:4].astype(int), frame["opened"].str[5:].astype(int)
    return frame.assign(when=year + (quarter - 1) / 4)


def _openings(moved: pd.DataFrame) -> alt.Chart:
    order = list(dict.fromkeys(moved["site_id"]))
    chart: alt.Chart = (
        alt.Chart(moved, title="Openings that moved; white: the plan does not open it")
        .mark_rect(stroke="white")
        .encode(
            x=alt.X("number:O", title=PLAN).axis(labelAngle=0),
            y=alt.Y("site_id:N", sort=order, title=None).axis(labelLimit=220),
            color=alt.Color("when:Q", title=amount("opens", "year"))
            .scale(scheme="viridis", reverse=True)
            .legend(format=".2f"),
        )
    )
    return chart.properties(width=WIDTH, height=ROW * len(order))
