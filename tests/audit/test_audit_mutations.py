"""Break the small plan in one place per equation: the audit must say which, where, and by how much."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from planner.audit import Equation, audit
from tests.audit.mutations import EQUATIONS
from tests.audit.small_case import INPUTS
from tests.audit.small_plan import COST_USD, plan_tables
from tests.audit.table_mutations import TABLES

DOCS = Path(__file__).parents[2] / "docs"
MUTATIONS = (*EQUATIONS, *TABLES)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: f"{m.equation.code}-{m.row}")
def test_a_break_is_found_where_it_is(mutation):
    report = audit(INPUTS, mutation.change(plan_tables()), COST_USD)

    found = [v for v in report.violations if v.equation is mutation.equation and mutation.row in v.row]
    figures = [(v.amount, v.allowed) for v in found]
    assert pytest.approx((mutation.amount, mutation.allowed), rel=1e-8) in figures


def test_a_wrong_cost_is_found():
    report = audit(INPUTS, plan_tables(), COST_USD + 1)

    (violation,) = report.violations
    assert violation.equation is Equation.M2
    assert violation.amount - violation.allowed == pytest.approx(1, abs=1e-3)


def test_a_workload_of_two_purposes_has_none():
    training, chat = INPUTS.streams
    mixed = replace(INPUTS, streams=(replace(training, workload_id="infer"), chat))

    found = [v for v in audit(mixed, plan_tables(), COST_USD).violations if v.equation is Equation.RUNS_TABLE]
    runs = plan_tables()["runs"]
    assert len(found) == len(runs)


def test_every_equation_is_broken_by_a_mutation():
    assert {mutation.equation for mutation in MUTATIONS} == set(Equation)


def test_every_equation_of_the_document_is_audited():
    text = (DOCS / "model.md").read_text(encoding="utf-8")
    parts = re.split(r"\((?=[SPFDCMRE]\d\)|V\))", text)[1:]
    in_document = set()
    for part in parts:
        code, _, body = part.partition(")")
        letters = re.findall(r"(?:^| )([a-c])\) ", body)
        in_document |= {code + letter for letter in letters} or {code}

    assert in_document == {equation.code for equation in Equation if len(equation.code) <= 3}


def test_the_document_names_every_check_of_tables():
    text = (DOCS / "audit.md").read_text(encoding="utf-8")
    codes = [equation.code for equation in Equation if len(equation.code) > 3]
    assert not [code for code in codes if f"| {code} |" not in text]
