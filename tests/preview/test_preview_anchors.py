"""The case beside published figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from planner.assemble import Assembly
from planner.preview.anchors import Comparison, Verdict, compare_with_published
from planner.preview.demand import demand_tables

Build = Callable[..., Assembly]
BAND = Comparison(
    anchor_id="a",
    what="a thing",
    year=2030,
    unit="GW",
    case=2.0,
    low=1.0,
    published=2.0,
    high=3.0,
    source="someone",
    confidence="own assumption",
)


def compared(assembly: Assembly) -> tuple[Comparison, ...]:
    return compare_with_published(assembly, demand_tables(assembly))


def published(assembly: Assembly) -> dict[str, Comparison]:
    return {found.anchor_id: found for found in compared(assembly)}


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        (0.99, Verdict.BELOW),
        (1.0, Verdict.INSIDE),
        (1.0 - 1e-12, Verdict.INSIDE),
        (2.0, Verdict.INSIDE),
        (3.0, Verdict.INSIDE),
        (3.0 + 1e-12, Verdict.INSIDE),
        (3.01, Verdict.ABOVE),
    ],
)
def test_the_ends_of_a_band_are_inside(case: float, verdict: Verdict) -> None:
    assert replace(BAND, case=case).verdict is verdict


def test_the_main_case_is_inside_the_paths_of_a_lab(us: Assembly) -> None:
    lab = {name: found for name, found in published(us).items() if name.startswith("scn_lab")}
    # The middle path, though three quarters of it are in the US: bands are about the whole lab.
    assert {found.year: found.case for found in lab.values()} == pytest.approx(
        {2026: 3, 2027: 7, 2028: 13, 2029: 21, 2030: 31}
    )
    assert {found.verdict for found in lab.values()} == {Verdict.INSIDE}
    bands = {found.year: (found.low, found.high) for found in lab.values()}
    assert bands[2026] == (1.5, 4.5)
    assert bands[2030] == (16, 80)


def test_the_main_case_beside_figures_of_one_buyer(us: Assembly) -> None:
    # 13 GW at the end of 2028, where Anthropic speaks of 10 to 12.
    plan = published(us)["anth_plan_2028"]
    assert (plan.case, plan.low, plan.high) == (pytest.approx(13), 10, 12)
    assert plan.verdict is Verdict.ABOVE
    # Shares of streams.csv: training is 0.25 in 2030.
    share = published(us)["inf_share_2030"]
    assert (share.case, share.verdict) == (pytest.approx(0.75), Verdict.INSIDE)


def test_what_the_world_has_is_a_ceiling(us: Assembly, assembly: Build) -> None:
    found = published(us)
    world = {name: entry for name, entry in found.items() if name.startswith("scn_world")}
    assert {entry.low for entry in world.values()} == {0.0}
    assert {entry.verdict for entry in world.values()} == {Verdict.INSIDE}
    # 31 GW of the lab against 300 of the world; what is in the US is 0.75 of it.
    assert found["scn_world_2030"].case == pytest.approx(31)
    assert found["epri_epoch_2030"].case == pytest.approx(0.75 * 31)
    assert (found["epri_epoch_2030"].low, found["epri_epoch_2030"].high) == (0, 100)
    beyond = {"facility_gw": [{"name": "path", "points": {"2026": 500}}]}
    assert published(assembly(demand=beyond))["scn_world_2026"].verdict is Verdict.ABOVE


def test_a_figure_without_a_band_is_ten_per_cent_wide(us: Assembly, assembly: Build) -> None:
    # 0.667 of compute in 2026: 0.6003 to 0.7337. The streams have 1 - 0.34.
    share = published(us)["inf_share_2026"]
    assert (share.low, share.high) == (pytest.approx(0.6003), pytest.approx(0.7337))
    assert (share.case, share.verdict) == (pytest.approx(0.66), Verdict.INSIDE)
    # 4 GW for 60 billion USD: 3.6 to 4.4; the tables have 60 x 0.0667.
    rise = published(assembly())["anth_60b_4gw"]
    assert (rise.low, rise.published, rise.high) == pytest.approx((3.6, 4, 4.4))
    assert (rise.case, rise.verdict) == (pytest.approx(4.002), Verdict.INSIDE)


def test_figures_of_the_us_are_for_cases_of_the_us(us: Assembly, assembly: Build) -> None:
    assert {"anth_us_need_2028", "epoch_us_2027"} <= set(published(us))
    abroad = assembly(nodes={"ids": ["US_dallas", "DE_berlin"]})
    assert not {"anth_us_need_2028", "epoch_us_2027"} & set(published(abroad))


def test_rates_of_a_case_with_every_driver(assembly: Build) -> None:
    found = published(assembly())
    # 1 / 0.0667 billion USD per GW, within 8 to 17.
    revenue = found["rev_per_gw_inference"]
    assert (revenue.case, revenue.low, revenue.high) == (pytest.approx(1 / 0.0667), 8, 17)
    assert revenue.unit == "billion USD per GW-yr of inference"
    # Software divides by 1.9 a year: as Microsoft says (1.71 to 2.09), not as NVIDIA (2.77).
    software = found["ms_sw_gain"]
    assert (software.case, software.verdict) == (pytest.approx(1.9), Verdict.INSIDE)
    assert found["sw_tput_gain"].verdict is Verdict.BELOW
    # Hardware 1.3 a year, within 1.26 to 1.4; chat peaks at 1.7 times its mean, within 1.4 to 2.
    assert found["hw_eff_growth"].case == 1.3
    assert found["hw_eff_growth"].verdict is Verdict.INSIDE
    assert found["peak_to_mean"].case == 1.7


def test_training_as_published_is_inside_its_band(assembly: Build) -> None:
    compute = {"start": "2026", "facility_gw": 1, "growth_per_year": 4.5}
    fleet = {"training": [{"name": "fleet", "compute": compute}]}
    growth = published(assembly(demand=fleet))["train_run_growth"]
    assert (growth.case, growth.low, growth.high) == (pytest.approx(4.5), 4, 5)
    assert growth.verdict is Verdict.INSIDE


def test_what_a_case_does_not_have_is_not_compared(tiny: Assembly) -> None:
    found = published(tiny)
    # No revenue, no training, no driver in GW, and no year before 2029.
    absent = {"rev_per_gw_inference", "anth_60b_4gw", "train_run_growth", "hw_eff_growth", "inf_share_2030"}
    assert not absent & set(found)
    assert {entry.year for entry in found.values()} == {2029, 2030, 2031, 2032}
    assert found["scn_lab_2030"].verdict is Verdict.BELOW


def test_every_figure_has_a_source(us: Assembly) -> None:
    for found in compared(us):
        assert found.source
        assert found.confidence
        assert found.low <= found.published <= found.high
