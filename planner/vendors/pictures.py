"""The pictures of a vendor study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import altair as alt
import pandas as pd

from planner.draw import COLOURS, GREY, amount, styled
from planner.figures.figure import Figure, Layers

ROW = 22
"""Height of a mix, points."""
WIDTH = 460
YEAR_WIDTH = 96
LABELS = 220
MOST_COLOURED = 7
OTHERS = "others"
PALE = 0.35


def study_figures(tables: Mapping[str, pd.DataFrame]) -> tuple[Figure, ...]:
    """Return the pictures of a study; one with nothing to show is left out.

    Parameters
    ----------
    tables
        From `planner.vendors.tables.study_tables`.
    """
    return tuple(_figures(tables))


def _figures(tables: Mapping[str, pd.DataFrame]) -> Iterator[Figure]:
    mixes = tables["mixes"]
    solved = mixes[mixes["note"] == ""]
    labels = dict(zip(solved["mix"], solved["label"], strict=True))
    order = list(labels.values())
    if len(solved) > 1:
        yield Figure(
            "cost",
            "What each mix costs more than the free one",
            "Bar: between the plans that were found. Thin line: where the difference between the best plans "
            "lies, by the gaps of both. Pale: not told from nothing.",
            styled(_cost(solved.iloc[1:])),
        )
    spend = tables["spend"].assign(label=tables["spend"]["mix"].map(labels))
    if len(spend):
        yield Figure(
            "spend",
            "Spend on chips by vendor",
            "Paid for chips within the horizon in each mix, nominal, before rebates.",
            styled(_spend(spend, order)),
        )
    gw = tables["gw"].assign(label=tables["gw"]["mix"].map(labels))
    yield Figure(
        "gw",
        "Chips standing by year",
        "IT GW of chips at the end of each year, the ledger's included; the grey outline is the facility GW "
        "of all halls.",
        styled(_gw(gw, order)),
    )
    exposure = tables["exposure"]
    exposed = exposure[(exposure["known"] != "") & (exposure["note"] == "")]
    if len(exposed):
        yield Figure(
            "exposure",
            "What a slip costs",
            "For each mix that a buyer can choose, and each vendor with deliveries due: cost of the plan "
            "after the slip, less its cost before.",
            styled(_exposure(exposed.assign(label=exposed["mix"].map(labels)), order)),
        )


def _rows(order: list[str], *, shown: bool = True) -> alt.Y:
    axis = alt.Axis(labelLimit=LABELS, ticks=False, domain=False, labels=shown)
    return alt.Y("label:N", sort=order, title=None).axis(axis)


def _cost(solved: pd.DataFrame) -> Layers:
    frame = pd.DataFrame(
        {
            "label": solved["label"],
            "more": solved["more_than_free_usd"].astype(float) / 1e9,
            "least": solved["least_more_usd"].astype(float) / 1e9,
            "most": solved["most_more_usd"].astype(float) / 1e9,
            "pale": solved["within_gap"].astype(bool),
            "zero": 0.0,
        }
    )
    finite = frame.replace([float("inf"), float("-inf")], float("nan"))
    finite = finite.assign(
        least=finite["least"].fillna(finite["more"]), most=finite["most"].fillna(finite["more"])
    )
    x = alt.X("more:Q", title=amount("cost above the free mix, present value", "billion USD"))
    base = alt.Chart(finite).encode(y=_rows(finite["label"].tolist()))
    bars = base.mark_bar(color=COLOURS[0]).encode(
        x=x, x2="zero:Q", opacity=alt.condition("datum.pale", alt.value(PALE), alt.value(1.0))
    )
    lines = base.mark_rule(strokeWidth=1.4, color="#333333").encode(x="least:Q", x2="most:Q")
    return alt.layer(bars, lines).properties(width=WIDTH, height=ROW * len(finite))


def _spend(spend: pd.DataFrame, order: list[str]) -> alt.Chart:
    totals = spend.groupby("vendor")["usd"].sum().sort_values(ascending=False)
    named = totals.index.tolist()[:MOST_COLOURED]
    vendor = spend["vendor"].where(spend["vendor"].isin(named), OTHERS)
    sums = spend.assign(vendor=vendor, billion=spend["usd"] / 1e9)
    sums = sums.groupby(["label", "vendor"])["billion"].sum().reset_index()
    layers = [*named, OTHERS] if (vendor == OTHERS).any() else named
    colours = [*COLOURS[: len(named)], GREY][: len(layers)]
    rank = {name: place for place, name in enumerate(layers)}
    sums = sums.assign(rank=sums["vendor"].map(rank))
    colour = alt.Color("vendor:N", title=None, sort=layers).scale(domain=layers, range=colours)
    bars = alt.Chart(sums).mark_bar(stroke="white", strokeWidth=0.5)
    chart: alt.Chart = bars.encode(
        x=alt.X("billion:Q", title=amount("spend on chips, nominal", "billion USD")),
        y=_rows(order),
        color=colour.legend(orient="top"),
        order="rank:Q",
    )
    return chart.properties(width=WIDTH, height=ROW * len(order))


def _gw(gw: pd.DataFrame, order: list[str]) -> alt.HConcatChart:
    most = float(max(gw["facility_gw"].max(), gw["fleet_gw"].max(), 1e-6))
    columns = []
    for place, (year, some) in enumerate(gw.groupby("year")):
        shown = some[["label", "fleet_gw", "facility_gw"]]
        title = alt.TitleParams(str(year), frame="group")
        base = alt.Chart(shown, title=title).encode(y=_rows(order, shown=place == 0))
        scale = alt.Scale(domain=[0.0, most])
        x = alt.X("facility_gw:Q", scale=scale, title="GW").axis(tickCount=3)
        outline = base.mark_bar(filled=False, stroke=GREY).encode(x=x)
        bars = base.mark_bar(color=COLOURS[0], height={"band": 0.55}).encode(
            x=alt.X("fleet_gw:Q", scale=scale)
        )
        columns.append(alt.layer(outline, bars).properties(width=YEAR_WIDTH, height=ROW * len(order)))
    return alt.hconcat(*columns, spacing=6)


def _exposure(exposed: pd.DataFrame, order: list[str]) -> Layers:
    vendors = exposed.groupby("vendor")["more_usd"].max().astype(float)
    names = vendors.sort_values(ascending=False).index.tolist()
    frame = pd.DataFrame(
        {
            "label": exposed["label"],
            "vendor": exposed["vendor"],
            "more": exposed["more_usd"].astype(float) / 1e9,
        }
    )
    rows = [label for label in order if label in set(frame["label"])]
    cells = alt.Chart(frame).encode(
        x=alt.X("vendor:N", sort=names, title="vendor that slips").axis(labelAngle=0, orient="top"),
        y=_rows(rows),
    )
    colour = alt.Color("more:Q", title=amount("costs more", "billion USD"))
    colour = colour.scale(scheme="oranges", domainMin=0.0).legend(titleLimit=0)
    squares = cells.mark_rect(stroke="white").encode(color=colour)
    most = float(frame["more"].max())
    frame_text = frame.assign(light=frame["more"] > 0.7 * most)
    words = (
        alt.Chart(frame_text)
        .mark_text(fontSize=11)
        .encode(
            x=alt.X("vendor:N", sort=names),
            y=_rows(rows),
            text=alt.Text("more:Q", format=",.2f"),
            color=alt.condition("datum.light", alt.value("white"), alt.value("#222222")),
        )
    )
    return alt.layer(squares, words).properties(width=90 * len(names), height=(ROW + 6) * len(rows))
