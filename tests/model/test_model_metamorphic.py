"""What must hold between the optima of a case and of the same case changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pyomo.environ as pyo
import pytest

from buildout.inputs import Caps, Inputs, MinimumTake, Survival, VendorShare, Window
from planner.engine.bound import certified_bound
from planner.engine.highs import Options, Solver
from tests.model.case_changes import (
    delay_halls,
    scale_demand,
    scale_headroom,
    scale_money,
    scale_shortage,
    scale_supply,
    with_budget,
    without_site,
)
from tests.model.optimum import Optimum, solve
from tests.model.random_case import PERIODS, random_case

EXACT = 1e-6
"""Relative difference of two optima that counts as none."""
WHOLE = (PERIODS[0].label, PERIODS[-1].label)

TIGHTER: dict[str, Callable[[Inputs], Inputs]] = {
    "headroom": lambda inputs: scale_headroom(inputs, 0.6),
    "supply": lambda inputs: scale_supply(inputs, 0.6),
    "later halls": lambda inputs: delay_halls(inputs, 1),
    "one site fewer": lambda inputs: without_site(inputs, "b"),
    "dearer shortage": lambda inputs: scale_shortage(inputs, 2.0),
    "more demand": lambda inputs: scale_demand(inputs, 1.2),
    "whole racks": lambda inputs: replace(inputs, whole_racks=True),
    "carbon cap": lambda inputs: replace(inputs, caps=Caps(40e3, None)),
    "water cap": lambda inputs: replace(inputs, caps=Caps(None, 100e3)),
    "survival": lambda inputs: replace(inputs, survival=(Survival(("chat",), 0.5, by_area=False),)),
    "vendor share": lambda inputs: replace(
        inputs, vendor_shares=(VendorShare("vendor of g", Window(*WHOLE, 0.0), 0.4, 0.6),)
    ),
    "minimum take": lambda inputs: replace(
        inputs, minimum_takes=(MinimumTake("take", ("g",), Window(*WHOLE, 12.0)),)
    ),
    "budget": lambda inputs: with_budget(inputs, 200.0),
}


@dataclass(frozen=True)
class Base:
    """A random case and its optimum."""

    inputs: Inputs
    best: Optimum


@pytest.fixture(scope="module", params=range(2))
def base(request: pytest.FixtureRequest) -> Base:
    inputs = random_case(request.param)
    return Base(inputs, solve(inputs))


@pytest.mark.parametrize("change", TIGHTER)
def test_tighter_case_never_costs_less(base: Base, change: str) -> None:
    tighter = solve(TIGHTER[change](base.inputs))

    assert tighter.cost_musd >= base.best.cost_musd * (1 - EXACT)


def test_tighter_cases_do_bite(base: Base) -> None:
    # Otherwise the test above would say nothing.
    assert solve(TIGHTER["headroom"](base.inputs)).cost_musd > base.best.cost_musd * 1.001


def test_money_times_1000_costs_1000_times(base: Base) -> None:
    scaled = solve(scale_money(base.inputs, 1000.0))

    assert scaled.cost_musd == pytest.approx(1000.0 * base.best.cost_musd, rel=EXACT)
    # What is best in one currency is as good in the other.
    matrix = base.best.compiled.matrix
    assert matrix.value(scaled.x) == pytest.approx(base.best.cost_musd, rel=EXACT)


def test_budget_just_above_the_spend_changes_nothing(base: Base) -> None:
    spent_musd = spend_musd(with_budget(base.inputs, 1e6), base.best)

    above = solve(with_budget(base.inputs, spent_musd + 1e-3))
    below = solve(with_budget(base.inputs, 0.7 * spent_musd))

    assert above.cost_musd == pytest.approx(base.best.cost_musd, rel=EXACT)
    assert below.cost_musd > base.best.cost_musd


def spend_musd(budgeted: Inputs, best: Optimum) -> float:
    """Return what an optimum spends of a budget that does not bind."""
    compiled = solve(budgeted).compiled
    row = compiled.row_names.index("cost.budget_limit[all]")
    assert compiled.columns == best.compiled.columns
    return float((compiled.matrix.a @ best.x)[row])


def test_committed_assets_are_kept(base: Base) -> None:
    # The ledger's chips of a stand until the plan retires them, whatever it buys.
    compiled, x = base.best.compiled, base.best.x
    fleet, retired = (compiled.values(name, x) for name in ("fleet.fleet_mw", "fleet.retire_mw"))
    committed_mw = base.inputs.committed_chips[0].it_mw

    for i, period in enumerate(PERIODS):
        left_mw = sum(retired.get(("a", "g", p.label), 0.0) for p in PERIODS[: i + 1])
        assert fleet.get(("a", "g", period.label), 0.0) >= committed_mw - left_mw - EXACT


def test_strong_rows_cut_no_plan(base: Base) -> None:
    plain = solve(base.inputs, strong=False)

    assert plain.cost_musd == pytest.approx(base.best.cost_musd, rel=EXACT)
    assert plain.compiled.matrix.excess(base.best.x) <= 1e-6


def test_strong_rows_raise_the_bound() -> None:
    inputs = random_case(0)
    strong, plain = (relaxed_bound(solve(inputs, strong=strong)) for strong in (True, False))

    assert strong > plain


def relaxed_bound(best: Optimum) -> float:
    """Return the certified bound of the duals of the relaxation."""
    outcome = Solver(best.compiled.matrix, relax=True).run()
    assert outcome.row_dual is not None
    return certified_bound(best.compiled.matrix, outcome.row_dual)


def test_bound_below_optimum_below_any_plan(base: Base) -> None:
    matrix = base.best.compiled.matrix
    outcome = Solver(matrix, relax=True).run()
    hasty = Solver(matrix, Options(gap=0.5)).run()

    assert outcome.row_dual is not None
    bound = certified_bound(matrix, outcome.row_dual)
    assert bound == pytest.approx(outcome.objective, rel=EXACT)
    assert bound <= base.best.cost_musd * (1 + EXACT)
    assert base.best.cost_musd <= hasty.objective * (1 + EXACT)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_any_duals_give_a_bound(base: Base, scale: float) -> None:
    matrix = base.best.compiled.matrix
    rng = np.random.default_rng(0)

    bounds = [certified_bound(matrix, scale * rng.standard_normal(matrix.shape[0])) for _ in range(20)]

    assert all(np.isfinite(bounds))
    assert max(bounds) <= base.best.cost_musd


def test_pyomo_agrees_on_the_cost(base: Base) -> None:
    best = base.best
    for name, columns in best.compiled.columns.items():
        var = best.model.find_component(name)
        for index, column in columns.items():
            var[index].set_value(best.x[column], skip_validation=True)

    assert pyo.value(best.model.cost.total_musd) == pytest.approx(best.cost_musd, rel=1e-12)


def test_every_column_has_a_finite_box(base: Base) -> None:
    matrix = base.best.compiled.matrix

    assert np.isfinite(matrix.lower).all()
    assert np.isfinite(matrix.upper).all()
