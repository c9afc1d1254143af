"""Textbook facility location is a case of the same model: published optima are reached at gap 0."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import api
from planner.engine.driver import SolveOptions
from planner.plan import PlanStatus
from tests.benchmarks.orlib import FOLDER, USD_PER_UNIT, read_instance, write_case

PUBLISHED = {
    "cap61": 932615.750,
    "cap62": 977799.400,
    "cap71": 932615.750,
    "cap72": 977799.400,
    "cap101": 796648.437,
    "cap131": 793439.562,
}
"""Optimal cost of each instance, in its own units."""

ALWAYS = ("cap61", "cap101", "cap131")
"""One of each size; the others differ in fixed cost and capacity."""


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the OR-Library instances are not beside the checkout")
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name not in ALWAYS)) for name in PUBLISHED]
)
def test_published_optimum_is_reached(name: str, tmp_path: Path) -> None:
    case = write_case(read_instance(FOLDER / f"{name}.txt"), name, tmp_path)

    solved = api.solve(case, options=SolveOptions(gap=0.0, seconds=120.0))

    assert solved.plan.status is PlanStatus.OPTIMAL
    assert solved.report.is_clean
    assert solved.plan.cost_usd / USD_PER_UNIT == pytest.approx(PUBLISHED[name], rel=1e-6)
    assert solved.plan.bound_usd / USD_PER_UNIT == pytest.approx(PUBLISHED[name], rel=1e-6)
