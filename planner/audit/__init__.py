"""The independent audit: every equation and the cost of a plan, recomputed from its tables.

Nothing in here imports Pyomo, HiGHS or the code that builds the model, nor the code that writes the
tables: a mistake in any of them is meant to show up here.
"""

from planner.audit.audit import audit
from planner.audit.equations import Equation
from planner.audit.read import read_tables
from planner.audit.report import AuditReport, CategoryCost, Check, Relation, Violation

__all__ = [
    "AuditReport",
    "CategoryCost",
    "Check",
    "Equation",
    "Relation",
    "Violation",
    "audit",
    "read_tables",
]
