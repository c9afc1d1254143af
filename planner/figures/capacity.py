"""Facility power of each site."""

from __future__ import annotations

import altair as alt
import pandas as pd

from buildout.inputs import SiteKind
from planner.draw import COLOURS, amount, styled
from planner.figures.chips import MW_PER_GW
from planner.figures.figure import Figure
from planner.figures.rows import Rows, bars_in_rows
from planner.figures.source import Source
from planner.figures.time_axis import TimeAxis, by_period
from planner.plan import TableName

MOST_SITES = 12
"""Campuses with a row of their own, and edge sites."""


def capacity_figure(source: Source) -> Figure | None:
    """Return the facility power of the largest sites, and of the others together."""
    frame = site_rows(source)
    if frame.empty:
        return None
    names = list(frame.drop_duplicates("row").sort_values("row")["name"])
    peak = float(frame["amount"].max())
    end = frame[frame["period"] == source.inputs.periods[-1].label].groupby("row")["amount"].sum()
    notes = [f"{end.get(row, 0.0):,.2f}" for row in range(len(names))]
    rows = Rows(names, notes, TimeAxis.of_horizon(source), "GW at the end")
    bars = bars_in_rows(by_period(source, frame), peak).round(4)
    drawn = (
        alt.Chart(bars[["start", "end", "low", "high", "when", "name", "amount", "colour"]])
        .mark_bar(stroke="white", strokeWidth=0.4)
        .encode(
            x=rows.time.x(),
            x2="end:Q",
            y=rows.y(),
            y2="high:Q",
            color=alt.Color("colour:N", scale=None),
            tooltip=[
                alt.Tooltip("when:N", title="when"),
                alt.Tooltip("name:N", title="site"),
                alt.Tooltip("amount:Q", title="facility GW", format=",.3r"),
            ],
        )
    )
    chart = rows.chart(drawn, title=f"A full row is {peak:,.2f} GW", axis=amount("facility power", "GW"))
    return Figure(
        name="capacity",
        title="Capacity by site",
        caption="What the halls online can hold, facility GW, the ledger's included. All rows have one "
        f"scale. Kinds with more than {MOST_SITES} sites show the largest, and the others as one.",
        chart=styled(chart),
    )


def site_rows(source: Source) -> pd.DataFrame:
    """Return facility GW by row and period: the largest campuses, the others, then edge sites the same.

    Returns
    -------
    pandas.DataFrame
        ``row`` from the top, ``name``, ``period``, ``amount`` and ``colour``.
    """
    halls = source.tables[TableName.HALLS]
    gw = halls["facility_mw"] / MW_PER_GW
    frame = pd.DataFrame({"site_id": halls["site_id"], "period": halls["period"], "amount": gw})
    frame = frame[frame["amount"] > 0]
    peak = frame.groupby("site_id")["amount"].max().sort_values(ascending=False, kind="stable")
    name: dict[str, str] = {}
    colour: dict[str, str] = {}
    for kind, words, tint in (
        (SiteKind.CAMPUS, "other campuses", COLOURS[0]),
        (SiteKind.EDGE, "other edge sites", COLOURS[1]),
    ):
        ids = [str(i) for i in peak.index if source.sites[str(i)].kind is kind]
        most = MOST_SITES if len(ids) > MOST_SITES + 1 else len(ids)
        name |= {i: source.site_names[i] for i in ids[:most]}
        name |= dict.fromkeys(ids[most:], f"{len(ids) - most} {words}")
        colour |= dict.fromkeys(ids, tint)
    row = {label: place for place, label in enumerate(dict.fromkeys(name.values()))}
    labels = frame["site_id"].map(name)
    frame = frame.assign(name=labels, row=labels.map(row), colour=frame["site_id"].map(colour))
    keys = ["row", "name", "period", "colour"]
    return frame.groupby(keys, sort=False)["amount"].sum().reset_index()
