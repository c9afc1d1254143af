"""Whatever the tables hold, the audit reports it and does not fall over."""

import itertools

import numpy as np
import pytest

from planner.audit import audit
from planner.audit.schema import SPECS
from tests.audit.small_case import INPUTS
from tests.audit.small_plan import COST_USD, plan_tables


@pytest.mark.parametrize("table", SPECS)
def test_a_table_of_nonsense_is_reported(table):
    tables = plan_tables()
    nonsense = itertools.cycle(["x", "", None, -1.0, float("inf")])
    frame = tables[table].astype(object)
    spoilt = frame.assign(**{name: [next(nonsense) for _ in frame.index] for name in frame.columns})
    assert not audit(INPUTS, tables | {table: spoilt}, COST_USD).is_clean


def test_tables_of_the_largest_numbers_are_reported():
    tables = {
        name: table.assign(**dict.fromkeys(table.select_dtypes(include=[np.number]).columns, 1e300))
        for name, table in plan_tables().items()
    }
    assert not audit(INPUTS, tables, 0.0).is_clean


def test_tables_without_rows_are_reported():
    tables = {name: table.head(0) for name, table in plan_tables().items()}
    assert not audit(INPUTS, tables, COST_USD).is_clean


def test_no_tables_are_reported():
    report = audit(INPUTS, {}, COST_USD)
    rows = {violation.row for violation in report.violations}
    assert {f"{name}: table is missing" for name in SPECS} <= rows
