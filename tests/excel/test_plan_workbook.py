"""The workbook of a plan holds what its tables and its summary hold."""

from __future__ import annotations

import io
import math
import zipfile
from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from buildout.decisions import Decisions
from buildout.inputs import Inputs, Period
from planner.draw import COLOURS
from planner.excel import styles
from planner.excel.plan import table_sheets
from planner.excel.plan.told import tell
from planner.plan import TABLES, Plan, summarise
from planner.plan.columns import Dtype
from planner.plan.markdown import number, percent
from tests.excel.conftest import bytes_of, opened
from tests.excel.read import block_of, facts_of, frame_of, rows_of, summary_table
from tests.plan.conftest import plan_of
from tests.small import small

ORDERS_HEADER = 3
"""Row of the header of the order list, below its sums and units."""


@pytest.fixture(scope="module")
def summary(inputs: Inputs, plan: Plan) -> str:
    return summarise(inputs, plan)


@pytest.fixture(scope="module")
def orders(book: Workbook) -> pd.DataFrame:
    return frame_of(book["Order list"], ORDERS_HEADER).set_index("order id")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_on_its_sheet_number_by_number(book: Workbook, plan: Plan, name: str) -> None:
    read, frame = frame_of(book[name], 2), plan.tables[name]
    assert list(read.columns) == TABLES[name].names
    assert len(read) == len(frame)
    for column in TABLES[name].columns:
        cells, values = read[column.name].tolist(), frame[column.name].tolist()
        if column.dtype is Dtype.NUMBER:
            assert cells == pytest.approx(values, rel=1e-14)  # Excel keeps fifteen digits or more
        else:
            assert [("" if cell is None else cell) for cell in cells] == values


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_its_units_and_can_be_filtered(book: Workbook, name: str) -> None:
    sheet, schema = book[name], TABLES[name]
    units = [("" if unit is None else unit) for unit in rows_of(sheet)[1]]
    assert units[: len(schema.columns)] == [column.unit for column in schema.columns]
    assert sheet.freeze_panes == "B4"
    last = max(sheet.max_row, 4)
    assert sheet.auto_filter.ref == f"A3:{sheet.cell(last, len(schema.columns)).coordinate}"


def test_numbers_have_formats_of_their_kind(book: Workbook) -> None:
    sheet = book["sites"]
    formats = {sheet.cell(3, at).value: sheet.cell(4, at).number_format for at in range(1, 11)}
    assert (formats["halls_end"], formats["it_mw_end"]) == ("#,##0", "#,##0.00")
    assert sheet.cell(4, 7).data_type == "b"
    assert book["costs"]["B4"].number_format == "#,##0"


def test_the_facts_are_the_plan(book: Workbook, inputs: Inputs, plan: Plan) -> None:
    facts = facts_of(book)
    assert facts["Cost"] == pytest.approx(plan.cost_usd / 1e9, rel=1e-14)
    assert facts["Lower bound"] == pytest.approx(5.0)
    assert facts["Gap"] == pytest.approx(plan.gap, rel=1e-14)
    # Of the 60 million of demand in 2027Q2, 5 fall short at 3 million USD per MW and quarter.
    assert facts["Price of what falls short"] == pytest.approx(0.015)
    assert facts["Audit"] == "all hold"
    # The order list marks the same orders as the summary counts: late, or due in two quarters.
    due = frame_of(book["Order list"], ORDERS_HEADER)
    due = due[due["due"] != "later"]
    assert facts["Orders by the end of 2027Q2"] == pytest.approx(due["price"].sum() / 1e9)


def test_gw_by_year_is_that_of_the_summary(book: Workbook, summary: str) -> None:
    own = block_of(book, "GW at the end of each year")[1:]
    built, work = (summary_table(summary, "GW by year", k)[1:] for k in (0, 1))
    for row, told, done in zip(own, built, work, strict=True):
        assert [str(row[0]), *(f"{gw:,.2f}" for gw in row[1:6])] == told
        assert [f"{gw:,.2f}" for gw in row[6:8]] == done[1:3]


def test_spending_is_that_of_the_summary(book: Workbook, summary: str) -> None:
    own = block_of(book, "Spending by year, million USD")
    told = summary_table(summary, "Spending by year, million USD")
    assert own[0][: len(told[0])] == told[0]
    shown = [[str(row[0]), *(number(usd) for usd in row[1 : len(told[0])])] for row in own[1:]]
    assert shown == told[1:]


def test_chips_by_vendor_are_those_of_the_summary(book: Workbook, summary: str) -> None:
    own = block_of(book, "Chips by vendor and year online, IT MW")
    told = summary_table(summary, "Chips bought")
    assert own[0][:6] == ["vendor", "2027", "all years", "share of MW", "million USD", None]
    for row, line in zip(own[1:], told[1:], strict=True):
        assert row[1] == pytest.approx(row[2])
        assert [row[0], number(row[2]), number(row[4]), percent(row[3])] == line


def test_what_opens_is_that_of_the_summary(book: Workbook, summary: str) -> None:
    own, told = block_of(book, "What opens"), summary_table(summary, "What opens, where and when")
    assert [row[1:4] for row in own[1:]] == [line[1:4] for line in told[1:]]
    assert [[number(cell) for cell in row[4:8]] for row in own[1:]] == [line[4:8] for line in told[1:]]


def test_next_orders_are_those_of_the_summary(book: Workbook, summary: str) -> None:
    title = "Orders to place by the end of 2027Q2"
    own, told = block_of(book, title, leads=1), summary_table(summary, title)
    assert [[row[2], row[3], number(row[6])] for row in own[1:]] == [
        [line[0], line[3], line[5]] for line in told[1:]
    ]


def test_shortage_is_that_of_the_summary(book: Workbook, summary: str) -> None:
    own, told = block_of(book, "What falls short"), summary_table(summary, "What falls short")
    line = next(line for line in told if line[1] == "Chat")
    assert [row[0] for row in own[1:]] == ["Chat", "all"]
    shown = own[1]
    assert [shown[4], f"{number(shown[5])} {shown[6]}", percent(shown[7]), number(shown[8])] == line[3:]


def test_limits_are_the_lines_of_the_summary(inputs: Inputs, plan: Plan, summary: str) -> None:
    told = tell(inputs, plan, "", None)
    assert told.limits
    assert all(f"- {line}\n" in summary for line in told.limits)
    assert told.first_bottleneck.startswith("2027Q2: ")


def test_an_order_by_hand(orders: pd.DataFrame) -> None:
    """60 MW at 30 million USD each, 30 % two quarters before, ordered then, in racks of 0.1 MW."""
    order = orders.loc["chip/south/gb/2027Q2"]
    assert (order["site"], order["what"], order["vendor"]) == ("Süd-Straße | 南", "GB", "Nova")
    assert (order["order by"], order["due"]) == (datetime(2026, 12, 31), "late")
    assert (order["delivery"], order["delivery quarter"]) == (datetime(2027, 4, 1), "2027Q2")
    assert (order["racks"], order["chips"]) == (600, 30_000)
    assert order["price per unit"] == pytest.approx(30e6)
    assert order["price"] == pytest.approx(1.8e9)
    assert (order["deposit"], order["deposit in"]) == (pytest.approx(540e6), "2026Q4")
    paid = {name: order[name] for name in order.index if name.startswith("paid") and order[name] is not None}
    assert paid == {"paid 2026Q4": pytest.approx(540e6), "paid 2027Q2": pytest.approx(1.26e9)}


def test_payments_of_an_order_sum_to_its_price(orders: pd.DataFrame, plan: Plan) -> None:
    paid = orders[[name for name in orders.columns if name.startswith("paid ")]].astype(float)
    assert paid.sum(axis=1).tolist() == pytest.approx(orders["price"].tolist(), rel=1e-9)
    prices = plan.tables["orders"].set_index("order_id")["price_usd"]
    assert orders["price"].tolist() == pytest.approx(prices[orders.index].tolist(), rel=1e-14)


def test_what_is_paid_at_once_has_no_deposit(orders: pd.DataFrame) -> None:
    move = orders.loc["move/south/gas/2027Q3"]
    assert (move["deposit"], move["deposit in"], move["racks"]) == (None, None, None)
    assert move["paid 2027Q3"] == pytest.approx(20.808e6)


def test_sums_follow_the_filter_and_are_right_before_it(
    inputs: Inputs, plan: Plan, book: Workbook, orders: pd.DataFrame
) -> None:
    sheet = book["Order list"]
    price_at = [cell.value for cell in sheet[ORDERS_HEADER + 1]].index("price") + 1
    letter, last = sheet.cell(1, price_at).column_letter, ORDERS_HEADER + 1 + len(orders)
    assert sheet.cell(2, price_at).value == f"=SUBTOTAL(109,{letter}5:{letter}{last})"
    xml = zipfile.ZipFile(io.BytesIO(bytes_of(inputs, plan))).read("xl/worksheets/sheet2.xml").decode()
    cached = float(xml.split(f"{letter}5:{letter}{last})</f><v>")[1].split("</v>")[0])
    assert cached == pytest.approx(plan.tables["orders"]["price_usd"].sum(), rel=1e-14)


def test_charts_show_cells_of_the_front_sheet(inputs: Inputs, plan: Plan) -> None:
    parts = zipfile.ZipFile(io.BytesIO(bytes_of(inputs, plan)))
    charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 3
    for chart, unit in zip(charts, ("GW", "billion USD", "IT MW"), strict=True):
        assert f"<a:t>{unit}</a:t>" in chart
        assert "<c:f>Plan!$" in chart


def test_a_long_horizon_keeps_tables_and_charts_apart() -> None:
    """Ten years, a quarter each: vendor, years and three sums take fourteen columns."""
    case = small(10)
    years = tuple(Period(f"{2027 + k}Q1", 4 * (2027 + k), 1) for k in range(10))
    case = replace(case, periods=years)
    bought = {("a", "g", "2030Q1"): 10.0}
    plan = plan_of(case, Decisions(buy_mw=bought, fleet_mw=bought))
    content = bytes_of(case, plan)
    header = block_of(opened(content), "Chips by vendor and year online, IT MW")[0]
    assert header[:2] == ["vendor", "2027"]
    assert len(header) == 14
    drawing = zipfile.ZipFile(io.BytesIO(content)).read("xl/drawings/drawing1.xml").decode()
    assert {int(one.split("<")[0]) for one in drawing.split("<xdr:from><xdr:col>")[1:]} == {15}


def test_the_same_plan_gives_the_same_bytes(inputs: Inputs, plan: Plan) -> None:
    """However long its search took; so `--deterministic` holds for the workbook too."""
    slower = replace(plan, seconds=99.0, seconds_to_first_plan=50.0, peak_memory_mb=1.0)
    assert bytes_of(inputs, plan) == bytes_of(inputs, slower)


def test_an_empty_plan(inputs: Inputs, empty_plan: Plan) -> None:
    """The ledger stands, nothing is bought, and nothing is proved."""
    content = bytes_of(inputs, empty_plan)
    book = opened(content)
    facts = facts_of(book)
    assert "no lower bound" in facts["Gap"]
    assert facts["Cost"] == pytest.approx(empty_plan.cost_usd / 1e9, rel=1e-14)
    assert block_of(book, "What opens") == [["No halls beyond those of the ledger.", *[None] * 8]]
    assert frame_of(book["Order list"], ORDERS_HEADER).dropna(how="all").empty
    charts = [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "charts/chart" in name]
    assert len(charts) == 2  # nothing to draw of vendors


def test_a_long_table_is_left_to_its_file(
    inputs: Inputs, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_sheets, "MOST_ROWS", 8)
    book = opened(bytes_of(inputs, plan))
    long = {name for name, frame in plan.tables.items() if len(frame) > 8}
    assert long
    assert not long & set(book.sheetnames)
    listed = {row[0]: row[1] for row in rows_of(book["Plan"])}
    for name in long:
        assert f"{len(plan.tables[name]):,} rows, in the file tables/{name}.csv" in listed[name]


def test_the_columns_sheet_explains_every_column(book: Workbook) -> None:
    read = frame_of(book["Columns"], 2)
    own = read[read["table"] == "halls"]
    assert own["column"].tolist() == TABLES["halls"].names
    assert own["meaning"].tolist() == [column.meaning for column in TABLES["halls"].columns]
    assert set(TABLES) == set(read["table"])


def test_properties_name_the_case_and_no_clock(book: Workbook, inputs: Inputs) -> None:
    assert book.properties.title == "Small"
    assert "abc" in book.properties.description
    assert book.properties.created == datetime(2027, 1, 1)


def test_colours_are_those_of_the_pictures() -> None:
    assert styles.COLOURS == COLOURS


def test_a_missing_number_is_an_empty_cell(inputs: Inputs, plan: Plan) -> None:
    costs = plan.tables["costs"].assign(nominal_usd=math.nan)
    book = opened(bytes_of(inputs, replace(plan, tables={**plan.tables, "costs": costs})))
    assert set(frame_of(book["costs"], 2)["nominal_usd"]) == {None}
