"""The steps from a relaxation to whole numbers, each on a case small enough to work out by hand."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
import pytest

from buildout.inputs import Inputs
from buildout.model import build_model
from planner.engine.finish import finish
from planner.engine.highs import Options, Solver
from planner.engine.matrix import Compiled, Vector, compile_model
from planner.engine.power_units import whole_units
from planner.engine.restrict import Restricted, part_of, restrict, warm_relaxation
from planner.engine.round_blocks import chosen_hosts, host_blocks, hosts_of
from planner.engine.round_racks import round_racks
from planner.engine.search import Search
from planner.engine.strategy import relax
from planner.engine.structure import Structure, build_structure
from tests.model.random_case import random_case
from tests.small import campus, chip, grid, serving, small, stream, turbine, zone


@dataclass(frozen=True)
class Whole:
    """A case, all of its matrix as a part, and a search on it."""

    compiled: Compiled
    structure: Structure
    part: Restricted
    search: Search

    def at(self, x: Vector, name: str, *index: str) -> float:
        return float(x[self.compiled.columns[name][index]])

    def point(self, name: str, values: dict[tuple[str, ...], float]) -> Vector:
        """Return zero but for some values of a variable."""
        x = np.zeros(self.part.matrix.shape[1])
        for index, value in values.items():
            x[self.compiled.columns[name][index]] = value
        return x


def whole(inputs: Inputs) -> Whole:
    compiled = compile_model(build_model(inputs))
    matrix, now = compiled.matrix, time.monotonic()
    search = Search(matrix, gap=0.0, deadline=now + 20.0, report=lambda point, x: None, started=now)
    part = part_of(matrix, np.ones(matrix.shape[1], dtype=bool))
    return Whole(compiled, build_structure(inputs, compiled), part, search)


@pytest.mark.parametrize(
    ("musd_per_mw", "units"),
    [
        # 10 IT MW need 12.5 MW: three engines of 4 MW feed 9.6 of them, and a fourth costs 4 million
        # USD, less than the 8 that 0.4 IT MW without power count for.
        (1.0, 4.0),
        # At 12 million USD it is dearer.
        (3.0, 3.0),
    ],
)
def test_whole_units_feed_the_fleet(musd_per_mw: float, units: float) -> None:
    engine = replace(turbine(), unit_mw=4.0, is_bridge=False, capex_musd_per_mw=musd_per_mw)
    case = whole(replace(small(), power=(engine,)))
    x = Solver(case.part.matrix, Options(), relax=True).run().x
    assert x is not None
    assert case.at(x, "power.units", "a", "turbine", "2027Q1") == pytest.approx(3.125)

    found = whole_units(case.part, case.structure, case.search, x)

    assert found is not None
    assert case.at(found, "power.units", "a", "turbine", "2027Q1") == units
    assert case.at(found, "fleet.fleet_mw", "a", "g", "2027Q1") == pytest.approx(10.0)


def with_blocks(
    *, periods: int = 1, block: float = 6.0, demand: float = 10.0, rack_mw: float | None = None
) -> Whole:
    """A stream of 10 reference MW that needs blocks of 6, and two sites that reach it."""
    inputs = replace(
        small(periods),
        sites=(campus("a", periods), campus("b", periods)),
        power=(grid("a", periods), grid("b", periods)),
        streams=(replace(stream(periods=periods), min_block_ref_mw=block),),
    )
    if rack_mw is not None:
        inputs = replace(inputs, chips=(replace(chip("g"), rack_mw=rack_mw),), whole_racks=True)
    return whole(serving(inputs, zone("n", ("a", "b"), *(demand,) * periods)))


@pytest.mark.parametrize(
    ("share", "served", "hosts"),
    [
        # Whole blocks stay where they are; 2 of 6 are less than half a block.
        (0.5, (7.0, 2.0), ["a"]),
        (0.5, (9.0, 3.0), ["a", "b"]),
        (0.2, (9.0, 3.0), ["a", "b"]),
        (0.8, (9.0, 3.0), ["a"]),
        # Not the work of two blocks.
        (0.5, (7.0, 3.0), ["a"]),
        (0.5, (4.0, 4.0), ["a"]),
        # One site does the work of two blocks alone.
        (0.5, (12.0, 0.0), ["a"]),
        # Nowhere half a block of 6, but so in all.
        (0.8, (1.0, 2.5), ["b"]),
        (0.5, (1.0, 1.5), []),
    ],
)
def test_who_hosts_a_block(share: float, served: tuple[float, float], hosts: list[str]) -> None:
    case = with_blocks()
    x = case.point("service.serve", {(s, "n", "2027Q1"): mw for s, mw in zip("ab", served, strict=True)})
    some = hosts_of(case.part, case.structure)

    assert some.block.tolist() == [6.0, 6.0]
    assert (some.rows @ x).tolist() == list(served)
    chosen = set(some.columns[chosen_hosts(some, some.rows @ x, share=share)].tolist())
    place = case.compiled.columns["service.hosted"]
    assert [s for s, _, _ in place if place[s, "chat", "2027Q1"] in chosen] == hosts


def test_work_does_not_depend_on_the_hosted_column() -> None:
    case = with_blocks()
    x = case.point("service.serve", {("a", "n", "2027Q1"): 7.0})
    x += case.point("service.hosted", {("a", "chat", "2027Q1"): 1.0})
    some = hosts_of(case.part, case.structure)

    assert (some.rows @ x).tolist() == [7.0, 0.0]


def test_blocks_become_whole_period_by_period() -> None:
    case = with_blocks(periods=3)
    hosts = hosts_of(case.part, case.structure)
    lp = Solver(case.part.matrix, Options(), relax=True)

    before, after = host_blocks(lp, case.part.matrix, hosts, case.search)

    assert after.x is not None
    assert after.objective >= before.objective - 1e-9
    hosted = after.x[hosts.columns]
    assert hosted == pytest.approx(np.round(hosted))
    served = hosts.rows @ after.x
    assert ((served >= 6.0 - 1e-6) | (served <= 1e-6)).all()
    assert case.part.matrix.excess(after.x) <= 1e-6


def test_nobody_hosts_where_no_site_can_have_a_whole_block() -> None:
    # Both sites together have 1.7 blocks of 12 MW, but one hall of 10 MW each.
    case = with_blocks(block=12.0, demand=20.0)
    hosts = hosts_of(case.part, case.structure)
    halls = np.array(list(case.compiled.columns["siting.new_halls"].values()))
    matrix = case.part.matrix.within(halls, np.ones(len(halls)), np.ones(len(halls)))

    _, after = host_blocks(Solver(matrix, Options(), relax=True), matrix, hosts, case.search)

    assert after.x is not None
    assert after.x[hosts.columns] == pytest.approx(0.0)
    assert hosts.rows @ after.x == pytest.approx(0.0)


def test_a_host_that_rounding_leaves_short_of_its_block_gets_a_rack_more() -> None:
    # 9.95 MW are 11.06 racks of 0.9 MW. Eleven are short of the block; the second hall has room for twelve.
    case = with_blocks(block=9.95, demand=9.95, rack_mw=0.9)
    halls = case.point("siting.new_halls", {("a", "2027Q1"): 2.0})
    sited = halls + case.point("siting.open", {("a", "2027Q1"): 1.0})
    x = Solver(case.part.matrix.fixed(case.structure.siting, sited), Options(), relax=True).run().x
    assert x is not None
    assert case.at(x, "fleet.racks", "a", "g", "2027Q1") < 12.0

    assert finish(case.part, case.structure, case.search, x, "here")

    assert case.search.x is not None
    assert case.at(case.search.x, "fleet.racks", "a", "g", "2027Q1") == 12.0
    assert case.at(case.search.x, "service.short", "n", "2027Q1") == pytest.approx(0.0)


def test_racks_are_carried_from_chip_to_chip_of_a_site() -> None:
    # 1.5 racks of each of two chips: rounded down that leaves a rack, which the second gets no more.
    inputs = replace(
        small(),
        sites=(replace(campus(), chip_ids=("g", "h")),),
        chips=(chip("g"), chip("h")),
        workloads=(replace(small().workloads[0], performance=(("g", 1.0), ("h", 1.0))),),
        whole_racks=True,
    )
    case = whole(inputs)
    x = case.point("fleet.racks", {("a", "g", "2027Q1"): 1.5, ("a", "h", "2027Q1"): 1.5})

    rounded = round_racks(case.part, case.structure, x)

    assert case.at(rounded, "fleet.racks", "a", "g", "2027Q1") == 2.0
    assert case.at(rounded, "fleet.racks", "a", "h", "2027Q1") == 1.0


def test_racks_are_carried_from_period_to_period() -> None:
    inputs = random_case(0)
    case = whole(replace(inputs, whole_racks=True))
    keys = [key for key in case.compiled.columns["fleet.racks"] if key[:2] == ("a", "g")][:3]
    x = case.point("fleet.racks", dict.fromkeys(keys, 0.4))

    rounded = round_racks(case.part, case.structure, x)

    # 0.4 and 0.8 are no rack; 1.2 are one, and 0.2 are left.
    assert [case.at(rounded, "fleet.racks", *key) for key in keys] == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("seed", range(5))
def test_a_part_starts_from_the_whole_relaxation(seed: int) -> None:
    case = whole(random_case(seed))
    relaxed = relax(case.compiled.matrix, case.search)
    assert relaxed is not None
    part = restrict(case.compiled.matrix, case.structure, relaxed.x)

    outcome = warm_relaxation(part, relaxed, case.search).run()

    cold = Solver(part.matrix, Options(), relax=True).run()
    assert outcome.reason is cold.reason
    assert outcome.objective == pytest.approx(cold.objective)
