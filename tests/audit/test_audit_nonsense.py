"""Whatever the tables hold, the audit reports it and does not fall over."""

import numpy as np
import pandas as pd
import pytest

from planner.audit import audit
from planner.audit.schema import SPECS
from tests.audit.small_case import INPUTS
from tests.audit.small_plan import COST_USD, plan_tables


@pytest.mark.parametrize("table", SPECS)
@pytest.mark.parametrize("nonsense", ["x", "", None, -1.0, float("inf")], ids=repr)
def test_a_table_of_nonsense_is_reported(table, nonsense):
    tables = plan_tables()
    frame = tables[table]
    spoilt = pd.DataFrame({name: [nonsense] * len(frame) for name in frame.columns}, dtype=object)
    assert not audit(INPUTS, tables | {table: spoilt}, COST_USD).is_clean


@pytest.mark.parametrize("table", SPECS)
def test_a_table_of_the_wrong_values_is_reported(table):
    tables = plan_tables()
    frame = tables[table]
    numbers = frame.select_dtypes(include=[np.number]).columns
    assert not audit(INPUTS, tables | {table: frame.assign(**dict.fromkeys(numbers, 1e300))}, 0.0).is_clean


def test_tables_without_rows_are_reported():
    tables = {name: table.head(0) for name, table in plan_tables().items()}
    assert not audit(INPUTS, tables, COST_USD).is_clean


def test_no_tables_are_reported():
    report = audit(INPUTS, {}, COST_USD)
    rows = {violation.row for violation in report.violations}
    assert {f"{name}: table is missing" for name in SPECS} <= rows
