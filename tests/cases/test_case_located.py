from __future__ import annotations

import pytest

from planner.cases.located import located
from planner.problems import Problem

CELLS = {"buyer": "Case!B15", "buyer.share": "Case!B15", "demand": "Demand!A6", "a.xlsx!RTT": "RTT!A6"}


@pytest.mark.parametrize(
    ("where", "cell"),
    [
        ("a.xlsx: buyer.share", "Case!B15"),
        ("a.xlsx: demand", "Demand!A6"),
        ("a.xlsx: demand.revenue.0.lag", "Demand!A6, demand.revenue.0.lag"),
        ("a.xlsx: demand, chat at city, 2029", "Demand!A6, demand, chat at city, 2029"),
        ("a.xlsx: policies.budgets", "a.xlsx: policies.budgets"),
        ("a.xlsx!RTT", "RTT!A6"),
        ("Chips!F12", "Chips!F12"),
        ("other.csv: buyer.share", "other.csv: buyer.share"),
    ],
)
def test_keys_become_cells_or_stand_behind_the_nearest_one(where: str, cell: str) -> None:
    (found,) = located([Problem(where, "x", "y", "z")], "a.xlsx", CELLS)
    assert (found.where, found.found, found.expected, found.fix) == (cell, "x", "y", "z")


def test_a_file_without_cells_keeps_its_keys() -> None:
    problem = Problem("case.yaml: buyer.share", "x", "y", "z")
    assert located([problem], "case.yaml", {}) == [problem]
