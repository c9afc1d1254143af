"""What limits each site, period by period."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from planner.draw import COLOURS, styled
from planner.figures.figure import Figure
from planner.figures.rows import Rows
from planner.figures.source import Source
from planner.figures.time_axis import TimeAxis, by_period
from planner.plan import TableName
from planner.why.limits_tables import LIMITS
from planner.why.site_limit import Limiting

MOST_SITES = 24
CHARACTER_PX = 6.2
"""Width of a character, to tell whether a word fits."""
TINTS: Mapping[str, str] = {
    Limiting.CHIPS: COLOURS[0],
    Limiting.POWER: COLOURS[1],
    Limiting.HALLS: COLOURS[2],
    Limiting.COMPONENTS: COLOURS[3],
    Limiting.MONEY: COLOURS[4],
    Limiting.RULES: COLOURS[5],
    Limiting.LEAD_TIME: COLOURS[6],
    Limiting.COST: "#c8c8c8",
    Limiting.DEMAND: "#f0f0f0",
}
ON_DARK = frozenset({COLOURS[0], COLOURS[2], COLOURS[5]})


def limits_figure(source: Source) -> Figure | None:
    """Return what limits the largest sites; None where the run does not say."""
    limits = source.explaining(LIMITS)
    sites = source.tables[TableName.SITES].sort_values("it_mw_end", ascending=False, kind="stable")
    shown = [str(site_id) for site_id in sites["site_id"].head(MOST_SITES)]
    if limits is None or limits.empty or not shown:
        return None
    names = [source.site_names[site_id] for site_id in shown]
    notes = [f"{mw:,.0f}" for mw in sites["it_mw_end"].head(MOST_SITES)]
    rows = Rows(names, notes, TimeAxis.of_horizon(source), "IT MW at the end", row_px=20, width=600)
    spans = limit_spans(source, limits[limits["site_id"].isin(shown)])
    spans = spans.assign(low=spans["site_id"].map({site_id: i for i, site_id in enumerate(shown)}) + 0.06)
    left = len(sites) - len(shown)
    return Figure(
        name="limits",
        title="What limits each site",
        caption="What keeps a site from doing more work, period by period, the largest sites first. Cost: "
        "more work there would cost more than it saves. Demand: nothing falls short that it could serve."
        + (f" {left} smaller sites are in the table." if left else ""),
        chart=styled(rows.chart(*_marks(rows, spans))),
    )


def limit_spans(source: Source, limits: pd.DataFrame) -> pd.DataFrame:
    """Return ``limits`` with periods that follow each other under one limit put together.

    Returns
    -------
    pandas.DataFrame
        ``site_id``, ``limited_by``, ``cause``, ``start`` and ``end``.
    """
    frame = by_period(source, limits).sort_values(["site_id", "start"], kind="stable")
    changes = (frame[["site_id", "limited_by"]] != frame[["site_id", "limited_by"]].shift()).any(axis=1)
    runs = frame.groupby(changes.cumsum(), sort=False)
    return runs.agg(
        site_id=("site_id", "first"),
        limited_by=("limited_by", "first"),
        cause=("cause", lambda causes: "; ".join(dict.fromkeys(causes))[:120]),
        start=("start", "min"),
        end=("end", "max"),
    ).reset_index(drop=True)


def _marks(rows: Rows, spans: pd.DataFrame) -> list[alt.Chart]:
    tint = spans["limited_by"].map(TINTS)
    spans = spans.assign(
        high=spans["low"] + 0.88,
        middle=(spans["start"] + spans["end"]) / 2,
        centre=spans["low"] + 0.44,
        tint=tint,
        ink=["white" if colour in ON_DARK else "#222222" for colour in tint],
    ).round(3)
    first, last = rows.time.domain
    wide = (spans["end"] - spans["start"]) / (last - first) * rows.width
    fits = wide >= spans["limited_by"].str.len() * CHARACTER_PX + 4
    tips = [alt.Tooltip("limited_by:N", title="limited by"), alt.Tooltip("cause:N", title="behind it")]
    bars = (
        alt.Chart(spans[["start", "end", "low", "high", "tint", "limited_by", "cause"]])
        .mark_bar(stroke="white", strokeWidth=0.6)
        .encode(
            x=rows.time.x(),
            x2="end:Q",
            y=rows.y(),
            y2="high:Q",
            color=alt.Color("tint:N", scale=None),
            tooltip=tips,
        )
    )
    texts = (
        alt.Chart(spans.loc[fits, ["middle", "centre", "limited_by", "ink"]])
        .mark_text(fontSize=10.5, baseline="middle")
        .encode(
            x=rows.time.x("middle"),
            y=rows.y("centre"),
            text="limited_by:N",
            color=alt.Color("ink:N", scale=None),
        )
    )
    return [bars, texts]
