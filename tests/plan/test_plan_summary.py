"""The summary, and how it writes numbers and tables."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from buildout.decisions import Decisions
from buildout.inputs import Ambition, Inputs
from planner.plan import Plan, summarise
from planner.plan.markdown import money, number, percent, plain, table
from tests.plan.conftest import plan_of
from tests.small import serving, small


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0001, "0.00"),
        (1.0, "1"),
        (1.234, "1.23"),
        (-12.34, "-12.3"),
        (1234.5, "1,234"),
        (1e9, "1,000,000,000"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("usd", "text"),
    [(1234.0, "1,234 USD"), (2.5e6, "2.50 million USD"), (-1.5e12, "-1,500.00 billion USD")],
)
def test_money(usd: float, text: str) -> None:
    assert money(usd) == text


def test_percent_and_plain() -> None:
    assert (percent(0.01234, 2), percent(0.5)) == ("1.23 %", "50.0 %")
    assert plain("a |\n b") == "a / b"


def test_table_lines_up() -> None:
    text = table(["site", "MW"], [["Nord", "1,200"], ["S", "5"]])
    assert text.splitlines() == [
        "| site |    MW |",
        "| ---- | ----: |",
        "| Nord | 1,200 |",
        "| S    |     5 |",
    ]


def test_summary_says_what_matters(inputs: Inputs, plan: Plan) -> None:
    text = summarise(
        inputs,
        replace(plan, bound_usd=0.99 * plan.cost_usd),
        audit="no violations",
        assumptions=["Half of the cost leans on own assumptions."],
    )
    for line in (
        "- Cost: 3.67 billion USD, present value, less the value left at the end",
        "- Proof: no plan costs less than 3.63 billion USD; the gap is 1.00 % at most",
        "- Audit: no violations",
        "- Shortage: 1 stream, at a price of 15.00 million USD over the horizon "
        "(training 0 USD, inference 15.00 million USD)",
        "- Half of the cost leans on own assumptions.",
        "11 orders, 6.54 billion USD in all, 8 of them due before 2027Q1; the largest:",
    ):
        assert line in text.splitlines()
    assert "25.96 billion USD per facility GW" in text
    assert "below the published 35 to 60 billion USD" in text
    assert "| Süd-Straße / 南 | campus, NA | 2027Q2 |" in text
    assert (
        "| 2027   |        0.36 |  0.30 |                  0.24 |            0.05 |             0.00 |"
        in text
    )
    assert (
        "| 2027   |                   0.10 |                    0.00 |                             0.19 |"
        in text
    )
    assert "| Nova   |   100 |       3,000 |      50.0 % |" in text


def test_summary_of_an_empty_plan(inputs: Inputs, empty_plan: Plan) -> None:
    text = summarise(inputs, empty_plan)
    assert "- Proof: no lower bound on the cost was proved" in text
    assert "- Audit: not audited" in text
    assert "- New campus: the plan builds none" in text
    assert "No halls beyond those of the ledger." in text


@pytest.mark.parametrize("case", [small(), serving(small()), replace(small(), areas=(), power=())])
def test_summary_where_nothing_stands(case: Inputs) -> None:
    """Also without demand, or without anything to buy."""
    wished = replace(case, ambition=Ambition("path", (1.0,), 50e9, "press"))
    text = summarise(wished, plan_of(wished, Decisions()))
    assert "| 2027   |        0.00 |  0.00 |" in text
    assert "The plan first falls short of it in 2027, by 1.00 GW" in text


def test_long_tables_are_cut_and_summed_up(inputs: Inputs, plan: Plan) -> None:
    south = next(site for site in inputs.sites if site.site_id == "south")
    copies = [replace(south, site_id=f"s{k}", name=f"Site {k}") for k in range(14)]
    halls = plan.tables["halls"][plan.tables["halls"]["site_id"] == "south"]
    sites = plan.tables["sites"][plan.tables["sites"]["site_id"] == "south"]
    tables = dict(plan.tables)
    for name, frame in (("halls", halls), ("sites", sites)):
        tables[name] = pd.concat([frame.assign(site_id=copy.site_id) for copy in copies])
    text = summarise(replace(inputs, sites=(*inputs.sites, *copies)), replace(plan, tables=tables))
    assert "2 more sites with 4 halls, 400 IT MW." in text
