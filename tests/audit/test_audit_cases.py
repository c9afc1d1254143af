"""The small plan under other inputs: what the tables cannot show by a change in one place."""

from dataclasses import replace

import pandas as pd
import pytest

from buildout.inputs import Caps, CommittedChips, Inputs, Network, SiteKind, Survival, VolumeTier, Window
from planner.audit import Equation, audit
from planner.audit.schema import SPECS
from tests.audit.changes import add_row, drop_rows, set_cell
from tests.audit.small_case import FINANCE, INPUTS, NETWORK, Q2, STREAMS, YEAR_2027, ZONES
from tests.audit.small_plan import COST_USD, plan_tables


def found(inputs: Inputs, tables, equation):
    report = audit(inputs, tables, COST_USD)
    return [(v.row, v.amount, v.allowed) for v in report.violations if v.equation is equation]


def with_site(site_id, **other):
    sites = tuple(replace(s, **other) if s.site_id == site_id else s for s in INPUTS.sites)
    return replace(INPUTS, sites=sites)


def with_stream(stream_id, **other):
    streams = tuple(replace(s, **other) if s.stream_id == stream_id else s for s in STREAMS)
    return replace(INPUTS, streams=streams)


class TestReach:
    def test_distance_is_measured_again(self):
        # Beta is 133.18 km from river: 0.015 x 133.18 + 5 ms.
        rows = found(with_stream("chat", rtt_budget_ms=6.9), plan_tables(), Equation.D3)
        near = {row: amount for row, amount, _ in rows}
        assert near["site_id=beta, stream_id=chat, node_id=river"] == pytest.approx(6.9977, abs=1e-3)

    def test_a_zone_that_claims_too_much_is_no_excuse(self):
        zone = replace(ZONES[1], site_ids=("alpha", "beta", "corner"), serve_cost_musd=(0.0, 0.01, 0.002))
        served = {"stream_id": "chat", "node_id": "river", "period": "2028Y", "unit": "reference MW"}
        tables = add_row("service", site_id="alpha", served=1, **served)(plan_tables())
        rows = found(replace(INPUTS, zones=(ZONES[0], zone, ZONES[2])), tables, Equation.D3)
        rtt = {row: (amount, allowed) for row, amount, allowed in rows}
        amount, allowed = rtt["site_id=alpha, stream_id=chat, node_id=river"]
        assert amount == pytest.approx(0.015 * 1166.92 + 5, abs=1e-3)
        assert allowed == 20

    def test_a_table_replaces_distance(self):
        pairs = [(s.site_id, n.node_id, 10.0) for s in INPUTS.sites for n in INPUTS.nodes]
        table = tuple((site, node, 25.0 if site == "corner" else rtt) for site, node, rtt in pairs)
        network = replace(NETWORK, rtt_table_ms=table)
        rows = found(replace(INPUTS, network=network), plan_tables(), Equation.D3)
        assert rows == [("site_id=corner, stream_id=chat, node_id=river", 25.0, 20.0)]

    def test_a_pair_without_a_time_is_out_of_reach(self):
        network = Network(0.005, 1.5, 1.0, (("alpha", "plain", 10.0), ("beta", "plain", 10.0)))
        rows = found(replace(INPUTS, network=network), plan_tables(), Equation.D3)
        assert {row for row, *_ in rows} == {
            "site_id=beta, stream_id=chat, node_id=river",
            "site_id=beta, stream_id=chat, node_id=lake",
            "site_id=corner, stream_id=chat, node_id=river",
        }

    def test_a_kind_of_site_that_may_not_serve(self):
        usable = ((SiteKind.CAMPUS, 0.8), (SiteKind.EDGE, 0.0))
        rows = found(with_stream("chat", usable_fraction=usable), plan_tables(), Equation.D3)
        assert ("site_id=corner, stream_id=chat, node_id=river, period=2028Y", 3.0, 0.0) in rows

    def test_demand_is_that_of_the_nodes(self):
        demand = (*INPUTS.demand[:3], replace(INPUTS.demand[3], peak=(0.0, 6.0, 8.0, 10.0)))
        rows = found(replace(INPUTS, demand=demand), plan_tables(), Equation.D3)
        assert rows == [("stream_id=chat, node_id=plain, period=2028Y", 9.0, 10.0)]


class TestSurvival:
    def test_areas(self):
        # With the west gone nobody may serve middle from the edge: there are no rows for that loss.
        rule = Survival(("chat",), 0.25, by_area=True)
        rows = found(replace(INPUTS, survival=(rule,)), drop_rows("survival")(plan_tables()), Equation.R1)
        assert ("lost_id=west, zone_id=middle, period=2027Q2", 0.0, 1.5) in rows
        assert ("lost_id=city, zone_id=south, period=2028Y", 0.0, 2.25) in rows

    def test_nothing_is_due_where_nothing_stands(self):
        rows = found(INPUTS, drop_rows("survival")(plan_tables()), Equation.R1)
        assert not [row for row, *_ in rows if "lost_id=corner" in row and "2027Q2" in row]

    def test_the_larger_share_counts(self):
        rules = (Survival(("chat",), 0.25, by_area=False), Survival(("chat",), 0.5, by_area=False))
        rows = found(replace(INPUTS, survival=rules), plan_tables(), Equation.R1)
        assert ("lost_id=alpha, zone_id=middle, period=2027Q2", 1.5, 3.0) in rows


class TestPolicies:
    def test_what_the_case_does_not_name_is_not_checked(self):
        free = replace(
            INPUTS,
            pools=(),
            vendor_shares=(),
            minimum_takes=(),
            budgets=(),
            survival=(),
            caps=Caps(None, None),
            whole_racks=False,
        )
        report = audit(free, drop_rows("survival")(plan_tables()), COST_USD)
        assert report.is_clean
        named = {Equation.C2, Equation.C3, Equation.C4A, Equation.M1, Equation.R1, Equation.E1, Equation.F3}
        assert not named & {check.equation for check in report.checks}

    def test_a_year_in_part_counts_in_part(self):
        # Two quarters of 2028 have half of what a year may have.
        periods = (*INPUTS.periods[:3], replace(INPUTS.periods[3], quarters=2))
        caps = Caps(carbon_t_per_year=100e3, water_m3_per_year=None)
        rows = found(replace(INPUTS, caps=caps, periods=periods), plan_tables(), Equation.E1)
        assert rows == [("year=2028", pytest.approx(119_904.008), 50e3)]

    def test_a_last_tier_has_no_end(self):
        tier = VolumeTier("g2 first", "g2", Window(*YEAR_2027, 10.0), 0.05)
        rows = found(replace(INPUTS, volume_tiers=(tier,)), plan_tables(), Equation.C4B)
        assert rows == [("tier_id=g2 first", 20.0, 30.0)]


class TestLedger:
    def test_a_site_of_the_ledger_need_not_reach_a_minimum(self):
        assert not found(with_site("alpha", min_halls=9), plan_tables(), Equation.S5)

    def test_the_room_of_a_site_bounds_its_minimum(self):
        assert not found(with_site("beta", min_halls=3, max_halls=2), plan_tables(), Equation.S5)

    def test_chips_after_the_horizon_are_not_there(self):
        later = (*INPUTS.committed_chips, CommittedChips("alpha", "g1", 8130, 5.0))
        assert audit(replace(INPUTS, committed_chips=later), plan_tables(), COST_USD).is_clean


class TestTables:
    def test_rows_of_zeros_change_nothing(self):
        tables = add_row("halls", site_id="corner", period="2027Q1")(plan_tables())
        assert audit(INPUTS, tables, COST_USD).is_clean

    def test_the_order_of_rows_changes_nothing(self):
        tables = {name: table.iloc[::-1] for name, table in plan_tables().items()}
        assert audit(INPUTS, tables, COST_USD).is_clean

    def test_tables_are_left_as_they_were(self):
        tables, same = plan_tables(), plan_tables()
        audit(INPUTS, tables, COST_USD)
        for name, table in tables.items():
            pd.testing.assert_frame_equal(table, same[name])

    def test_a_missing_table_is_reported(self):
        tables = plan_tables()
        del tables["emissions"]
        rows = found(INPUTS, tables, Equation.SCHEMA)
        assert rows == [("emissions: table is missing", 1.0, 0.0)]

    def test_an_unknown_table_is_reported(self):
        rows = found(INPUTS, plan_tables() | {"prices": pd.DataFrame()}, Equation.SCHEMA)
        assert rows == [("prices: no such table in a plan", 1.0, 0.0)]

    def test_an_order_may_be_split(self):
        tables = plan_tables()
        orders = tables["orders"]
        half = orders.assign(
            **{name: orders[name] / 2 for name in ("quantity", "racks", "chips", "price_usd")}
        )
        half["payments"] = [
            ";".join(
                f"{q}:{float(usd) / 2}" for q, usd in (part.split(":") for part in text.split(";") if part)
            )
            for text in orders["payments"]
        ]
        other = half.assign(order_id=half["order_id"] + "/2")
        assert audit(INPUTS, tables | {"orders": pd.concat([half, other])}, COST_USD).is_clean

    def test_noise_is_no_violation(self):
        tables = set_cell("runs", "run_mw", 14.000001, site_id="alpha", chip_id="g1", period="2027Q2")
        assert audit(INPUTS, tables(plan_tables()), COST_USD).is_clean

    def test_a_plan_of_nothing(self):
        nothing = {name: pd.DataFrame(columns=list(spec.columns)) for name, spec in SPECS.items()}
        report = audit(idle_case(), nothing, 0.0)
        assert report.is_clean
        assert report.cost_usd == 0.0

    def test_a_case_of_nothing(self):
        names = ("elements", "sites", "areas", "power", "chips", "committed_chips", "workloads", "streams")
        names += ("nodes", "demand", "zones", "pools", "vendor_shares", "minimum_takes", "volume_tiers")
        empty = replace(idle_case(), **dict.fromkeys(names, ()), budgets=(), survival=())
        nothing = {name: pd.DataFrame(columns=list(spec.columns)) for name, spec in SPECS.items()}
        assert audit(empty, nothing, 0.0).is_clean


def idle_case() -> Inputs:
    """The small case without ledger, demand, locks and minimum take."""
    sites = tuple(
        replace(site, committed_halls=(0, 0, 0, 0), first_hall_quarter=Q2, open_by_quarter=None)
        for site in INPUTS.sites
    )
    power = tuple(replace(option, committed_mw=(0.0,) * 4) for option in INPUTS.power)
    return replace(
        INPUTS,
        finance=FINANCE,
        sites=sites,
        power=power,
        committed_chips=(),
        committed_cash=(),
        demand=(),
        zones=(),
        minimum_takes=(),
    )
