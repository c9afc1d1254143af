"""What a report says."""

import pytest

from planner.audit import Check, Equation, Relation, Violation, audit
from planner.audit.report import Finding, merge_checks
from tests.audit.changes import set_cell
from tests.audit.small_case import INPUTS
from tests.audit.small_plan import COST_USD, plan_tables


def test_a_violation_is_one_line():
    violation = Violation(Equation.P1, "site_id=a, period=2027Q1", 120.0, "facility MW", 100.0)
    assert str(violation) == (
        "P1 (firm power covers the fleet): site_id=a, period=2027Q1: "
        "120 facility MW, at most 100 allowed, off by 20"
    )


def test_the_excess_counts_from_what_is_allowed():
    assert Violation(Equation.C4A, "x", 30.0, "IT MW", 40.0, Relation.AT_LEAST).excess == 10.0


def test_checks_of_one_equation_and_unit_are_merged():
    checks = [
        Check(Equation.P1, "MW", 3, 0, 0.25),
        Check(Equation.S1, "halls", 1, 1, 2.0),
        Check(Equation.P1, "MW", 4, 1, 0.5),
        Check(Equation.M1, "million USD", 0, 0, 0.0),
    ]
    assert merge_checks(Finding(check, ()) for check in checks) == (
        Check(Equation.S1, "halls", 1, 1, 2.0),
        Check(Equation.P1, "MW", 7, 1, 0.5),
    )


def test_the_summary_of_a_clean_plan():
    summary = audit(INPUTS, plan_tables(), COST_USD).summary()
    assert summary.endswith(": all hold")


def test_the_summary_names_the_equations_that_are_broken():
    tables = set_cell("runs", "run_mw", 15, site_id="alpha", chip_id="g1", period="2027Q2")(plan_tables())
    report = audit(INPUTS, tables, COST_USD)
    assert report.summary().endswith(": 1 broken (D1)")
    (check,) = [check for check in report.checks if check.equation is Equation.D1]
    assert (check.broken, check.largest_excess) == (1, pytest.approx(1.0))


def test_codes_are_unique():
    codes = [equation.code for equation in Equation]
    assert len(set(codes)) == len(codes)
    assert str(Equation.P3A) == "P3a"
