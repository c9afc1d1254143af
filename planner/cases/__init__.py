"""Cases: the inputs of one study, from a YAML file to a proven `Case`."""

from planner.cases.case import Case
from planner.cases.catalogue import ShippedCase, shipped_cases, starter_case
from planner.cases.load import case_schema, load_case, parse_case
from planner.cases.overrides import case_overrides

__all__ = [
    "Case",
    "ShippedCase",
    "case_overrides",
    "case_schema",
    "load_case",
    "parse_case",
    "shipped_cases",
    "starter_case",
]
