"""What was decided, read back from the tables of a plan."""

from __future__ import annotations

import pytest

from planner import api
from planner.cases import load_case
from planner.engine.driver import SolveOptions
from planner.plan import decided
from planner.subject import subject_of


def test_tables_hold_what_was_decided() -> None:
    solved = api.solve("tiny", options=SolveOptions(threads=1))
    made = solved.solution.decisions
    assert made is not None
    read = decided(subject_of(load_case("tiny")).inputs, solved.plan.tables)
    assert read.open == made.open
    assert read.new_halls == made.new_halls
    assert read.units == pytest.approx(made.units)
    assert read.buy_mw == pytest.approx(made.buy_mw)
