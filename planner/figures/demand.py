"""Demand served and short, by stream and year."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.draw import COLOURS, styled
from planner.figures.figure import Figure
from planner.figures.rows import Rows, bars_in_rows
from planner.figures.source import Source, short_name, three_digits
from planner.figures.time_axis import TimeAxis, by_year
from planner.plan import TableName
from planner.plan.figures import NOTICEABLE

SERVED, SHORT = COLOURS[0], COLOURS[5]


def demand_figure(source: Source) -> Figure | None:
    """Return what is served of each stream and what falls short; None where nothing is asked for."""
    frame = by_stream_and_year(source)
    if frame.empty:
        return None
    streams = [stream for stream in source.inputs.streams if stream.stream_id in set(frame["stream_id"])]
    row = {stream.stream_id: place for place, stream in enumerate(streams)}
    peak = frame.groupby("stream_id")["demand"].max()
    notes = [f"{three_digits(peak[s.stream_id])} {s.unit}, {s.purpose}" for s in streams]
    years = [int(year) for year in frame["year"]]
    names = [short_name(s.name) for s in streams]
    rows = Rows(names, notes, TimeAxis.of_years(years), "tallest bar, and what for", row_px=38)
    frame = by_year(frame.assign(row=frame["stream_id"].map(row), top=frame["stream_id"].map(peak)))
    marks = [_bars(frame, rows, "demand", SHORT), _bars(frame, rows, "served", SERVED), _shares(frame, rows)]
    title = "Peak demand, mean of the year: served (blue), short (orange, with its share)"
    return Figure(
        name="demand",
        title="Demand served and short",
        caption="Mean over the year of peak demand, stream by stream: served in blue, short in orange with "
        "its share. Each row has its own scale, to its right, in the unit of the stream.",
        chart=styled(rows.chart(*marks, title=title)),
    )


def by_stream_and_year(source: Source) -> pd.DataFrame:
    """Return mean demand, served and short over each year's quarters, in the unit of the stream.

    Returns
    -------
    pandas.DataFrame
        ``stream_id``, ``year``, ``demand``, ``served`` and ``short``.
    """
    shortage = source.tables[TableName.SHORTAGE]
    years = {label: period.year for label, period in source.periods.items()}
    quarters = {label: period.quarters for label, period in source.periods.items()}
    year = shortage["period"].map(years).astype("int64")
    length: dict[int, int] = {}
    for period in source.inputs.periods:
        length[period.year] = length.get(period.year, 0) + period.quarters
    weight = shortage["period"].map(quarters).astype(float) / year.map(length).astype(float)
    amounts = shortage[["demand", "served", "short"]].mul(weight, axis=0)
    keys = [shortage["stream_id"], year.rename("year")]
    return amounts.groupby(keys, sort=False).sum().reset_index()


def _bars(frame: pd.DataFrame, rows: Rows, column: str, colour: str) -> alt.Chart:
    part = frame.assign(amount=frame[column] / frame["top"].where(frame["top"] > 0, 1.0))
    bars = bars_in_rows(part, 1.0, fill=0.62).round(4)
    columns = ["start", "end", "low", "high", "demand", "served", "short", "when"]
    chart: alt.Chart = (
        alt.Chart(bars[columns])
        .mark_bar(color=colour)
        .encode(
            x=rows.time.x(),
            x2="end:Q",
            y=rows.y(),
            y2="high:Q",
            tooltip=[alt.Tooltip("when:N", title="year")]
            + [alt.Tooltip(f"{c}:Q", format=",.4~r") for c in ("demand", "served", "short")],
        )
    )
    return chart


def _shares(frame: pd.DataFrame, rows: Rows) -> alt.Chart:
    """Return the part of each demand that falls short, over its bar."""
    short = frame[frame["short"] > NOTICEABLE * frame["demand"]]
    share = 100 * short["short"] / short["demand"]
    text = share.map(_percent)
    under = short["row"] + 1.0
    at = pd.DataFrame(
        {
            "start": (short["start"] + short["end"]) / 2,
            "low": (under - 0.62 * short["demand"] / short["top"] - 0.04).round(4),
            "text": text,
        }
    )
    chart = alt.Chart(at).mark_text(baseline="bottom", fontSize=10.5, color=SHORT)
    done: alt.Chart = chart.encode(x=rows.time.x(), y=rows.y(), text="text:N")
    return done


def _percent(share: float) -> str:
    """Return a percentage in words that rounds nothing to nothing or to all."""
    if share < 1:
        return "< 1 %"
    return "> 99 %" if 99 < share < 100 - 100 * NOTICEABLE else f"{share:.0f} %"
