"""What can never be used: arcs, zones, sites and power options."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buildout.inputs import Inputs, Site, SitePower, Survival, Workload
from buildout.sets import build_sets
from planner.reduce import Reduced
from planner.reduce.idle_arcs import remove_idle_arcs
from planner.reduce.idle_power import remove_idle_power
from planner.reduce.idle_sites import remove_idle_sites
from tests.small import FAR, TODAY, campus, chip, contract, grid, in_ledger, serving, small, turbine, zone


def test_a_zone_without_demand_goes() -> None:
    inputs = serving(small(2), zone("n", ("a",), 1.0, 0.0), zone("empty", ("a",), 0.0, 0.0))

    reduced = remove_idle_arcs(inputs)

    assert [z.zone_id for z in reduced.inputs.zones] == ["n"]
    assert reduced.counts == {"zones": 1, "arcs": 1}


def test_an_arc_goes_where_no_chip_can_work_for_it() -> None:
    # Only g works for training, and b has only h; so b works for one workload, not two.
    inputs = replace(
        small(),
        sites=(campus("a"), replace(campus("b"), chip_ids=("h",))),
        power=(grid("a"), grid("b")),
        chips=(chip("g"), chip("h")),
        workloads=(
            Workload("infer", ("chat",), (("g", 1.0), ("h", 1.0))),
            Workload("train", ("training",), (("g", 1.0),)),
        ),
    )
    training = replace(inputs.streams[0], stream_id="training", workload_id="train")
    inputs = replace(inputs, streams=(*inputs.streams, training))
    inputs = serving(inputs, zone("n", ("a", "b"), 1.0), zone("t", ("a", "b"), 1.0, stream_id="training"))

    reduced = remove_idle_arcs(inputs)

    assert [z.site_ids for z in reduced.inputs.zones] == [("a", "b"), ("a",)]
    assert build_sets(reduced.inputs).workloads_at["b"] == ("infer",)


def test_an_arc_goes_where_demand_ends_before_the_first_hall() -> None:
    late = replace(campus("a", 2), first_hall_quarter=TODAY + 1)
    inputs = serving(
        replace(small(2), sites=(late,)), zone("n", ("a",), 1.0, 0.0), zone("m", ("a",), 0.0, 1.0)
    )

    assert [z.site_ids for z in remove_idle_arcs(inputs).inputs.zones] == [(), ("a",)]


def with_site(site: Site, *power: SitePower) -> Inputs:
    """Return the small case with another site that reaches the zone."""
    inputs = replace(small(), sites=(campus("a"), site), power=(grid("a"), *power))
    return serving(inputs, zone("n", ("a", "x"), 10.0))


NO_CHIPS = replace(campus("x"), chip_ids=())


def test_a_site_without_chips_goes_with_all_that_names_it() -> None:
    reduced = remove_idle_sites(with_site(NO_CHIPS, grid("x")))

    assert reduced.inputs == small()
    assert reduced.counts == {"sites": 1}


@pytest.mark.parametrize(
    "inputs",
    [
        with_site(campus("x"), grid("x")),
        with_site(replace(NO_CHIPS, open_by_quarter=TODAY), grid("x")),
        with_site(in_ledger(NO_CHIPS), grid("x")),
        with_site(NO_CHIPS, replace(grid("x"), committed_mw=(1.0,))),
        with_site(NO_CHIPS, turbine("x")),
        replace(with_site(NO_CHIPS), survival=(Survival(("chat",), 0.5, by_area=False),)),
    ],
    ids=("chips", "lock", "halls", "power", "bridge", "survival"),
)
def test_a_site_stays_where_something_asks_for_it(inputs: Inputs) -> None:
    assert remove_idle_sites(inputs).inputs == inputs


LASTING = replace(turbine(), is_bridge=False)


@pytest.mark.parametrize(
    ("option", "is_kept"),
    [
        (LASTING, True),
        (replace(LASTING, first_quarter=FAR), False),
        (replace(LASTING, first_quarter=FAR, committed_mw=(1.0,)), True),
        (replace(LASTING, limit_mw=(12.0,)), False),
        (replace(LASTING, limit_mw=(12.0,), continuous=True), True),
        (replace(LASTING, last_quarter=TODAY - 1), False),
        (replace(turbine(), last_quarter=TODAY - 1), True),
        (contract(), True),
    ],
    ids=("used", "late", "ledger", "no whole unit", "part of a unit", "over", "bridge", "contract"),
)
def test_power_that_can_never_come_goes(option: SitePower, is_kept: bool) -> None:
    reduced = remove_idle_power(replace(small(), power=(grid(), option)))

    assert (option in reduced.inputs.power) is is_kept
    assert reduced.counts == {"power options": int(not is_kept)}


def test_a_contract_needs_a_grid() -> None:
    reduced = remove_idle_power(replace(small(), power=(turbine(), contract())))

    assert reduced.inputs.power == (turbine(),)


def test_the_log_says_what_was_done() -> None:
    assert Reduced(small(), {"chips": 0}).text == "reductions: none"
    assert Reduced(small(), {"chips": 3, "sites": 0, "arcs": 1240}).text == "reductions: chips 3, arcs 1,240"
