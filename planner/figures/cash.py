"""Cash by quarter."""

from __future__ import annotations

from planner.draw import amount, styled
from planner.figures.figure import Figure
from planner.figures.source import Source
from planner.figures.spend import USD_PER_BILLION
from planner.figures.stack import Stack, colours_of, largest_layers
from planner.figures.time_axis import TimeAxis, by_quarter
from planner.plan import TableName


def cash_figure(source: Source) -> Figure | None:
    """Return what is paid in each quarter, by category; None where nothing is paid."""
    cash = source.tables[TableName.CASH]
    if cash.empty:
        return None
    frame = by_quarter(cash).rename(columns={"category": "layer"})
    frame, layers = largest_layers(frame.assign(amount=frame["usd"] / USD_PER_BILLION), "smaller ones")
    first, end = int(4 * frame["start"].min()), int(4 * frame["end"].max())
    title = amount("paid in the quarter", "billion USD")
    stack = Stack(frame, title, TimeAxis.between(first, end), layers, colours_of(layers))
    return Figure(
        name="cash",
        title="Cash by quarter",
        caption="Payments in each quarter by category, nominal billion USD. Deposits fall due before what "
        "they are for is online; rebates hang below the axis.",
        chart=styled(stack.chart()),
    )
