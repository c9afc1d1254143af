"""What more of each limit would save."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.draw import COLOURS, amount, styled
from planner.figures.figure import Figure, Layers
from planner.figures.source import Source
from planner.why.meanings import step_of
from planner.why.table import NAME, limits_of

MOST_ROWS = 15
MILLION = 1e6
WIDTH, ROW_PX, LABEL_PX = 340, 24, 520


def prices_figure(source: Source) -> Figure | None:
    """Return the dearest limits and what a step of each saves; None where the run has no prices."""
    table = source.explaining(NAME)
    if table is None or table.empty:
        return None
    limits = limits_of(table.head(MOST_ROWS))
    frame = pd.DataFrame(
        {
            "step": [step_of(limit) for limit in limits],
            "these": [_millions(limit.with_these_sites_usd) for limit in limits],
            "follow": [_millions(limit.if_sites_follow_usd) for limit in limits],
        }
    )
    left = len(table) - len(frame)
    return Figure(
        name="prices",
        title="What more would save",
        caption="What one step of each limit saves, present value in million USD, the dearest first. "
        "Bars: with the sites and halls of the plan. Rings: in the relaxation, where sites may follow."
        + (f" {left} cheaper limits are in the table." if left else ""),
        chart=styled(_chart(frame)),
    )


def _millions(usd: float | None) -> float | None:
    return None if usd is None else round(usd / MILLION, 3)


def _chart(frame: pd.DataFrame) -> Layers:
    y = alt.Y("step:N", sort=list(frame["step"]), title=None)
    y = y.axis(labelLimit=LABEL_PX, ticks=False, domain=False)
    top = float(frame[["these", "follow"]].to_numpy(dtype=float, na_value=0.0).max())
    scale = alt.Scale(domain=[0, 1.15 * top or 1.0], nice=False)
    title = amount("saved by one step, present value", "million USD")
    base = alt.Chart(frame).encode(y=y)
    bars = base.mark_bar(color=COLOURS[0]).encode(x=alt.X("these:Q", title=title, scale=scale))
    rings = base.mark_point(color=COLOURS[5], size=64, strokeWidth=2, opacity=1).encode(x="follow:Q")
    tip = frame.assign(
        tip=frame[["these", "follow"]].max(axis=1),
        shown=frame["these"].where(frame["these"] > 0, frame["follow"]),
    )
    texts = alt.Chart(tip[["step", "tip", "shown"]]).mark_text(align="left", dx=9, fontSize=11)
    drawn = alt.layer(bars, rings, texts.encode(y=y, x="tip:Q", text=alt.Text("shown:Q", format=",.3r")))
    return drawn.properties(width=WIDTH, height=alt.Step(ROW_PX))
