from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from buildout.inputs import Budget, Inputs, Survival, Window
from buildout.quarters import parse_quarter
from tests.assemble.conftest import refused

HALL = [{"online": "2025Q1", "halls": 2}]


def test_rules_become_what_the_model_reads(inputs: Callable[..., Inputs]) -> None:
    some = inputs(
        policies={
            "vendor_shares": [{"vendor": "NVIDIA", "max_share": 0.6, "first": "2028Q1", "last": "2028Q4"}],
            "minimum_takes": [{"id": "tpu", "chips": ["TPU8i"], "it_mw": 50}],
            "volume_tiers": [{"id": "big", "chip": "VR200", "threshold_it_mw": 500, "discount": 0.1}],
            "budgets": [{"id": "2028", "year": 2028, "usd": 2e9}, {"id": "all", "usd": 5e9}],
            "survival": [{"streams": ["chat_interactive"], "share": 0.5, "by_area": True}],
            "carbon_t_per_year": 1e6,
            "no_shortage": ["training_frontier"],
        }
    )
    assert some.vendor_shares[0].window == Window("2028Q1", "2028Q4", 0.0)
    assert (some.vendor_shares[0].min_share, some.vendor_shares[0].max_share) == (0, 0.6)
    assert some.minimum_takes[0].window == Window("2026Q4", "2029Q4", 50)
    assert some.volume_tiers[0].window.amount == 500
    quarters = [parse_quarter(q) for q in ("2028Q1", "2028Q4", "2026Q4", "2029Q4")]
    assert some.budgets == (Budget("2028", *quarters[:2], 2000), Budget("all", *quarters[2:], 5000))
    assert some.survival == (Survival(("chat_interactive",), 0.5, by_area=True),)
    assert (some.caps.carbon_t_per_year, some.caps.water_m3_per_year) == (1e6, None)
    assert [s.stream_id for s in some.streams if not s.may_fall_short] == ["training_frontier"]


def test_payments_still_due_are_in_million_usd(inputs: Callable[..., Inputs]) -> None:
    due = {"quarter": "2027Q1", "usd": 3e9, "what": "shells"}
    assert [(c.quarter, c.musd) for c in inputs(ledger={"payments": [due]}).committed_cash] == [
        (parse_quarter("2027Q1"), 3000)
    ]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ("sites={campuses: {ids: [us_abilen]}}", "did you mean us_abilene?"),
        ("sites={campuses: {countries: [UK]}}", "a country"),
        ("sites={edges: {ids: [us_dallas]}}", "did you mean US_dallas?"),
        ("nodes.exclude=[US_dalas]", "did you mean US_dallas?"),
        ("chips={include: [VR20]}", "did you mean VR200?"),
        ("power.exclude=[grid_ercott]", "did you mean grid_ercot?"),
        ("streams.include=[chat]", "stream of streams.csv"),
        ("pools={exclude: [chillers]}", "did you mean chiller?"),
        ("streams.residency={voice_realtime: none}", "stream of the case"),
        ("locks=[{site: us_abilen, open: true}]", "did you mean us_abilene?"),
        ("ledger={sites: [{site: dallas, halls: [{online: 2025Q1, halls: 1}]}]}", "did you mean us_dallas?"),
        ("policies={vendor_shares: [{vendor: Nvidia}]}", "did you mean NVIDIA?"),
        ("policies={no_shortage: [voice_realtime]}", "stream of the case"),
        ("policies={minimum_takes: [{id: a, chips: [VR201], it_mw: 1}]}", "did you mean VR200?"),
        ("policies={volume_tiers: [{id: a, chip: X, threshold_it_mw: 1, discount: 0.1}]}", "a chip"),
        ("policies={survival: [{streams: [batch_offline], share: 1}]}", "stream of the case"),
        ("power={custom: [{id: p, sites: [us_abilen]}]}", "did you mean us_abilene?"),
        ("chips={custom: [{id: VR200, vendor: v, capex_usd_per_mw: 1}]}", "VR200, 2 times"),
        ("locks=[{site: us_abilene}, {site: us_abilene}]", "us_abilene, 2 times"),
        ("demand.facility_gw.path.path=scn_lab_mid", "path or points"),
        ("demand={facility_gw: [{name: p, path: scn_lab_med}]}", "did you mean scn_lab_mid?"),
        ("demand={facility_gw: [{name: p}]}", "neither"),
        ("demand.facility_gw.path.points={soon: 1}", "a year, quarter or month"),
        ("demand={facility_gw: [{name: p, points: {2026: 0}, interpolation: geometric}]}", "geometric"),
        ("demand.facility_gw.path.streams=[voice_realtime]", "stream of the case"),
        (
            "demand={rows: [{stream: chat_interactive, node: x, at: 2027Q1, amount: 1, unit: reference MW}]}",
            "a node",
        ),
        (
            "demand={rows: [{stream: chat_interactive, node: anywhere, at: 2027Q1, amount: 1, unit: MWh}]}",
            "found MWh (",
        ),
        ("demand={rows: [{stream: x, node: anywhere, at: 2027Q1, amount: 1, unit: MW}]}", "a stream"),
        (
            "demand={rows: [{stream: x, node: anywhere, at: 2035, amount: 1, unit: reference MW}]}",
            "quarter or month of the horizon",
        ),
        ("nodes={}", "nodes to spread chat_interactive, edge_ar_robotics over"),
        ("chips={include: []}", "chips: found none"),
        ("power={include: []}", "power: found none"),
        ("streams={include: []}", "at least one stream"),
        ("sites={}", "sites: found none"),
        ("policies={budgets: [{id: a, year: 2031, usd: 1}]}", "a year from 2026 to 2029"),
        ("policies={budgets: [{id: a, year: 2028, first: 2027Q1, usd: 1}]}", "a year and quarters"),
        ("policies={budgets: [{id: a, first: 2028Q1, last: 2027Q1, usd: 1}]}", "first before last"),
        ("policies={budgets: [{id: a, last: 2039Q1, usd: 1}]}", "2026Q4 to 2029Q4"),
        ("policies={frozen_until: 2031Q1}", "frozen_until"),
        (
            "policies={vendor_shares: [{vendor: AMD, min_share: 0.6, max_share: 0.5}]}",
            "at most max_share 0.5",
        ),
        (
            "policies={vendor_shares: [{vendor: AMD, min_share: 0.6}, {vendor: NVIDIA, min_share: 0.5}]}",
            "min_share of at most 1 together",
        ),
        (
            "policies={volume_tiers: [{id: a, chip: VR200, threshold_it_mw: 5, discount: 0.1}, "
            "{id: b, chip: VR200, threshold_it_mw: 5, discount: 0.2}]}",
            "another threshold than a",
        ),
        ("policies={minimum_takes: [{id: a, chips: [VR200], it_mw: 99999}]}", "what can be bought"),
        ("locks=[{site: us_abilene, forbid: true, open: true}]", "forbid with open"),
        ("locks=[{site: us_abilene, earliest: 2029Q1, latest: 2028Q3}]", "latest before earliest"),
        ("locks=[{site: us_abilene, latest: 2027Q2}]", "2028Q2 or later"),
        ("locks=[{site: us_nova, open: true}]", "a usable site"),
        ("locks=[{site: us_abilene, latest: 2031Q1}]", "locks.us_abilene.latest"),
        ("ledger={payments: [{quarter: 2025Q1, usd: 1, what: x}]}", "ledger.payments"),
        ("ledger={sites: [{site: us_abilene, halls: [{online: 2072Q1, halls: 1}]}]}", "2029Q4 or earlier"),
        ("ledger={sites: [{site: us_abilene, halls: [{online: 2025Q1, halls: 60}]}]}", "at most 42"),
        ("finance=3", "finance"),
        ("cells={finance.pool_base_year.value: -900000}", "finance"),
    ],
)
def test_what_cannot_be_is_explained(inputs: Callable[..., Inputs], change: str, part: str) -> None:
    found = refused(inputs, change)
    assert any(part in line for line in found), found


def test_a_stream_that_no_chip_can_run_is_named(inputs: Callable[..., Inputs]) -> None:
    found = refused(inputs, chips={"include": ["CS3"]})
    assert len(found) == 1
    assert "training_frontier, which no chip of the case can run" in found[0]


def test_chips_of_the_ledger_need_halls(inputs: Callable[..., Inputs]) -> None:
    entry = {
        "site": "us_abilene",
        "halls": HALL,
        "power": [{"option": "grid_ercot", "online": "2025Q1", "mw": 400}],
        "chips": [
            {"chip": "GB300", "online": "2026Q1", "it_mw": 150},
            {"chip": "GB300", "online": "2027Q1", "it_mw": 60},
        ],
    }
    (found,) = refused(inputs, ledger={"sites": [entry]})
    assert "chips, 2027Q1: found 210 IT MW" in found
    assert "at most 200 MW" in found


def test_chips_of_the_ledger_need_power(inputs: Callable[..., Inputs]) -> None:
    power = [
        {"option": "grid_ercot", "online": "2025Q1", "mw": 100},
        {"option": "solar_ppa", "online": "2025Q1", "mw": 500},
    ]
    entry = {
        "site": "us_abilene",
        "halls": HALL,
        "power": power,
        "chips": [{"chip": "GB300", "online": "2026Q1", "it_mw": 100}],
    }
    (found,) = refused(inputs, ledger={"sites": [entry]})
    # A contract is energy, not firm power.
    assert "100.0 MW" in found
    assert "at least 117.0 MW" in found


def test_chips_that_have_aged_out_need_nothing(inputs: Callable[..., Inputs]) -> None:
    entry = {
        "site": "us_abilene",
        "halls": HALL,
        "chips": [{"chip": "H100", "online": "2021Q1", "it_mw": 900}],
    }
    assert inputs(ledger={"sites": [entry]}).committed_chips[0].it_mw == 900


def test_costs_must_cover_every_pair(inputs: Callable[..., Inputs], tmp_path: Any) -> None:
    text = "site_id,node_id,usd_per_unit_quarter\nus_abilene,US_dallas,5\nUS_dallas,US_dallas,5\n"
    (tmp_path / "costs.csv").write_text(text, encoding="utf-8")
    (found,) = refused(inputs, network={"cost_table": "costs.csv"})
    assert "no cost for 2 pairs" in found


def test_tables_must_speak_of_the_case(inputs: Callable[..., Inputs], tmp_path: Any) -> None:
    (tmp_path / "rtt.csv").write_text("site_id,node_id,rtt_ms\na,b,5\n", encoding="utf-8")
    found = refused(inputs, network={"rtt_table": "rtt.csv"})
    assert len(found) == 2


def test_a_stream_survives_by_one_rule(inputs: Callable[..., Inputs]) -> None:
    rule = {"streams": ["chat_interactive"], "share": 0.5}
    (found,) = refused(inputs, policies={"survival": [rule, {**rule, "by_area": True}]})
    assert "survival.chat_interactive" in found
    assert "found 2 rules" in found
