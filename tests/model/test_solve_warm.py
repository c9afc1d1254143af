"""A start from a plan of other inputs: it saves work, and never changes what is true."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from threading import Event

import numpy as np
import pytest

from buildout.inputs import Inputs
from buildout.model import build_model
from planner.bench.change import Change, change_inputs
from planner.engine.bound import certified_bound
from planner.engine.extract import point_of, read_decisions
from planner.engine.highs import Basis
from planner.engine.last_relaxation import LastRelaxation, WarmStart, name_relaxation, warm_start
from planner.engine.matrix import Compiled, Vector, compile_model
from planner.engine.options import Start
from planner.engine.search import Search
from planner.engine.strategy import branch_and_bound, construct_and_improve, plan_around, relax
from planner.engine.structure import NONE, build_structure
from planner.engine.warm import earlier_plan
from planner.problems import InputError
from tests.model.optimum import solve
from tests.model.random_case import random_case

SEEDS = range(4)


@dataclass(frozen=True)
class Night:
    """A case solved to its relaxation, and the plan that was found."""

    compiled: Compiled
    start: Start

    @property
    def relaxation(self) -> LastRelaxation:
        assert self.start.relaxation is not None
        return self.start.relaxation


def searching(compiled: Compiled, gap: float = 0.0) -> Search:
    now = time.monotonic()
    return Search(compiled.matrix, gap=gap, deadline=now + 20, report=lambda point, x: None, started=now)


def last_night(inputs: Inputs) -> Night:
    compiled = compile_model(build_model(inputs))
    kept: list[LastRelaxation] = []

    def keep(basis: Basis, row_dual: Vector) -> None:
        kept.append(name_relaxation(compiled, basis, row_dual))

    search = searching(compiled)
    assert relax(compiled.matrix, search, None, keep) is not None
    branch_and_bound(compiled.matrix, search)
    assert search.x is not None
    return Night(compiled, Start(read_decisions(inputs, compiled, search.x), relaxation=kept[0]))


def warm(compiled: Compiled, relaxation: LastRelaxation) -> WarmStart:
    found = warm_start(compiled, relaxation)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_bounds_and_plans_of_changed_inputs_hold(seed: int) -> None:
    """Earlier duals <= relaxation <= optimum <= earlier plan, whatever has changed."""
    inputs = random_case(seed)
    night, changed = last_night(inputs), change_inputs(inputs, Change(0.1, seed))
    compiled = compile_model(build_model(changed))
    structure, best = build_structure(changed, compiled), solve(changed).cost_musd
    start = warm(compiled, night.relaxation)
    search, cold = searching(compiled), searching(compiled)
    earlier_plan(compiled.matrix, structure, search, point_of(changed, compiled, night.start.decisions))
    if search.x is not None:
        assert search.cost >= best - 1e-6 * abs(best)
    by_duals = certified_bound(compiled.matrix, start.row_dual)
    assert relax(compiled.matrix, search, start) is not None
    assert relax(compiled.matrix, cold) is not None
    assert by_duals <= cold.bound + 1e-6 * abs(best)
    assert search.bound == pytest.approx(cold.bound, rel=1e-6)
    assert search.bound <= best + 1e-6 * abs(best)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_warm_search_ends_where_a_cold_one_does(seed: int) -> None:
    inputs = random_case(seed)
    night, changed = last_night(inputs), change_inputs(inputs, Change(0.1, seed))
    compiled = compile_model(build_model(changed))
    structure, search = build_structure(changed, compiled), searching(compiled)
    earlier_plan(compiled.matrix, structure, search, point_of(changed, compiled, night.start.decisions))
    start = warm(compiled, night.relaxation)
    assert construct_and_improve(compiled.matrix, structure, search, warm=start)
    assert branch_and_bound(compiled.matrix, search)
    assert search.cost == pytest.approx(solve(changed).cost_musd, rel=1e-6)


def test_the_same_inputs_need_no_work() -> None:
    inputs = random_case(1)
    night = last_night(inputs)
    matrix, start = night.compiled.matrix, warm(night.compiled, night.relaxation)
    search = searching(night.compiled)
    assert relax(matrix, search, start) is not None
    assert certified_bound(matrix, start.row_dual) == pytest.approx(search.bound, rel=1e-6)


def test_purchases_give_way_where_less_is_on_sale() -> None:
    """All supply down by a tenth: the earlier purchases are too many, what is left of them is a plan."""
    inputs = random_case(2)
    night = last_night(inputs)
    scarce = replace(
        inputs,
        chips=tuple(replace(c, supply_mw=tuple(0.9 * mw for mw in c.supply_mw)) for c in inputs.chips),
    )
    compiled = compile_model(build_model(scarce))
    search = searching(compiled)
    earlier_plan(
        compiled.matrix,
        build_structure(scarce, compiled),
        search,
        point_of(scarce, compiled, night.start.decisions),
    )
    assert search.x is not None
    assert search.cost >= solve(scarce).cost_musd * (1 - 1e-6)


def test_sites_and_chips_that_are_gone() -> None:
    """The earlier plan used a site and a chip that the case no longer has."""
    inputs = random_case(0)
    night = last_night(inputs)
    gone = inputs.chips[-1].chip_id
    fewer = replace(
        inputs,
        chips=tuple(c for c in inputs.chips if c.chip_id != gone),
        committed_chips=tuple(lot for lot in inputs.committed_chips if lot.chip_id != gone),
        sites=tuple(replace(s, chip_ids=tuple(g for g in s.chip_ids if g != gone)) for s in inputs.sites),
        workloads=tuple(
            replace(w, performance=tuple(p for p in w.performance if p[0] != gone)) for w in inputs.workloads
        ),
    )
    compiled = compile_model(build_model(fewer))
    structure, search = build_structure(fewer, compiled), searching(compiled)
    start = warm_start(compiled, night.relaxation)
    earlier_plan(compiled.matrix, structure, search, point_of(fewer, compiled, night.start.decisions))
    assert relax(compiled.matrix, search, start) is not None
    assert search.bound <= solve(fewer).cost_musd * (1 + 1e-6)


def test_a_relaxation_survives_its_file() -> None:
    night = last_night(random_case(1))
    read = LastRelaxation.from_bytes(night.relaxation.to_bytes(), "start.npz")
    assert (read.columns, read.rows) == (night.relaxation.columns, night.relaxation.rows)
    assert (read.basis.columns == night.relaxation.basis.columns).all()
    assert (read.basis.rows == night.relaxation.basis.rows).all()
    assert read.row_dual == pytest.approx(night.relaxation.row_dual, rel=1e-6)


def test_a_relaxation_of_another_case_is_no_start() -> None:
    night = last_night(random_case(1))
    other = replace(
        night.relaxation,
        columns=tuple(f"other {name}" for name in night.relaxation.columns),
    )
    assert warm_start(night.compiled, other) is None


def test_damaged_files_are_named() -> None:
    relaxation = last_night(random_case(1)).relaxation
    content = relaxation.to_bytes()
    short = replace(relaxation, row_dual=relaxation.row_dual[:-1]).to_bytes()
    wild = replace(relaxation, row_dual=np.full(len(relaxation.rows), np.nan)).to_bytes()
    for damaged in (b"", b"no archive", content[: len(content) // 2], short, wild):
        with pytest.raises(InputError, match=r"run/start\.npz"):
            LastRelaxation.from_bytes(damaged, "run/start.npz")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("has_halls", [True, False])
def test_a_plan_around_an_earlier_one_is_a_plan(seed: int, has_halls: bool) -> None:
    """Also where the halls of the earlier plan are no longer possible."""
    inputs = random_case(seed)
    night, changed = last_night(inputs), change_inputs(inputs, Change(0.1, seed))
    compiled = compile_model(build_model(changed))
    structure, best = build_structure(changed, compiled), solve(changed).cost_musd
    start = point_of(changed, compiled, night.start.decisions)
    if not has_halls:  # halls without an opening
        start[structure.opens[structure.opens != NONE]] = 0.0
    search, relaxed = searching(compiled), Event()
    relaxed.set()

    plan_around(compiled.matrix, structure, search, relaxed, start)

    if search.x is not None:
        assert search.cost >= best - 1e-6 * abs(best)
        assert compiled.matrix.excess(search.x) <= 1e-6
    if has_halls:
        assert search.x is not None
