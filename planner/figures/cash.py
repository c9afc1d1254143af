"""Cash by quarter."""

from __future__ import annotations

from collections.abc import Mapping

from planner.draw import COLOURS, GREY, amount, styled
from planner.figures.figure import Figure
from planner.figures.source import Source
from planner.figures.spend import USD_PER_BILLION
from planner.figures.stack import Stack
from planner.figures.time_axis import TimeAxis, by_quarter
from planner.plan import Category, TableName

TINTS: Mapping[str, str] = {
    Category.OPENINGS: COLOURS[6],
    Category.HALLS: COLOURS[0],
    Category.POWER: COLOURS[1],
    Category.CHIPS: COLOURS[2],
    Category.COMMITTED: COLOURS[3],
    Category.OPERATION: COLOURS[4],
    Category.ENERGY: COLOURS[5],
}
"""From the axis up, as in the spending by year; the other categories are small."""


def cash_figure(source: Source) -> Figure | None:
    """Return what is paid in each quarter, by category; None where nothing is paid."""
    cash = source.tables[TableName.CASH]
    if cash.empty:
        return None
    others = sorted(set(cash["category"]) - set(TINTS))
    layer = cash["category"].where(cash["category"].isin(list(TINTS)), ", ".join(others))
    frame = by_quarter(cash).assign(layer=layer, amount=cash["usd"] / USD_PER_BILLION)
    layers = [*(name for name in map(str, TINTS) if name in set(layer)), *[", ".join(others)][: len(others)]]
    first, end = int(4 * frame["start"].min()), int(4 * frame["end"].max())
    title = amount("paid in the quarter", "billion USD")
    colours = [TINTS.get(name, GREY) for name in layers]
    stack = Stack(frame, title, TimeAxis.between(first, end), layers, colours)
    return Figure(
        name="cash",
        title="Cash by quarter",
        caption="Payments in each quarter by category, nominal billion USD. Deposits fall due before what "
        "they are for is online; what vendors pay back is taken off.",
        chart=styled(stack.chart()),
    )
