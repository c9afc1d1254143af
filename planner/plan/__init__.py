"""The plan as a value: its tables, its cost, its run folder and its summary."""

from planner.plan.columns import TABLES, Column, TableName, Tables, TableSchema
from planner.plan.costs import Category
from planner.plan.decided import decided
from planner.plan.figures import CostPerGw, cost_per_gw
from planner.plan.folder import Run, check_writable, read_run, write_run
from planner.plan.ladder import YearGw
from planner.plan.plan import Plan, PlanStatus, make_plan
from planner.plan.summary import summarise
from planner.plan.tables import build_tables

__all__ = [
    "TABLES",
    "Category",
    "Column",
    "CostPerGw",
    "Plan",
    "PlanStatus",
    "Run",
    "TableName",
    "TableSchema",
    "Tables",
    "YearGw",
    "build_tables",
    "check_writable",
    "cost_per_gw",
    "decided",
    "make_plan",
    "read_run",
    "summarise",
    "write_run",
]
