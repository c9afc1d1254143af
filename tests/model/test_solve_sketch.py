"""The part of a case that is enough for a first plan."""

from __future__ import annotations

import time
from dataclasses import replace
from threading import Event

import pytest

from buildout.inputs import Inputs, Workload
from buildout.model import build_model
from planner.engine.highs import BASIC, Solver
from planner.engine.matrix import Compiled, compile_model
from planner.engine.restrict import part_of
from planner.engine.search import Search
from planner.engine.sketch import sketch_columns
from planner.engine.strategy import sketch_plan
from planner.engine.structure import SITE_AT, build_structure
from tests.model.random_case import random_case
from tests.small import campus, chip, edge, grid, serving, small, turbine, zone


def case() -> Inputs:
    """Return a campus and an edge site, and two chips of which one does twice the work."""
    both = ("g", "h")
    return serving(
        replace(
            small(),
            sites=(replace(campus("a"), chip_ids=both), replace(edge("e"), chip_ids=both)),
            power=(grid("a"), grid("e")),
            chips=(chip("g"), chip("h")),
            workloads=(Workload("infer", ("chat",), (("g", 1.0), ("h", 0.5))),),
        ),
        zone("n", ("a", "e"), 10.0),
    )


def kept(inputs: Inputs, compiled: Compiled, name: str, *, edge_columns: int = 0) -> set[tuple[str, ...]]:
    keep = sketch_columns(inputs, compiled.columns, SITE_AT, edge_columns=edge_columns)
    return {index for index, column in compiled.columns[name].items() if keep[column]}


def test_leaves_out_edge_sites_and_poor_chips() -> None:
    inputs = case()
    compiled = compile_model(build_model(inputs))

    assert kept(inputs, compiled, "siting.open") == {("a", "2027Q1")}
    assert kept(inputs, compiled, "fleet.racks") == {("a", "g", "2027Q1")}
    assert kept(inputs, compiled, "service.short") == {("n", "2027Q1")}


def test_keeps_edge_sites_where_the_case_is_small() -> None:
    inputs = case()
    compiled = compile_model(build_model(inputs))

    opened = kept(inputs, compiled, "siting.open", edge_columns=len(compiled.matrix.cost))

    assert opened == {("a", "2027Q1"), ("e", "2027Q1")}


def test_keeps_a_chip_that_is_cheapest_for_its_work() -> None:
    inputs = case()
    cheap = replace(inputs, chips=(chip("g"), replace(chip("h"), capex_musd_per_mw=9.0)))
    compiled = compile_model(build_model(cheap))

    assert kept(cheap, compiled, "fleet.racks") == {("a", "g", "2027Q1"), ("a", "h", "2027Q1")}


def test_moves_no_bridge_unit_that_does_not_stand_yet() -> None:
    powered = replace(turbine("a", 2), committed_mw=(20.0, 20.0))
    inputs = replace(small(2), sites=(campus("a", 2), campus("b", 2)), power=(powered, turbine("b", 2)))
    compiled = compile_model(build_model(inputs))

    assert {site for site, *_ in compiled.columns["power.dropped"]} == {"a", "b"}
    assert {site for site, *_ in kept(inputs, compiled, "power.dropped")} == {"a"}
    assert {site for site, *_ in kept(inputs, compiled, "power.bought")} == {"a", "b"}


@pytest.mark.parametrize("seed", range(5))
def test_its_relaxation_is_a_solution_of_the_whole(seed: int) -> None:
    inputs = random_case(seed)
    compiled = compile_model(build_model(inputs))
    matrix, structure = compiled.matrix, build_structure(inputs, compiled)
    part = part_of(matrix, structure.sketch | (matrix.lower > 0))
    lp = Solver(part.matrix, relax=True)
    outcome = lp.run()
    assert outcome.x is not None

    relaxed = part.relaxed(outcome.x, lp.basis())

    assert matrix.value(relaxed.x) == pytest.approx(outcome.objective)
    assert matrix.excess(relaxed.x) <= 1e-6
    assert (relaxed.basis.columns == BASIC).sum() + (relaxed.basis.rows == BASIC).sum() == matrix.shape[0]


@pytest.mark.parametrize("seed", range(3))
def test_gives_a_plan_of_the_whole_case(seed: int) -> None:
    inputs = random_case(seed)
    compiled = compile_model(build_model(inputs))
    now = time.monotonic()
    search = Search(compiled.matrix, gap=0.0, deadline=now + 20.0, report=lambda point, x: None, started=now)

    relaxed = Event()
    relaxed.set()
    structure = build_structure(inputs, compiled)
    sketch_plan(compiled.matrix, structure, search, relaxed, structure.sketch)

    assert search.x is not None
    assert compiled.matrix.excess(search.x) <= 1e-6
