"""Stacked bars over time with the name of each layer beside it, so that nobody hunts through a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from planner.draw import COLOURS, GREY
from planner.figures.figure import Layers
from planner.figures.time_axis import TimeAxis

MOST_LAYERS = len(COLOURS)
NAME_PX = 15
"""Least distance between two names, points."""
ROOM = 1.06
"""Height of the axis over the highest bar."""
DIGITS = 5


@dataclass(frozen=True)
class Stack:
    """Bars over time, one on top of the other.

    Parameters
    ----------
    frame
        ``start`` and ``end`` (positions in time), ``when`` (their label), ``layer`` and ``amount``.
    axis
        Title of the vertical axis, with its unit.
    layers
        From the axis up; `largest_layers` ranks them. One without a name has none beside it.
    colours
        One for each layer.
    title
        Over the bars.
    width, height
        Of the bars, points.
    """

    frame: pd.DataFrame
    axis: str
    time: TimeAxis
    layers: Sequence[str]
    colours: Sequence[str]
    title: str = ""
    width: int = 560
    height: int = 260
    totals: bool = False
    """Whether the sum of each bar is written above it."""

    def chart(self) -> Layers:
        """Return the bars with the names of their layers to the right."""
        bars = self.bars()
        low, high = self._ends(bars)
        y = alt.Y("low:Q", title=self.axis, scale=alt.Scale(domain=[low, high], nice=False))
        drawn = (
            alt.Chart(bars)
            .mark_bar(stroke="white", strokeWidth=0.4)
            .encode(
                x=self.time.x(),
                x2="end:Q",
                y=y.axis(tickCount=5),
                y2="high:Q",
                color=alt.Color("colour:N", scale=None),
                tooltip=[
                    alt.Tooltip("when:N", title="when"),
                    alt.Tooltip("layer:N", title="what"),
                    alt.Tooltip("amount:Q", title=self.axis, format=",.3r"),
                ],
            )
        )
        parts = [self.time.year_lines(), drawn, *self._totals(bars), *self._names(bars, low, high)]
        title = alt.TitleParams(self.title, fontSize=13)
        chart: Layers = alt.layer(*parts).properties(width=self.width, height=self.height, title=title)
        return chart

    def bars(self) -> pd.DataFrame:
        """Return where each bar begins and ends; what is below zero hangs from the axis."""
        rank = {layer: place for place, layer in enumerate(self.layers)}
        keys = ["start", "end", "when", "layer"]
        sums = self.frame.groupby(keys, sort=False, observed=True)["amount"].sum().reset_index()
        sums = sums[sums["amount"] != 0]
        sums = sums.assign(rank=sums["layer"].map(rank)).sort_values(["start", "rank"], kind="stable")
        up = sums["amount"] > 0
        high = sums["amount"].groupby([sums["start"], up]).cumsum()
        colour = dict(zip(self.layers, self.colours, strict=True))
        drawn = sums.assign(low=high - sums["amount"], high=high, colour=sums["layer"].map(colour))
        columns = ["start", "end", "when", "layer", "amount", "low", "high", "colour"]
        return drawn[columns].round({"amount": DIGITS, "low": DIGITS, "high": DIGITS})

    def _totals(self, bars: pd.DataFrame) -> list[alt.Chart]:
        if not self.totals:
            return []
        sums = bars.groupby(["start", "end"]).agg(amount=("amount", "sum"), low=("high", "max")).reset_index()
        sums = sums.assign(start=(sums["start"] + sums["end"]) / 2).round(DIGITS)
        texts = alt.Chart(sums).mark_text(dy=-7, fontSize=11, color="#222222")
        return [texts.encode(x=self.time.x(), y="low:Q", text=alt.Text("amount:Q", format=",.3r"))]

    def _ends(self, bars: pd.DataFrame) -> tuple[float, float]:
        high, low = (float(bars["high"].agg(end)) if len(bars) else 0.0 for end in ("max", "min"))
        return (min(0.0, low) * ROOM, max(0.0, high) * ROOM or 1.0)

    def _names(self, bars: pd.DataFrame, low: float, high: float) -> list[alt.Chart]:
        """Return a square and a name for each layer, as near as can be to its last bar."""
        middle = (bars["low"] + bars["high"]) / 2
        at = [
            float(middle[bars["layer"] == layer].iloc[-1]) if (bars["layer"] == layer).any() else np.nan
            for layer in self.layers
        ]
        shown = [place for place, y in enumerate(at) if np.isfinite(y) and self.layers[place]]
        per_px = (high - low) / self.height
        rows = spaced([at[place] for place in shown], NAME_PX * per_px, low, high)
        frame = pd.DataFrame(
            {
                "start": self.time.domain[1],
                "low": np.round(rows, DIGITS),
                "layer": [self.layers[place] for place in shown],
                "colour": [self.colours[place] for place in shown],
            }
        )
        chart = alt.Chart(frame).encode(x=self.time.x(), y="low:Q")
        squares = chart.mark_square(size=90, xOffset=12, opacity=1, clip=False)
        texts = chart.mark_text(align="left", baseline="middle", dx=22, fontSize=11.5, color="#222222")
        return [squares.encode(color=alt.Color("colour:N", scale=None)), texts.encode(text="layer:N")]


def spaced(wanted: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Return places from low to high in the given order, ``least`` apart and near the wanted ones.

    Places are first pushed up from below, then down from the top where they ran over it.
    """
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + least) if placed else max(y, low + least / 2))
    top = high - least / 2
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], top)
        top = placed[i] - least
    return placed


def largest_layers(frame: pd.DataFrame, rest: str, most: int = MOST_LAYERS) -> tuple[pd.DataFrame, list[str]]:
    """Return a frame whose small layers are one, and the layers from the axis up: the largest first.

    Parameters
    ----------
    frame
        ``layer``, ``start`` and ``amount``.
    rest
        What the small ones are called together.
    most
        Layers that keep their name where there are more.
    """
    peak = frame.groupby(["layer", "start"])["amount"].sum().groupby("layer").max()
    ranked = [str(layer) for layer in peak.sort_values(ascending=False, kind="stable").index]
    if len(ranked) <= most + 1:  # the rest would be one, and has its own name
        return frame, ranked
    named = ranked[:most]
    rest = f"{len(ranked) - most} {rest}"
    return frame.assign(layer=frame["layer"].where(frame["layer"].isin(named), rest)), [*named, rest]


def colours_of(layers: Sequence[str]) -> list[str]:
    """Return a colour for each layer; those beyond the palette are grey."""
    return [COLOURS[i] if i < len(COLOURS) else GREY for i in range(len(layers))]
