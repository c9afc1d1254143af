"""Files that are no workbook of a case, formulas with stored values, annotated copies, and the command."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from planner.cases import load_case
from planner.excel.case import annotate, write_case_book
from planner.problems import InputError, Problem
from tests.cli.conftest import Command, planner
from tests.excel_case.conftest import Editor, problems_of, sha256

__all__ = ["planner"]

Edited = Callable[..., Path]
Shipped = Callable[[str], Path]


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_case(path)
    (problem,) = caught.value.problems
    return str(problem)


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.xlsm", b"PK", "without macros"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "save it as .xlsx"),
        ("a.ods", b"PK", "save it as .xlsx"),
        ("a.xlsx", b"", "cannot be opened"),
        ("a.xlsx", b"id: tiny\n", "cannot be opened"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "a password"),
        ("A.XLSX", b"PK\x03\x04", "cannot be opened"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, name: str, content: bytes, part: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert part in refusal(tmp_path / name)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "none.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    assert "check the name" in refusal(tmp_path / "folder.xlsx")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.98, 0.999])
def test_a_truncated_workbook_is_refused(shipped: Shipped, tmp_path: Path, share: float) -> None:
    content = shipped("tiny").read_bytes()
    (tmp_path / "half.xlsx").write_bytes(content[: int(share * len(content))])
    assert "cannot be opened" in refusal(tmp_path / "half.xlsx")


def _rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Copy the parts of a workbook, some of them changed or left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/workbook.xml", None),
        ("[Content_Types].xml", None),
        ("xl/worksheets/sheet2.xml", None),
        ("xl/worksheets/sheet2.xml", b"<worksheet><sheetData><row r='x'>"),
        ("xl/sharedStrings.xml", b"<sst>"),
        ("xl/styles.xml", b"no xml"),
    ],
)
def test_a_damaged_workbook_is_refused(
    shipped: Shipped, tmp_path: Path, part: str, content: bytes | None
) -> None:
    broken = _rewritten(
        shipped("tiny"), tmp_path / "broken.xlsx", lambda name, old: content if name == part else old
    )
    with pytest.raises(InputError):
        load_case(broken)


def test_macros_under_another_name_are_refused(shipped: Shipped, tmp_path: Path) -> None:
    book = _rewritten(shipped("tiny"), tmp_path / "macros.xlsx", lambda _, old: old)
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Auto_Open")
    assert "macros" in refusal(book)


def test_a_file_that_unpacks_into_too_much_is_refused(
    shipped: Shipped, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.excel.case.book.MAX_CONTENT_MB", 1)
    assert "MB unpacked" in refusal(shipped("tiny"))


def test_a_workbook_of_something_else_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "other.xlsx")
    assert "a workbook of a case" in refusal(tmp_path / "other.xlsx")


def test_formulas_with_stored_values_are_read_and_errors_are_named(edited: Edited, tmp_path: Path) -> None:
    def formulas(editor: Editor) -> None:
        editor.put("Own power", "hydro", "energy_usd_per_mwh", "=20+25")
        editor.put("Own power", "line", "energy_usd_per_mwh", "=Chips!A1/0")

    def stored(name: str, old: bytes) -> bytes:
        content = re.sub(rb"<f>20\+25</f><v ?/?>(</v>)?", b"<f>20+25</f><v>45</v>", old)
        error = rb'<c r="\1"\2 t="e"><f>Chips!A1/0</f><v>#DIV/0!</v>'
        return re.sub(rb'<c r="(\w+)"( s="\d+")?><f>Chips!A1/0</f><v ?/?>(</v>)?', error, content)

    book = _rewritten(edited(formulas), tmp_path / "stored.xlsx", stored)
    texts = problems_of(book)
    assert list(texts) == ["'Own power'!M7"]
    assert "#DIV/0!" in texts["'Own power'!M7"]
    mended = openpyxl.load_workbook(book, data_only=True)
    assert mended["Own power"]["M6"].value == 45
    mended["Own power"]["M7"] = 70
    mended.save(tmp_path / "mended.xlsx")
    changes = ["power.custom.hydro.energy_usd_per_mwh=45"]
    assert sha256(load_case(tmp_path / "mended.xlsx")) == sha256(load_case("tiny", changes))


def test_a_copy_has_every_problem_in_its_cell(edited: Edited, tmp_path: Path) -> None:
    def edit(editor: Editor) -> None:
        editor.put("Chips", "VR200", "hbm_gb", -3)
        editor.put("Own sites", "north", "kind", "=rim")
        editor.cell("Own sites", "north", "kind").data_type = "s"
        del editor.book["Weights"]

    file, copy = edited(edit), tmp_path / "copy.xlsx"
    before = file.read_bytes()
    with pytest.raises(InputError) as caught:
        load_case(file)
    assert annotate(file, caught.value.problems, copy) == 2
    assert file.read_bytes() == before
    editor = Editor(openpyxl.load_workbook(copy))
    comment = editor.cell("Chips", "VR200", "hbm_gb").comment
    assert comment is not None
    assert "Found '-3', expected a finite number (GB) from 0 to 100,000" in comment.text
    listed = [[cell.value for cell in row] for row in editor.sheet("Problems").iter_rows(min_row=2)]
    assert [row[0] for row in listed] == [problem.where for problem in caught.value.problems]
    kind = editor.cell("Own sites", "north", "kind")
    assert (kind.value, kind.data_type) == ("=rim", "s"), "text that looks like a formula stays text"
    editor.put("Chips", "VR200", "hbm_gb", 288)
    editor.put("Own sites", "north", "kind", "campus")
    editor.book.save(copy)
    assert list(problems_of(copy)) == ["copy.xlsx"], "a mended copy has the last problem alone, and no others"


def test_a_copy_does_not_replace_the_workbook(edited: Edited) -> None:
    file = edited(lambda _: None)
    with pytest.raises(InputError, match="another name"):
        annotate(file, [Problem("A!A1", "x", "y", "z")], file)


def test_a_workbook_that_exists_is_not_replaced(shipped: Shipped, tmp_path: Path) -> None:
    file = shipped("tiny")
    before = file.read_bytes()
    for target, part in ((file, "move the file away"), (tmp_path / "tiny.xls", ".xlsx")):
        with pytest.raises(InputError, match=part):
            write_case_book(load_case("tiny"), target)
    assert file.read_bytes() == before


def test_text_that_a_workbook_cannot_hold_is_refused(tmp_path: Path) -> None:
    for title in ("bell\x07", "_x0041_"):
        with pytest.raises(InputError, match="Case!B8"):
            write_case_book(load_case("tiny", [f"title={json.dumps(title)}"]), tmp_path / "case.xlsx")
    long = load_case("tiny").model_copy(update={"description": "x" * 40_000})
    with pytest.raises(InputError, match="40,000 characters"):
        write_case_book(long, tmp_path / "case.xlsx")
    assert not (tmp_path / "case.xlsx").exists()


def test_the_command_writes_checks_and_annotates(planner: Command) -> None:
    done = planner("excel", "tiny", "tiny.xlsx", "--set", "buyer.share=0.2")
    assert (done.code, "planner solve tiny.xlsx" in done.out) == (0, True)
    assert "can be solved" in planner("excel", "tiny.xlsx").out
    book = openpyxl.load_workbook("tiny.xlsx")
    Editor(book).setting("buyer.share", "20")
    book.save("bad.xlsx")
    refused = planner("excel", "bad.xlsx", "--annotate", "copy.xlsx")
    assert refused.code == 2
    assert "Case!B15: found 20" in refused.err
    assert "1 of 1 problems" in refused.out
    assert Path("copy.xlsx").exists()
    assert planner("excel", "tiny.xlsx", "other.xlsx", "--annotate", "copy.xlsx").code == 2


def test_a_workbook_is_a_case_wherever_one_is_asked_for(shipped: Shipped, planner: Command) -> None:
    book = shipped("tiny")
    for command in ("demand", "chips"):
        assert planner(command, book).out == planner(command, "tiny").out
    assert planner("export", book, "a.lp").code == planner("export", "tiny", "b.lp").code == 0
    assert Path("a.lp").read_bytes() == Path("b.lp").read_bytes()
    unread = planner("solve", "none.xlsx")
    assert (unread.code, "No such file" in unread.err) == (2, True)
