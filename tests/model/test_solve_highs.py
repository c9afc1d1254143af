"""The adapter to HiGHS: statuses, options, what comes back."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
import pytest
import scipy.sparse as sp

from buildout.model import build_model
from planner.engine.highs import STOPS, OptionError, Options, Reason, Solver
from planner.engine.matrix import Matrix, Vector, compile_model
from tests.model.optimum import run
from tests.model.random_case import random_case
from tests.small import small


def knapsack(most: float = 4.0) -> Matrix:
    """Return: least -5 x - 4 y with 2 x + 3 y <= most, x and y whole, up to 3."""
    return Matrix(
        cost=np.array([-5.0, -4.0]),
        offset=1.0,
        lower=np.zeros(2),
        upper=np.full(2, 3.0),
        integer=np.array([True, True]),
        a=sp.csr_matrix(np.array([[2.0, 3.0]])),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([most]),
    )


def test_every_status_of_highs_has_a_meaning() -> None:
    # The enumeration's first and last are bounds, not statuses of their own.
    assert set(STOPS) == set(highspy.HighsModelStatus.__members__.values())


def test_optimum_of_a_whole_problem() -> None:
    # x = 2: -10 + 1. With y = 1 only x = 0 fits: -4 + 1.
    outcome = Solver(knapsack()).run()

    assert outcome.reason is Reason.OPTIMAL
    assert outcome.objective == pytest.approx(-9.0)
    assert outcome.bound == pytest.approx(-9.0)
    assert outcome.x == pytest.approx([2.0, 0.0])
    assert outcome.row_dual is None


def test_nothing_to_decide_is_solved() -> None:
    nothing = compile_model(build_model(replace(small(), sites=(), power=(), zones=()))).matrix
    assert nothing.shape == (0, 0)

    outcome = Solver(replace(nothing, offset=3.0)).run()

    assert outcome.reason is Reason.OPTIMAL
    assert outcome.x is not None
    assert len(outcome.x) == 0
    assert outcome.objective == outcome.bound == 3.0


def test_relaxation_has_duals() -> None:
    # 5 of x: x = 2.5 of a row at 2.5 a unit.
    outcome = Solver(knapsack(5.0), relax=True).run()

    assert outcome.objective == pytest.approx(-11.5)
    assert outcome.row_dual == pytest.approx([-2.5])
    assert outcome.reduced_cost == pytest.approx([0.0, 3.5])


def test_no_solution() -> None:
    outcome = Solver(knapsack(-1.0)).run()

    assert outcome.reason is Reason.INFEASIBLE
    assert outcome.x is None


def test_without_limit_it_is_unbounded() -> None:
    endless = replace(knapsack(), upper=np.full(2, np.inf), row_upper=np.array([np.inf]))

    assert Solver(endless, relax=True).run().reason is Reason.UNBOUNDED


def test_no_time_leaves_no_solution() -> None:
    # Four markets to be split in half at once: minutes of work.
    shares = np.random.default_rng(0).integers(0, 100, (4, 30))
    half = np.floor(shares.sum(axis=1) / 2)
    split = Matrix(
        cost=np.zeros(30),
        offset=0.0,
        lower=np.zeros(30),
        upper=np.ones(30),
        integer=np.ones(30, dtype=bool),
        a=sp.csr_matrix(shares.astype(float)),
        row_lower=half,
        row_upper=half,
    )

    outcome = Solver(split, Options(seconds=0.05)).run()

    assert outcome.reason is Reason.NO_SOLUTION
    assert outcome.x is None


@pytest.mark.parametrize(
    ("name", "value"), [("mip_rel_gapp", 0.1), ("presolve", "banana"), ("threads", "two")]
)
def test_unknown_option_or_value_is_refused(name: str, value: str | float) -> None:
    with pytest.raises(OptionError, match=name):
        Solver(knapsack(), Options(extra={name: value}))


def test_option_is_refused_later_too() -> None:
    with pytest.raises(OptionError, match="solvr='simplex'"):
        Solver(knapsack()).set_options(solvr="simplex")


def test_bounds_change_between_solves() -> None:
    solver = Solver(knapsack())
    solver.run()

    solver.fix_bounds(np.array([0]), np.array([1.0]), np.array([1.0]))

    assert solver.run().objective == pytest.approx(-4.0)


def test_better_solutions_are_reported_as_they_come() -> None:
    heard: list[tuple[float, float, Vector]] = []
    _, compiled, _ = run(random_case(0))
    solver = Solver(compiled.matrix, Options(gap=0.0))
    solver.on_solution(lambda objective, bound, x: heard.append((objective, bound, x)))

    outcome = solver.run()

    costs = [objective for objective, _, _ in heard]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == pytest.approx(outcome.objective)
    assert compiled.matrix.value(heard[-1][2]) == pytest.approx(costs[-1])


def test_start_point_is_used() -> None:
    # With no time for anything else, what it was given comes back.
    _, compiled, best = run(small())
    assert best.x is not None
    solver = Solver(compiled.matrix, Options(extra={"mip_max_nodes": 0, "presolve": "off"}))

    solver.start_from(best.x)

    assert solver.run().objective == pytest.approx(best.objective)


def test_same_seed_same_answer() -> None:
    matrix = compile_model(build_model(random_case(0))).matrix

    first, second = (Solver(matrix, Options(gap=0.0)).run().x for _ in range(2))

    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first, second)
