"""Rows that add up over time, solved as running totals: the same problem with fewer entries."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
import pytest
import scipy.sparse as sp

from buildout.model import build_model
from planner.engine.bound import certified_bound
from planner.engine.highs import Solver
from planner.engine.matrix import Matrix, compile_model
from planner.engine.totals import running_totals
from tests.model.random_case import random_case

PERIODS, SITES = 8, 5


def stock(seed: int = 0) -> Matrix:
    """Return: sell for a price what came before, at many sites, and keep some rows of other kinds."""
    rng = np.random.default_rng(seed)
    per_period = 2 * SITES
    n = PERIODS * per_period
    sold = np.tile(np.repeat([1.0, 0.0], SITES), PERIODS)
    period = np.repeat(np.arange(PERIODS), per_period)
    upto = np.array(
        [(period <= t) * sold - (period < t) * (1.0 - sold) for t in range(PERIODS)]
    )  # sold until t, less what came before t
    each = np.array([(period == t) * rng.uniform(0.5, 2.0, n) for t in range(PERIODS)])
    price = np.where(sold > 0, -rng.uniform(1.0, 3.0, n), rng.uniform(1.0, 2.0, n))
    return Matrix(
        cost=price,
        offset=5.0,
        lower=np.zeros(n),
        upper=np.full(n, 4.0),
        integer=np.ones(n, dtype=bool),
        a=sp.csr_matrix(np.vstack([each, upto])),
        row_lower=np.full(2 * PERIODS, -np.inf),
        row_upper=np.concatenate([np.full(PERIODS, 12.0), np.zeros(PERIODS)]),
    )


def plain(matrix: Matrix) -> float:
    """Return the least cost of the relaxation, as HiGHS solves it without totals."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    for low, high in zip(matrix.lower, matrix.upper, strict=True):
        highs.addVar(low, high)
    highs.changeColsCost(len(matrix.cost), np.arange(len(matrix.cost), dtype=np.int32), matrix.cost)
    for i in range(matrix.shape[0]):
        row = matrix.a[i]
        highs.addRow(matrix.row_lower[i], matrix.row_upper[i], row.nnz, row.indices, row.data)
    highs.run()
    return float(highs.getInfo().objective_function_value) + matrix.offset


def test_only_rows_that_take_up_the_one_before_become_totals() -> None:
    matrix = stock()
    totals = running_totals(matrix)

    # The first two rows of a stock have little in common; the later ones are mostly the row before.
    assert set(totals.rows) <= set(range(PERIODS, 2 * PERIODS))
    assert len(totals.rows) >= PERIODS - 2
    assert totals.matrix.a.nnz < matrix.a.nnz
    assert totals.matrix.shape == (matrix.shape[0], matrix.shape[1] + len(totals.rows))


def test_a_point_keeps_the_rows_of_one_if_it_keeps_those_of_the_other() -> None:
    matrix = stock()
    totals = running_totals(matrix)
    rng = np.random.default_rng(1)

    for _ in range(20):
        x = rng.uniform(0.0, 4.0, matrix.shape[1]) * (rng.random(matrix.shape[1]) < 0.2)
        with_totals = np.concatenate([x, (matrix.a @ x)[totals.rows]])
        assert totals.matrix.excess(with_totals) == pytest.approx(matrix.excess(x))
        assert totals.matrix.value(with_totals) == pytest.approx(matrix.value(x))


@pytest.mark.parametrize("seed", range(5))
def test_duals_prove_the_optimum_of_the_matrix_without_totals(seed: int) -> None:
    matrix = stock(seed)

    outcome = Solver(matrix, relax=True).run()

    assert outcome.objective == pytest.approx(plain(matrix))
    assert outcome.x is not None
    assert outcome.row_dual is not None
    assert len(outcome.x) == matrix.shape[1]
    assert matrix.excess(outcome.x) <= 1e-6
    assert certified_bound(matrix, outcome.row_dual) == pytest.approx(plain(matrix))
    assert outcome.reduced_cost == pytest.approx(matrix.cost - matrix.a.T @ outcome.row_dual)


@pytest.mark.parametrize("seed", range(5))
def test_basis_is_one_of_the_matrix_without_totals(seed: int) -> None:
    matrix = stock(seed)
    solver = Solver(matrix, relax=True)
    solver.run()
    basis = solver.basis()

    assert (basis.columns == 1).sum() + (basis.rows == 1).sum() == matrix.shape[0]
    again = Solver(matrix, relax=True)
    again.start_at(basis)
    outcome = again.run()
    assert outcome.objective == pytest.approx(plain(matrix))
    assert np.array_equal(again.basis().columns, basis.columns)  # nothing was left to do
    assert np.array_equal(again.basis().rows, basis.rows)


def test_where_no_row_takes_up_another_the_matrix_stays() -> None:
    matrix = stock()
    unlike = replace(
        matrix,
        a=matrix.a[:PERIODS],
        row_lower=matrix.row_lower[:PERIODS],
        row_upper=matrix.row_upper[:PERIODS],
    )

    assert running_totals(unlike).matrix is unlike


@pytest.mark.parametrize("seed", range(4))
def test_relaxations_of_cases_have_the_same_optimum(seed: int) -> None:
    matrix = compile_model(build_model(random_case(seed))).matrix

    outcome = Solver(matrix, relax=True).run()

    assert outcome.row_dual is not None
    assert outcome.objective == pytest.approx(plain(matrix))
    assert certified_bound(matrix, outcome.row_dual) == pytest.approx(plain(matrix))
