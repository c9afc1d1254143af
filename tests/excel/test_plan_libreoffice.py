"""The workbook opens in LibreOffice, and holds the same when saved there."""

from __future__ import annotations

import zipfile
from itertools import zip_longest
from pathlib import Path

import openpyxl
import pytest

from buildout.inputs import Inputs
from planner.plan import TABLES, Plan
from tests.excel.conftest import NASTY, bytes_of
from tests.excel.office import convert, needs_office
from tests.excel.read import read_as, rows_of
from tests.excel.sites import of_sites
from tests.plan.conftest import plan_of

pytestmark = [needs_office, pytest.mark.xdist_group("libreoffice")]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, inputs: Inputs, plan: Plan) -> dict[str, Path]:
    """A plan with one decision of every kind, and one whose sites have the nasty names."""
    folder = tmp_path_factory.mktemp("written")
    case, decisions = of_sites(NASTY)
    contents = {"plan": bytes_of(inputs, plan), "names": bytes_of(case, plan_of(case, decisions))}
    for name, content in contents.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    return {name: folder / f"{name}.xlsx" for name in contents}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, written: dict[str, Path]) -> dict[str, Path]:
    """The same as LibreOffice saves them."""
    folder = tmp_path_factory.mktemp("saved")
    return dict(zip(written, convert(list(written.values()), "xlsx", folder), strict=True))


def cells_of(path: Path) -> dict[str, list[list[object]]]:
    """Return what is in the cells of each sheet, row by row, without the empty ones."""
    return {
        sheet.title: [[cell for cell in row if cell not in (None, "")] for row in rows_of(sheet)]
        for sheet in openpyxl.load_workbook(path, data_only=True)
    }


@pytest.mark.parametrize("which", ["plan", "names"])
def test_every_cell_comes_back(written: dict[str, Path], saved: dict[str, Path], which: str) -> None:
    """Sums too, which LibreOffice works out anew."""
    before, after = cells_of(written[which]), cells_of(saved[which])
    assert before.keys() == after.keys()
    for title, rows in before.items():
        for row, back in zip_longest(rows, after[title], fillvalue=[]):
            assert back == [pytest.approx(c, rel=1e-13) if isinstance(c, float) else c for c in row]


def test_sums_are_worked_out(saved: dict[str, Path], plan: Plan) -> None:
    rows = rows_of(openpyxl.load_workbook(saved["plan"], data_only=True)["Order list"])
    total = rows[1][rows[3].index("price")]
    assert total == pytest.approx(plan.tables["orders"]["price_usd"].sum(), rel=1e-12)


def test_filters_and_charts_stay(saved: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(saved["plan"])
    for name in TABLES:
        assert book[name].auto_filter.ref.startswith("A3:")
    charts = [name for name in zipfile.ZipFile(saved["plan"]).namelist() if "charts/chart" in name]
    assert len(charts) == 3


def test_names_stay_text(saved: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(saved["names"])["sites"]
    cells = [sheet.cell(row, 2) for row in range(4, 4 + len(NASTY))]
    assert [cell.value for cell in cells] == [read_as(name) for name in NASTY]
    assert {cell.data_type for cell in cells} == {"s"}


def test_it_prints(tmp_path: Path, written: dict[str, Path]) -> None:
    """A page for each sheet that has rows, at least."""
    (pdf,) = convert([written["plan"]], "pdf", tmp_path)
    content = pdf.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type/Page/") >= len(TABLES)
