"""Solve a small case to its proven optimum, in this process."""

from __future__ import annotations

from dataclasses import dataclass

import pyomo.environ as pyo

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.model import build_model
from planner.engine.extract import read_decisions
from planner.engine.highs import Options, Outcome, Reason, Solver
from planner.engine.matrix import Compiled, Vector, compile_model


@dataclass(frozen=True)
class Optimum:
    """The cheapest plan of a case, and what was solved for it."""

    cost_musd: float
    decisions: Decisions
    model: pyo.ConcreteModel
    compiled: Compiled
    x: Vector


def run(
    inputs: Inputs, *, strong: bool = True, shared: bool = True
) -> tuple[pyo.ConcreteModel, Compiled, Outcome]:
    """Build and solve a case at gap 0."""
    model = build_model(inputs, strong=strong, shared=shared)
    compiled = compile_model(model)
    return model, compiled, Solver(compiled.matrix, Options(gap=0.0)).run()


def solve(inputs: Inputs, *, strong: bool = True, shared: bool = True) -> Optimum:
    """Return the proven optimum of a case that has one."""
    model, compiled, outcome = run(inputs, strong=strong, shared=shared)
    assert outcome.reason is Reason.OPTIMAL
    assert outcome.x is not None
    decisions = read_decisions(inputs, compiled, outcome.x)
    return Optimum(compiled.matrix.value(outcome.x), decisions, model, compiled, outcome.x)


def is_possible(inputs: Inputs) -> bool:
    """Return whether a case has a plan at all."""
    _, _, outcome = run(inputs)
    assert outcome.reason in {Reason.OPTIMAL, Reason.INFEASIBLE}
    return outcome.reason is Reason.OPTIMAL
