"""The front sheet: one page that a manager reads, with three charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from xlsxwriter.workbook import Workbook

from buildout.inputs import Inputs
from buildout.quarters import quarter_label
from planner.excel.blocks import Page, Placed
from planner.excel.plan import front_blocks as blocks
from planner.excel.plan.charts import ChartSpec, insert_charts
from planner.excel.plan.order_sheet import NAME as ORDER_LIST
from planner.excel.plan.table_sheets import DICTIONARY, SCHEMAS, fits
from planner.excel.plan.told import Told
from planner.excel.styles import Styles
from planner.excel.table_sheet import A4
from planner.plan import Plan

NAME = "Plan"
GAP_WIDTH, ZOOM_PERCENT = 2, 80
"""Between tables and charts, in characters; both are in view on a laptop of 1,366 pixels across."""
CHARTS_ROW = 3
"""Beside the first heading."""
THOUSANDS = "#,##0,"
"""Shows million as billion."""
WIDTHS = (34, 24, 14, 14, 14, 14, 14, 14, 14)
"""Of the columns, in characters, at least; the charts stand to the right of them."""


def write_front(
    workbook: Workbook,
    styles: Styles,
    inputs: Inputs,
    plan: Plan,
    told: Told,
    tables: Mapping[str, pd.DataFrame],
) -> None:
    """Add the front sheet.

    Parameters
    ----------
    workbook, styles
        Where to, and in which formats.
    inputs, plan
        The case and its plan.
    told
        What is said of the plan.
    tables
        All tables of the run, for the list of sheets.
    """
    sheet = workbook.add_worksheet(NAME)
    sheet.hide_gridlines(2)
    sheet.set_zoom(ZOOM_PERCENT)
    mix = blocks.vendor_mix(inputs, plan)
    # Of a long horizon it has more columns than all others.
    widths = (*WIDTHS, *[WIDTHS[-1]] * (len(mix.heads) - len(WIDTHS)))
    page = Page(workbook, sheet, NAME, styles, widths)
    first, last = quarter_label(inputs.periods[0].start), quarter_label(inputs.end - 1)
    seen = f"Plan of the case {plan.case_id}: {first} to {last}, seen from {quarter_label(inputs.today)}."
    page.title(inputs.title, [seen, ""])
    page.facts("The plan in short", blocks.key_facts(inputs, plan, told))
    ladder = page.table(blocks.ladder(plan))
    spend = page.table(blocks.spending(plan))
    vendors = page.table(mix)
    page.table(blocks.openings(inputs, plan))
    page.table(blocks.next_orders(inputs, plan))
    page.table(blocks.shortage(inputs, plan))
    page.heading("What limits it")
    page.lines(told.limits)
    _contents(page, tables)
    sheet.set_column(len(widths), len(widths), GAP_WIDTH)
    insert_charts(workbook, sheet, _charts(ladder, spend, vendors), (CHARTS_ROW, len(widths) + 1))
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def _charts(ladder: Placed, spend: Placed, vendors: Placed) -> Iterator[ChartSpec]:
    """Yield the charts of tables that have rows."""
    years = len(ladder.block.rows)
    if years:
        yield ChartSpec("Capacity at the end of each year", "GW", ladder, (1, 2, 3), pattern="General")
    if spend.block.rows:
        groups = range(1, len(spend.block.heads) - 1)
        yield ChartSpec("Spending by year", "billion USD", spend, groups, is_stacked=True, pattern=THOUSANDS)
    if vendors.block.rows:
        columns = range(1, 1 + years)
        yield ChartSpec(
            "Chips by vendor and year online", "IT MW", vendors, columns, by_row=True, is_stacked=True
        )


def _contents(page: Page, tables: Mapping[str, pd.DataFrame]) -> None:
    """List the sheets with links to them, and the tables that were left to their files."""
    said = {ORDER_LIST: "what to order, by when, at what price, and paid when"}
    said |= {name: SCHEMAS[name].row for name in tables if name in SCHEMAS}
    said |= {DICTIONARY: "what each column of each table means"}
    page.heading("Sheets")
    for name, row in said.items():
        text = row
        if name in tables and not fits(tables[name]):
            text = f"{row}; {len(tables[name]):,} rows, in the file tables/{name}.csv"
            page.sheet.write_string(page.row, 0, name, page.styles.text)
        else:
            page.sheet.write_url(page.row, 0, f"internal:'{name}'!A1", page.styles.link, name)
        page.sheet.write_string(page.row, 1, text, page.styles.text)
        page.row += 1
