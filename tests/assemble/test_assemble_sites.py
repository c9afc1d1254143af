from __future__ import annotations

from collections.abc import Callable

import pytest

from buildout.inputs import Inputs, Site, SiteKind
from buildout.quarters import parse_quarter
from planner.assemble import Assembly
from planner.problems import InputError

TODAY = parse_quarter("2026Q4")
LEDGER = {"sites": [{"site": "us_abilene", "halls": [{"online": "2025Q1", "halls": 3}]}]}


def site(inputs: Inputs, site_id: str) -> Site:
    return next(s for s in inputs.sites if s.site_id == site_id)


def test_a_campus_is_a_row_of_the_regions(inputs: Callable[..., Inputs]) -> None:
    abilene = site(inputs(), "us_abilene")
    assert (abilene.kind, abilene.area_id, abilene.country) == (SiteKind.CAMPUS, "us_abilene", "US")
    assert (abilene.pue, abilene.hall_mw, abilene.min_halls, abilene.max_halls) == (1.17, 100, 2, 42)
    assert abilene.halls_per_quarter == 3  # 5,000 MW is large
    assert abilene.first_hall_quarter == parse_quarter("2028Q2")
    assert set(abilene.hosting_mw) == {4200.0}
    assert abilene.open_cost_musd == 150


def test_the_market_can_be_later_than_the_chain(inputs: Callable[..., Inputs]) -> None:
    nova = site(inputs(sites={"campuses": {"ids": ["us_nova"]}}), "us_nova")
    assert nova.first_hall_quarter == parse_quarter("2029Q1")
    assert nova.halls_per_quarter == 1


def test_a_campus_of_the_ledger_waits_for_its_next_hall_only(inputs: Callable[..., Inputs]) -> None:
    ledger = {"sites": [{"site": "us_nova", "halls": [{"online": "2025Q1", "halls": 3}]}]}
    nova = site(inputs(ledger=ledger), "us_nova")
    # Electrical and cooling take six quarters with or without an opening.
    assert nova.first_hall_quarter == TODAY + 6
    assert nova.in_ledger
    assert set(nova.committed_halls) == {3}


def test_an_edge_site_grows_into_our_share_of_its_hosting(inputs: Callable[..., Inputs]) -> None:
    dallas = site(inputs(), "US_dallas")
    # Dallas hosts 200 MW for all, 35 MW more each year: a quarter of that is 50 MW, or ten clusters.
    assert (dallas.kind, dallas.hall_mw, dallas.min_halls, dallas.max_halls) == (SiteKind.EDGE, 5, 1, 10)
    first = dallas.first_hall_quarter
    assert first == TODAY + 3
    by_quarter = dict(zip(range(TODAY, TODAY + 13), dallas.hosting_mw, strict=True))
    assert by_quarter[first - 1] == 0
    assert by_quarter[first] == pytest.approx(35 / 4 / 4)
    assert by_quarter[first + 3] == pytest.approx(35 / 4)


def test_running_a_hall_costs_maintenance_staff_and_tax(inputs: Callable[..., Inputs]) -> None:
    some = inputs()
    # Hall of 100 MW IT, 117 MW facility, multiplier 0.98: (0.35 + 2.2 + 5.0 + 2.6 + 1.0) M x 117
    # + 1.0 M x 100 = 1,404.55 M; x 0.98 = 1,376.459 M. Of that 2.5 % + 0.8 % a year, and 0.12 M x 117.
    expected = 1376.459 * 0.033 + 14.04
    assert site(some, "us_abilene").fixed_musd_per_hall_year == pytest.approx(expected)
    # Cluster of 5 MW IT, 6.4 MW facility: 4 M + 14 M x 5 = 74 M; 4.0 % + 0.8 % a year, and 0.35 M x 6.4.
    assert site(some, "US_dallas").fixed_musd_per_hall_year == pytest.approx(74 * 0.048 + 2.24)


def test_edge_sites_take_only_chips_that_fit(inputs: Callable[..., Inputs]) -> None:
    some = inputs()
    assert {"VR200", "TPU8i"} <= set(site(some, "us_abilene").chip_ids)
    edge = site(some, "US_dallas").chip_ids
    assert "VR200" in edge
    assert "TPU8i" not in edge


def test_what_is_left_out_is_said(assembly: Callable[..., Assembly]) -> None:
    sites = {
        "campuses": {"ids": ["us_abilene", "us_boston", "cn_ulanqab"]},
        "edges": {"ids": ["CN_beijing", "US_reno"]},
    }
    result = assembly(sites=sites)
    assert [s.site_id for s in result.inputs.sites] == ["us_abilene"]
    notes = " ".join(result.notes)
    for part in (
        "implausible there: us_boston",
        "cn_ulanqab, CN_beijing",
        "one cluster within the horizon: US_reno",
    ):
        assert part in notes


def test_a_site_that_comes_after_the_horizon_is_left_out(assembly: Callable[..., Assembly]) -> None:
    result = assembly(horizon={"first": "2026Q4", "last": "2028Q1"})
    assert [s.site_id for s in result.inputs.sites] == ["US_dallas"]
    assert any("after the horizon: us_abilene" in note for note in result.notes)


def test_a_case_without_a_site_says_why(assembly: Callable[..., Assembly]) -> None:
    with pytest.raises(InputError, match="one cluster within the horizon: US_dallas") as caught:
        assembly(horizon={"first": "2026Q4", "last": "2027Q1"})
    assert len(caught.value.problems) == 1


def test_the_ledger_keeps_a_site_that_nobody_would_choose(inputs: Callable[..., Inputs]) -> None:
    ledger = {
        "sites": [
            {
                "site": "cn_ulanqab",
                "halls": [{"online": "2024Q1", "halls": 1}],
                "power": [{"option": "grid_apac", "online": "2024Q1", "mw": 120}],
                "chips": [{"chip": "A910C", "online": "2025Q1", "it_mw": 50}],
            }
        ]
    }
    ulanqab = site(inputs(ledger=ledger), "cn_ulanqab")
    assert ulanqab.chip_ids == ("A910C",)


def test_halls_of_the_ledger_come_with_their_date(inputs: Callable[..., Inputs]) -> None:
    halls = [{"online": "2025Q1", "halls": 3}, {"online": "2027Q2", "halls": 2}]
    steps = [{"quarters": 1, "until": "2026Q4"}, {"quarters": 2, "until": "2027Q4"}, {"quarters": 4}]
    some = inputs(
        ledger={"sites": [{"site": "us_abilene", "halls": halls}]},
        horizon={"first": "2026Q4", "last": "2028Q4", "steps": steps},
    )
    # Online from 2027Q2: the half-year that began before cannot count on it.
    assert site(some, "us_abilene").committed_halls == (3, 3, 5, 5)


def test_a_custom_site_is_taken_as_given(inputs: Callable[..., Inputs]) -> None:
    own = {
        "id": "north",
        "kind": "campus",
        "lat": 47.0,
        "lon": -100.0,
        "country": "US",
        "pue": 1.2,
        "hall_mw": 50,
        "min_halls": 2,
        "max_halls": 4,
        "open_cost_usd": 10_000_000,
        "hall_fixed_usd_per_year": 3_000_000,
        "first_quarter": "2027Q1",
        "region": "us_ndak",
    }
    some = inputs(sites={"custom": [own]})
    north = site(some, "north")
    assert (north.name, north.area_id, north.first_hall_quarter) == (
        "north",
        "us_ndak",
        parse_quarter("2027Q1"),
    )
    assert (north.open_cost_musd, north.fixed_musd_per_hall_year) == (10, 3)
    assert set(north.hosting_mw) == {200.0}
    assert any(o.option_id.endswith("_position") for o in some.power if o.site_id == "north")


def test_the_largest_metros_are_the_heaviest(inputs: Callable[..., Inputs]) -> None:
    some = inputs(sites={"edges": {"countries": ["US"], "largest": 3, "exclude": ["US_chicago"]}})
    assert [s.site_id for s in some.sites] == ["US_newyorkcity", "US_losangeles", "US_riverside"]


def test_locks_move_a_site(inputs: Callable[..., Inputs]) -> None:
    def locked(**lock: object) -> Inputs:
        return inputs(locks=[{"site": "us_abilene", **lock}])

    assert site(locked(earliest="2029Q1"), "us_abilene").first_hall_quarter == parse_quarter("2029Q1")
    assert site(locked(latest="2029Q1"), "us_abilene").open_by_quarter == parse_quarter("2029Q1")
    assert site(locked(open=True), "us_abilene").open_by_quarter == parse_quarter("2029Q4")
    assert [s.site_id for s in locked(forbid=True).sites] == ["US_dallas"]


def test_a_forbidden_site_of_the_ledger_stays_as_it_is(inputs: Callable[..., Inputs]) -> None:
    some = inputs(locks=[{"site": "us_abilene", "forbid": True}], ledger=LEDGER)
    assert site(some, "us_abilene").max_halls == 3


def test_a_frozen_window_moves_everything_the_plan_decides(inputs: Callable[..., Inputs]) -> None:
    some = inputs(policies={"frozen_until": "2029Q2"})
    until = parse_quarter("2029Q2")
    assert all(s.first_hall_quarter >= until for s in some.sites)
    assert all(o.first_quarter >= until for o in some.power)
    late = [p.start >= until for p in some.periods]
    assert all(not any(mw for mw, ok in zip(c.supply_mw, late, strict=True) if not ok) for c in some.chips)
