"""The prices that move the most money, how well they are known, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from planner.draw import COLOURS, GREY, amount, styled
from planner.figures.figure import Figure, Layers
from planner.figures.source import Source, three_digits
from planner.figures.spend import USD_PER_BILLION
from planner.figures.stakes import Stake, stakes
from planner.reference import Confidence
from planner.sources import NAME

MOST_ROWS = 16
LONGEST_ORIGIN = 64
WIDTH, ROW_PX = 300, 24
CASE = "the case's own"
TINTS: Mapping[Confidence | None, str] = {
    Confidence.MEASURED: COLOURS[2],
    Confidence.VENDOR_SPEC: COLOURS[0],
    Confidence.ANALYST_ESTIMATE: COLOURS[1],
    Confidence.OWN_ASSUMPTION: COLOURS[3],
    None: GREY,
}


def assumptions_figure(source: Source) -> Figure | None:
    """Return the prices at which most is paid; None where nothing is, or the run has no sources."""
    sources = source.explaining(NAME)
    found = () if sources is None else stakes(source, sources)
    if not found:
        return None
    shown, rest = found[:MOST_ROWS], found[MOST_ROWS:]
    left = ""
    if rest:
        usd = sum(stake.usd for stake in rest) / USD_PER_BILLION
        left = f" {len(rest)} more prices move {three_digits(usd)} billion USD together."
    return Figure(
        name="assumptions",
        title="The prices that move most money",
        caption="Present value paid at each price, billion USD, before the value left at the end; of "
        "shortage what the plan counts for it. Beside it how well the price is known and what it rests on. "
        "A price 10 % higher adds a tenth of its bar to what is paid, as long as nothing is decided anew."
        + left,
        chart=styled(_chart(shown)),
    )


def _chart(shown: Sequence[Stake]) -> Layers:
    frame = pd.DataFrame(
        {
            "name": [stake.name for stake in shown],
            "usd": [round(stake.usd / USD_PER_BILLION, 4) for stake in shown],
            "colour": [TINTS[stake.confidence] for stake in shown],
            "words": [_words(stake) for stake in shown],
            "origin": [stake.origin or CASE for stake in shown],
        }
    )
    y = alt.Y("name:N", sort=list(frame["name"]), title=None).axis(labelLimit=260, ticks=False, domain=False)
    x = alt.X("usd:Q", title=amount("present value paid", "billion USD"))
    base = alt.Chart(frame).encode(x=x, y=y)
    texts = base.mark_text(align="left", dx=6, fontSize=11, color="#222222").encode(text="words:N")
    bars = base.mark_bar().encode(
        color=alt.Color("colour:N", scale=None), tooltip=alt.Tooltip("origin:N", title="rests on")
    )
    done: Layers = alt.layer(bars, texts).properties(width=WIDTH, height=alt.Step(ROW_PX))
    return done


def _words(stake: Stake) -> str:
    """Return the amount with its provenance."""
    paid = three_digits(stake.usd / USD_PER_BILLION)
    if stake.confidence is None:
        return f"{paid}; {CASE}"
    origin, known = stake.origin, stake.confidence.value
    if len(origin) > LONGEST_ORIGIN:
        origin = f"{origin[: LONGEST_ORIGIN - 1].rstrip()}…"
    return f"{paid}; {origin}" if origin.startswith(known) else f"{paid}; {known}: {origin}"
