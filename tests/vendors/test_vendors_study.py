"""A study of two vendors from end to end, solved in this process; stopped and taken up again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from buildout.inputs import Inputs, MinimumTake, Window
from planner.audit import audit
from planner.cases.mixes import parse_mixes
from planner.engine.options import SolveOptions
from planner.explore.store import MANIFEST, open_store, read_family
from planner.plan import TableName, read_run
from planner.plan.columns import describe_table
from planner.problems import InputError
from planner.serial import load_inputs
from planner.vendors.defaults import default_mixes
from planner.vendors.market import vendors_of
from planner.vendors.report import write_vendors
from planner.vendors.schemas import SCHEMAS
from planner.vendors.section import markdown
from planner.vendors.sections import sections
from planner.vendors.study import NOT_YET, Study, solve_study, vendor_family
from planner.vendors.tables import study_tables
from tests.cli.conftest import Command, planner
from tests.explore.pieces import Quiet, nobody, subject
from tests.vendors.pieces import G, H, solve_in_this_process, two_vendors

__all__ = ["planner"]
pytestmark = pytest.mark.xdist_group("vendors")

OPTIONS = SolveOptions(gap=0.0, seconds=60.0)
ACCESS = pd.DataFrame({"chip_id": ["g", "h"], "buyer_access": ["partner", "open"]})


@pytest.fixture(scope="module", autouse=True)
def _in_this_process() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        solve_in_this_process(patch)
        yield


def study_of(inputs: Inputs, folder: Path, *mixes: str) -> Study:
    asked = parse_mixes(tuple(mix.replace("G", G).replace("H", H) for mix in mixes))
    what = subject(inputs)
    store = open_store(folder, vendor_family(what, OPTIONS, 1))
    return Study(what, vendors_of(ACCESS, inputs), asked, 1, store)


def solve(study: Study) -> list[str]:
    """Solve a study and return what was told."""
    told: list[str] = []
    for _ in solve_study(study, OPTIONS, 1, progress=Quiet(), tell=told.append):
        pass
    return told


def case() -> Inputs:
    """Return two vendors, whose chips are ordered a quarter before, over two quarters."""
    inputs = two_vendors(2)
    return replace(inputs, chips=tuple(replace(c, lead_quarters=1) for c in inputs.chips))


MIXES = ("at-most:G:0.6", "only:H", "price:H:-0.5")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Study:
    found = study_of(case(), tmp_path_factory.mktemp("vendors") / "two", *MIXES)
    solve(found)
    return found


@pytest.fixture(scope="module")
def tables(done: Study) -> dict[str, pd.DataFrame]:
    return study_tables(done)


def test_mixes_stand_side_by_side_with_what_they_cost(tables: dict[str, pd.DataFrame]) -> None:
    mixes = tables["mixes"].set_index("label")
    assert list(mixes.index) == [
        "free mix",
        "at most 60 % vendor of g",
        "vendor of h only",
        "vendor of h 50 % cheaper",
    ]
    assert mixes["cost_usd"].tolist() == pytest.approx([218e6, 226e6, 238e6, 128e6])
    assert mixes["more_than_free_usd"].tolist() == pytest.approx([0.0, 8e6, 20e6, -90e6])
    assert mixes["first_vendor"].tolist() == [G, G, H, H]
    assert mixes["first_share"].tolist() == pytest.approx([1.0, 0.6, 1.0, 1.0])
    assert mixes["fleet_gw_end"].tolist() == pytest.approx([0.01] * 4)
    assert mixes["facility_gw_end"].tolist() == pytest.approx([0.0125] * 4)
    assert not mixes["note"].any()


def test_a_mix_holds_in_the_tables_of_its_plan(done: Study) -> None:
    shares = {}
    for mix, member, run in done.solved():
        orders = run.plan.tables[TableName.ORDERS]
        chips = orders[orders["item"] == "chip"]
        mw = chips.groupby("vendor")["quantity"].sum()
        shares[mix.kind] = float(mw.get(G, 0.0) / mw.sum())
        assert audit(load_inputs(run.inputs_json), run.plan.tables, member.cost_usd).is_clean
    assert shares == pytest.approx({"free": 1.0, "at-most": 0.6, "only": 0.0, "price": 0.0})


def test_spending_by_vendor_adds_up(done: Study, tables: dict[str, pd.DataFrame]) -> None:
    spend = tables["spend"].groupby("mix")["usd"].sum()
    for mix, _, run in done.solved():
        costs = run.plan.tables[TableName.COSTS].set_index("category")["nominal_usd"]
        assert spend[mix.text] == pytest.approx(costs["chips"])
    own = tables["spend"].set_index(["mix", "vendor"])
    assert own.loc[(f"at-most:{G}:0.6", G), ["it_mw", "share"]].tolist() == pytest.approx([6.0, 0.6])
    assert own.loc[(f"at-most:{G}:0.6", H), "usd"] == pytest.approx(88e6)


def test_a_slip_of_each_vendor_is_priced_around_each_choice(tables: dict[str, pd.DataFrame]) -> None:
    exposure = tables["exposure"].set_index(["mix", "vendor"])
    at_most, only = f"at-most:{G}:0.6", f"only:{H}"
    assert set(exposure.index) == {(mix, v) for mix in ("free", at_most, only) for v in (G, H)}
    # 30 for each MW that is short for a quarter; what a plan does not buy is no exposure.
    cost = exposure["more_usd"]
    assert cost["free", G] == pytest.approx(300e6)
    assert cost["free", H] == 0.0
    assert cost[at_most, G] == pytest.approx(180e6)
    assert cost[at_most, H] == pytest.approx(120e6)
    assert cost[only, G] == 0.0
    assert exposure["known"]["free", H] == ""
    assert exposure["lost_gw"][at_most, G] == pytest.approx(0.006)
    assert exposure["lost_most_in"][at_most, G] == two_vendors().periods[0].label
    assert exposure["shortage_more_usd"][at_most, G] == pytest.approx(180e6)


def test_break_even_prices_are_those_of_the_other_chip(tables: dict[str, pd.DataFrame]) -> None:
    prices = tables["breakeven"].set_index(["mix", "chip_id"])
    assert prices.loc[("free", "g"), "break_even_usd"] == pytest.approx(22e6, rel=1e-4)
    assert prices.loc[("free", "g"), "change"] == pytest.approx(0.1, rel=1e-3)
    assert prices.loc[("free", "h"), "break_even_usd"] == pytest.approx(20e6, rel=1e-4)
    assert set(prices["vendor"]) == {G, H}
    assert (f"only:{H}", "g") not in prices.index


def test_the_calendar_says_what_is_due_when(tables: dict[str, pd.DataFrame]) -> None:
    orders = tables["orders"]
    chips = orders[(orders["item"] == "chip") & (orders["mix"] == f"at-most:{G}:0.6")]
    assert chips.set_index("what")["quantity"].to_dict() == pytest.approx({"g": 6.0, "h": 4.0})
    assert set(chips["order_by_quarter"]) == {"2026Q4"}


def test_own_silicon_is_flagged(done: Study, tables: dict[str, pd.DataFrame]) -> None:
    vendors = tables["vendors"].set_index("vendor")
    assert vendors["own_silicon"].to_dict() == {G: True, H: False}
    assert vendors["sold_to"].to_dict() == {G: "partners of its cloud only", H: "anyone"}
    assert "which only some buyers can have: vendor of g" in markdown(sections(done, tables))


def test_the_bridge_sums_to_what_a_mix_costs_more(tables: dict[str, pd.DataFrame]) -> None:
    more = tables["mixes"].set_index("mix")["more_than_free_usd"].drop("free")
    sums = tables["bridge"].groupby("mix")["usd"].sum()
    assert sums.to_dict() == pytest.approx(more.to_dict(), abs=0.01)
    causes = tables["bridge"].set_index(["mix", "category", "cause"])["usd"]
    # 10 MW of h at 11 million USD instead of g at 20: the mean of both orders of the steps. First another
    # chip and then its price: +20 and -110; first its price, of which there is none yet: 0 and -90.
    mix = f"price:{H}:-0.5"
    assert causes[mix, "chips", "quantity"] == pytest.approx(-35e6)
    assert causes[mix, "chips", "price"] == pytest.approx(-55e6)


def test_tables_have_the_columns_that_the_documentation_says(tables: dict[str, pd.DataFrame]) -> None:
    document = (Path(__file__).parents[2] / "docs" / "vendors.md").read_text("utf-8")
    assert set(tables) == set(SCHEMAS)
    for name, frame in tables.items():
        assert list(frame.columns) == SCHEMAS[name].names, name
        assert describe_table(name, SCHEMAS[name]) in document


def test_the_workbook_holds_the_numbers_of_the_tables(done: Study) -> None:
    write_vendors(done)
    book = openpyxl.load_workbook(done.store.folder / "vendors.xlsx")
    assert book.sheetnames == ["Answer", *SCHEMAS]
    rows = list(book["mixes"].values)
    header = next(i for i, row in enumerate(rows) if row[0] == "mix")
    column = rows[header].index("cost_usd")
    assert [row[column] for row in rows[header + 1 :]] == pytest.approx([218e6, 226e6, 238e6, 128e6])
    front = [cell for row in book["Answer"].values for cell in row if cell is not None]
    assert 0.218 in [round(cell, 9) for cell in front if isinstance(cell, float)]
    assert any(str(cell).startswith("The free mix costs") for cell in front)


def test_names_of_vendors_stay_text_in_pages_and_cells(tmp_path: Path) -> None:
    # What a case may call a vendor is limited; a table of the reader's own is not.
    name = "<b>=1+1</b>"
    inputs = case()
    inputs = replace(
        inputs, chips=tuple(replace(c, vendor=name if c.chip_id == "g" else H) for c in inputs.chips)
    )
    study = study_of(inputs, tmp_path / "two")
    for _ in solve_study(study, OPTIONS, 1, progress=Quiet(), tell=nobody):
        break
    write_vendors(replace(study, asked=parse_mixes(("free",))))
    html = (tmp_path / "two" / "vendors.html").read_text("utf-8")
    assert "<b>" not in html
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in html
    cells = [
        cell.value
        for row in openpyxl.load_workbook(tmp_path / "two" / "vendors.xlsx")["vendors"]
        for cell in row
    ]
    assert name in cells


def test_all_is_written(done: Study) -> None:
    shown = write_vendors(done)
    assert "| vendor of h only" in shown
    assert "buys vendor of g 100 % of its IT MW" in shown
    folder = done.store.folder
    for name in ("mixes", "gw", "shortage", "spend", "power", "orders", "exposure", "breakeven", "vendors"):
        csv, parquet = pd.read_csv(folder / f"{name}.csv"), pd.read_parquet(folder / f"{name}.parquet")
        assert list(csv.columns) == list(parquet.columns), name
        assert len(csv) == len(parquet), name
    for name in ("cost", "spend", "gw", "exposure"):
        assert (folder / f"{name}.svg").stat().st_size > 1_000
        assert (folder / f"{name}.png").stat().st_size > 1_000
    html = (folder / "vendors.html").read_text("utf-8")
    assert html.count("<img") == 4
    assert "<script" not in html
    assert "vendor of h 50 % cheaper" in html


def test_what_is_solved_is_not_solved_again_and_mixes_can_be_added(done: Study, tmp_path: Path) -> None:
    folder = tmp_path / "two"
    shutil.copytree(done.store.folder, folder)
    assert solve(study_of(case(), folder, *MIXES)) == []
    told = solve(study_of(case(), folder, "only:H", "without:G"))
    assert [line.split(": ")[1] for line in told] == [
        "without vendor of g",
        "without vendor of g, and vendor of h slips",
        "without vendor of g, break-even prices",
    ]
    # Only what is asked for is shown.
    shown = study_tables(study_of(case(), folder, "without:G"))
    assert shown["mixes"]["mix"].tolist() == ["free", f"without:{G}"]
    assert set(shown["breakeven"]["mix"]) == {"free", f"without:{G}"}


def test_a_study_that_is_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "two"
    first = study_of(case(), folder, "only:H")

    def stop(text: str) -> None:
        if "slips" in text:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        for _ in solve_study(first, OPTIONS, 1, progress=Quiet(), tell=stop):
            pass
    assert len(read_family(folder).members) == 2
    assert NOT_YET in set(study_tables(first)["exposure"]["note"])
    write_vendors(first)  # what is there is shown

    told = solve(study_of(case(), folder, "only:H"))
    assert not any(
        "vendor of h only" in line and "slips" not in line and "prices" not in line for line in told
    )
    again = study_tables(study_of(case(), folder, "only:H"))
    assert not again["exposure"]["note"].any()


def test_a_mix_that_breaks_a_promise_is_explained_beside_the_others(tmp_path: Path) -> None:
    labels = [period.label for period in case().periods]
    take = MinimumTake("deal", ("g",), Window(labels[0], labels[-1], 3.0))
    study = study_of(replace(case(), minimum_takes=(take,)), tmp_path / "two", "without:G", "at-most:G:0.6")
    solve(study)
    found = study_tables(study)
    mixes = found["mixes"].set_index("mix")
    assert "minimum take deal asks for 3 IT MW of g" in mixes["note"][f"without:{G}"]
    assert mixes["note"][f"at-most:{G}:0.6"] == ""
    assert "without vendor of g: no plan, it contradicts the case: the minimum take deal" in write_vendors(
        study
    )
    assert pd.read_parquet(tmp_path / "two" / "mixes.parquet")["within_gap"].dtype == bool


def test_another_case_or_another_slip_in_the_same_folder_is_refused(done: Study) -> None:
    with pytest.raises(InputError, match="slip quarters was 1, and now is 2"):
        open_store(done.store.folder, vendor_family(done.subject, OPTIONS, 2))
    with pytest.raises(InputError, match="inputs of the case have changed"):
        study_of(two_vendors(3), done.store.folder)


def test_an_unknown_vendor_is_refused_before_anything_is_solved(tmp_path: Path) -> None:
    study = study_of(case(), tmp_path / "two", "only:vendor of j", "without:G")
    with pytest.raises(InputError, match="did you mean vendor of"):
        solve(study)
    assert (tmp_path / "two" / MANIFEST).exists()
    assert not study.store.family.members


def test_the_default_asks_about_the_two_largest(tmp_path: Path) -> None:
    study = study_of(case(), tmp_path / "two")
    for _ in solve_study(study, OPTIONS, 1, progress=Quiet(), tell=nobody):
        break  # the free mix is there
    texts = [mix.text for mix in study.mixes]
    assert texts == [
        "free",
        f"at-most:{G}:0.6",
        f"only:{G}",
        f"only:{H}",
        f"price:{G}:+0.2",
        f"price:{G}:-0.2",
        f"price:{H}:+0.2",
        f"price:{H}:-0.2",
        f"late:{G}:2",
        f"late:{H}:2",
    ]
    inputs = case()
    third = replace(inputs.chips[1], chip_id="j", vendor="vendor of j")
    more = default_mixes(
        replace(inputs, chips=(*inputs.chips, third)),
        read_run(study.store.place("free-" + _digest())).plan.tables,
    )
    assert [mix.text for mix in more if mix.kind == "without"] == [f"without:{G}", f"without:{H}"]


def _digest() -> str:
    from planner.vendors.defaults import FREE
    from planner.vendors.words import mix_id

    return mix_id(FREE).removeprefix("free-")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--mix", "only:Blot"), "did you mean Bolt"),
        (("--mix", "at-most:Bolt:1.5"), "less than or equal to 1"),
        (("--slip", "0"), "--slip"),
    ],
)
def test_the_command_refuses_what_it_cannot_use(
    planner: Command, arguments: tuple[str, str], said: str
) -> None:
    outcome = planner("vendors", "tiny", *arguments)
    assert outcome.code == 2
    assert said in outcome.err
