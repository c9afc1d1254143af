"""The tornado as a picture: change of cost at both ends, where it may truly lie, and change of the plan."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from planner.draw import COLOURS, amount, styled
from planner.explore.tornado.effect import gap_of
from planner.explore.tornado.figure import Side
from planner.explore.tornado.result import Bar, Result
from planner.plan.markdown import money, percent

BILLION = 1e9
ROW_PX = 40
COST_PX, PLAN_PX = 560, 170
LABEL_PX = 330
PALE = 0.35
"""Opacity of what the solves do not tell from nothing."""
MARGIN = 0.12
"""Part of the axis left free on either side for the ends of the ranges in words."""


def draw(result: Result) -> alt.TopLevelMixin:
    """Return the picture of a result with at least one end that was solved for."""
    frame = _frame(result)
    labels = [_label(bar) for bar in result.bars if bar.effects]
    title = alt.TitleParams(
        f"What moves the cost of {result.case_id} most, {money(result.base.cost_usd)} as planned",
        subtitle=_notes(result),
        subtitleFontSize=12,
        subtitleColor="#444444",
        anchor="start",
    )
    return styled(
        alt.hconcat(_costs(frame, labels), _plans(frame, labels), spacing=18).properties(title=title)
    )


def _notes(result: Result) -> list[str]:
    gap = gap_of(result.base)
    shown = "unknown" if gap is None else percent(gap, 2)
    return [
        "One input at a time, each end solved anew. Thin line: where the true change lies, by the gaps of "
        f"both solves (of the case as it is: {shown}).",
        "Pale: within the gap, perhaps no change at all. * At least half of the figures are own assumptions.",
    ]


def _label(bar: Bar) -> str:
    own = " *" if bar.uncertainty.is_own else ""
    unit = bar.uncertainty.unit
    shown = f", {unit}" if unit and len(bar.uncertainty.figures) == 1 else ""
    return f"{bar.uncertainty.label}{shown}{own}"


def _frame(result: Result) -> pd.DataFrame:
    """Return a row for each end; billion USD and per cent."""
    rows = []
    for bar in result.bars:
        for side, found in bar.effects.items():
            change = found.change_usd / BILLION
            least, most = found.least_usd / BILLION, found.most_usd / BILLION
            least, most = (x if math.isfinite(x) else change for x in (least, most))
            rows.append(
                {
                    "label": _label(bar),
                    "end": _end(side),
                    "change": change,
                    "zero": 0.0,
                    "least": least,
                    "most": most,
                    "tip": max(most, 0.0) if change >= 0 else min(least, 0.0),
                    "at": bar.uncertainty.text(side),
                    "rises": change >= 0,
                    "pale": found.is_within_gap,
                    "plan": 100 * found.plan.mean,
                }
            )
    return pd.DataFrame(rows)


def _end(side: Side) -> str:
    return f"{side.value} end"


def _rows(labels: list[str], *, shown: bool) -> alt.Y:
    axis = alt.Axis(labelLimit=LABEL_PX, ticks=False, domain=False) if shown else None
    return alt.Y("label:N", sort=labels, title=None, axis=axis, scale=alt.Scale(paddingInner=0.25))


def _colour() -> alt.Color:
    names = [_end(side) for side in Side]
    scale = alt.Scale(domain=names, range=[COLOURS[0], COLOURS[1]])
    return alt.Color("end:N", scale=scale, title=None, legend=alt.Legend(orient="top"))


def _costs(frame: pd.DataFrame, labels: list[str]) -> alt.LayerChart | alt.FacetChart:
    """Return bars of the change of cost, with its interval and the ends of the ranges."""
    least = min(0.0, float(frame["least"].min()), float(frame["change"].min()))
    most = max(0.0, float(frame["most"].max()), float(frame["change"].max()))
    free = MARGIN * (most - least or 1.0)
    x = alt.X(
        "change:Q",
        title=amount("change of cost", "billion USD of present value"),
        scale=alt.Scale(domain=[least - free, most + free], nice=False),
    )
    offset = alt.YOffset("end:N", sort=[_end(side) for side in Side])
    chart = alt.Chart(frame).encode(y=_rows(labels, shown=True), yOffset=offset)
    bars = chart.mark_bar().encode(
        x=x,
        x2="zero:Q",
        color=_colour(),
        opacity=alt.condition("datum.pale", alt.value(PALE), alt.value(1.0)),
    )
    lines = chart.mark_rule(strokeWidth=1.2, color="#333333").encode(x="least:Q", x2="most:Q")
    texts = [
        chart.transform_filter("datum.rises" if rises else "!datum.rises")
        .mark_text(align="left" if rises else "right", dx=5 if rises else -5, fontSize=11, color="#333333")
        .encode(x="tip:Q", text="at:N")
        for rises in (True, False)
    ]
    zero = (
        alt.Chart(pd.DataFrame({"change": [0.0]}))
        .mark_rule(color="#333333", strokeWidth=1)
        .encode(x="change:Q")
    )
    return alt.layer(bars, zero, lines, *texts).properties(width=COST_PX, height=alt.Step(ROW_PX / 2))


def _plans(frame: pd.DataFrame, labels: list[str]) -> alt.Chart:
    """Return bars of how much of the plan is another."""
    offset = alt.YOffset("end:N", sort=[_end(side) for side in Side])
    x = alt.X("plan:Q", title=amount("plan changed", "%"), scale=alt.Scale(domain=[0, 100]))
    chart = (
        alt.Chart(frame).mark_bar().encode(y=_rows(labels, shown=False), yOffset=offset, x=x, color=_colour())
    )
    done: alt.Chart = chart.properties(width=PLAN_PX, height=alt.Step(ROW_PX / 2))
    return done
