"""Facts from files: three formats, one content, and every problem with its place."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from planner.problems import InputError
from planner.replan.fact import DemandSeen, Price, Slipped
from planner.replan.facts_file import read_facts

YAML = """\
facts:
  - {kind: slipped, seen: 2026-11-20, site: north, thing: halls, planned: 2029Q1, quarter: 2030Q1}
  - {kind: price, seen: 2026-11-21, path: chips.custom.new.capex_usd_per_mw, value: 31000000}
  - {kind: demand_seen, seen: 2026-11-21, stream: chat, factor: 1.1}
"""
CSV = """\
kind,seen,site,thing,planned,quarter,path,value,stream,factor
slipped,2026-11-20,north,halls,2029Q1,2030Q1,,,,
price,2026-11-21,,,,,chips.custom.new.capex_usd_per_mw,31000000,,

demand_seen,2026-11-21,,,,,,,chat,1.1
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in CSV.splitlines():
        book.active.append([_cell(cell) for cell in line.split(",")])
    path = folder / "facts.xlsx"
    book.save(path)
    return path


def _cell(text: str) -> str | float | None:
    try:
        return float(text)
    except ValueError:
        return text or None


def test_three_formats_say_the_same(tmp_path: Path) -> None:
    files = [
        write(tmp_path, "f.yaml", YAML),
        write(tmp_path, "f.csv", CSV),
        workbook(tmp_path),
    ]
    for path in files:
        slip, price, demand = (told.fact for told in read_facts(path))
        assert isinstance(slip, Slipped)
        assert isinstance(price, Price)
        assert isinstance(demand, DemandSeen)
        assert (slip.site, slip.planned, slip.quarter) == ("north", 4 * 2029, 4 * 2030)
        assert float(price.value) == 31e6
        assert demand.factor == 1.1


def test_a_fact_that_stands_there_twice_is_one(tmp_path: Path) -> None:
    lines = YAML.splitlines()
    path = write(tmp_path, "f.yaml", "\n".join([*lines, lines[1]]))
    assert len(read_facts(path)) == 3


def test_all_problems_are_told_at_once_with_their_places(tmp_path: Path) -> None:
    rows = [
        "kind,seen,site,thing,planned,quarter,amount,stream,factor",
        "online,2026-11-20,north,halls,2029Q1,2026Q4,many,,",
        "slipt,2026-11-20,north,halls,2029Q1,2026Q4,,,",
        "demand_seen,2026-11-20,north,,,,,chat,1.1",
        "demand_seen,2026-13-20,,,,,,chat,",
    ]
    with pytest.raises(InputError) as error:
        read_facts(write(tmp_path, "f.csv", "\n".join(rows)))
    said = [str(problem) for problem in error.value.problems]
    assert [line.split(":")[0] for line in said] == ["f.csv, row 2", "f.csv, row 3", "f.csv, row 4"] + [
        "f.csv, row 5"
    ] * 2
    assert "did you mean slipped?" in said[1]
    assert "amount" in said[0]
    assert "leave it empty" in said[2]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("f.yaml", "facts: 3\n", "the key facts with a list"),
        ("f.yaml", "facts: []\nmore: 1\n", "alone"),
        ("f.yaml", "facts:\n  - 3\n", "keys and values of a fact"),
        ("f.csv", "", "a row of column names"),
        ("f.csv", "kind,sene\n", "did you mean seen?"),
        ("f.csv", "kind,kind\n", "every column once"),
        ("f.csv", "kind,seen\nprice,2026-11-20,3\n", "a cell for each column"),
        ("f.csv", 'kind\n"price\n', "CSV with commas"),
        ("f.xlsx", "no workbook", "a workbook that can be read"),
        ("f.txt", "", "a .yaml, .csv or .xlsx file"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, name: str, text: str, expected: str) -> None:
    with pytest.raises(InputError, match=expected.replace("?", r"\?")):
        read_facts(write(tmp_path, name, text))


@pytest.mark.parametrize("name", ["none.yaml", "none.csv", "none.xlsx"])
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=name):
        read_facts(tmp_path / name)
