"""When to order what for each site, and when it is online."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from buildout.inputs import SiteKind
from buildout.quarters import parse_quarter, quarter_label
from planner.draw import COLOURS, styled
from planner.figures.figure import Figure
from planner.figures.rows import INK, Rows
from planner.figures.source import Source, words
from planner.figures.time_axis import TimeAxis
from planner.plan import TableName
from planner.plan.figures import growth
from planner.plan.orders import Item

MOST_ROWS, MOST_CAMPUSES = 26, 20
"""Edge sites share a row where they do not fit in one by one."""
LANES: Mapping[str, str] = {
    Item.OPENING: "opening",
    Item.ELEMENT: "construction",
    Item.POWER: "power",
    Item.MOVE: "power",
    Item.CHIP: "chips",
}
TINTS: Mapping[str, str] = {
    "opening": COLOURS[3],
    "construction": COLOURS[0],
    "power": COLOURS[1],
    "chips": COLOURS[2],
}
"""From the top of a row."""


@dataclass(frozen=True)
class Line:
    """A row of the chart: a site, or several of a kind."""

    name: str
    site_ids: tuple[str, ...]


def gantt_figure(source: Source) -> Figure | None:
    """Return the lead-time chains of the sites that buy; None where none does."""
    lines = _lines(source)
    if not lines:
        return None
    chains = first_chains(source, lines)
    halls = additions(source, lines)
    today = source.inputs.today
    first = min([today, *(4 * chains["start"]).astype(int)])
    time = TimeAxis.between(first, source.inputs.end)
    rows = Rows(
        [line.name for line in lines], _notes(lines, chains, halls), time, "first new hall; order from"
    )
    marks = [*_chain_marks(rows, chains), _hall_marks(rows, halls), *_today_marks(rows, today)]
    return Figure(
        name="gantt",
        title="What to order when",
        caption="Lines run from the last date to order to the date online, for what comes online first at "
        "each site; dots are order-by dates, of construction one for each element. Diamonds: new halls "
        "online. Many sites of a kind share a row, which shows their first.",
        chart=styled(rows.chart(*marks)),
    )


def _lines(source: Source) -> list[Line]:
    """Return the rows: campuses by what comes online first, then edge sites; the smaller ones as one."""
    orders, grown = source.tables[TableName.ORDERS], growth(source.inputs, source.tables)
    online = orders["online_quarter"].map(parse_quarter).groupby(orders["site_id"]).min()
    halls = grown["first_period"].map({label: p.start for label, p in source.periods.items()})
    first = online.to_dict() | dict(zip(grown["site_id"], halls, strict=True))
    by_size = source.tables[TableName.SITES].sort_values("it_mw_end", ascending=False, kind="stable")
    lines: list[Line] = []
    for kind, rest in ((SiteKind.CAMPUS, "other campuses"), (SiteKind.EDGE, "edge sites")):
        ids = [str(i) for i in by_size["site_id"] if i in first and source.sites[str(i)].kind is kind]
        room = MOST_CAMPUSES if kind is SiteKind.CAMPUS else MOST_ROWS - len(lines)
        alone = len(ids) if len(ids) <= room else room - 1 if kind is SiteKind.CAMPUS else 0
        single = sorted(ids[:alone], key=lambda site_id: first[site_id])
        lines += [Line(source.site_names[site_id], (site_id,)) for site_id in single]
        if ids[alone:]:
            lines.append(Line(f"{len(ids) - alone} {rest}", tuple(ids[alone:])))
    return lines


def first_chains(source: Source, lines: Sequence[Line]) -> pd.DataFrame:
    """Return, for each row and lane, the orders of what comes online first there.

    Returns
    -------
    pandas.DataFrame
        ``row``, ``lane``, ``what``, and ``start`` (order-by) and ``end`` (online) as positions in time.
    """
    row = {site_id: i for i, line in enumerate(lines) for site_id in line.site_ids}
    orders = source.tables[TableName.ORDERS]
    orders = orders[orders["site_id"].isin(row)]
    frame = pd.DataFrame(
        {
            "row": orders["site_id"].map(row),
            "lane": orders["item"].map(LANES),
            "what": orders["what"].map(words),
            "start": orders["order_by_quarter"].map(parse_quarter) / 4,
            "end": orders["online_quarter"].map(parse_quarter) / 4,
        }
    )
    first = frame.groupby(["row", "lane"])["end"].transform("min")
    return frame[frame["end"] == first].drop_duplicates(ignore_index=True)


def additions(source: Source, lines: Sequence[Line]) -> pd.DataFrame:
    """Return ``row``, ``start`` and the ``halls`` that come online then beyond the ledger's."""
    row = {site_id: i for i, line in enumerate(lines) for site_id in line.site_ids}
    halls = source.tables[TableName.HALLS]
    halls = halls[halls["site_id"].isin(row)]
    added = halls["new_halls"] - halls.groupby("site_id")["new_halls"].shift(fill_value=0)
    start = halls["period"].map({label: period.start / 4 for label, period in source.periods.items()})
    frame = pd.DataFrame({"row": halls["site_id"].map(row), "start": start, "halls": added})
    frame = frame[frame["halls"] > 0]
    return frame.groupby(["row", "start"])["halls"].sum().reset_index()


def _notes(lines: Sequence[Line], chains: pd.DataFrame, halls: pd.DataFrame) -> list[str]:
    online, order = halls.groupby("row")["start"].min(), chains.groupby("row")["start"].min()
    first = [_label(online[i]) if i in online.index else "none" for i in range(len(lines))]
    return [f"{first[i]}; {_label(order[i])}" for i in range(len(lines))]


def _label(position: float) -> str:
    return quarter_label(round(4 * position))


def _chain_marks(rows: Rows, chains: pd.DataFrame) -> list[alt.Chart]:
    lanes = list(TINTS)
    place = {lane: (i + 0.9) / (len(lanes) + 0.8) for i, lane in enumerate(lanes)}
    chains = chains.assign(
        low=(chains["row"] + chains["lane"].map(place)).round(3),
        order_by=chains["start"].map(_label),
        online=chains["end"].map(_label),
    )
    colour = alt.Color(
        "lane:N",
        scale=alt.Scale(domain=lanes, range=list(TINTS.values())),
        legend=alt.Legend(title=None, orient="top", symbolType="square", symbolStrokeWidth=0),
    )
    longest = chains.groupby(["row", "lane", "low", "end"])["start"].min().reset_index()
    lines = alt.Chart(longest).mark_rule(strokeWidth=2.5)
    dots = alt.Chart(chains.drop(columns=["row", "end"])).mark_circle(size=26, opacity=1)
    tips = [
        alt.Tooltip("what:N", title="what"),
        alt.Tooltip("order_by:N", title="order by"),
        alt.Tooltip("online:N", title="online"),
    ]
    return [
        lines.encode(x=rows.time.x(), x2="end:Q", y=rows.y(), color=colour),
        dots.encode(x=rows.time.x(), y=rows.y(), color=colour, tooltip=tips),
    ]


def _hall_marks(rows: Rows, halls: pd.DataFrame) -> alt.Chart:
    frame = halls.assign(low=halls["row"] + 0.5, when=halls["start"].map(_label)).drop(columns="row")
    chart = alt.Chart(frame).mark_point(shape="diamond", filled=True, size=44, color=INK, opacity=1)
    tips = [alt.Tooltip("when:N", title="online"), alt.Tooltip("halls:Q", title="halls")]
    done: alt.Chart = chart.encode(x=rows.time.x(), y=rows.y(), tooltip=tips)
    return done


def _today_marks(rows: Rows, today: int) -> list[alt.Chart]:
    frame = pd.DataFrame({"start": [today / 4], "low": [0.0], "text": [f"today, {quarter_label(today)}"]})
    chart = alt.Chart(frame)
    line = chart.mark_rule(color=COLOURS[5], strokeDash=[4, 3], strokeWidth=1.5).encode(x=rows.time.x())
    text = chart.mark_text(align="left", baseline="bottom", dy=-3, fontSize=11, color=COLOURS[5])
    return [line, text.encode(x=rows.time.x(), y=rows.y(), text="text:N")]
