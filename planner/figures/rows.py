"""Rows over time: a name to the left, something along the calendar, a note to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from planner.figures.figure import Layers
from planner.figures.time_axis import TimeAxis

INK, QUIET = "#222222", "#555555"


@dataclass(frozen=True)
class Rows:
    """The frame of a figure of rows; what is drawn in row ``i`` lies between ``i`` and ``i + 1``.

    Parameters
    ----------
    names, notes
        One for each row, from the top. Heights within a row have no axis: the title says what fills one.
    time
        The horizontal axis.
    heading
        What the notes say, over them.
    row_px, width
        Height of a row and width of the calendar, points.
    """

    names: Sequence[str]
    notes: Sequence[str]
    time: TimeAxis
    heading: str
    row_px: int = 28
    width: int = 560

    def y(self, field: str = "low") -> alt.Y:
        """Return the encoding of a height within the rows."""
        scale = alt.Scale(domain=[len(self.names), 0], nice=False, zero=False)
        return alt.Y(f"{field}:Q", scale=scale, title=None, axis=None)

    def chart(self, *marks: alt.Chart | Layers, title: str = "") -> Layers:
        """Return marks with names, notes and a line under each row."""
        count = len(self.names)
        frame = pd.DataFrame(
            {
                "first": self.time.domain[0],
                "last": self.time.domain[1],
                "low": [i + 0.5 for i in range(count)],
                "under": [i + 1.0 for i in range(count)],
                "name": list(self.names),
                "note": list(self.notes),
            }
        )
        base = alt.Chart(frame)
        names = base.mark_text(
            align="right", baseline="middle", dx=-8, fontSize=11.5, color=INK, limit=LABEL_PX
        )
        notes = base.mark_text(align="left", baseline="middle", dx=8, fontSize=11, color=QUIET)
        lines = base.mark_rule(color="#e4e4e4").encode(x=self.time.x("first"), x2="last:Q", y=self.y("under"))
        head = alt.Chart(pd.DataFrame({"last": [self.time.domain[1]], "low": [0.0], "note": [self.heading]}))
        heading = head.mark_text(align="left", baseline="bottom", dx=8, dy=-2, fontSize=11, fontWeight="bold")
        drawn: Layers = alt.layer(
            self.time.year_lines(),
            lines,
            *marks,
            names.encode(x=self.time.x("first"), y=self.y(), text="name:N"),
            notes.encode(x=self.time.x("last"), y=self.y(), text="note:N"),
            heading.encode(x=self.time.x("last"), y=self.y(), text="note:N"),
        )
        done: Layers = drawn.properties(
            width=self.width,
            height=self.row_px * count,
            title=alt.TitleParams(title, fontSize=13, frame="group"),
        )
        return done


LABEL_PX = 200
"""Widest name, points."""


def bars_in_rows(frame: pd.DataFrame, top: float | pd.Series[float], fill: float = 0.88) -> pd.DataFrame:
    """Return a frame that has ``row`` and ``amount`` with ``low`` and ``high`` of a bar within its row.

    Parameters
    ----------
    top
        Amount that fills a row, or one for each bar.
    fill
        Part of a row that it takes.
    """
    under = frame["row"] + 1.0
    return frame.assign(low=under - fill * frame["amount"] / top, high=under)
