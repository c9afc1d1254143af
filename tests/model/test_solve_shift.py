"""Halls shifted one by one: never dearer, always a point of the part, better where the dive is made worse."""

from __future__ import annotations

import time

import numpy as np
import pytest

from buildout.model import build_model
from planner.engine.dive import fix_period, siting_of, values_of
from planner.engine.highs import Options, Solver
from planner.engine.matrix import compile_model
from planner.engine.restrict import part_of
from planner.engine.search import Search
from planner.engine.shift import shift, shifts
from planner.engine.structure import build_structure
from tests.model.random_case import random_case
from tests.small import small


def test_shifts_keep_halls_standing() -> None:
    compiled = compile_model(build_model(small(3)))
    part = part_of(compiled.matrix, np.ones(compiled.matrix.shape[1], dtype=bool))
    siting = siting_of(part, build_structure(small(3), compiled))
    # None, one and one of at most three halls. A hall more may come from any period on, and go again only
    # where one is built; a hall fewer leaves the first period at none.
    halls = np.array([[0.0, 1.0, 1.0]])
    prices = np.zeros(part.matrix.shape[1])
    prices[siting.halls[0]] = (1.0, 2.0, 4.0)
    prices[siting.opens[0]] = (10.0, 20.0, 40.0)

    found = {(s.by, s.first, s.end): s.estimate_musd for s in shifts(siting, halls, prices)}

    assert found == {
        (1, 0, 1): 11.0,
        (1, 0, 3): 17.0,
        (1, 1, 3): 6.0,
        (1, 2, 3): 4.0,
        (-1, 1, 2): -22.0,
        (-1, 1, 3): -66.0,
    }


@pytest.mark.parametrize("seed", range(3))
def test_shifts_pay_where_halls_are_missing(seed: int) -> None:
    inputs = random_case(seed)
    compiled = compile_model(build_model(inputs))
    matrix, structure = compiled.matrix, build_structure(inputs, compiled)
    part = part_of(matrix, np.ones(matrix.shape[1], dtype=bool))
    now = time.monotonic()
    search = Search(matrix, gap=0.0, deadline=now + 20.0, report=lambda point, x: None, started=now)
    siting = siting_of(part, structure)
    lp = Solver(matrix, Options(extra={"solver": "simplex"}), relax=True)
    least = values_of(matrix.lower, siting.halls)
    for t in range(siting.halls.shape[1]):
        fix_period(lp, siting, least[:, t], t)
    x = lp.run().x
    assert x is not None

    shifted = shift(lp, part, structure, search, x)

    assert matrix.value(shifted) < matrix.value(x)
    assert matrix.excess(shifted) <= 1e-6
    halls = values_of(shifted, siting.halls)
    assert halls == pytest.approx(np.round(halls))
