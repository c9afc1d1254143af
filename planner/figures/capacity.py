"""Facility power of each site."""

from __future__ import annotations

import altair as alt
import pandas as pd

from buildout.inputs import SiteKind
from planner.draw import COLOURS, GREY, styled
from planner.figures.chips import MW_PER_GW
from planner.figures.figure import Figure, Layers
from planner.figures.rows import Rows, bars_in_rows
from planner.figures.source import Source, three_digits
from planner.figures.time_axis import TimeAxis, by_period
from planner.plan import TableName

MOST_SITES = 12
"""Sites of a kind with a row of their own."""


def capacity_figure(source: Source) -> Figure | None:
    """Return the facility power of the largest sites of each kind, and of the others together."""
    campuses, edge = (site_rows(source, kind) for kind in SiteKind)
    panels = []
    if len(campuses):
        panels.append(_panel(source, campuses.assign(amount=campuses["mw"] / MW_PER_GW), "Campuses", "GW", 0))
    if len(edge):
        panels.append(_panel(source, edge.assign(amount=edge["mw"]), "Edge sites", "MW", 1))
    if not panels:
        return None
    return Figure(
        name="capacity",
        title="Capacity by site",
        caption="What the halls online can hold, facility power, the ledger's included: campuses in GW, edge "
        f"sites in MW, each kind to one scale. Of more than {MOST_SITES} sites the others are one row in "
        "grey, which has a scale of its own.",
        chart=styled(alt.vconcat(*panels, spacing=12)),
    )


def site_rows(source: Source, kind: SiteKind) -> pd.DataFrame:
    """Return facility MW of the sites of a kind, the largest first, the smaller ones as one.

    Returns
    -------
    pandas.DataFrame
        ``row`` from the top, ``name``, ``period`` and ``mw``.
    """
    halls = source.tables[TableName.HALLS]
    frame = halls[halls["site_id"].map(lambda i: source.sites[i].kind is kind).astype(bool)]
    frame = frame[frame["facility_mw"] > 0]
    peak = frame.groupby("site_id")["facility_mw"].max().sort_values(ascending=False, kind="stable")
    ids = [str(site_id) for site_id in peak.index]
    most = MOST_SITES if len(ids) > MOST_SITES + 1 else len(ids)
    name = {site_id: source.site_names[site_id] for site_id in ids[:most]}
    name |= dict.fromkeys(ids[most:], f"{len(ids) - most} others")
    row = {label: place for place, label in enumerate(dict.fromkeys(name.values()))}
    labels = frame["site_id"].map(name)
    frame = frame.assign(name=labels, row=labels.map(row), mw=frame["facility_mw"])
    return frame.groupby(["row", "name", "period"], sort=False)["mw"].sum().reset_index()


def _panel(source: Source, frame: pd.DataFrame, title: str, unit: str, tint: int) -> Layers:
    names = list(frame.drop_duplicates("row").sort_values("row")["name"])
    is_rest = ~frame["name"].isin(list(source.site_names.values()))
    peak = float(frame.loc[~is_rest, "amount"].max())
    of_rest = float(frame.loc[is_rest, "amount"].max()) if is_rest.any() else peak
    end = frame[frame["period"] == source.inputs.periods[-1].label].set_index("row")["amount"]
    notes = [three_digits(end.get(row, 0.0)) for row in range(len(names))]
    rows = Rows(names, notes, TimeAxis.of_horizon(source), f"{unit} at the end", row_px=24)
    full = is_rest.map({True: of_rest, False: peak})
    bars = bars_in_rows(by_period(source, frame), full).round(4)
    bars = bars.assign(tint=is_rest.map({True: GREY, False: COLOURS[tint]}))
    drawn = (
        alt.Chart(bars[["start", "end", "low", "high", "when", "name", "amount", "tint"]])
        .mark_bar(stroke="white", strokeWidth=0.4)
        .encode(
            x=rows.time.x(),
            x2="end:Q",
            y=rows.y(),
            y2="high:Q",
            color=alt.Color("tint:N", scale=None),
            tooltip=[
                alt.Tooltip("when:N", title="when"),
                alt.Tooltip("name:N", title="site"),
                alt.Tooltip("amount:Q", title=f"facility {unit}", format=",.3r"),
            ],
        )
    )
    return rows.chart(drawn, title=f"{title}, facility power: a full row is {three_digits(peak)} {unit}")
