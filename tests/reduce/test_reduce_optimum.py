"""The optimum with and without reductions is equal, and its plan is one of the original case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from buildout.inputs import (
    Budget,
    Caps,
    Inputs,
    MinimumTake,
    Survival,
    VendorShare,
    VolumeTier,
)
from planner.audit import audit
from planner.plan import build_tables
from planner.reduce import reduce_inputs
from planner.reduce.apply import REDUCTIONS
from tests.model.case_changes import scale_headroom, scale_shortage
from tests.model.optimum import solve
from tests.reduce.reducible import WHOLE, reducible_case
from tests.small import TODAY, serving

Change = Callable[[Inputs], Inputs]


def as_it_is(inputs: Inputs) -> Inputs:
    return inputs


def with_survival(inputs: Inputs) -> Inputs:
    return replace(inputs, survival=(Survival(("chat",), 0.5, by_area=False),))


def with_shares(inputs: Inputs) -> Inputs:
    return replace(inputs, vendor_shares=(VendorShare("vendor of g", WHOLE, 0.3, 0.6),))


def with_takes(inputs: Inputs) -> Inputs:
    take = MinimumTake("take", ("dear", "toy"), replace(WHOLE, amount=3.0))
    return replace(inputs, minimum_takes=(take,))


def with_tiers(inputs: Inputs) -> Inputs:
    return replace(inputs, volume_tiers=(VolumeTier("tier", "h", replace(WHOLE, amount=5.0), 0.3),))


def with_limits(inputs: Inputs) -> Inputs:
    return replace(inputs, budgets=(Budget("2027", TODAY, TODAY + 3, 300.0),), caps=Caps(60e3, 150e3))


def with_locks(inputs: Inputs) -> Inputs:
    return replace(inputs, sites=tuple(replace(s, open_by_quarter=TODAY + 1) for s in inputs.sites))


def without_shortage(inputs: Inputs) -> Inputs:
    """Let voice not fall short; one reference MW of it is always possible."""
    streams = (replace(d, may_fall_short=d.stream_id != "voice") for d in inputs.streams)
    little = (replace(z, peak=(1.0,) * len(z.peak)) if z.stream_id == "voice" else z for z in inputs.zones)
    return serving(replace(inputs, streams=tuple(streams)), *little)


def cheap_shortage(inputs: Inputs) -> Inputs:
    return scale_shortage(inputs, 0.4)


def little_headroom(inputs: Inputs) -> Inputs:
    return scale_headroom(inputs, 0.3)


def parts_of_racks(inputs: Inputs) -> Inputs:
    return replace(inputs, whole_racks=False)


CHANGES: tuple[Change, ...] = (
    as_it_is,
    with_survival,
    with_shares,
    with_takes,
    with_tiers,
    with_limits,
    with_locks,
    without_shortage,
    cheap_shortage,
    little_headroom,
    parts_of_racks,
)


def assert_exact(inputs: Inputs, reduced: Inputs) -> None:
    """Solve both, compare, and audit the reduced case's plan against the original."""
    best, found = solve(inputs), solve(reduced)
    assert found.cost_musd == pytest.approx(best.cost_musd, rel=1e-6)
    report = audit(inputs, build_tables(inputs, found.decisions), found.cost_musd * 1e6)
    assert report.violations == ()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("seed", [2, 8])
def test_all_reductions_keep_the_optimum(seed: int, change: Change) -> None:
    inputs = change(reducible_case(seed))

    assert_exact(inputs, reduce_inputs(inputs).inputs)


@pytest.mark.parametrize("reduction", REDUCTIONS, ids=lambda reduction: reduction.__name__)
def test_each_reduction_alone_keeps_the_optimum(reduction: Callable[..., object]) -> None:
    inputs = reducible_case(8)
    reduced = reduction(inputs)

    assert sum(reduced.counts.values()) > 0
    assert_exact(inputs, reduced.inputs)


def test_reducing_twice_finds_nothing_more() -> None:
    once = reduce_inputs(reducible_case(1))

    assert not any(reduce_inputs(once.inputs).counts.values())
