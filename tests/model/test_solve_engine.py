"""Construct and improve on small cases, which otherwise go to branch and bound whole."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
import pytest

from buildout.decisions import Decisions
from buildout.inputs import Inputs, MinimumTake, VendorShare, Window
from buildout.model import build_model
from planner.engine import strategy
from planner.engine.dive import siting_of
from planner.engine.extract import read_decisions
from planner.engine.matrix import Compiled, compile_model
from planner.engine.polish import NEIGHBOURHOODS
from planner.engine.restrict import part_of, restrict
from planner.engine.search import Search
from planner.engine.strategy import branch_and_bound, construct_and_improve, ledger_plan, relax
from planner.engine.structure import NONE, Structure, build_structure
from planner.engine.tighten import tighten
from tests.model.optimum import solve
from tests.model.random_case import PERIODS, random_case
from tests.small import TODAY, campus, chip, grid, grid_of, serving, small, stream, turbine, zone

SEEDS = range(3)
WHOLE = Window(PERIODS[0].label, PERIODS[-1].label, 0.0)
CLOSE = 0.03
"""Whole halls of 10 MW among 30 are coarse: so far from the optimum may a plan of a small case be."""


@dataclass(frozen=True)
class Started:
    """A case ready to be searched."""

    inputs: Inputs
    compiled: Compiled
    structure: Structure
    search: Search

    @property
    def decisions(self) -> Decisions:
        """The best plan found."""
        assert self.search.x is not None
        return read_decisions(self.inputs, self.compiled, self.search.x)


def start(inputs: Inputs, *, gap: float = 0.0, seconds: float = 20.0) -> Started:
    compiled = compile_model(build_model(inputs))
    now = time.monotonic()
    search = Search(
        compiled.matrix, gap=gap, deadline=now + seconds, report=lambda point, x: None, started=now
    )
    return Started(inputs, compiled, build_structure(inputs, compiled), search)


def construct(inputs: Inputs) -> Started:
    started = start(inputs)
    assert construct_and_improve(started.compiled.matrix, started.structure, started.search)
    return started


def two_campuses() -> Inputs:
    return serving(
        replace(
            small(),
            sites=(campus("a"), campus("b")),
            power=(grid("a"), replace(grid("b"), capex_musd_per_mw=0.2)),
        ),
        zone("n", ("a", "b"), 10.0),
    )


@pytest.mark.parametrize(
    ("inputs", "cost_musd"),
    [
        # Costs as in the cases worked out by hand in the tests of the model.
        (small(), 218.0),
        (two_campuses(), 215.5),
        (replace(small(), streams=(replace(stream(), shortage_musd_per_quarter=(21.0,)),)), 210.0),
        (replace(small(), sites=(replace(campus(), min_halls=3),)), 234.0),
        # One turbine, 25, instead of 5 for the grid.
        (replace(small(), power=(turbine(),)), 238.0),
        # A chip sold by the MW, not by the rack of 3.
        (replace(small(), chips=(replace(chip(), rack_mw=3.0),)), 218.0),
    ],
)
def test_finds_the_optimum_of_simple_cases(inputs: Inputs, cost_musd: float) -> None:
    search = construct(inputs).search

    assert search.cost == pytest.approx(cost_musd)
    assert search.bound <= cost_musd + 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_plan_between_bound_and_a_little_above_the_optimum(seed: int) -> None:
    inputs = random_case(seed)
    best = solve(inputs)

    search = construct(inputs).search

    assert search.x is not None
    assert search.bound <= best.cost_musd * (1 + 1e-6)
    assert best.cost_musd * (1 - 1e-6) <= search.cost <= best.cost_musd * (1 + CLOSE)
    assert search.matrix.excess(search.x) <= 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_branch_and_bound_closes_the_gap(seed: int) -> None:
    started = start(random_case(seed))

    assert branch_and_bound(started.compiled.matrix, started.search)
    assert started.search.cost == pytest.approx(started.search.bound, rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_whole_halls_raise_the_bound_but_not_above_the_optimum(seed: int) -> None:
    inputs = random_case(seed)
    best = solve(inputs)
    started = start(inputs)
    matrix, structure, search = started.compiled.matrix, started.structure, started.search
    assert relax(matrix, search) is not None
    relaxed = search.bound

    tighten(matrix, structure, search, best.x)

    assert relaxed < search.bound <= best.cost_musd * (1 + 1e-6)


def test_whole_halls_give_the_bound_worked_out_by_hand() -> None:
    # 25 MW of demand need three halls of 10 MW; the relaxation builds two and a half.
    inputs = serving(small(), zone("n", ("a",), 25.0))
    best = solve(inputs)
    started = start(inputs)

    tighten(started.compiled.matrix, started.structure, started.search, best.x)

    # Here nothing but halls is whole, so that the bound is the optimum.
    assert started.search.bound == pytest.approx(best.cost_musd)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_case_of_few_sites_is_bounded_from_both_sides(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strategy, "MEDIUM_COLUMNS", 0)
    inputs = random_case(1)
    best = solve(inputs)
    heard = list[str]()
    started = start(inputs, seconds=5.0)
    matrix = started.compiled.matrix
    search = Search(
        matrix,
        gap=0.0,
        deadline=time.monotonic() + 20.0,
        report=lambda point, x: heard.append(point.what),
        started=time.monotonic(),
    )

    assert construct_and_improve(matrix, started.structure, search, threads=threads)

    assert "cuts and branches on halls" in heard
    assert search.bound <= best.cost_musd * (1 + 1e-6)
    assert best.cost_musd * (1 - 1e-6) <= search.cost


@pytest.mark.parametrize("level", [1, 3])
def test_neighbourhoods_grow(level: int) -> None:
    compiled = compile_model(build_model(random_case(0)))
    part = part_of(compiled.matrix, np.ones(compiled.matrix.shape[1], dtype=bool))
    siting = siting_of(part, build_structure(random_case(0), compiled))
    for near in NEIGHBOURHOODS.values():
        small, large = (near(siting, np.random.default_rng(0), n) for n in (level, level + 1))
        assert large.free.sum() >= small.free.sum()
        assert large.radius >= small.radius


def test_racks_are_whole() -> None:
    inputs = replace(random_case(0), whole_racks=True)

    racks = [mw / 2.0 for mw in construct(inputs).decisions.buy_mw.values()]

    assert racks
    assert racks == pytest.approx([round(n) for n in racks])


def test_racks_are_rounded_up_where_a_minimum_take_asks_for_it() -> None:
    # 10 MW in racks of 3: three are not enough, the fourth is bought for nothing but the promise. One hall
    # holds 10 MW of them: 13 + 5 + 12 x 20.
    inputs = replace(
        small(),
        chips=(replace(chip(), rack_mw=3.0),),
        minimum_takes=(MinimumTake("take", ("g",), Window("2027Q1", "2027Q1", 10.0)),),
        whole_racks=True,
    )

    started = construct(inputs)

    assert started.search.cost == pytest.approx(258.0)
    assert started.decisions.buy_mw == {("a", "g", "2027Q1"): 12.0}


@pytest.mark.parametrize("seed", SEEDS)
def test_limits_on_purchases_leave_a_plan(seed: int) -> None:
    inputs = replace(
        random_case(seed),
        minimum_takes=(MinimumTake("take", ("g",), replace(WHOLE, amount=12.0)),),
        vendor_shares=(VendorShare("vendor of g", WHOLE, 0.4, 0.6),),
    )

    bought = construct(inputs).decisions.buy_mw
    of_g = sum(mw for (_, g, _), mw in bought.items() if g == "g")

    assert of_g >= 12.0 - 1e-6
    assert 0.4 - 1e-6 <= of_g / sum(bought.values()) <= 0.6 + 1e-6


def test_dive_opens_a_site_at_its_minimum_size() -> None:
    # b, alone in reach, opens with three halls or not at all; demand fills one and a half.
    inputs = serving(replace(small(), sites=(replace(campus(), min_halls=3),)), zone("n", ("a",), 15.0))

    started = construct(inputs)

    assert started.decisions.new_halls == {("a", "2027Q1"): 3.0}
    # 5 + 24 + 15 x 20.5.
    assert started.search.cost == pytest.approx(336.5)


def test_dive_keeps_a_lock() -> None:
    # Open by the second quarter, two halls by the end of the third period, which has two: paid for as late
    # as may be, at a discount of a half a year.
    lock = replace(campus("a", 3), open_by_quarter=TODAY + 1, min_halls=2, halls_per_quarter=1)
    inputs = replace(
        small(3),
        periods=grid_of(1, 1, 2),
        finance=replace(small().finance, wacc=0.5),
        sites=(lock,),
    )
    inputs = serving(inputs, zone("n", ("a",), 0.0, 0.0, 0.0))

    started = construct(inputs)

    assert started.search.cost == pytest.approx(solve(inputs).cost_musd)
    assert started.decisions.open == {("a", "2027Q2"): 1.0, ("a", "2027Q3"): 1.0}


@pytest.mark.parametrize("seed", SEEDS)
def test_part_of_a_problem_has_no_solutions_of_its_own(seed: int) -> None:
    started = start(random_case(seed))
    matrix = started.compiled.matrix
    relaxed = relax(matrix, started.search)
    assert relaxed is not None
    part = restrict(matrix, started.structure, relaxed.x)
    assert part.matrix.shape[1] <= matrix.shape[1]
    search = Search(
        part.matrix,
        gap=0.0,
        deadline=time.monotonic() + 20.0,
        report=lambda point, x: None,
        started=time.monotonic(),
    )

    branch_and_bound(part.matrix, search)

    assert search.x is not None
    whole = part.expand(search.x)
    assert matrix.excess(whole) <= 1e-6
    assert matrix.value(whole) == pytest.approx(search.cost)


def test_restriction_leaves_out_what_the_relaxation_keeps_closed() -> None:
    # b is cheaper; a takes no part.
    started = start(two_campuses())
    matrix = started.compiled.matrix
    relaxed = relax(matrix, started.search)
    assert relaxed is not None

    part = restrict(matrix, started.structure, relaxed.x)

    opens = started.compiled.columns["siting.open"]
    at_a, at_b = part.place[[opens["a", "2027Q1"], opens["b", "2027Q1"]]]
    assert at_a == NONE
    assert part.matrix.upper[at_b] == 1.0


def test_the_ledger_alone_is_a_plan() -> None:
    started = start(random_case(0))

    ledger_plan(started.compiled.matrix, started.structure, started.search)

    assert started.decisions.buy_mw == {}
    assert started.decisions.new_halls == {}
    # 6 MW of the ledger's chips stand until the horizon or the end of their life, three quarters on.
    assert started.decisions.fleet_mw[("a", "g", "2027Q1")] == pytest.approx(6.0)


def test_contradiction_is_told() -> None:
    strict = replace(stream(), may_fall_short=False)
    started = start(serving(replace(small(), streams=(strict,)), zone("n", ("a",), 31.0)))

    assert not branch_and_bound(started.compiled.matrix, started.search)
    assert not construct_and_improve(started.compiled.matrix, started.structure, started.search)
