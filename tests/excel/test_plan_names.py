"""Names are text in a workbook, whatever they look like; plans of any size have one."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import pytest

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from tests.excel.conftest import NASTY, bytes_of, named, opened
from tests.excel.read import frame_of, read_as, rows_of
from tests.excel.sites import of_sites
from tests.plan.conftest import plan_of


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_text(nasty: dict[str, bytes], name: str) -> None:
    """As it is, in every place; formulas are ours, and links stay in the workbook."""
    book, text = opened(nasty[name]), read_as(name)
    assert book["Plan"]["A1"].value == text
    assert {row[1] for row in rows_of(book["sites"])[3:]} == {text}
    orders = frame_of(book["Order list"], 3)
    assert set(orders["site"]) == {text}
    chips = orders[orders["item"] == "chip"]
    assert set(chips["vendor"]) == set(chips["what"]) == {text}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert cell.value.startswith("=SUBTOTAL(109,")
                if cell.value == text:
                    assert cell.data_type == "s"
                if cell.hyperlink is not None:
                    assert cell.hyperlink.target is None


@pytest.mark.parametrize("name", NASTY)
def test_its_parts_are_well_formed(nasty: dict[str, bytes], name: str) -> None:
    """And nothing outside the file is asked for."""
    parts = zipfile.ZipFile(io.BytesIO(nasty[name]))
    assert parts.testzip() is None
    for part in parts.namelist():
        content = parts.read(part)
        ElementTree.fromstring(content)  # noqa: S314 - ours
        assert b'TargetMode="External"' not in content


def test_a_very_long_name_is_cut_where_a_cell_ends(inputs: Inputs, decisions: Decisions) -> None:
    """At 32,767 characters, rather than left out."""
    case = named(inputs, "südlich " * 5_000)
    book = opened(bytes_of(case, plan_of(case, decisions)))
    assert len(book["Plan"]["A1"].value) == 32_767


@pytest.mark.parametrize("count", [1, 500])
def test_any_number_of_sites(count: int) -> None:
    """Each opens (5), builds (8), buys power (5) and chips (200): four orders of 218 million USD."""
    case, decisions = of_sites([f"Site {i}" for i in range(count)])
    book = opened(bytes_of(case, plan_of(case, decisions)))
    assert len(frame_of(book["sites"], 2)) == count
    orders = frame_of(book["Order list"], 3)
    assert len(orders) == 4 * count
    assert orders["price"].sum() == pytest.approx(218e6 * count)
    shown = [row[0] for row in rows_of(book["Plan"])]
    assert "Site 0" in shown
    assert ("488 more sites with 488 halls, 4,880 IT MW: sheet sites." in shown) == (count == 500)
