"""A cell that is edited changes that input and no other: the same as the change by name."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.comments import Comment

from planner.cases import load_case
from planner.reference import Confidence
from tests.excel_case.conftest import Editor, sha256

Edited = Callable[..., Path]


def test_edits_are_the_changes_of_the_same_name(edited: Edited) -> None:
    def edit(editor: Editor) -> None:
        editor.setting("buyer.share", 0.3)
        editor.setting("finance.wacc", "9,5 %")
        editor.setting("whole_racks", "no")
        editor.setting("nodes.largest", "30 ")
        editor.setting("chips.exclude", "MI300X; MI325X")
        editor.put("Chips", "VR200", "it_capex_usd_per_chip_all_in", "100 000,5")
        editor.put("Regions", "us_iowa", "near_term_grid_headroom_mw", 1200)
        editor.put("Finance", "property_tax_insurance", "value", "2 %")
        editor.put("Power", "grid_miso", "first_available_quarter", datetime.datetime(2026, 2, 1))
        editor.put("Paths", 1, "value", "0.9")
        editor.put("Ledger", 1, "halls", 8)

    changes = [
        "buyer.share=0.3",
        "finance.wacc=0.095",
        "whole_racks=false",
        "nodes.largest=30",
        "chips.exclude=[MI300X, MI325X]",
        "chips.VR200.it_capex_usd_per_chip_all_in=100000.5",
        "regions.us_iowa.near_term_grid_headroom_mw=1200",
        "finance.property_tax_insurance.value=0.02",
        "power.grid_miso.first_available_quarter=2026Q1",
        "demand.revenue.revenue.billion_usd.2026-12=0.9",
        "ledger.sites.us_indiana.halls.0.halls=8",
    ]
    base = "lab-4gw-10-months"
    changed = load_case(edited(edit, base))
    assert sha256(changed) == sha256(load_case(base, changes)) != sha256(load_case(base))
    assert len(changed.cells) == 3, (
        "a cell that is set to what the table says already is no figure of the case"
    )


def test_rows_are_added_and_removed(edited: Edited) -> None:
    def edit(editor: Editor) -> None:
        editor.sheet("Demand rows").delete_rows(editor.number("Demand rows", "stream") + 6)
        for column in range(1, 6):
            editor.sheet("Demand rows").cell(editor.number("Demand rows", "stream") + 3, column).value = " "
        editor.add("Demand rows", stream="edge", node="city", at=2031, amount=11, unit="reference MW")
        editor.add("Own nodes", id="lake", lat=42.5, lon=-95, country="US")
        editor.add("Locks", site="south", forbid="yes")
        editor.add("Policies", rule="budgets", id="all", usd=1e12)
        editor.add("Policies", rule="vendor_shares", vendor="Acme", max_share=0.9)

    row = "{{stream: {}, node: {}, at: {}, amount: {}, unit: reference MW}}"
    rows = [
        row.format(*values)
        for values in (
            ("chat", "city", 2029, 60),
            ("chat", "city", 2032, 240),
            ("chat", "port", 2032, 80),
            ("edge", "city", 2029, 5),
            ("edge", "city", 2031, 11),
        )
    ]
    nodes = [
        "{id: city, lat: 40.0, lon: -100.0, country: US}",
        "{id: port, lat: 40.0, lon: -90.0, country: US}",
        "{id: lake, lat: 42.5, lon: -95, country: US}",
    ]
    changes = [
        f"demand.rows=[{', '.join(rows)}]",
        f"nodes.custom=[{', '.join(nodes)}]",
        "locks=[{site: south, forbid: true}]",
        "policies.budgets=[{id: all, usd: 1000000000000}]",
        "policies.vendor_shares=[{vendor: Acme, max_share: 0.9}]",
    ]
    assert sha256(load_case(edited(edit))) == sha256(load_case("tiny", changes))


def test_tables_take_new_rows_with_their_source(edited: Edited) -> None:
    def edit(editor: Editor) -> None:
        editor.add(
            "Supply",
            supply_id="own",
            year=2027,
            vendor="NVIDIA",
            generation="Rubin",
            metric="wafers",
            value="1 000 000",
            unit="wafers",
            own_source="offer 7",
            own_confidence="measured",
        )

    cells = load_case(edited(edit)).cells
    value = cells["supply.own.value"]
    assert not isinstance(value, str | float)
    assert (value.value, value.source, value.confidence) == (1_000_000, "offer 7", Confidence.MEASURED)
    assert {key.rpartition(".")[2] for key in cells} == {
        "year",
        "vendor",
        "generation",
        "metric",
        "value",
        "unit",
    }


def test_what_stands_beside_the_inputs_is_let_be(edited: Edited) -> None:
    """Sorted rows, moved columns, own columns after a gap, own sheets, comments, rows that look empty."""

    def edit(editor: Editor) -> None:
        sheet = editor.sheet("Water")
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
        for number, row in enumerate(reversed(rows), start=6):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value  # type: ignore[assignment]
        sheet.move_range("B5:B9", cols=6)
        for number in range(5, 10):
            for column in range(2, 8):
                sheet.cell(number, column).value = sheet.cell(number, column + 1).value
            sheet.cell(number, 8).value = None
        sheet["L5"], sheet["L6"] = "mine", "=1/0"
        sheet["A12"] = "   "
        sheet["A6"].comment = Comment("so dry", "me")
        editor.sheet("Finance").insert_rows(3, 2)
        editor.book.create_sheet("My sums")["A1"] = "anything"
        editor.book.move_sheet("My sums", -30)

    case = load_case(edited(edit))
    assert not case.cells
    assert sha256(case) == sha256(load_case("tiny"))


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_cell_is_the_default_and_none_is_an_empty_list(edited: Edited, empty: str | None) -> None:
    def edit(editor: Editor) -> None:
        assert editor.cell("Case", "pools.include", "value").value == "[none]"
        editor.setting("pools.include", empty)

    assert load_case(edited(edit)).pools.include is None
