"""What a MW of each chip is worth."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest

from planner.assemble import Assembly
from planner.preview.chips import conversion_table, ladder_table, measured_table, sessions_table

Build = Callable[..., Assembly]


@pytest.fixture(scope="module")
def conversion(us: Assembly) -> pd.DataFrame:
    return conversion_table(us)


def of(frame: pd.DataFrame, chip: str, stream: str) -> pd.Series:
    (row,) = (row for _, row in frame[(frame["chip_id"] == chip) & (frame["stream_id"] == stream)].iterrows())
    return row


def test_the_reference_chip_is_one_on_every_stream(us: Assembly, conversion: pd.DataFrame) -> None:
    gb300 = conversion[conversion["chip_id"] == "GB300"]
    assert set(gb300["stream_id"]) == {stream.stream_id for stream in us.inputs.streams}
    assert (gb300["ref_mw_per_it_mw"] == 1.0).all()
    # 62,000 USD and 2,000 W each.
    assert gb300["usd_per_it_mw"].to_list() == pytest.approx([31e6] * 9)
    assert gb300["usd_per_ref_mw"].to_list() == pytest.approx([31e6] * 9)


def test_each_stream_has_its_own_count(conversion: pd.DataFrame) -> None:
    # 500 GB300 in an IT MW: 7,390 tokens/s; 5,000 TFLOPS of which 0.36 are achieved; 6.3 sessions.
    chat, training, agents = (
        of(conversion, "GB300", name) for name in ("chat_interactive", "training_frontier", "personal_agents")
    )
    assert (chat["count_unit"], chat["count_per_it_mw"]) == ("tokens/s", pytest.approx(3.695e6))
    assert (training["count_unit"], training["count_per_it_mw"]) == ("FLOPS", pytest.approx(9e17))
    assert (agents["count_unit"], agents["count_per_it_mw"]) == ("sessions", pytest.approx(3150))


def test_a_newer_chip_is_worth_more_and_its_work_costs_less(conversion: pd.DataFrame) -> None:
    row = of(conversion, "VR200", "chat_interactive")
    # 18,720 tokens/s from 2,900 W for 118,000 USD.
    assert row["count_per_it_mw"] == pytest.approx(18_720 / 2900 * 1e6)
    assert row["ref_mw_per_it_mw"] == pytest.approx(18_720 / 2900 / (7390 / 2000))
    assert row["usd_per_it_mw"] == pytest.approx(118_000 / 2900 * 1e6)
    assert row["usd_per_ref_mw"] == pytest.approx(118_000 / (18_720 / (7390 / 2000)) * 1e6)


def test_a_count_over_that_of_the_reference_is_its_work(conversion: pd.DataFrame) -> None:
    reference = conversion[conversion["chip_id"] == "GB300"].set_index("stream_id")["count_per_it_mw"]
    work = conversion["count_per_it_mw"] / conversion["stream_id"].map(reference)
    assert work.to_list() == pytest.approx(conversion["ref_mw_per_it_mw"].to_list())
    price = conversion["usd_per_it_mw"] / conversion["ref_mw_per_it_mw"]
    assert price.to_list() == pytest.approx(conversion["usd_per_ref_mw"].to_list())


def test_only_chips_that_can_run_a_stream_have_a_row(us: Assembly, conversion: pd.DataFrame) -> None:
    allowed = {profile.stream_id: profile.chip_ids for profile in us.profiles}
    for chip, stream in zip(conversion["chip_id"], conversion["stream_id"], strict=True):
        assert chip in (allowed[stream] or ())
    # TPU 8i is for inference.
    tpu = conversion[conversion["chip_id"] == "TPU8i"]
    assert not {"training_frontier", "training_rl"} & set(tpu["stream_id"])
    assert not conversion.duplicated(["chip_id", "stream_id"]).any()


def test_every_row_says_what_it_rests_on(conversion: pd.DataFrame, tiny: Assembly) -> None:
    levels = {"measured", "vendor spec", "analyst estimate", "own assumption"}
    assert set(conversion["confidence"]) <= levels
    assert (conversion[["basis", "source"]] != "").all(axis=None)
    # Tokens/s are computed on one scale, whatever has been measured.
    assert of(conversion, "GB300", "chat_interactive")["confidence"] == "own assumption"
    own = conversion_table(tiny)
    assert set(own["confidence"]) == {"the case's own"}
    assert own.set_index(["chip_id", "stream_id"])["usd_per_ref_mw"].to_dict() == pytest.approx(
        {("old", "chat"): 20e6, ("old", "edge"): 20e6, ("new", "chat"): 15e6, ("new", "edge"): 15e6}
    )


def test_the_ladder_climbs_from_the_meter_to_work(us: Assembly, conversion: pd.DataFrame) -> None:
    ladder = ladder_table(us)
    assert ladder["facility_gw"].to_list() == pytest.approx((1.15 * ladder["it_gw"]).to_list())
    streams = {
        "training": "training_frontier",
        "inference": "chat_interactive",
        "sessions": "personal_agents",
    }
    for kind, stream in streams.items():
        some = conversion[conversion["stream_id"] == stream]
        work = ladder["chip_id"].map(some.set_index("chip_id")["ref_mw_per_it_mw"])
        known = work.notna()
        assert known.any()
        expected = (ladder["it_gw"] * work)[known]
        assert ladder[f"ref_gw_{kind}"][known].to_list() == pytest.approx(expected.to_list())
        of_one = (work / 1.15)[known]
        assert ladder[f"{kind}_per_facility_gw"][known].to_list() == pytest.approx(of_one.to_list())


def test_the_ladder_has_what_can_be_bought(us: Assembly) -> None:
    ladder = ladder_table(us).set_index(["chip_id", "period"])["it_gw"]
    # A quarter of 3.9 million VR200 in 2027 at 2,900 W, in four quarters.
    assert ladder["VR200", "2027Q2"] == pytest.approx(3.9 * 2.9 * 0.25 / 4)
    # Nothing before two quarters have passed since the first order.
    assert ("VR200", "2026Q4") not in ladder.index
    assert (ladder > 0).all()


def test_the_ladder_of_tiny(tiny: Assembly) -> None:
    ladder = ladder_table(tiny).set_index(["chip_id", "period"])
    # 20 MW of the new chip a quarter, 80 a year: 92 MW at the meter, 160 of work.
    new = ladder.loc[("new", "2031")]
    assert (new["facility_gw"], new["it_gw"], new["ref_gw_inference"]) == pytest.approx((0.092, 0.08, 0.16))
    assert ("new", "2029") not in ladder.index
    assert not [name for name in ladder.columns if "training" in name or "sessions" in name]


def test_sessions_on_the_reference_chip(us: Assembly) -> None:
    row = sessions_table(us).set_index("chip_id").loc["GB300"]
    # Seven partitions of 41.14 GB hold one session of 24 GB each; a tenth of the places is empty.
    assert (row["partitions"], row["memory_gb"]) == (7, 288)
    assert row["sessions_per_chip"] == pytest.approx(6.3)
    assert row["chip_share_per_session"] == pytest.approx(1 / 6.3)
    assert row["held_by"] == "memory"
    assert row["sessions_per_it_mw"] == pytest.approx(3150)
    assert row["sessions_per_rack"] == pytest.approx(72 * 6.3)
    # One agent a user, a tenth awake: 100,000 sessions.
    assert row["it_mw_per_million_users"] == pytest.approx(100_000 / 3150)


def test_sessions_on_chips_of_other_shapes(us: Assembly) -> None:
    table = sessions_table(us).set_index("chip_id")
    # H100: 80 GB in seven are 11.4 GB; a session takes three, so two fit. x 0.9.
    assert table.loc["H100", "sessions_per_chip"] == pytest.approx(1.8)
    # VR300: 146 GB of a partition hold six, but only four may share it. 28 x 0.9.
    assert table.loc["VR300", "sessions_per_chip"] == pytest.approx(25.2)
    assert table.loc["VR300", "held_by"] == "partitions"
    # TPU v7 has no partitions: 192 GB hold eight. x 0.9.
    assert table.loc["TPUv7", "sessions_per_chip"] == pytest.approx(7.2)


def test_users_of_the_case_set_what_a_million_takes(assembly: Build) -> None:
    row = sessions_table(assembly()).set_index("chip_id").loc["GB300"]
    # Two agents of each user.
    assert row["it_mw_per_million_users"] == pytest.approx(200_000 / 3150)


def test_a_case_without_sessions_has_no_table_of_them(tiny: Assembly) -> None:
    table = sessions_table(tiny)
    assert table.empty
    assert "sessions_per_chip" in table.columns


def test_measured_results_stay_within_one_basis(us: Assembly) -> None:
    table = measured_table(us)
    # Sorted by basis, no basis is met twice: whoever reads down compares like with like.
    bases = [basis for basis, _ in table.groupby("basis", sort=False)]
    runs = table["basis"].ne(table["basis"].shift()).sum()
    assert len(bases) == runs
    assert not table.duplicated(["basis", "chip_id"]).any()
    assert (table["basis"] != "").all()
    # Every basis names a benchmark and its version or date.
    assert all(re.search(r"(MLPerf v\d|InferenceMAX v\d)", basis) for basis in bases)
    # GB200 and GB300 were measured in other rounds.
    by_chip = table.set_index("chip_id")["basis"]
    assert by_chip["GB200"] != by_chip["GB300"]


def test_measured_results_are_not_what_the_plan_counts_with(us: Assembly, conversion: pd.DataFrame) -> None:
    measured = measured_table(us).set_index("chip_id")
    assert measured.loc["GB300", "tokens_per_s_per_chip"] == 8064
    assert measured.loc["GB300", "tokens_per_s_per_it_mw"] == pytest.approx(8064 * 500)
    assert of(conversion, "GB300", "chat_interactive")["count_per_it_mw"] == pytest.approx(7390 * 500)
