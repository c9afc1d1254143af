"""The picture of a bridge: how each category takes the cost of one plan to that of the other."""

from __future__ import annotations

import altair as alt
import pandas as pd
import vl_convert

from planner.compare.bridge_terms import Bridge
from planner.compare.words import signed_musd
from planner.draw import COLOURS, GREY, amount, styled

ROW, WIDTH = 22, 640
"""Height of a category and width of all, points."""
DIFFERENCE = "difference"
LESS, MORE = COLOURS[0], COLOURS[5]


def bridge_svg(bridge: Bridge) -> str:
    """Return the picture of a bridge as SVG."""
    drawn = bridge_chart(bridge).to_dict()
    text: str = vl_convert.vegalite_to_svg(drawn)
    return text


def bridge_chart(bridge: Bridge) -> alt.TopLevelMixin:
    """Return a waterfall of present values, from no difference to all of it."""
    steps = _steps(bridge)
    order = list(steps["category"])
    y = alt.Y("category:N", sort=order, title=None).axis(labelLimit=160, ticks=False, domain=False)
    base = alt.Chart(steps)
    bars = base.mark_bar(height=ROW - 8).encode(
        x=alt.X("start:Q", title=amount("present value, after less before", "million USD")),
        x2="end:Q",
        y=y,
        color=alt.Color("colour:N", scale=None),
    )
    texts = base.mark_text(align="left", dx=5, fontSize=11).encode(x="right:Q", y=y, text="label:N")
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=GREY).encode(x="at:Q")
    chart = alt.layer(zero, bars, texts).properties(width=WIDTH, height=ROW * len(steps))
    return styled(chart)


def _steps(bridge: Bridge) -> pd.DataFrame:
    """Return a row for each category and one for the difference, in million USD."""
    rows, at = [], 0
    for category, money in bridge.by_category().items():
        rows.append((str(category), at, at + money.present_cents, money.present_cents))
        at += money.present_cents
    rows.append((DIFFERENCE, 0, at, at))
    return pd.DataFrame(
        {
            "category": [name for name, *_ in rows],
            "start": [start / 1e8 for _, start, _, _ in rows],
            "end": [end / 1e8 for _, _, end, _ in rows],
            "right": [max(start, end) / 1e8 for _, start, end, _ in rows],
            "label": [signed_musd(cents) for *_, cents in rows],
            "colour": [
                GREY if name == DIFFERENCE else MORE if cents > 0 else LESS for name, *_, cents in rows
            ],
        }
    )
