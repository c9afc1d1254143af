"""The sheet of orders: what to order from whom by when, and when it is paid."""

from __future__ import annotations

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from planner.excel.plan.procurement import Procurement
from planner.excel.styles import ALARM_FILL, SOON_FILL, Styles
from planner.excel.table_sheet import Cell, SheetColumn, TableSheet, write_table_sheet
from planner.plan.order_terms import Due

NAME = "Order list"
ABOUT = (
    "One row: one purchase. To order by the last day of its quarter, for the first day of the delivery "
    "quarter. USD are nominal; the sums above the columns count the rows in view. The deposit is the first "
    "of several payments; all of them are in the columns by quarter."
)
COLUMNS = (
    SheetColumn("order by", "date", Cell.DATE),
    SheetColumn("site", "", Cell.TEXT),
    SheetColumn("what", "", Cell.TEXT),
    SheetColumn("item", "", Cell.TEXT),
    SheetColumn("vendor", "", Cell.TEXT),
    SheetColumn("due", "", Cell.TEXT),
    SheetColumn("order by quarter", "quarter", Cell.TEXT),
    SheetColumn("quantity", "see unit", Cell.NUMBER),
    SheetColumn("unit", "", Cell.TEXT),
    SheetColumn("racks", "racks", Cell.NUMBER, is_summed=True),
    SheetColumn("chips", "chips", Cell.WHOLE, is_summed=True),
    SheetColumn("price per unit", "USD", Cell.NUMBER),
    SheetColumn("price", "USD", Cell.NUMBER, is_summed=True),
    SheetColumn("delivery", "date", Cell.DATE),
    SheetColumn("delivery quarter", "quarter", Cell.TEXT),
    SheetColumn("deposit", "USD", Cell.NUMBER, is_summed=True),
    SheetColumn("deposit in", "quarter", Cell.TEXT),
)
FIELDS = [
    *("order_by", "site", "what", "item", "vendor", "due", "order_by_quarter", "quantity", "unit", "racks"),
    *("chips", "unit_price_usd", "price_usd", "delivery", "delivery_quarter", "deposit_usd"),
    "deposit_quarter",
]
"""Columns of `Procurement.orders` in the order of the sheet; payments and the order's id follow."""
DUE_AT = FIELDS.index("due")


def write_order_sheet(workbook: Workbook, styles: Styles, orders: Procurement) -> None:
    """Add the sheet of orders; those that are late or due soon are set off, by colour and by word."""
    quarters = [
        SheetColumn(f"paid {quarter}", "USD", Cell.NUMBER, is_summed=True) for quarter in orders.payments
    ]
    columns = (*COLUMNS, *quarters, SheetColumn("order id", "", Cell.TEXT))
    frame = pd.concat([orders.orders[FIELDS], orders.payments, orders.orders[["order_id"]]], axis=1)
    table = TableSheet(NAME, ABOUT, columns, frame, frozen_columns=3)
    sheet = write_table_sheet(workbook, styles, table)
    first, rows = table.header_row + 1, len(frame)
    cell = xl_rowcol_to_cell(first, DUE_AT, col_abs=True)
    for due, fill in ((Due.LATE, ALARM_FILL), (Due.SOON, SOON_FILL)):
        sheet.conditional_format(
            first,
            0,
            first + max(rows, 1) - 1,
            DUE_AT,
            {
                "type": "formula",
                "criteria": f'={cell}="{due}"',
                "format": workbook.add_format({"bg_color": fill}),
            },
        )
