"""Runs to draw: the hand-made case of the plan's tests, an empty plan, and `tiny` as it is solved."""

from __future__ import annotations

import pytest

import planner
from buildout.inputs import Inputs
from planner.figures.source import Source
from planner.plan import Plan, Run, read_run
from planner.serial import dump_inputs
from tests.plan.conftest import decisions, empty_plan, inputs, plan, tables

__all__ = ["decisions", "empty_plan", "inputs", "plan", "tables"]

TRACE = b"""seconds,what,cost_musd,bound_musd,gap
0.5,the ledger alone,90000,,
2.0,relaxation,90000,40000,0.5
3.0,dive,41000,40000,0.02
"""


@pytest.fixture(scope="session")
def source(plan: Plan, inputs: Inputs) -> Source:
    """The hand-made plan: two campuses, two and a half periods."""
    return Source.of(Run(plan, dump_inputs(inputs), "", extras={"trace.csv": TRACE}))


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("figures") / "tiny"
    planner.solve("tiny", options=planner.SolveOptions(gap=0.0), out=folder)
    return read_run(folder)
