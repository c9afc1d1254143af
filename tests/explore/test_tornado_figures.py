"""What has a range, what moves together, and what is left out and counted."""

from __future__ import annotations

import math

import pytest

from planner.assemble import assemble_case
from planner.cases import Case, load_case
from planner.explore.tornado import By, TornadoOptions
from planner.explore.tornado.figure import Cells, Figure, Side, number_text, ranged_cells
from planner.explore.tornado.own import hand_ranges, settle
from planner.explore.tornado.sides import by_year, changed_case
from planner.explore.tornado.uncertainty import Uncertainty, uncertainties
from planner.explore.tornado.varied import find_varied
from planner.problems import InputError
from planner.reference import Confidence, Override, TableName, load_reference


@pytest.fixture(scope="module")
def cells() -> Cells:
    return ranged_cells(load_reference())


@pytest.fixture(scope="module")
def us() -> Case:
    return load_case("us-inference-2030")


def named(case: Case, by: By = By.GROUP) -> dict[str, Uncertainty]:
    return {u.name: u for u in find_varied(case, TornadoOptions(by=by)).of_tables}


def test_a_figure_has_the_ends_source_and_confidence_of_its_row(cells: Cells) -> None:
    wacc = next(cell.figure for cell in cells.ranged if cell.row_id == "wacc")
    assert (wacc.low, wacc.value, wacc.high, wacc.unit) == (0.07, 0.09, 0.14, "fraction per year")
    assert wacc.confidence is Confidence.OWN_ASSUMPTION
    assert "secondary press" in wacc.source


def test_the_price_a_chip_is_paid_at_lies_between_ends_of_another_name(cells: Cells) -> None:
    price = next(c for c in cells.ranged if c.figure.path == "chips.GB300.it_capex_usd_per_chip_all_in")
    row = load_reference().chips.set_index("chip_id").loc["GB300"]
    assert (price.figure.low, price.figure.high) == (
        row["it_capex_usd_per_chip_low"],
        row["it_capex_usd_per_chip_high"],
    )


def test_every_figure_with_two_different_ends_has_a_range_and_the_others_are_counted(cells: Cells) -> None:
    finance = load_reference().finance
    with_width = int((finance["low"] < finance["high"]).sum())
    assert sum(cell.table is TableName.FINANCE for cell in cells.ranged) == with_width
    assert with_width < len(finance)  # the base years have none
    assert cells.without_range > 1_000
    assert cells.outside == ()


def test_evidence_that_the_planner_does_not_read_is_no_figure(cells: Cells) -> None:
    assert not [cell for cell in cells.ranged if cell.row.get("used_as")]


def test_a_cell_of_the_case_outside_the_range_is_left_out_and_named() -> None:
    own = Override(TableName.FINANCE, "it_maintenance", "value", 0.5, "case.yaml")
    found = ranged_cells(load_reference([own]))
    assert found.outside == ("finance.it_maintenance.value",)
    assert "it_maintenance" not in [cell.row_id for cell in found.ranged]


def test_a_key_of_the_case_takes_over_the_range_as_long_as_it_lies_within(us: Case, cells: Cells) -> None:
    share = named(us)["finance.buyer_share"].figures
    assert [(f.path, f.value, f.low, f.high) for f in share] == [("buyer.share", 0.25, 0.1, 0.4)]
    assert share[0].confidence is Confidence.OWN_ASSUMPTION
    own = changed_case(us, ["buyer.share=0.9"])
    assert settle(cells.ranged, own).outside == ("buyer.share",)


def test_the_size_of_halls_is_left_out_where_the_ledger_counts_in_them(us: Case, cells: Cells) -> None:
    assert settle(cells.ranged, us).in_ledger == (
        "finance.hall_mw_campus.value",
        "finance.hall_mw_edge.value",
    )
    new = changed_case(us, ["ledger={}"])
    assert settle(cells.ranged, new).in_ledger == ()
    assert "finance.hall_mw_campus" in named(new)


def test_a_driver_with_a_figure_of_its_own_is_changed_where_it_stands(us: Case) -> None:
    start = named(us)["finance.fleet_efficiency_start"]
    assert start.changes(Side.HIGH) == ("demand.facility_gw.0.fleet_efficiency=1.0",)
    high = changed_case(us, start.changes(Side.HIGH))
    assert high.demand.facility_gw[0].fleet_efficiency == 1.0


def test_by_group_the_prices_of_all_chips_move_and_by_figure_each_alone(us: Case) -> None:
    together = named(us)["chips.it_capex_usd_per_chip_all_in"]
    alone = named(us, By.FIGURE)["chips.GB300.it_capex_usd_per_chip_all_in"]
    assert len(together.figures) > 20
    assert [figure.path for figure in alone.figures] == ["chips.GB300.it_capex_usd_per_chip_all_in"]


@pytest.mark.parametrize("by", By)
def test_a_path_of_demand_moves_as_a_whole(us: Case, by: By) -> None:
    path = named(us, by)["demand.scn_lab"]
    assert len(path.figures) == 9
    low = changed_case(us, path.changes(Side.LOW))
    same = changed_case(us, ["demand.facility_gw.0.path=scn_lab_low"])
    assert assemble_case(low).inputs.demand == assemble_case(same).inputs.demand


def test_a_shorter_wait_brings_the_first_date_of_the_grid_forward_as_well(us: Case) -> None:
    wait = named(us, By.FIGURE)["regions.us_nova.grid_wait_quarters"]
    # 28 quarters until 2033Q4, at least 21: seven quarters earlier.
    assert wait.changes(Side.LOW) == (
        "regions.us_nova.grid_wait_quarters=21",
        "regions.us_nova.earliest_grid_quarter=2032Q1",
    )


def test_only_rows_that_the_case_mentions_are_varied(us: Case) -> None:
    regions = named(us)["regions.industrial_price_usd_per_mwh"]
    assert all(figure.path.startswith("regions.us_") for figure in regions.figures)


def figure(path: str, confidence: Confidence, *, value: float = 10.0, unit: str = "USD") -> Figure:
    return Figure(path, value, value - 2, value + 4, unit, "somebody", confidence)


def test_own_assumptions_are_marked_from_half_of_the_figures_on() -> None:
    known, own = Confidence.MEASURED, Confidence.OWN_ASSUMPTION
    half = Uncertainty("u", "u", (figure("a", known), figure("b", own)), {})
    third = Uncertainty("u", "u", (figure("a", known), figure("b", known), figure("c", own)), {})
    assert (half.is_own, half.own_share, half.confidence) == (True, 0.5, own)
    assert (third.is_own, third.confidence) == (False, own)


def test_several_figures_say_their_mean_change_and_one_its_value() -> None:
    # 8/10 and 2/4 of the value at the low end: -20 % and -50 %.
    two = (figure("a", Confidence.MEASURED), figure("b", Confidence.MEASURED, value=4.0))
    assert Uncertainty("u", "u", two, {}).text(Side.LOW) == "-35 %"
    assert Uncertainty("u", "u", two[:1], {}).text(Side.LOW) == "8"
    times = tuple(figure(name, Confidence.MEASURED, unit="quarters") for name in "ab")
    assert Uncertainty("u", "u", times, {}).text(Side.HIGH) == "+4.0 quarters"


def test_a_range_by_hand_is_of_a_key_with_its_value(us: Case) -> None:
    (share,) = hand_ranges(["demand.facility_gw.0.share_located=0.5:0.9"], us)
    assert (share.figures[0].value, share.is_own) == (0.75, True)
    (cell,) = hand_ranges(["chips.GB300.hbm_gb=200:300"], us)
    assert math.isnan(cell.figures[0].value)
    assert cell.changes(Side.HIGH) == ("chips.GB300.hbm_gb=300",)


@pytest.mark.parametrize(
    "text", ["buyer.share", "buyer.share=0.1", "=1:2", "a.b=2:1", "a.b=x:1", "a.b=1:inf"]
)
def test_a_range_that_is_none_is_refused(us: Case, text: str) -> None:
    with pytest.raises(InputError, match="with low below high"):
        hand_ranges([text], us)


def test_a_range_given_twice_is_refused(us: Case) -> None:
    with pytest.raises(InputError, match="each path once"):
        hand_ranges(["buyer.share=0.1:0.4", "buyer.share=0.2:0.4"], us)


def test_an_input_without_a_range_cannot_be_asked_for(us: Case) -> None:
    with pytest.raises(InputError, match="an input with a range"):
        find_varied(us, TornadoOptions(always=("finance.nothing",)))


def test_numbers_are_read_back_to_the_last_digit() -> None:
    assert float(number_text(0.1 + 0.2)) == 0.1 + 0.2
    assert number_text(9.0, is_whole=True) == "9"


def test_in_years_the_horizon_stays_and_only_whole_years_are_joined(us: Case) -> None:
    periods = assemble_case(by_year(us)).inputs.periods
    assert [p.label for p in periods] == ["2026Q4", "2027", "2028", "2029", "2030"]
    short = changed_case(us, ["horizon.last=2030Q2"])
    labels = [p.label for p in assemble_case(by_year(short)).inputs.periods]
    assert labels == ["2026Q4", "2027", "2028", "2029", "2030Q1", "2030Q2"]


def test_every_cell_belongs_to_one_uncertainty(cells: Cells) -> None:
    for by in By:
        some = list(uncertainties(cells.ranged, by))
        assert sum(len(u.figures) for u in some) == len(cells.ranged)
        assert len({u.name for u in some}) == len(some)
