"""The picture of a family of alternatives: what they cost, and where they differ."""

from __future__ import annotations

import altair as alt
import pandas as pd

from buildout.inputs import Inputs
from planner.draw import COLOURS, GREY, amount, styled
from planner.explore.features import Aspect

CELL = 34
"""Width of a plan, points."""
ROW = 17
"""Height of a site, points."""
MOST_SITES = 30
"""Rows of the picture; the table has all sites."""
BARS = 130
PLAN = "plan; 00 is the cheapest"


def draw_alternatives(inputs: Inputs, plans: pd.DataFrame, amounts: pd.DataFrame) -> alt.VConcatChart:
    """Return the picture.

    Parameters
    ----------
    plans
        ``plan`` and ``more_than_cheapest``.
    amounts
        GW by ``plan``, ``aspect``, ``name`` and ``year``.
    """
    width = max(CELL * len(plans), 220)
    names = {site.site_id: site.name.split(" (")[0] for site in inputs.sites}
    halls = amounts[(amounts["aspect"] == Aspect.SITES) & (amounts["year"] == inputs.periods[-1].year)]
    last = amounts[(amounts["aspect"] == Aspect.POWER) & (amounts["year"] == inputs.periods[-1].year)]
    bought = amounts[amounts["aspect"] == Aspect.VENDORS]
    chart = alt.vconcat(
        _costs(plans, width),
        _sites(halls.assign(name=halls["name"].map(names)), list(plans["plan"]), width),
        _stack(bought, list(plans["plan"]), width, "Chips bought, by vendor", amount("IT power", "GW")),
        _stack(last, list(plans["plan"]), width, "New power at the end, by family", amount("power", "GW")),
        spacing=18,
    ).resolve_scale(color="independent")
    drawn: alt.VConcatChart = styled(chart)
    return drawn


def _x(plans: list[str], *, titled: bool) -> alt.X:
    return alt.X("plan:N", sort=plans, title=PLAN if titled else None).axis(labelAngle=0).scale(domain=plans)


def _costs(plans: pd.DataFrame, width: int) -> alt.Chart:
    frame = plans.assign(percent=100 * plans["more_than_cheapest"])
    y = alt.Y("percent:Q", title=amount("cost above the cheapest", "%"))
    bars = alt.Chart(frame, title="Cost of each plan").mark_bar(color=COLOURS[0])
    chart: alt.Chart = bars.encode(x=_x(list(plans["plan"]), titled=False), y=y)
    return chart.properties(width=width, height=BARS)


def _sites(halls: pd.DataFrame, plans: list[str], width: int) -> alt.Chart:
    """Return GW by site and plan, the sites that most plans have first."""
    by_name = halls[halls["gw"] > 0].groupby("name")["gw"].agg(["count", "sum"])
    order = by_name.sort_values(["count", "sum"], ascending=False).index.tolist()[:MOST_SITES]
    shown = halls[halls["name"].isin(order)]
    left = len(by_name) - len(order)
    title = "New halls at the end, by site" + (f" (of {left} more, the table tells)" if left else "")
    cells = alt.Chart(shown, title=title).mark_rect(stroke="white")
    chart: alt.Chart = cells.encode(
        x=_x(plans, titled=False),
        y=alt.Y("name:N", sort=order, title=None).axis(labelLimit=220),
        color=alt.Color("gw:Q", title=amount("facility power", "GW")).scale(scheme="viridis", reverse=True),
    )
    return chart.properties(width=width, height=ROW * len(order))


def _stack(frame: pd.DataFrame, plans: list[str], width: int, title: str, axis: str) -> alt.Chart:
    sums = frame.groupby(["plan", "name"])["gw"].sum().reset_index()
    layers = sums.groupby("name")["gw"].sum().sort_values(ascending=False).index.tolist()
    colours = [*COLOURS, *[GREY] * len(layers)][: len(layers)]
    colour = alt.Color("name:N", sort=layers, title=None).scale(domain=layers, range=colours)
    bars = alt.Chart(sums, title=title).mark_bar(stroke="white", strokeWidth=0.4)
    chart: alt.Chart = bars.encode(
        x=_x(plans, titled=title.startswith("New power")), y=alt.Y("gw:Q", title=axis), color=colour
    )
    return chart.properties(width=width, height=BARS)
