"""Every family of constraints has words or a reason for having none."""

from __future__ import annotations

import re

import pyomo.environ as pyo
import pytest

from buildout.model import build_model
from planner.engine.prices import BOXED_FOR_THE_BOUND, FIXED
from planner.why.fleets import FLEETS
from planner.why.grid import GRID
from planner.why.halls import PACE_AND_ROOM
from planner.why.market import MARKET
from planner.why.meanings import FAMILIES, LAWS, sentence
from planner.why.priced_limit import PricedLimit, PriceKind
from planner.why.reach import REACH
from planner.why.rules import RULES
from tests.audit.small_case import INPUTS as EVERY_POLICY

MODEL = build_model(EVERY_POLICY)
CONSTRAINTS = {str(row.name) for row in MODEL.component_objects(pyo.Constraint)}
VARIABLES = {str(var.name) for var in MODEL.component_objects(pyo.Var)}
PRICED = {row for family in FAMILIES.values() for row in family.rows}
NO_BOUND_TO_BUY = {"power.dropped": "no more can leave than was there"}


def test_every_family_of_constraints_is_a_limit_or_a_law() -> None:
    limits = PRICED & CONSTRAINTS

    assert limits | set(LAWS) == CONSTRAINTS
    assert not limits & set(LAWS)


def test_every_bound_of_a_variable_is_priced_fixed_or_implied() -> None:
    known = PRICED | set(FIXED) | set(BOXED_FOR_THE_BOUND) | set(NO_BOUND_TO_BUY)

    assert not VARIABLES - known


def test_every_priced_row_exists() -> None:
    assert not PRICED - CONSTRAINTS - VARIABLES


def test_every_kind_has_one_family() -> None:
    kinds = [family.kind for family in (*MARKET, *GRID, *PACE_AND_ROOM, *FLEETS, *RULES, *REACH)]

    assert sorted(kinds) == sorted(PriceKind)
    assert len(FAMILIES) == len(kinds)


@pytest.mark.parametrize("kind", PriceKind)
def test_no_sentence_has_a_name_of_the_model(kind: PriceKind) -> None:
    limit = PricedLimit(
        kind, ("x", "least", "0"), "Thing", "Ohio", "2028Q1", "2028Q4", "MW", 100.0, 41e6, 43e6
    )

    text = sentence(limit)

    assert re.search(r"saves 41\.00 million USD \(43\.00 million USD if sites may follow\)$", text)
    assert "_" not in text
    assert text[0].isupper() or text[0].isdigit()
