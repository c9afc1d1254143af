from __future__ import annotations

from collections.abc import Callable

import pytest

from buildout.inputs import Chip, Inputs
from buildout.quarters import parse_quarter

TODAY = parse_quarter("2026Q4")


def chip(inputs: Inputs, chip_id: str) -> Chip:
    return next(c for c in inputs.chips if c.chip_id == chip_id)


def test_a_chip_is_priced_and_counted_per_it_mw(inputs: Callable[..., Inputs]) -> None:
    vr200 = chip(inputs(), "VR200")
    # 118,000 USD and 2,900 W each, 72 in a rack.
    assert vr200.capex_musd_per_mw == pytest.approx(118_000 / 2_900)
    assert vr200.maintenance_musd_per_mw_year == pytest.approx(0.048 * 118_000 / 2_900)
    assert vr200.rack_mw == pytest.approx(0.2088)
    assert vr200.chips_per_mw == pytest.approx(1e6 / 2_900)
    assert (vr200.life_quarters, vr200.lead_quarters) == (20, 2)
    assert [p.quarters_before for p in vr200.payments] == [2, 1, 0]
    assert [p.fraction for p in vr200.payments] == pytest.approx([0.3, 0.35, 0.35])


def test_supply_is_our_share_of_a_quarter_of_the_year(inputs: Callable[..., Inputs]) -> None:
    supply = dict(zip(range(TODAY, TODAY + 13), chip(inputs(), "VR200").supply_mw, strict=True))
    # Ordered today it comes in 2027Q2. 3.9 million chips in 2027 x 2.9 kW = 11,310 MW.
    assert supply[TODAY + 1] == 0
    assert supply[parse_quarter("2027Q2")] == pytest.approx(11_310 * 0.25 / 4)
    assert supply[parse_quarter("2028Q1")] == pytest.approx(2.5e6 * 2.9e-3 * 0.25 / 4)
    # Last ordered in 2029Q1, so delivered until 2029Q3.
    assert supply[parse_quarter("2029Q3")] > 0
    assert supply[parse_quarter("2029Q4")] == 0


def test_a_longer_period_adds_up_its_quarters(inputs: Callable[..., Inputs]) -> None:
    steps = [{"quarters": 1, "until": "2026Q4"}, {"quarters": 4}]
    some = inputs(horizon={"first": "2026Q4", "last": "2029Q4", "steps": steps})
    assert chip(some, "VR200").supply_mw[1] == pytest.approx(3 * 11_310 * 0.25 / 4)


def test_chips_no_longer_or_not_to_us_on_sale_are_left_out(inputs: Callable[..., Inputs]) -> None:
    offered = {c.chip_id for c in inputs().chips}
    assert not offered & {"H100", "Trn2", "LPX", "A910C", "Maia200"}
    assert {"TPU8i", "MI455X", "VR200"} <= offered
    open_only = {c.chip_id for c in inputs(buyer={"access": ["open"]}).chips}
    assert "TPU8i" not in open_only
    assert "VR200" in open_only


def test_the_choice_of_chips_is_kept(inputs: Callable[..., Inputs]) -> None:
    some = inputs(chips={"include": ["VR200", "MI455X", "CS3"], "exclude": ["CS3"]})
    assert [c.chip_id for c in some.chips] == ["VR200", "MI455X"]


def test_old_chips_of_the_ledger_stand_but_are_not_sold(inputs: Callable[..., Inputs]) -> None:
    entry = {
        "site": "us_abilene",
        "halls": [{"online": "2024Q1", "halls": 1}],
        "power": [{"option": "grid_ercot", "online": "2024Q1", "mw": 120}],
        "chips": [{"chip": "H100", "online": "2024Q1", "it_mw": 90}],
    }
    some = inputs(ledger={"sites": [entry]})
    assert not any(chip(some, "H100").supply_mw)
    assert [(c.chip_id, c.it_mw) for c in some.committed_chips] == [("H100", 90)]
    assert "H100" in some.sites[0].chip_ids
    assert "H100" not in some.sites[1].chip_ids


def test_work_is_counted_against_the_reference_chip(us: Inputs) -> None:
    infer = next(w for w in us.workloads if w.workload_id == "infer").ref_mw_per_it_mw
    train = next(w for w in us.workloads if w.workload_id == "train").ref_mw_per_it_mw
    assert infer["GB300"] == train["GB300"] == 1
    # 18,720 tok/s from 2,900 W against 7,390 from 2,000 W.
    assert infer["VR200"] == pytest.approx(18_720 / 2_900 / (7_390 / 2_000))
    # 17,500 TFLOPS x 0.36 from 2,900 W against 5,000 x 0.36 from 2,000 W.
    assert train["VR200"] == pytest.approx(17_500 / 2_900 / (5_000 / 2_000))
    assert "TPU8i" not in train


def test_streams_of_equal_chips_are_one_workload(us: Inputs) -> None:
    names = {w.workload_id: w.stream_ids for w in us.workloads}
    assert names["train"] == ("training_frontier",)
    assert names["train_2"] == ("training_rl",)
    # Seven streams of inference; personal agents are counted in sessions, so they are apart.
    assert len(names["infer"]) == 6
    assert names["sessions"] == ("personal_agents",)
    assert set(names) == {"train", "train_2", "infer", "sessions"}


def test_chips_that_only_one_stream_may_use_part_workloads(inputs: Callable[..., Inputs]) -> None:
    streams = {"custom": [{"id": "picky", "chips": ["VR200"], "shortage_usd_per_quarter": 1}]}
    some = inputs(streams={"include": ["chat_interactive"]} | streams)
    assert [w.stream_ids for w in some.workloads] == [("chat_interactive",), ("picky",)]
    assert [w.ref_mw_per_it_mw.keys() for w in some.workloads][1] == {"VR200"}


def test_own_chips_are_taken_as_given(inputs: Callable[..., Inputs]) -> None:
    own = {
        "id": "new",
        "vendor": "Bolt",
        "capex_usd_per_mw": 30_000_000,
        "rack_mw": 0.5,
        "chips_per_rack": 100,
        "infer_ref_mw_per_mw": 2.0,
        "first_quarter": "2028Q1",
        "last_quarter": "2028Q4",
        "supply_mw_per_quarter": 20,
    }
    some = inputs(chips={"include": [], "custom": [own]}, streams={"include": ["chat_interactive"]})
    new = chip(some, "new")
    assert (new.capex_musd_per_mw, new.chips_per_mw, sum(new.supply_mw)) == (30, 200, 80)
    assert some.workloads[0].ref_mw_per_it_mw == {"new": 2.0}


def test_an_own_chip_without_a_limit_fills_every_site(inputs: Callable[..., Inputs]) -> None:
    own = {"id": "plenty", "vendor": "Bolt", "capex_usd_per_mw": 1}
    some = inputs(chips={"include": [], "custom": [own]}, streams={"include": ["chat_interactive"]})
    # 42 halls of 100 MW, and as many clusters as Dallas hosts within the horizon.
    assert max(chip(some, "plenty").supply_mw) >= 4200
