from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.assemble import assemble_case
from planner.cases import Case, load_case, shipped_cases
from planner.cases.yaml_file import read_yaml
from planner.excel.case import write_case_book
from planner.leaning import leaning_lines
from planner.reference import data_dir
from planner.subject import subject_of
from tests.excel.office import convert, needs_office
from tests.excel_case.conftest import Editor, sha256

Shipped = Callable[[str], Path]


@pytest.fixture(scope="module")
def full_book(full: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("full_book") / "full.xlsx"
    write_case_book(full, file)
    return file


@pytest.mark.parametrize("name", [case.case_id for case in shipped_cases()])
def test_a_shipped_case_comes_back_the_same(shipped: Shipped, name: str) -> None:
    book = load_case(shipped(name))
    assert not book.cells, "a figure of the tables has changed on the way"
    assert sha256(book) == sha256(load_case(name))


def test_the_starter_comes_back_the_same(tmp_path: Path) -> None:
    case = load_case(data_dir() / "cases" / "starter" / "case.yaml")
    write_case_book(case, tmp_path / "case.xlsx")
    assert sha256(load_case(tmp_path / "case.xlsx")) == sha256(case)


def test_a_case_that_uses_every_sheet_comes_back_the_same(full: Case, full_book: Path) -> None:
    """The files beside the case are in the workbook, which stands in a folder of its own."""
    empty = [
        sheet.title
        for sheet in openpyxl.load_workbook(full_book).worksheets[1:]
        if sheet.max_row <= 5 and not sheet.title.startswith("Read")
    ]
    assert not empty
    assert sha256(load_case(full_book)) == sha256(full)


def test_what_the_case_sets_is_all_that_differs_from_the_tables(full: Case, full_book: Path) -> None:
    own = load_case(full_book).cells
    rows = {key.rpartition(".")[0] for key in own}
    assert rows == {
        "finance.hall_mw_edge",
        "components.cdu (1-1.5 MW liquid)",
        "chips.VR200",
        "chips.GB300",
        "supply.own_2027",
    }
    sources = {
        line.partition(" = ")[0]: line
        for line in leaning_lines(assemble_case(load_case(full_book)).reference, ())
    }
    assert any("GB300" in key and "offer 7, vendor spec" in line for key, line in sources.items())


def test_the_same_case_gives_the_same_file(shipped: Shipped, tmp_path: Path) -> None:
    write_case_book(load_case("tiny"), tmp_path / "tiny.xlsx")
    assert (tmp_path / "tiny.xlsx").read_bytes() == shipped("tiny").read_bytes()


def test_a_workbook_is_written_as_a_workbook_again(full_book: Path, full: Case, tmp_path: Path) -> None:
    write_case_book(load_case(full_book), tmp_path / "again.xlsx")
    assert sha256(load_case(tmp_path / "again.xlsx")) == sha256(full)


def test_the_run_has_a_yaml_file_that_says_the_same(shipped: Shipped, tmp_path: Path) -> None:
    subject = subject_of(load_case(shipped("us-drivers-2030")))
    assert subject.case_yaml is not None
    (tmp_path / "case.yaml").write_bytes(subject.case_yaml)
    assert read_yaml(subject.case_yaml.decode(), "case.yaml")["id"] == "us-drivers-2030"
    assert subject_of(load_case(tmp_path / "case.yaml")).input_sha256 == subject.input_sha256


def test_nothing_that_is_read_is_hidden(full_book: Path) -> None:
    book = openpyxl.load_workbook(full_book)
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert not [name for name, column in sheet.column_dimensions.items() if column.hidden]
        assert not [number for number, row in sheet.row_dimensions.items() if row.hidden]


def test_names_and_headings_are_locked_and_figures_are_not(full_book: Path) -> None:
    editor = Editor(openpyxl.load_workbook(full_book))
    assert all(sheet.protection.sheet for sheet in editor.book.worksheets)
    free = {
        ("Case", "buyer.share", "value"): True,
        ("Case", "buyer.share", "key"): False,
        ("Chips", "VR200", "hbm_gb"): True,
        ("Chips", "VR200", "chip_id"): False,
        ("Chips", "VR200", "source"): False,
        ("Chips", "VR200", "own_source"): True,
        ("Capex", "land_and_site", "usd_per_mw"): False,
        ("Own sites", "o'hara (2)", "id"): True,
    }
    found = {key: not editor.cell(*key).protection.locked for key in free}
    assert found == free
    assert editor.cell("Chips", "chip_id", "hbm_gb").protection.locked


def test_words_are_chosen_from_lists_and_numbers_have_bounds(full_book: Path) -> None:
    editor = Editor(openpyxl.load_workbook(full_book))

    def rule(sheet: str, row: str | int, heading: str) -> Any:
        cell = editor.cell(sheet, row, heading)
        rules = editor.sheet(sheet).data_validations.dataValidation
        return next(one for one in rules if cell.coordinate in one.sqref)

    assert rule("Chips", "VR200", "buyer_access").formula1 == '"open,partner,internal,china_only"'
    assert rule("Demand", 1, "driver").formula1 == '"facility_gw,revenue,training,agents,multipliers"'
    assert rule("Case", "whole_racks", "value").formula1 == '"yes,no"'
    share = rule("Case", "buyer.share", "value")
    assert (share.type, share.formula1, share.formula2) == ("decimal", "0", "1")
    assert rule("Ledger", 1, "chip").formula1.startswith("'Chips'!$A$6")


@needs_office
def test_after_libreoffice_has_saved_it_a_case_is_the_same(
    full: Case, full_book: Path, edited: Callable[..., Path], tmp_path: Path
) -> None:
    """Formulas have values then, which is all that the planner asks of them."""

    def formulas(editor: Editor) -> None:
        editor.put("Own power", "hydro", "energy_usd_per_mwh", "=20+25")
        editor.put("Own chips", "new", "first_quarter", '=2029+1&"Q"&1')

    whole, computed = convert([full_book, edited(formulas)], "xlsx", tmp_path / "office")
    assert sha256(load_case(whole)) == sha256(full)
    assert sha256(load_case(computed)) == sha256(
        load_case("tiny", ["power.custom.hydro.energy_usd_per_mwh=45"])
    )
