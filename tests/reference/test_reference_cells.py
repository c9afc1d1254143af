from __future__ import annotations

import math

import pytest

from planner.reference.cells import cell_text, did_you_mean, parse_cell
from planner.reference.dictionary import Column, Dtype
from planner.reference.tables import TableName


def column(
    dtype: Dtype,
    *,
    required: bool = False,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
) -> Column:
    return Column(
        table=TableName.REGIONS,
        name="some_mw",
        unit="MW",
        dtype=dtype,
        required=required,
        minimum=low,
        maximum=high,
        choices=choices,
        refers_to=None,
        confidence="",
        shown=False,
        meaning="",
    )


def test_missing_text_is_empty_and_a_missing_number_is_nan() -> None:
    assert parse_cell(column(Dtype.TEXT), "") == ""
    assert math.isnan(float(parse_cell(column(Dtype.NUMBER), "")))


@pytest.mark.parametrize(
    ("dtype", "text", "value"),
    [
        (Dtype.NUMBER, "1.5e3", 1500.0),
        (Dtype.INTEGER, "8.0", 8),
        (Dtype.FLAG, "1", 1),
        (Dtype.QUARTER, "2026Q4", "2026Q4"),
        (Dtype.LIST, "a; b ;", "a;b"),
        (Dtype.TEXT, "NA", "NA"),
    ],
)
def test_what_a_cell_holds(dtype: Dtype, text: str, value: str | float) -> None:
    assert parse_cell(column(dtype, required=True), text) == value


def test_a_required_integer_is_an_int() -> None:
    assert isinstance(parse_cell(column(Dtype.INTEGER, required=True), "8"), int)


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1_000", "12 MW", "1,5", "1e999"])
def test_no_finite_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"a finite number \(MW\)"):
        parse_cell(column(Dtype.NUMBER), text)


@pytest.mark.parametrize(
    ("spec", "text", "expected"),
    [
        (column(Dtype.NUMBER, low=1, high=3), "0.9", r"a finite number \(MW\) from 1 to 3"),
        (column(Dtype.NUMBER, low=0), "-1", "of 0 or more"),
        (column(Dtype.NUMBER, high=3), "4", "of 3 or less"),
        (column(Dtype.INTEGER), "1.5", "a whole number"),
        (column(Dtype.FLAG, low=0, high=1), "2", "0 or 1"),
        (column(Dtype.QUARTER), "2026-Q4", "a quarter such as 2026Q4"),
        (column(Dtype.QUARTER, low=4 * 2026), "2025Q4", "of 2026Q1 or more"),
        (column(Dtype.TEXT, choices=("halls", "power")), "hall", "one of halls, power"),
        (column(Dtype.TEXT, required=True), "", "text"),
    ],
)
def test_a_refused_cell_says_what_it_may_hold(spec: Column, text: str, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        parse_cell(spec, text)


def test_the_text_of_a_value() -> None:
    assert cell_text(True) == "1"
    assert cell_text(0.25) == "0.25"
    assert cell_text("  VR200 ") == "VR200"


def test_the_nearest_word() -> None:
    assert did_you_mean("hals", ["halls", "power"]) == "did you mean 'halls'?"
    assert did_you_mean("xyz", ["halls", "power"]) == ""
