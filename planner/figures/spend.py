"""Spending by year."""

from __future__ import annotations

from planner.draw import amount, styled
from planner.figures.figure import Figure
from planner.figures.source import Source
from planner.figures.stack import Stack, colours_of
from planner.figures.time_axis import TimeAxis, by_year
from planner.plan.figures import spend_by_year

USD_PER_BILLION = 1e9


def spend_figure(source: Source) -> Figure | None:
    """Return what is paid in each year, by what for; None where nothing is paid."""
    spend = spend_by_year(source.tables)
    spend = spend.loc[:, (spend != 0).any()]
    if spend.empty:
        return None
    layers = [str(group) for group in spend.columns]
    frame = spend.reset_index().melt("year", var_name="layer", value_name="usd")
    frame = frame.assign(amount=frame["usd"] / USD_PER_BILLION)
    stack = Stack(
        by_year(frame),
        amount("paid in the year", "billion USD"),
        TimeAxis.of_years(list(spend.index)),
        layers,
        colours_of(layers),
        totals=True,
    )
    return Figure(
        name="spend",
        title="Spending by year",
        caption="What is paid in each calendar year, nominal billion USD; the sum stands over the bar. "
        "Committed is what the ledger still owes.",
        chart=styled(stack.chart()),
    )
