"""Workbooks of cases, and ways to edit them as a person would."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.assemble import assemble_case
from planner.cases import Case, load_case
from planner.excel.case import write_case_book
from planner.problems import InputError
from planner.serial import inputs_sha256

HEADINGS = 5
"""Row of the headings, counted from 1."""


@dataclass(frozen=True)
class Editor:
    """An open workbook whose cells are found by the id of the row and the heading."""

    book: Workbook

    def sheet(self, name: str) -> Worksheet:
        found = self.book[name]
        assert isinstance(found, Worksheet)
        return found

    def column(self, sheet: str, heading: str) -> int:
        return [cell.value for cell in self.sheet(sheet)[HEADINGS]].index(heading) + 1

    def cell(self, sheet: str, row: str | int, heading: str) -> Cell:
        """Return a cell; ``row`` is what stands in the first column, or how many below the headings."""
        number = HEADINGS + row if isinstance(row, int) else self.number(sheet, row)
        found = self.sheet(sheet).cell(number, self.column(sheet, heading))
        assert isinstance(found, Cell)
        return found

    def number(self, sheet: str, first: str) -> int:
        return [row[0].value for row in self.sheet(sheet).iter_rows()].index(first) + 1

    def put(self, sheet: str, row: str | int, heading: str, value: object) -> str:
        """Set a cell and return its address."""
        cell = self.cell(sheet, row, heading)
        cell.value = value  # type: ignore[assignment]
        return address(sheet, cell)

    def add(self, sheet: str, **values: object) -> int:
        """Add a row and return how many below the headings it is."""
        headings = [cell.value for cell in self.sheet(sheet)[HEADINGS]]
        width = headings.index(None) if None in headings else len(headings)
        rows = self.sheet(sheet).iter_rows(max_col=width)
        row = max(cells[0].row for cells in rows if any(cell.value for cell in cells)) - HEADINGS
        for heading, value in values.items():
            self.put(sheet, row + 1, heading, value)
        return row + 1

    def setting(self, key: str, value: object) -> str:
        """Set a row of the sheet Case and return the address of its value."""
        return self.put("Case", key, "value", value)


def address(sheet: str, cell: Cell) -> str:
    quoted = f"'{sheet}'" if " " in sheet else sheet
    return f"{quoted}!{cell.coordinate}"


def sha256(case: Case) -> str:
    return inputs_sha256(assemble_case(case).inputs)


def problems_of(path: Path) -> dict[str, str]:
    """Return what is wrong with a workbook, by place."""
    with pytest.raises(InputError) as caught:
        assemble_case(load_case(path))
    texts: dict[str, str] = {}
    for problem in caught.value.problems:
        said = f"{problem.found} | {problem.expected} | {problem.fix}"
        texts[problem.where] = f"{texts.get(problem.where, '')}{said}\n"
    return texts


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the workbook of a shipped case, as it was written; not to be changed."""
    folder = tmp_path_factory.mktemp("books")

    def write(name: str) -> Path:
        file = folder / f"{name}.xlsx"
        if not file.exists():
            write_case_book(load_case(name), file)
        return file

    return write


@pytest.fixture
def edited(shipped: Callable[[str], Path], tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Return a copy of a workbook after some edits."""

    def edit(edits: Callable[[Editor], None], base: str | Path = "tiny", name: str = "edited.xlsx") -> Path:
        editor = Editor(openpyxl.load_workbook(base if isinstance(base, Path) else shipped(base)))
        edits(editor)
        editor.book.save(tmp_path / name)
        return tmp_path / name

    return edit


FULL: Mapping[str, Any] = {
    "id": "full",
    "title": '=1+1 "quoted" <b> Süd 南',
    "description": "Two lines,\nthe second one is last",
    "today": "2026Q4",
    "horizon": {
        "first": "2027Q1",
        "last": "2029Q4",
        "steps": [{"quarters": 1, "until": "2027Q4"}, {"quarters": 4}],
    },
    "buyer": {"share": 0.30000000000000004, "access": ["open"]},
    "finance": {"wacc": 0.1, "carbon_usd_per_t": 20},
    "sites": {
        "campuses": {"ids": ["us_abilene", "us_iowa"]},
        "custom": [
            {"id": "o'hara (2)", "kind": "edge", "lat": 40.0, "lon": -100.0, "country": "US", "pue": 1.3}
            | {"hall_mw": 5, "max_halls": 8, "region": "us_iowa"}
        ],
    },
    "nodes": {"custom": [{"id": "NO", "lat": 40.1, "lon": -100.5, "country": "US", "population": 900_000}]},
    "chips": {
        "exclude": ["H100"],
        "custom": [{"id": "1e5", "vendor": "TRUE", "capex_usd_per_mw": 2.5e7, "first_quarter": "2027Q1"}],
    },
    "power": {"custom": [{"id": "2027-01", "sites": ["o'hara (2)"], "energy_usd_per_mwh": 55.5}]},
    "pools": {"include": []},
    "streams": {
        "include": ["chat_interactive", "coding_agents", "training_rl", "personal_agents"],
        "custom": [{"id": "own", "shortage_usd_per_quarter": 5e6, "chips": ["1e5"], "residency": "country"}],
        "shortage_factor": 2.0,
        "shortage_factors": {"coding_agents": 3},
        "residency": {"chat_interactive": "continent"},
        "sessions": {"personal_agents": {"memory_gb": 24, "tokens_per_s": 20}},
    },
    "demand": {
        "facility_gw": [
            {"name": "path", "points": {"2026": 0.1, "2028-06": 0.4, "2029Q4": 0.6}}
            | {"interpolation": "geometric", "mix": {"chat_interactive": {"2026": 1}}}
        ],
        "revenue": [{"name": "sales", "billion_usd": 3, "streams": ["coding_agents"], "lag_quarters": 1}],
        "training": [
            {"name": "fleet", "compute": {"start": 2026, "facility_gw": 0.05, "growth_per_year": 1.5}}
        ],
        "agents": [
            {"name": "people", "users": {"start": "2026Q4", "value": 1e5, "growth_per_year": 1.3}}
            | {"agents_per_user": {"2026": 1, "2029": 2}}
        ],
        "multipliers": [{"name": "gains", "path": 1.1, "effect": "divides", "drivers": ["sales"]}],
        "rows": [{"stream": "own", "node": "NO", "at": "2027Q2", "amount": 3, "unit": "reference MW"}],
        "file": "demand.csv",
        "spread": {"file": "weights.csv"},
    },
    "network": {"rtt_table": "rtt.csv", "cost_table": "costs.csv"},
    "ledger": {
        "sites": [
            {"site": "us_iowa", "halls": [{"online": "2026Q1", "halls": 2}]}
            | {"power": [{"option": "grid_miso", "online": "2026Q1", "mw": 250}]}
            | {"chips": [{"chip": "GB300", "online": "2026Q2", "it_mw": 100}]},
            {"site": "us_abilene", "halls": [{"online": "2026Q1", "halls": 2}]},
        ],
        "payments": [{"quarter": "2027Q1", "usd": 1e8, "what": "the rest"}],
    },
    "locks": [{"site": "us_abilene", "earliest": "2028Q1"}],
    "policies": {
        "vendor_shares": [{"vendor": "NVIDIA", "max_share": 0.6}],
        "minimum_takes": [{"id": "deal", "chips": ["GB300", "VR200"], "it_mw": 1.5, "last": "2028Q4"}],
        "volume_tiers": [{"id": "tier", "chip": "VR200", "threshold_it_mw": 100, "discount": 0.05}],
        "budgets": [{"id": "year", "year": 2028, "usd": 9e11}],
        "survival": [{"streams": ["own"], "share": 0.0}],
        "carbon_t_per_year": 9e9,
        "no_shortage": [],
    },
    "whole_racks": False,
    "tables": {"chips": "chips.csv", "supply": "supply.csv"},
    "cells": {
        "finance.hall_mw_edge.value": 6,
        "components.cdu (1-1.5 MW liquid).lead_time_weeks": 33,
        "chips.VR200.hbm_gb": "",
        "chips.VR200.it_capex_usd_per_chip_all_in": {
            "value": 99_000,
            "source": "quote",
            "confidence": "measured",
        },
    },
}
"""A case that uses every sheet."""

_FILES = {
    "chips.csv": (
        "chip_id,it_capex_usd_per_chip_all_in,source,confidence\nGB300,41000.5,offer 7,vendor spec\n"
    ),
    "supply.csv": (
        "supply_id,year,vendor,generation,metric,value,unit,status\n"
        "own_2027,2027,NVIDIA,Rubin,packaging_wafers,1234567,wafers,estimate\n"
    ),
    "demand.csv": (
        "stream,node,at,amount,unit\nown,NO,2027Q3,4.25,reference MW\nown,anywhere,2028,5,reference MW\n"
    ),
    "weights.csv": "stream,node,weight\n,NO,0.123456789012345678\nown,NO,2\n",
    "rtt.csv": "site_id,node_id,rtt_ms\no'hara (2),NO,1.1\nus_iowa,NO,9.3\nus_abilene,NO,12\n",
    "costs.csv": (
        "site_id,node_id,usd_per_unit_quarter\nus_iowa,NO,1234.567\no'hara (2),NO,0\nus_abilene,NO,3e3\n"
    ),
}


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case that uses every sheet, with files beside it."""
    folder = tmp_path_factory.mktemp("full")
    for name, text in _FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "full.yaml").write_text(json.dumps(FULL), encoding="utf-8")
    return load_case(folder / "full.yaml")
