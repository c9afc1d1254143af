"""The workbook of a plan: a front sheet, the orders, and a sheet for each table."""

from __future__ import annotations

import io
from dataclasses import replace

from buildout.inputs import Inputs
from planner.excel.book import new_workbook
from planner.excel.plan.front import write_front
from planner.excel.plan.order_sheet import write_order_sheet
from planner.excel.plan.procurement import procurement
from planner.excel.plan.table_sheets import write_table_sheets
from planner.excel.plan.told import Told, tell
from planner.excel.styles import styles_of
from planner.plan import Run
from planner.plan.order_calendar import order_calendar
from planner.plan.order_terms import first_day
from planner.why.bottlenecks import Bottlenecks

WORKBOOK, CALENDAR = "plan.xlsx", "orders.ics"
"""Files of a run folder."""


def with_workbook(run: Run, inputs: Inputs, audit: str, found: Bottlenecks | None) -> Run:
    """Return the run with its plan as a workbook, and with the calendar of its orders.

    Parameters
    ----------
    run
        The run.
    inputs
        Its case.
    audit
        Result of its audit, in one line.
    found
        What limits its plan; None where that was not worked out.
    """
    told = tell(inputs, run.plan, audit, found)
    files = {
        WORKBOOK: plan_workbook(inputs, run, told),
        CALENDAR: order_calendar(inputs, run.plan.tables),
    }
    return replace(run, extras={**run.extras, **files})


def plan_workbook(inputs: Inputs, run: Run, told: Told) -> bytes:
    """Return a run as a workbook; the same run gives the same bytes.

    How long the search took is left out: it differs from run to run of the same plan.
    """
    buffer, plan = io.BytesIO(), run.plan
    tables = {**plan.tables, **run.more_tables}
    about = f"Plan of the case {plan.case_id}, inputs {plan.input_sha256}"
    with new_workbook(buffer, title=inputs.title, about=about, made=first_day(inputs.today)) as workbook:
        styles = styles_of(workbook)
        write_front(workbook, styles, inputs, plan, told, tables)
        write_order_sheet(workbook, styles, procurement(inputs, plan.tables))
        write_table_sheets(workbook, styles, tables)
    return buffer.getvalue()
