from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.excel.case.cell import CellError, RawCell, cell_address
from planner.excel.case.fields import Field, Kind
from planner.excel.case.numbers import read_number
from planner.excel.case.schema_fields import unit_of
from planner.excel.case.values import EMPTY_LIST, read_value, shown_value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234\u202f567", 1234567.0),
        ("1'234.5", 1234.5),
        ("1\u2019234\u2019567.25", 1234567.25),
        ("1,234,567", 1234567.0),
        ("1.234.567", 1234567.0),
        ("1.234.567,5", 1234567.5),
        ("1 234", 1234.0),
        ("1 234,567", 1234.567),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("1,5", 1.5),
        ("12,50", 12.5),
        ("1234,567", 1234.567),
        (",5", 0.5),
        ("5.", 5.0),
        ("-3", -3.0),
        ("\u22123,5", -3.5),
        ("  7  ", 7.0),
        ("2.5e9", 2.5e9),
        ("5E-3", 0.005),
        ("0.30000000000000004", 0.30000000000000004),
    ],
)
def test_numbers_of_many_countries(text: str, number: float) -> None:
    assert read_number(text, takes_percent=False) == number


@pytest.mark.parametrize("text", ["1,234", "1.234", "12,345", "-999.999"])
def test_what_two_countries_read_differently_is_refused(text: str) -> None:
    with pytest.raises(CellError, match="one meaning"):
        read_number(text, takes_percent=False)


@pytest.mark.parametrize(
    "text",
    [
        *("", "abc", "nan", "inf", "1e", ".", "0x10", "1_000", "--3", "(3)", "$5", "5 MW", "3 %%"),
        *("12 34", "1,23,456", "1.2.3", "1,234.5.6", "1,2345.6", "1 23,4", "1,234 567"),
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        read_number(text, takes_percent=True)


@pytest.mark.parametrize(("text", "share"), [("3 %", 0.03), ("5.5%", 0.055), ("8,7 %", 0.087), ("100%", 1.0)])
def test_percent_is_a_hundredth_of_a_fraction_and_exact(text: str, share: float) -> None:
    assert read_number(text, takes_percent=True) == share
    with pytest.raises(CellError, match="percent"):
        read_number(text, takes_percent=False)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_comes_back_whether_it_is_shown_as_number_or_as_text(number: float) -> None:
    """A spreadsheet keeps 15 digits; what needs more is text."""
    field = Field("value", Kind.NUMBER)
    shown = shown_value(field, number)
    kept = float(f"{shown:.15g}") if isinstance(shown, float) else shown
    assert read_value(field, RawCell("A!A1", kept)) == number


@given(st.integers(0, 999_999_999), st.integers(0, 99), st.sampled_from([(",", "."), (".", ","), (" ", ",")]))
def test_groups_of_three_change_nothing(whole: int, cents: int, marks: tuple[str, str]) -> None:
    group, point = marks
    text = f"{whole:,}".replace(",", group) + f"{point}{cents:02}"
    assert read_number(text, takes_percent=False) == float(f"{whole}.{cents:02}")


DAY = datetime.datetime(2027, 10, 1)


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        (Kind.INTEGER, 8.0, 8),
        (Kind.NUMBER, 8, 8),
        (Kind.FLAG, "Yes", True),
        (Kind.FLAG, False, False),
        (Kind.QUARTER, DAY, "2027Q4"),
        (Kind.QUARTER, "2027q4 ", "2027Q4"),
        (Kind.QUARTER, "2027-10-01", "2027Q4"),
        (Kind.DATE, DAY, "2027-10"),
        (Kind.DATE, 2027, "2027"),
        (Kind.DATE, "2027h1", "2027H1"),
        (Kind.NAME, " VR200 \u00a0", "VR200"),
        (Kind.NAME, 300.0, "300"),
        (Kind.LIST, "a; b ;", ["a", "b"]),
        (Kind.LIST, EMPTY_LIST, []),
        (Kind.TEXT, " =1+1", " =1+1"),
        (Kind.TEXT, "   ", None),
        (Kind.NUMBER, None, None),
    ],
)
def test_cells_are_read_as_their_column_asks(kind: Kind, value: object, read: object) -> None:
    assert read_value(Field("x", kind), RawCell("A!A1", value)) == read


@pytest.mark.parametrize(
    ("kind", "cell", "found"),
    [
        (Kind.NUMBER, RawCell("A!A1", DAY), "the date 2027-10-01"),
        (Kind.NUMBER, RawCell("A!A1", value=True), "TRUE"),
        (Kind.NUMBER, RawCell("A!A1", 0.03, is_percent=True), "3 %"),
        (Kind.NUMBER, RawCell("A!A1", "#REF!", is_error=True), "#REF!"),
        (Kind.NUMBER, RawCell("A!A1", is_uncomputed=True), "a formula"),
        (Kind.NAME, RawCell("A!A1", DAY), "the date"),
        (Kind.NAME, RawCell("A!A1", value=True), "TRUE"),
        (Kind.NAME, RawCell("A!A1", datetime.time(3)), "time"),
        (Kind.FLAG, RawCell("A!A1", "perhaps"), "'perhaps'"),
        (Kind.DATE, RawCell("A!A1", "2027-10-15"), "2027-10-15"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused(kind: Kind, cell: RawCell, found: str) -> None:
    with pytest.raises(CellError) as caught:
        read_value(Field("x", kind), cell)
    assert found in caught.value.found


def test_a_percent_format_is_right_for_a_fraction() -> None:
    share = Field("x", Kind.NUMBER, is_fraction=True)
    assert read_value(share, RawCell("A!A1", 0.03, is_percent=True)) == 0.03


def test_a_needed_cell_may_not_be_empty() -> None:
    with pytest.raises(CellError, match="an empty cell"):
        read_value(Field("x", Kind.NUMBER, is_required=True), RawCell("A!A1", "  "))


def test_addresses_are_those_of_spreadsheets() -> None:
    assert cell_address("Chips", 12, 6) == "Chips!F12"
    assert cell_address("Own sites", 6, 28) == "'Own sites'!AB6"
    assert cell_address("Mike's", 1, 1) == "'Mike''s'!A1"


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("capex_usd_per_mw", "USD per MW"),
        ("compute.facility_gw", "GW"),
        ("efficiency_growth_per_year", "per year"),
        ("threshold_it_mw", "IT MW"),
        ("unit", ""),
        ("name", ""),
        ("min_share", ""),
    ],
)
def test_units_are_in_the_names(key: str, unit: str) -> None:
    assert unit_of(key) == unit
