"""The workbook and the calendar that a solve writes, from the solve itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from icalendar import Calendar

from planner.api import Solved
from planner.excel.plan import CALENDAR, WORKBOOK
from planner.plan import read_run
from tests.excel.read import facts_of, frame_of, rows_of


@pytest.fixture(scope="module")
def run(tiny: Solved) -> Path:
    assert tiny.folder is not None
    return tiny.folder


def test_the_workbook_says_what_the_run_says(run: Path) -> None:
    book, plan = openpyxl.load_workbook(run / WORKBOOK), json.loads((run / "plan.json").read_text("utf-8"))
    facts = facts_of(book)
    assert facts["Cost"] == pytest.approx(plan["cost_usd"] / 1e9, rel=1e-14)
    assert facts["Audit"].endswith("checked: all hold")
    assert {path.stem for path in (run / "tables").glob("*.csv")} < set(book.sheetnames)


def test_limits_are_told_by_prices_as_in_the_summary(run: Path) -> None:
    book, summary = openpyxl.load_workbook(run / WORKBOOK), (run / "summary.md").read_text("utf-8")
    cells = [row[0] for row in rows_of(book["Plan"])]
    lines = cells[cells.index("What limits it") + 1 :]
    lines = lines[: lines.index(None)]
    assert "By prices around this plan" in summary
    assert lines
    assert all(f"- {line}\n" in summary for line in lines)


def test_tables_that_explain_have_sheets(run: Path) -> None:
    book, run_read = openpyxl.load_workbook(run / WORKBOOK), read_run(run)
    prices = frame_of(book["prices"], 2)
    assert prices["text"].tolist() == run_read.more_tables["prices"]["text"].tolist()
    assert len(frame_of(book["limits"], 2)) == len(run_read.more_tables["limits"])


def test_every_order_is_in_the_calendar(run: Path, tiny: Solved) -> None:
    events = Calendar.from_ical((run / CALENDAR).read_bytes()).walk("VEVENT")
    lines = [line for event in events for line in str(event["description"]).splitlines()]
    assert len(lines) == len(tiny.plan.tables["orders"])


def test_a_run_without_them_is_read(run: Path, tmp_path: Path) -> None:
    """As runs of earlier versions are, and those that are published while a search goes on."""
    shutil.copytree(run, tmp_path / "older")
    for name in (WORKBOOK, CALENDAR):
        (tmp_path / "older" / name).unlink()
    assert not {WORKBOOK, CALENDAR} & set(read_run(tmp_path / "older").extras)
