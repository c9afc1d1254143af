"""Comparisons of run folders: on the terminal, as a page and as a workbook; and what cannot be compared."""

from __future__ import annotations

import html
import io
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from buildout.inputs import Inputs
from planner import cli
from planner.compare.comparison import Comparison, compare_runs
from planner.compare.page import comparison_page
from planner.compare.side import Side, read_sides, short_names, side_of
from planner.compare.tables import bridge_table, decision_table, figure_tables
from planner.compare.workbook import comparison_workbook
from planner.plan import write_run
from planner.problems import InputError
from tests.compare.pieces import Build, case, run_of
from tests.small import TODAY

BASE = Build(halls={("a", 0): 1}, chips={("a", "g", 0): 10.0}, power={("a", "grid", 0): 12.5})
OTHER = Build(
    halls={("a", 1): 1, ("b", 2): 2},
    chips={("a", "g", 1): 8.0, ("b", "h", 2): 5.0},
    power={("a", "grid", 0): 12.5},
)
HOSTILE = ("<script>alert('x')</script>", "=1+1", '[red]"Süd" & 南[/red]')


def side(name: str, build: Build = BASE, inputs: Inputs | None = None, gap: float = 0.0) -> Side:
    return side_of(name, run_of(inputs or case(), build, gap=gap))


def compared(*sides: Side) -> Comparison:
    return compare_runs(sides)


def with_price(inputs: Inputs, musd_per_mw: float) -> Inputs:
    chips = (replace(inputs.chips[0], capex_musd_per_mw=musd_per_mw), *inputs.chips[1:])
    return replace(inputs, chips=chips)


def test_the_same_run_twice_differs_in_nothing() -> None:
    (pair,) = compared(side("one"), side("two")).pairs
    assert pair.verdict.text == "Both plans cost the same, on the same inputs."
    assert pair.inputs.is_empty
    assert (pair.decisions, pair.order_dates, pair.notes, pair.bridge.terms) == ((), (), (), ())
    page = comparison_page(compared(side("one"), side("two"))).decode()
    assert page.count("<p>None.</p>") == 2


def test_swapping_two_runs_swaps_everything() -> None:
    dear = with_price(case(), 23.0)
    (there,) = compared(side("one"), side("two", OTHER, dear)).pairs
    (back,) = compared(side("two", OTHER, dear), side("one")).pairs
    assert {term.reversed() for term in there.bridge.terms} == set(back.bridge.terms)
    assert [change.reversed() for change in there.decisions] == list(back.decisions)
    assert there.share == back.share
    assert there.verdict.difference_usd == -back.verdict.difference_usd
    cells = [[(cell.before, cell.after) for cell in change.cells] for change in there.inputs.changes]
    assert cells == [[(cell.after, cell.before) for cell in change.cells] for change in back.inputs.changes]


def test_three_runs_are_compared_with_the_first() -> None:
    comparison = compared(side("one"), side("two", OTHER), side("three", inputs=with_price(case(), 21.0)))
    assert [pair.sides for pair in comparison.pairs] == [("one", "two"), ("one", "three")]
    assert all(len(row.values) == 3 for row in comparison.figures)
    assert [pair.inputs.is_empty for pair in comparison.pairs] == [True, False]
    assert [bool(pair.decisions) for pair in comparison.pairs] == [True, False]


def test_figures_are_those_of_the_tables() -> None:
    comparison = compared(side("one"), side("two", OTHER))
    value = {(row.section, row.name): row.values for row in comparison.figures}
    plans = [one.plan for one in comparison.sides]
    assert value["Cost, present value", "cost"] == tuple(plan.cost_usd / 1e9 for plan in plans)
    # A hall of 10 IT MW at PUE 1.25; then one of a's and two of b's.
    assert value["GW at the end of the year, facility", "2027"] == pytest.approx((0.0125, 0.0375))
    # 10 MW of g at 20 million USD; 8 of g and 5 of h, so 8 of 13.
    assert value["Chips bought, nominal", "vendor of g"] == pytest.approx((0.2, 0.16))
    assert value["Chips bought, share of IT MW", "vendor of g"] == pytest.approx((100.0, 100 * 8 / 13))
    # Nothing is served of 10 MW, at 30 million USD for each and quarter.
    assert value["What falls short", "its price over the horizon"] == pytest.approx((1.2, 1.2))


def verdict(before: Side, after: Side) -> str:
    return compared(before, after).pairs[0].verdict.text


def test_a_difference_smaller_than_the_gap_of_the_dearer_plan_is_not_proved() -> None:
    # 1,418 million USD with a chip at 20, 1,428 at 21: 10 more. A gap of 1 % leaves 14.28 of the dearer open.
    dear = with_price(case(), 21.0)
    assert "not proved: the gap of two leaves 14.28 million USD open" in verdict(
        side("one"), side("two", inputs=dear, gap=0.01)
    )
    assert "This is proved" in verdict(side("one", gap=0.5), side("two", inputs=dear, gap=0.001))
    assert "This is proved" in verdict(side("two", inputs=dear, gap=0.001), side("one", gap=0.5))
    unbounded = replace(side("two", inputs=dear), run=run_of(dear, BASE, gap=float("inf")))
    assert "two has no bound" in verdict(side("one"), unbounded)


def test_plans_of_the_same_inputs_differ_for_certain() -> None:
    more = replace(BASE, chips={("a", "g", 0): 11.0})
    text = verdict(side("one"), side("two", more, gap=0.5))
    assert text.startswith("On the same inputs, one found a plan that costs 20.00 million USD")


def test_other_horizons_and_dates_are_said() -> None:
    shorter = case(3)
    (pair,) = compared(side("one"), side("two", inputs=replace(shorter, case_id="other"))).pairs
    said = " ".join(pair.notes)
    assert "two cases, small and other" in said
    assert "compared in 2027Q1 to 2027Q3" in said
    assert "share 3 of 4 periods" in said
    assert "the cases have other horizons." in pair.verdict.text
    tomorrow = replace(case(), today=TODAY + 1, finance=replace(case().finance, wacc=0.1))
    (pair,) = compared(side("one"), side("two", inputs=tomorrow)).pairs
    assert (
        "not of like money: the cases have other dates of valuation and discount rates" in pair.verdict.text
    )
    said = " ".join(pair.notes)
    assert "as of 2027Q1 and of 2027Q2" in said
    assert "at 0.0 % and at 10.0 % a year" in said


def test_horizons_without_a_common_quarter_are_still_a_comparison() -> None:
    inputs = case(1)
    later = replace(
        inputs,
        today=TODAY + 8,
        periods=tuple(replace(p, start=TODAY + 8, label="2029Q1") for p in inputs.periods),
    )
    comparison = compared(side("one", inputs=inputs), side("two", inputs=later))
    (pair,) = comparison.pairs
    assert pair.share is None
    assert "share no quarter" in " ".join(pair.notes)
    assert b"the horizons share no quarter" in comparison_page(comparison)
    assert comparison_workbook(comparison)


def test_a_lead_time_alone_moves_the_date_of_an_order() -> None:
    slow = replace(case(), chips=tuple(replace(c, lead_quarters=2) for c in case().chips))
    (pair,) = compared(side("one"), side("two", inputs=slow)).pairs
    assert pair.decisions == ()
    assert [(o.site_id, o.what, o.online, o.before, o.after) for o in pair.order_dates] == [
        ("a", "g", "2027Q1", "2027Q1", "2026Q3")
    ]


def hostile() -> Comparison:
    """Return a comparison of cases whose sites and chips have names that do harm where they are run."""
    inputs = case(site_ids=("a", "b", "c"))
    named = replace(
        inputs,
        title=HOSTILE[0],
        sites=tuple(replace(s, name=name) for s, name in zip(inputs.sites, HOSTILE, strict=True)),
        chips=tuple(replace(c, name=HOSTILE[1], vendor=HOSTILE[0]) for c in inputs.chips),
    )
    builds = Build(halls={(s, 0): 1 for s in "abc"}, chips={(s, "g", 1): 5.0 for s in "abc"})
    dear = with_price(named, 25.0)
    return compared(side("=one", builds, named), side("<b>two", Build(), dear))


def test_names_are_text_in_the_page() -> None:
    page = comparison_page(hostile()).decode()
    body = page.split("<body>")[1]
    assert "<script" not in body
    assert "<b>two" not in body
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in body
    assert "script-src 'none'" in html.unescape(page)
    assert not re.search(r"(src|href)=\"(?!data:|#)", body)


def test_names_are_text_in_the_workbook() -> None:
    content = comparison_workbook(hostile())
    assert content == comparison_workbook(hostile())
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" for cell in cells)
    assert {"=1+1", HOSTILE[0], "=one"} <= {cell.value for cell in cells}


def test_the_bridge_of_the_workbook_sums_to_the_cent() -> None:
    comparison = compared(side("one"), side("two", OTHER, with_price(case(), 21.5)))
    book = openpyxl.load_workbook(io.BytesIO(comparison_workbook(comparison)), read_only=True)
    rows = [row for row in book["Bridge"].iter_rows(values_only=True) if isinstance(row[3], int | float)]
    after = next(k for k, row in enumerate(rows) if row[0] == "cost of two")
    for column in (3, 4):
        cents = [round(100 * row[column]) for row in rows]
        assert sum(cents[:after]) == cents[after]
        assert cents[0] + sum(cents[after + 1 :]) == cents[after]


def test_tables_of_text_show_what_is_there() -> None:
    (pair,) = compared(side("one"), side("two", OTHER)).pairs
    rows = bridge_table(pair).rows
    assert rows[0][0] == "cost of one"
    assert rows[-1][0] == "cost of two"
    decisions = [list(row) for row in decision_table(pair).rows]
    assert ["opening of Site b", "2027Q3, only in two", "5"] in decisions
    assert ["opening of Site a", "2027Q1 -> 2027Q2, 1 quarter later", "5"] in decisions
    # The dearest of each kind, and the rest in a line: of chips 2 MW at a and 5 at b.
    few = [list(row) for row in decision_table(pair, 1).rows]
    assert ["8 IT MW of G at Site a", "2027Q1 -> 2027Q2, 1 quarter later", "160"] in few
    assert ["2 more changes of chips", "", "140"] in few
    assert len(figure_tables(compared(side("one"), side("two")))) > 5


def test_an_empty_plan_can_be_compared() -> None:
    comparison = compared(side("one", Build()), side("two", BASE))
    (pair,) = comparison.pairs
    assert {str(change.turn) for change in pair.decisions} == {"added"}
    assert comparison_page(comparison)
    assert comparison_workbook(comparison)


def test_one_run_is_too_few() -> None:
    with pytest.raises(InputError, match="two runs or more"):
        compare_runs([side("one")])


# Folders


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    """Return two run folders, written as by a solve before prices and limits were in a run."""
    folders = tmp_path / "one", tmp_path / "two"
    write_run(folders[0], run_of(case(), BASE))
    write_run(folders[1], run_of(with_price(case(), 22.0), OTHER))
    return folders


def test_runs_without_extras_are_read(runs: tuple[Path, Path]) -> None:
    comparison = compare_runs(read_sides(runs))
    assert [one.name for one in comparison.sides] == ["one", "two"]
    assert comparison.figures[-1].name == "first bottleneck"


def test_every_broken_run_is_named(runs: tuple[Path, Path], tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(runs[0], damaged)
    (damaged / "tables" / "halls.parquet").write_bytes(b"not a table")
    with pytest.raises(InputError) as caught:
        read_sides([*runs, tmp_path / "nowhere", damaged])
    assert [problem.where for problem in caught.value.problems] == [str(tmp_path / "nowhere"), str(damaged)]


def test_inputs_that_are_not_those_of_the_plan_are_refused(runs: tuple[Path, Path]) -> None:
    shutil.copy(runs[1] / "inputs.json", runs[0] / "inputs.json")
    with pytest.raises(InputError, match="not the one the plan was made for"):
        read_sides(runs)


def test_a_table_with_an_unknown_site_is_refused(runs: tuple[Path, Path]) -> None:
    for name in ("halls", "power", "fleet", "orders"):
        path = runs[0] / "tables" / f"{name}.parquet"
        pd.read_parquet(path).assign(site_id="elsewhere").to_parquet(path, index=False)
    with pytest.raises(InputError, match="planner audit"):
        compare_runs(read_sides(runs))


@pytest.mark.parametrize(
    ("folders", "names"),
    [
        (("reports/a", "reports/b"), ("a", "b")),
        (("monday/a", "tuesday/a"), ("monday/a", "tuesday/a")),
        (("reports/a", "reports/a"), ("a (1)", "a (2)")),
        (("x/a", "y/a", "y/b"), ("x/a", "y/a", "y/b")),
    ],
)
def test_runs_go_by_the_shortest_names_that_tell_them_apart(
    folders: tuple[str, ...], names: tuple[str, ...]
) -> None:
    assert short_names([Path(folder) for folder in folders]) == names


# The command


@pytest.fixture
def planner(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["planner", "compare", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return run


def test_the_command_prints_and_writes(
    planner: Callable[..., tuple[int, str, str]], runs: tuple[Path, Path], tmp_path: Path
) -> None:
    page, xlsx = tmp_path / "out" / "both.html", tmp_path / "out" / "both.xlsx"
    code, out, _ = planner(*runs, "--html", page, "--xlsx", xlsx, "--show", 2)
    assert code == 0
    assert "price of G: 10 -> 11 million USD per rack (+10 %)" in out
    assert "Bridge of cost" in out
    assert "opening of Site b" in out
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert openpyxl.load_workbook(xlsx).sheetnames == ["Side by side", "Bridge", "Inputs", "Decisions"]


def test_names_are_text_on_the_terminal(planner: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    for one in hostile().sides:
        write_run(tmp_path / one.name[1:4], one.run)
    code, out, _ = planner(tmp_path / "one", tmp_path / "b>t")
    assert code == 0
    assert HOSTILE[2] in out


def test_bad_arguments_are_messages(
    planner: Callable[..., tuple[int, str, str]], runs: tuple[Path, Path], tmp_path: Path
) -> None:
    assert planner(runs[0])[0] == 2
    code, _, err = planner(runs[0], tmp_path / "nowhere")
    assert code == 2
    assert "nowhere" in err
    code, _, err = planner(*runs, "--html", runs[0] / "plan.json" / "x.html")
    assert code == 2
    assert "x.html" in err
