"""What the plan's cost is made of."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.draw import COLOURS, GREY, amount, styled
from planner.figures.figure import Figure, Layers
from planner.figures.source import Source
from planner.figures.spend import USD_PER_BILLION
from planner.plan import TableName

ROW_PX, WIDTH = 26, 560
SUM = "cost of the plan"


def costs_figure(source: Source) -> Figure | None:
    """Return the steps from nothing to the cost of the plan; None where it costs nothing."""
    costs = source.tables[TableName.COSTS]
    if costs.empty:
        return None
    return Figure(
        name="costs",
        title="What the cost is made of",
        caption="Present value by category in billion USD, each step from where the one above ends. The "
        "value left of what still stands is taken off; the last bar is the cost of the plan.",
        chart=styled(_chart(steps(costs))),
    )


def steps(costs: pd.DataFrame) -> pd.DataFrame:
    """Return a bar for each category from where the last one ended, and one for their sum; billion USD."""
    amounts = costs["present_value_usd"] / USD_PER_BILLION
    end = amounts.cumsum()
    frame = pd.DataFrame({"what": costs["category"], "amount": amounts, "low": end - amounts, "high": end})
    total = {"what": SUM, "amount": end.iloc[-1], "low": 0.0, "high": end.iloc[-1]}
    frame = pd.concat([frame, pd.DataFrame([total])], ignore_index=True)
    colour = [
        COLOURS[2] if a < 0 else COLOURS[5] if w == "shortage" else COLOURS[0] for w, a in _pairs(frame)
    ]
    tip = frame[["low", "high"]].max(axis=1)
    return frame.assign(colour=[*colour[:-1], GREY], tip=tip).round(4)


def _pairs(frame: pd.DataFrame) -> zip[tuple[str, float]]:
    return zip(frame["what"], frame["amount"], strict=True)


def _chart(frame: pd.DataFrame) -> Layers:
    room = float(frame["tip"].max()) * 1.1 or 1.0
    x = alt.X(
        "low:Q",
        title=amount("present value", "billion USD"),
        axis=alt.Axis(tickCount=6),
        scale=alt.Scale(domain=[min(0.0, float(frame["high"].min())), room], nice=False),
    )
    y = alt.Y("what:N", sort=list(frame["what"]), title=None).axis(labelLimit=200, ticks=False, domain=False)
    base = alt.Chart(frame).encode(y=y)
    bars = base.mark_bar().encode(x=x, x2="high:Q", color=alt.Color("colour:N", scale=None))
    texts = base.mark_text(align="left", dx=5, fontSize=11.5, color="#222222").encode(
        x="tip:Q", text=alt.Text("amount:Q", format=",.3r")
    )
    chart: Layers = alt.layer(bars, texts).properties(width=WIDTH, height=alt.Step(ROW_PX))
    return chart
