"""How the search went: cost of the best plan and lower bound over time."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from planner.draw import COLOURS, amount, styled
from planner.figures.figure import Figure
from planner.figures.rows import INK
from planner.figures.source import Source

FILE = "trace.csv"
MUSD_PER_BILLION = 1e3
MOST_OF_END = 2.0
"""Costs above this multiple of the last one are off the picture: the first plan builds nothing."""
LEAST_MARGIN = 0.02
"""Part of the cost shown above and below it at least, so that a small gap looks small."""
WIDTH, HEIGHT = 560, 240


def trace_figure(source: Source) -> Figure | None:
    """Return cost and bound over seconds; None where the run has no trace with a cost."""
    points = _points(source)
    cost, bound = points.dropna(subset=["cost"]), points.dropna(subset=["bound"])
    if cost.empty:
        return None
    last, seconds = float(cost["cost"].iloc[-1]), float(points["seconds"].max())
    shown = cost["cost"][cost["cost"] <= MOST_OF_END * last]
    ends = [float(shown.max()), *bound["bound"][bound["bound"] > 0]]
    low, high = min(last, *ends), max(last, *ends)
    margin = max(0.12 * (high - low), LEAST_MARGIN * abs(high)) or 1.0
    y = alt.Scale(domain=[low - margin, high + margin], nice=False, zero=False)
    lines = [
        *_line(_Curve(cost, "cost", "cost of the best plan", COLOURS[0], "bottom"), y, seconds),
        *_line(_Curve(bound, "bound", "no plan costs less", COLOURS[1], "top"), y, seconds),
    ]
    hidden = len(cost) - len(shown)
    above = f" Dearer plans ({hidden}) from before lie above the picture." if hidden else ""
    return Figure(
        name="trace",
        title="How the search went",
        caption="Cost of the best plan and proven lower bound, present value in billion USD, over the "
        f"seconds of the solve.{above}",
        chart=styled(alt.layer(*lines).properties(width=WIDTH, height=HEIGHT)),
    )


def _points(source: Source) -> pd.DataFrame:
    """Return ``seconds``, ``cost`` and ``bound`` (billion USD) of the steps of the search."""
    content = source.run.extras.get(FILE)
    if content is None:
        return pd.DataFrame({"seconds": [], "cost": [], "bound": []})
    trace = pd.read_csv(io.BytesIO(content))
    frame = trace[["cost_musd", "bound_musd"]].replace([np.inf, -np.inf], np.nan) / MUSD_PER_BILLION
    return pd.DataFrame(
        {"seconds": trace["seconds"], "cost": frame["cost_musd"], "bound": frame["bound_musd"]}
    ).round(4)


@dataclass(frozen=True)
class _Curve:
    frame: pd.DataFrame
    column: str
    words: str
    colour: str
    side: Literal["top", "bottom"]
    """Where the words hang on the last value."""


def _line(curve: _Curve, scale: alt.Scale, seconds: float) -> list[alt.Chart]:
    """Return a line of steps with a dot at each, and its last value in words."""
    frame, column = curve.frame[["seconds", curve.column]], curve.column
    if frame.empty:
        return []
    end = pd.DataFrame({"seconds": [seconds], column: [frame[column].iloc[-1]]})
    x = alt.X("seconds:Q", title=amount("since the start", "s"), scale=alt.Scale(domainMin=0))
    y = alt.Y(f"{column}:Q", title=amount("present value", "billion USD"), scale=scale)
    line = alt.Chart(pd.concat([frame, end])).mark_line(
        interpolate="step-after", color=curve.colour, strokeWidth=2, clip=True
    )
    dots = alt.Chart(frame).mark_circle(color=curve.colour, size=36, clip=True, opacity=1)
    words = f"{curve.words}: {end[column].iloc[0]:,.2f}"
    text = alt.Chart(end.assign(words=words)).mark_text(
        align="left", dx=8, dy=-2 if curve.side == "bottom" else 2, baseline=curve.side, color=INK
    )
    marks = (line, dots, text.encode(text="words:N"))
    return [mark.encode(x=x, y=y) for mark in marks]
