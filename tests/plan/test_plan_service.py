"""Handing a zone's service to its nodes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildout.decisions import Decisions
from buildout.inputs import Demand, Inputs, Node, Zone
from planner.plan import Tables, build_tables


def test_nearest_pairs_first(tables: Tables) -> None:
    """North is nearer to n1, south to n2; only the rest crosses."""
    service = tables["service"]
    chat = service[service["stream_id"] == "chat"]
    found = {(r.site_id, r.node_id, r.period): r.served for r in chat.itertuples()}
    assert found == {
        ("north", "n1", "2027Q1"): 30.0,
        ("north", "n2", "2027Q1"): 20.0,
        ("north", "n1", "2027Q2"): 40.0,
        ("south", "n2", "2027Q2"): 15.0,
        ("north", "n1", "2027H2"): 40.0,
        ("south", "n1", "2027H2"): 10.0,
        ("south", "n2", "2027H2"): 30.0,
    }


def test_shortage_lands_where_service_ends_and_has_its_price(tables: Tables) -> None:
    """5 units x 3 million USD per quarter x 1 quarter, all of it at n2."""
    short = tables["shortage"][tables["shortage"]["short"] > 0]
    assert short[["node_id", "period", "short", "cost_usd"]].to_numpy().tolist() == [
        ["n2", "2027Q2", 5.0, 15e6]
    ]


def test_every_demand_has_a_row(tables: Tables, inputs: Inputs) -> None:
    """Seven entries of demand are above zero."""
    shortage = tables["shortage"]
    assert len(shortage) == 7
    assert set(shortage["unit"]) == {"reference MW"}
    assert shortage["demand"].sum() == pytest.approx(290.0)


def test_node_without_any_zone_is_short(inputs: Inputs) -> None:
    cut_off = replace(
        inputs,
        nodes=(*inputs.nodes, Node("n3", "Three", "US", 0.0, 0.0)),
        demand=(*inputs.demand, Demand("chat", "n3", (1.0, 0.0, 0.0))),
    )
    shortage = build_tables(cut_off, Decisions())["shortage"]
    assert shortage[shortage["node_id"] == "n3"]["short"].to_list() == [1.0]


def test_more_service_than_demand_is_cut(inputs: Inputs) -> None:
    """A solver may overshoot by its tolerance; no node is served more than it asks for."""
    over = Decisions(serve={("north", "zc", "2027Q1"): 50.0000001})
    shortage = build_tables(inputs, over)["shortage"]
    quarter = shortage[shortage["period"] == "2027Q1"]
    assert quarter["served"].to_list() == [30.0, 20.0]
    assert quarter["short"].to_list() == [0.0, 0.0]


@settings(max_examples=30, deadline=None)
@given(
    demand=st.lists(st.floats(0.0, 1e6), min_size=1, max_size=6),
    shares=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=3),
)
def test_totals_are_kept(inputs: Inputs, demand: list[float], shares: list[float]) -> None:
    """Each node gets served + short = demand; each site serves what was decided."""
    case = _one_period(inputs, demand)
    total, weight = sum(demand), max(1.0, sum(shares))
    sites = ("north", "south", "edge")[: len(shares)]
    given_units = {site: total * share / weight for site, share in zip(sites, shares, strict=True)}
    built = build_tables(case, Decisions(serve={(s, "zc", "2027Q1"): x for s, x in given_units.items()}))
    shortage, service = built["shortage"], built["service"]
    assert np.allclose(shortage["served"] + shortage["short"], shortage["demand"], rtol=1e-12)
    assert (shortage["short"] >= 0).all()
    by_site = service.groupby("site_id")["served"].sum()
    for site, units in given_units.items():
        assert by_site.get(site, 0.0) == pytest.approx(units, rel=1e-9, abs=1e-6)
    assert len(service) <= len(demand) + len(sites) - 1


def _one_period(case: Inputs, demand: list[float]) -> Inputs:
    names = tuple(f"m{k}" for k in range(len(demand)))
    padded = [(amount, 0.0, 0.0) for amount in demand]
    return replace(
        case,
        nodes=tuple(Node(name, name, "US", 10.0 * k, 5.0 * k) for k, name in enumerate(names)),
        demand=tuple(Demand("chat", name, peak) for name, peak in zip(names, padded, strict=True)),
        zones=(
            Zone("zc", "chat", names, ("north", "south", "edge"), (0.0, 0.0, 0.0), (sum(demand), 0.0, 0.0)),
        ),
    )
