"""A plan as a workbook, and the calendar of its orders."""

from planner.excel.plan.workbook import CALENDAR, WORKBOOK, plan_workbook, with_workbook

__all__ = ["CALENDAR", "WORKBOOK", "plan_workbook", "with_workbook"]
