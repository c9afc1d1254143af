"""Sites that are alike to their zones share flows, and every cheapest plan costs what it did."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from buildout.inputs import Inputs, SiteKind, Survival, Zone
from buildout.model import build_model
from buildout.reach import Group, find_reach
from buildout.sets import build_sets
from planner.audit import audit
from planner.engine.extract import read_decisions
from planner.engine.matrix import compile_model
from planner.engine.search import Search
from planner.engine.shared_flows import split_flows
from planner.engine.strategy import construct_and_improve
from planner.engine.structure import NONE, build_structure
from planner.plan import build_tables
from tests.model.optimum import solve
from tests.model.random_case import PERIODS, random_case
from tests.model.test_model_audit import with_every_policy
from tests.small import campus, edge, grid, serving, small, zone

EXACT = 1e-6
"""Relative difference of two optima that counts as none."""
ALL = ("a", "b", "e")
Q1 = "2027Q1"


def three_sites(*zones: Zone) -> Inputs:
    """Return a case of two campuses and an edge site."""
    sites = (campus("a"), campus("b"), edge("e"))
    return serving(replace(small(), sites=sites, power=(grid("a"), grid("b"), grid("e"))), *zones)


def sharing_case(seed: int) -> Inputs:
    """Return a random case whose sites all reach four more zones of chat; one site pays for one of them."""
    rng = np.random.default_rng(1000 + seed)
    inputs = random_case(seed)
    peaks = np.sort(rng.uniform(1.0, 8.0, (4, len(PERIODS))).round(1), axis=1)
    peaks[0, : rng.integers(0, 3)] = 0.0  # a zone may begin later than others
    some = [zone(f"all {i}", ALL, *row.tolist()) for i, row in enumerate(peaks)]
    dear = rng.integers(0, 3)
    some[3] = replace(some[3], serve_cost_musd=tuple(0.1 * (i == dear) for i in range(3)))
    return serving(inputs, *inputs.zones, *some)


def groups_of(inputs: Inputs) -> tuple[Group, ...]:
    """Return who shares flows in a case."""
    return find_reach(inputs, build_sets(inputs)).groups


def _sums(serve: Mapping[tuple[str, str, str], float], place: int) -> dict[str, float]:
    """Add up what is served by site (0) or zone (1)."""
    sums: dict[str, float] = defaultdict(float)
    for key, mw in serve.items():
        sums[key[place]] += mw
    return dict(sums)


def test_sites_that_reach_the_same_zones_share_their_flows() -> None:
    inputs = three_sites(zone("near", ("a", "e"), 7.0), zone("x", ALL, 9.0), zone("y", ALL, 4.0))

    assert groups_of(inputs) == (Group("chat", Q1, ALL, ("x", "y")),)


def test_two_sites_and_two_zones_keep_their_arcs() -> None:
    inputs = three_sites(*(replace(zone(z, ALL, 5.0), serve_cost_musd=(0.0, 0.0, 1.0)) for z in "xy"))

    assert groups_of(inputs) == ()


def test_a_price_of_transit_keeps_its_arcs() -> None:
    free = [zone(z, ALL, 5.0) for z in "xyz"]
    dear = replace(zone("w", ALL, 5.0), serve_cost_musd=(0.0, 0.0, 1.0))

    groups = groups_of(three_sites(*free, dear))

    # e reaches one zone fewer for nothing, so that it is not like the others.
    assert groups == (Group("chat", Q1, ("a", "b"), ("x", "y", "z", "w")),)


@pytest.mark.parametrize("rule", ["blocks", "survival"])
def test_a_stream_whose_arcs_count_one_by_one_has_no_groups(rule: str) -> None:
    inputs = three_sites(zone("x", ALL, 9.0), zone("y", ALL, 4.0))
    if rule == "blocks":
        inputs = replace(inputs, streams=(replace(inputs.streams[0], min_block_ref_mw=2.0),))
    else:
        inputs = replace(inputs, survival=(Survival(("chat",), 0.5, by_area=False),))

    assert groups_of(inputs) == ()


def test_shared_flows_cost_what_is_worked_out_by_hand() -> None:
    # 43 MW in all take both campuses, 5 each, and five halls, 8 each; a MW with its power costs 20.5. The
    # edge site's 5 MW would sell but half, and 3 MW short instead of the fifth hall cost 90.
    inputs = three_sites(zone("x", ALL, 9.0), zone("y", ALL, 34.0))
    half = ((SiteKind.CAMPUS, 1.0), (SiteKind.EDGE, 0.5))
    inputs = replace(inputs, streams=(replace(inputs.streams[0], usable_fraction=half),))

    best = solve(inputs)

    assert best.compiled.columns["service.serve"] == {}
    assert best.cost_musd == pytest.approx(2 * 5 + 5 * 8 + 43 * 20.5)
    assert _sums(best.decisions.serve, 1) == pytest.approx({"x": 9.0, "y": 34.0})
    assert _sums(best.decisions.serve, 0).keys() == {"a", "b"}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("change", [lambda inputs: inputs, with_every_policy], ids=("plain", "policies"))
def test_the_optimum_is_the_same_with_shared_flows_and_passes_the_audit(seed: int, change) -> None:
    inputs = change(sharing_case(seed))
    if inputs.survival:  # chat is what shares
        inputs = replace(inputs, survival=inputs.survival[1:])
    assert groups_of(inputs)

    best, plain = solve(inputs), solve(inputs, shared=False)

    assert best.compiled.matrix.shape[1] < plain.compiled.matrix.shape[1]
    assert best.cost_musd == pytest.approx(plain.cost_musd, rel=EXACT)
    report = audit(inputs, build_tables(inputs, best.decisions), best.cost_musd * 1e6)
    assert report.violations == ()


@pytest.mark.parametrize("seed", range(3))
def test_the_search_finds_plans_whose_sites_share_flows(seed: int) -> None:
    inputs = sharing_case(seed)
    compiled = compile_model(build_model(inputs))
    structure, now = build_structure(inputs, compiled), time.monotonic()
    search = Search(compiled.matrix, gap=0.0, deadline=now + 20.0, report=lambda point, x: None, started=now)

    assert construct_and_improve(compiled.matrix, structure, search)

    assert search.x is not None
    tables = build_tables(inputs, read_decisions(inputs, compiled, search.x))
    assert audit(inputs, tables, search.cost * 1e6).violations == ()
    assert search.bound <= solve(inputs).cost_musd * (1 + EXACT)


def test_what_is_sent_belongs_to_its_site_and_what_flows_to_none() -> None:
    inputs = three_sites(zone("x", ALL, 9.0), zone("y", ALL, 4.0))
    compiled = compile_model(build_model(inputs))

    site_of = build_structure(inputs, compiled).site_of

    sent, flow = compiled.columns["service.sent"], compiled.columns["service.flow"]
    assert [site_of[sent[s, "chat", Q1]] for s in ALL] == [0, 1, 2]
    assert {site_of[column] for column in flow.values()} == {NONE}


@pytest.mark.parametrize("seed", range(20))
def test_a_split_keeps_what_sites_send_and_zones_get(seed: int) -> None:
    rng = np.random.default_rng(seed)
    zones = ("v", "w", "x", "y")
    inputs = three_sites(*(zone(z, ALL, 50.0) for z in zones))
    (group,) = groups_of(inputs)
    sent = dict(zip(ALL, rng.uniform(0.0, 10.0, 3) * (rng.random(3) < 0.7), strict=True))
    shares = rng.dirichlet(np.ones(4))
    flow = dict(zip(zones, shares * sum(sent.values()), strict=True))

    serve = split_flows(
        inputs,
        [group],
        {(s, "chat", Q1): mw for s, mw in sent.items()},
        {(group.name, z, Q1): mw for z, mw in flow.items()},
    )

    for place, given in ((0, sent), (1, flow)):
        served = dict.fromkeys(given, 0.0) | _sums(serve, place)
        assert served == pytest.approx(given, abs=1e-8)
        assert all(served[one] <= given[one] * (1 + 1e-12) for one in given)
    assert len(serve) < len(ALL) + len(zones)


def test_neighbours_serve_each_other() -> None:
    inputs = three_sites(zone("x", ALL, 9.0), zone("y", ALL, 4.0))
    west_to_east = {"b": -120.0, "a": -100.0, "e": -80.0, "y": -110.0, "x": -90.0}
    inputs = replace(
        inputs,
        sites=tuple(replace(s, lon=west_to_east[s.site_id]) for s in inputs.sites),
        nodes=tuple(replace(n, lon=west_to_east[n.node_id]) for n in inputs.nodes),
    )

    serve = split_flows(
        inputs,
        groups_of(inputs),
        {("a", "chat", Q1): 5.0, ("b", "chat", Q1): 3.0, ("e", "chat", Q1): 5.0},
        {("a", "x", Q1): 9.0, ("a", "y", Q1): 4.0},
    )

    assert serve == pytest.approx(
        {("b", "y", Q1): 3.0, ("a", "y", Q1): 1.0, ("a", "x", Q1): 4.0, ("e", "x", Q1): 5.0}
    )
