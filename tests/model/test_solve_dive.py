"""A dive around what is fixed beforehand: power that is ordered keeps a site that is worth no hall."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from buildout.inputs import Inputs
from planner.engine.dive import dive
from planner.engine.highs import Options, Solver
from planner.engine.matrix import Compiled
from planner.engine.restrict import Relaxed, part_of, restrict, warm_relaxation
from planner.engine.search import Search
from planner.engine.structure import build_structure
from planner.engine.worker import cheapest_plan
from tests.small import small


def too_dear() -> Inputs:
    """Return a case whose chips cost more than any shortage: nothing is worth building."""
    inputs = small(2)
    return replace(inputs, chips=tuple(replace(c, capex_musd_per_mw=1e4) for c in inputs.chips))


def with_least(compiled: Compiled, name: str, period: int, least: float) -> Compiled:
    """Fix the columns of a name from a period on to what is ordered."""
    columns = np.array(list(compiled.columns[name].values())[period:], dtype=np.int64)
    amounts = np.full(len(columns), least)
    return replace(compiled, matrix=compiled.matrix.within(columns, amounts, amounts))


def search_of(compiled: Compiled) -> Search:
    now = time.monotonic()
    return Search(compiled.matrix, gap=0.0, deadline=now + 20.0, report=lambda point, x: None, started=now)


@pytest.mark.parametrize("ordered_mw", [0.5, 5.0])
def test_a_site_opens_for_the_power_that_is_ordered_for_it(ordered_mw: float) -> None:
    # Of 100 MW some are ordered: the relaxation opens 0.5 % or 5 % of the site for them, and no hall pays.
    inputs = too_dear()
    compiled = with_least(cheapest_plan(inputs), "power.units", 1, ordered_mw)
    matrix, structure, search = compiled.matrix, build_structure(inputs, compiled), search_of(compiled)
    lp = Solver(matrix, Options(extra={"solver": "simplex"}), relax=True)
    outcome = lp.run()
    assert outcome.x is not None
    relaxed = Relaxed(outcome.x, lp.basis())
    last = structure.opens[0, -1]
    assert 0 < outcome.x[last] < 0.1

    part = restrict(matrix, structure, relaxed.x)
    x = dive(warm_relaxation(part, relaxed, search), part, structure, search)

    assert x is not None
    whole = part.expand(x)
    assert matrix.excess(whole) <= 1e-6
    assert whole[structure.opens[0]] == pytest.approx([0.0, 1.0])
    assert whole[structure.halls[0]] == pytest.approx([0.0, 1.0])


def test_halls_and_openings_that_are_fixed_stay() -> None:
    # An opening and two halls that nothing asks for, in the second period; none may come in the first.
    inputs = too_dear()
    compiled = cheapest_plan(inputs)
    structure, search = build_structure(inputs, compiled), search_of(compiled)
    columns = np.concatenate([structure.opens[0], structure.halls[0]])
    fixed = np.array([0.0, 1.0, 0.0, 2.0])
    matrix = compiled.matrix.within(columns, fixed, fixed)
    part = part_of(matrix, np.ones(matrix.shape[1], dtype=bool))

    x = dive(Solver(matrix, Options(extra={"solver": "simplex"}), relax=True), part, structure, search)

    assert x is not None
    assert x[columns] == pytest.approx(fixed)
