"""The layers of a map of sites, for one state of the plan or for the one that a slider shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from planner.figures.chips import MW_PER_GW
from planner.figures.figure import Layers
from planner.figures.rows import INK

if TYPE_CHECKING:
    from planner.figures.ground import Outline
    from planner.figures.map import MapContent

MOST_NAMED = 8
SMALLEST_PX2 = 46.0
NAME_PX = (6.0, 13.0)
"""Width of a character of a name, and height of a line."""
NAME_DY = -17
LEDGER_TINT = "#6d6d6d"
VIRIDIS = ("#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725")
"""Dark to light also for colour-blind readers; years of opening in their order."""


@dataclass(frozen=True)
class MapStyle:
    """How large a map is drawn, in points, and whether its largest sites are named."""

    width: int
    height: int
    scale: float = 1.0
    """Area of the symbols against those of the full map."""
    has_names: bool = True


def map_layers(content: MapContent, style: MapStyle, shown: str) -> Layers:
    """Return a map.

    Parameters
    ----------
    shown
        Number of the period, or the name of the parameter that holds it.
    """
    layers = [
        content.ground.chart(),
        *_rings(content, shown),
        _crosses(content),
        _sites(content, style, shown),
        *(_names(content, shown) if style.has_names else []),
        _state(content, shown),
    ]
    drawn: Layers = alt.layer(*layers).project(type=content.ground.projection)
    return drawn.properties(width=style.width, height=style.height)


def _rings(content: MapContent, shown: str) -> list[alt.Chart]:
    if not content.circles:
        return []
    chart = alt.Chart(
        alt.InlineData(json.dumps(content.circles), format=alt.JsonDataFormat(type="json"))
    ).transform_filter(f"datum.t <= {shown}")
    return [chart.mark_geoshape(fill="#56B4E9", fillOpacity=0.08, stroke="#56B4E9", strokeOpacity=0.5)]


def _crosses(content: MapContent) -> alt.Chart:
    chart = alt.Chart(content.nodes).mark_point(shape="cross", size=14, filled=True, color="#9a9a9a")
    done: alt.Chart = chart.encode(longitude="lon:Q", latitude="lat:Q", tooltip=alt.Tooltip("name:N"))
    return done


def _sites(content: MapContent, style: MapStyle, shown: str) -> alt.Chart:
    opens = sorted(set(content.sites["opens"]), key=lambda text: (text.isdecimal(), text))
    top = float(content.sizes["mw"].max())
    area = alt.Scale(domain=[0, top], range=[SMALLEST_PX2, content.ground.largest_px2 * style.scale])
    tips = [alt.Tooltip("name:N", title="site"), alt.Tooltip("opens:N"), alt.Tooltip("mw:Q", format=",.0f")]
    key = alt.LookupData(content.sites, "site", ["name", "kind", "opens", "lat", "lon"])
    chart: alt.Chart = (
        alt.Chart(content.sizes)
        .transform_filter(f"datum.t <= {shown} && {shown} < datum.until")
        .transform_lookup("site", key)
        .mark_point(filled=True, opacity=0.88, stroke="white", strokeWidth=0.8)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("mw:Q", scale=area, legend=None),
            shape=alt.Shape(
                "kind:N",
                title="kind",
                scale=alt.Scale(domain=["campus", "edge site"], range=["circle", "triangle-up"]),
                legend=alt.Legend(orient="bottom", symbolFillColor="#444444", symbolStrokeWidth=0),
            ),
            color=alt.Color(
                "opens:N",
                title="opens in",
                scale=alt.Scale(domain=opens, range=_tints(opens)),
                legend=alt.Legend(orient="bottom", symbolStrokeWidth=0),
            ),
            tooltip=tips,
        )
    )
    return chart


def _tints(opens: Sequence[str]) -> list[str]:
    """Return a colour for each year of opening, spread over the palette, and grey for the ledger."""
    years = [text for text in opens if text.isdecimal()]
    step = (len(VIRIDIS) - 2) / max(1, len(years) - 1)  # the lightest yellow is lost on white
    tints = {year: VIRIDIS[round(i * step)] for i, year in enumerate(years)}
    return [tints.get(text, LEDGER_TINT) for text in opens]


def _names(content: MapContent, shown: str) -> list[alt.Chart]:
    """Return name and GW of the sites that are the largest at the end, as long as they stand."""
    last = content.sizes[content.sizes["until"] == len(content.states)]
    ranked = last.sort_values("mw", ascending=False, kind="stable").merge(content.sites, on="site")
    named = _apart(ranked.head(MOST_NAMED), content.ground)
    rows = content.sizes[content.sizes["site"].isin(named)].merge(content.sites, on="site")
    words = rows["name"] + " " + (rows["mw"] / MW_PER_GW).map("{:,.2f}".format)
    frame = rows[["t", "until", "lat", "lon"]].assign(words=words)
    chart = alt.Chart(frame).transform_filter(f"datum.t <= {shown} && {shown} < datum.until")
    halo = chart.mark_text(fontSize=10.5, dy=NAME_DY, stroke="white", strokeWidth=3, strokeOpacity=0.8)
    ink = chart.mark_text(fontSize=10.5, dy=NAME_DY, color=INK)
    return [mark.encode(longitude="lon:Q", latitude="lat:Q", text="words:N") for mark in (halo, ink)]


def _apart(ranked: pd.DataFrame, ground: Outline) -> list[int]:
    """Return the sites whose names do not run into that of a larger one."""
    x_px, y_px = ground.px_per_degree
    kept: list[tuple[int, float, float, float]] = []
    for site, name, lat, lon in ranked[["site", "name", "lat", "lon"]].itertuples(index=False, name=None):
        x, y, half = x_px * lon, y_px * lat, NAME_PX[0] * (len(name) + 5) / 2
        if all(abs(x - x2) > half + half2 or abs(y - y2) > NAME_PX[1] for _, x2, y2, half2 in kept):
            kept.append((site, x, y, half))
    return [site for site, *_ in kept]


def _state(content: MapContent, shown: str) -> alt.Chart:
    chart = alt.Chart(content.states).transform_filter(f"datum.t == {shown}")
    text = chart.mark_text(align="left", fontSize=13, fontWeight="bold", color=INK)
    done: alt.Chart = text.encode(x=alt.value(4), y=alt.value(8), text="words:N")
    return done
