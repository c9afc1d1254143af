"""Native charts of the front sheet, drawn from the cells of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from xlsxwriter.chart_column import ChartColumn
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.excel.blocks import Placed
from planner.excel.styles import COLOURS, INK, QUIET, RULE

WIDTH_PX, HEIGHT_PX = 520, 300
GAP_PX = 16


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


def insert_charts(
    workbook: Workbook, sheet: Worksheet, specs: Iterable[ChartSpec], at: tuple[int, int]
) -> None:
    """Draw charts one below the other from a cell (row, column) on; rows must have their heights by then."""
    for position, spec in enumerate(specs):
        placing = {
            "y_offset": position * (HEIGHT_PX + GAP_PX),
            "object_position": 1,
            "description": f"{spec.title}, {spec.axis}",
        }
        sheet.insert_chart(*at, _chart(workbook, spec), placing)


def _chart(workbook: Workbook, spec: ChartSpec) -> ChartColumn:
    kind = {"type": "column"} | ({"subtype": "stacked"} if spec.is_stacked else {})
    chart = cast("ChartColumn", workbook.add_chart(kind))
    for position, one in enumerate(_series(spec)):
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
    return chart


def _series(spec: ChartSpec) -> list[dict[str, object]]:
    """Return names, categories and values as ranges of cells."""
    sheet = spec.placed.sheet
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
