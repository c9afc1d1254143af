"""Native charts of the front sheet, drawn from the cells of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.workbook import Workbook

from planner.excel.blocks import Placed
from planner.excel.styles import COLOURS, INK, QUIET, RULE

WIDTH_PX, HEIGHT_PX = 560, 300
ROWS = 16
"""Rows of the sheet that a chart takes, with a row of air."""


@dataclass(frozen=True)
class ChartSpec:
    """Columns stood up from a table: a series for each of some columns, or for each row.

    Attributes
    ----------
    title, axis
        The axis names its unit.
    placed
        Where the table is.
    columns
        The columns shown, from 0, the labels' apart.
    by_row
        Whether each row is a series, and the columns are the categories.
    is_stacked
        Whether series stand on each other.
    pattern
        Number format of the axis.
    """

    title: str
    axis: str
    placed: Placed
    columns: Sequence[int]
    by_row: bool = False
    is_stacked: bool = False
    pattern: str = "#,##0"


def insert_chart(workbook: Workbook, sheet_name: str, spec: ChartSpec, row: int, column: int) -> None:
    """Draw a chart beside the tables, its corner at a cell."""
    kind = {"type": "column"} | ({"subtype": "stacked"} if spec.is_stacked else {})
    chart = workbook.add_chart(kind)
    for position, one in enumerate(_series(sheet_name, spec)):
        fill = {"color": COLOURS[position % len(COLOURS)]}
        chart.add_series(one | {"fill": fill, "border": {"none": True}, "gap": 60})
    font = {"color": INK, "size": 9}
    chart.set_title({"name": spec.title, "name_font": {"color": INK, "size": 12}, "overlay": False})
    chart.set_x_axis({"num_font": font, "line": {"color": RULE}, "major_tick_mark": "none"})
    chart.set_y_axis(
        {
            "name": spec.axis,
            "name_font": {"color": QUIET, "size": 9, "bold": False},
            "num_font": font,
            "num_format": spec.pattern,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        }
    )
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": WIDTH_PX, "height": HEIGHT_PX})
    workbook.get_worksheet_by_name(sheet_name).insert_chart(
        row, column, chart, {"object_position": 1, "description": f"{spec.title}, {spec.axis}"}
    )


def _series(sheet: str, spec: ChartSpec) -> list[dict[str, object]]:
    """Return names, categories and values as ranges of cells."""
    top, first, last = spec.placed.header_row, spec.placed.first_row, spec.placed.last_row
    if spec.by_row:
        left, right = spec.columns[0], spec.columns[-1]
        return [
            {
                "name": [sheet, row, 0],
                "categories": [sheet, top, left, top, right],
                "values": [sheet, row, left, row, right],
            }
            for row in range(first, last + 1)
        ]
    return [
        {
            "name": [sheet, top, column],
            "categories": [sheet, first, 0, last, 0],
            "values": [sheet, first, column, last, column],
        }
        for column in spec.columns
    ]
