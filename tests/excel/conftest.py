"""The small case of the plan's tests, and workbooks of it."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.excel.plan.told import Told
from planner.excel.plan.workbook import plan_workbook
from planner.plan import Plan, Run
from tests.plan.conftest import decisions, empty_plan, inputs, plan, plan_of

__all__ = ["decisions", "empty_plan", "inputs", "plan"]

TOLD = Told("all hold", "chips, from 2027Q2", ("2027: chips.",))

NASTY = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://example.org")',
    "http://example.org",
    "<script>alert('&\"')</script>",
    "Süd-Straße 南 🏗",
    "'quoted'",
    "bell\x07 and tab\tin it",
    "_x0041_",
    "{=1}",
    "12",
    "TRUE",
)
"""Names that are text, whatever they look like."""


def bytes_of(inputs: Inputs, plan: Plan) -> bytes:
    return plan_workbook(inputs, Run(plan, b"", ""), TOLD)


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def named(inputs: Inputs, name: str) -> Inputs:
    """Return the case with a name in all the places that users name."""
    return replace(
        inputs,
        title=name,
        sites=tuple(replace(one, name=name) for one in inputs.sites),
        chips=tuple(replace(one, name=name, vendor=name) for one in inputs.chips),
        streams=tuple(replace(one, name=name) for one in inputs.streams),
    )


@pytest.fixture(scope="session")
def book(inputs: Inputs, plan: Plan) -> Workbook:
    return opened(bytes_of(inputs, plan))


@pytest.fixture(scope="session")
def nasty(inputs: Inputs, decisions: Decisions) -> dict[str, bytes]:
    """A workbook for each of the nasty names."""
    cases = {name: named(inputs, name) for name in NASTY}
    return {name: bytes_of(case, plan_of(case, decisions)) for name, case in cases.items()}
