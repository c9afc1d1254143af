"""Break-even prices against numbers worked out by hand, and against solving again beside them.

In `tests.small` 10 MW of chips at 20 and 12.5 MW of power at 0.4 serve what would fall short at 30 a MW.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from buildout.inputs import Budget, Inputs, MinimumTake, Window
from planner import api
from planner.engine.driver import SolveOptions
from planner.plan import decided, read_run
from planner.plan.columns import describe_table
from planner.serial import load_inputs
from planner.why.break_even import BreakEven, Holds, Thing
from planner.why.break_even_run import break_evens, check_whole
from planner.why.break_even_table import NAME, SCHEMA, break_even_frame
from tests.cli.conftest import Command, planner, tiny_run  # noqa: F401
from tests.small import TODAY, campus, chip, small
from tests.why.explained import explained

MUSD = 1e6
EXACT = SolveOptions(gap=0.0, seconds=60.0, threads=1)


def found(inputs: Inputs, *things: Thing) -> dict[str, BreakEven]:
    """Return the break-even prices around a best plan, by id."""
    decisions = explained(inputs).decisions
    return {one.thing_id: one for one in break_evens(inputs, decisions, things or tuple(Thing))}


def two_chips(dearer_musd: float) -> Inputs:
    """Return the small case with a second chip that works as well."""
    inputs = small()
    return replace(
        inputs,
        chips=(chip(), replace(chip("h"), capex_musd_per_mw=dearer_musd)),
        sites=(replace(campus(), chip_ids=("g", "h")),),
        workloads=tuple(replace(w, performance=(("g", 1.0), ("h", 1.0))) for w in inputs.workloads),
    )


def test_a_bought_chip_leaves_when_it_costs_what_it_saves() -> None:
    one = found(small(), Thing.CHIP)["g"]

    assert one.break_even_usd == pytest.approx((30 - 0.5) * MUSD)
    assert (one.bought_mw, one.mw_below) == pytest.approx((10.0, 10.0))
    assert one.linear_holds is Holds.YES


def test_a_chip_that_is_not_bought_enters_at_the_price_of_the_one_that_is() -> None:
    both = found(two_chips(25.0), Thing.CHIP)

    assert both["h"].break_even_usd == pytest.approx(20 * MUSD)
    assert (both["h"].bought_mw, both["h"].mw_below) == pytest.approx((0.0, 10.0))
    assert both["h"].linear_holds is Holds.YES
    assert both["g"].break_even_usd == pytest.approx(25 * MUSD)


def test_faster_chips_enter_at_a_higher_price() -> None:
    inputs = two_chips(50.0)
    fast = tuple(replace(w, performance=(("g", 1.0), ("h", 2.0))) for w in inputs.workloads)

    one = found(replace(inputs, workloads=fast), Thing.CHIP)["h"]

    # 5 MW of it do the work of 10 MW at 20.5, and take 0.5 of power per MW
    assert one.break_even_usd == pytest.approx(40.5 * MUSD)
    assert one.mw_below == pytest.approx(5.0)


def test_power_leaves_when_the_work_no_longer_pays_for_it() -> None:
    one = found(small(), Thing.POWER)["grid"]

    # 10 a MW of IT are left after the chip, for 1.25 MW of power
    assert one.break_even_usd == pytest.approx(8 * MUSD)
    assert one.linear_holds is Holds.YES


def test_an_open_site_closes_when_its_opening_costs_all_it_saves() -> None:
    # 300 short, or 8 for the hall, 5 for power and 200 for chips
    assert found(small(), Thing.SITE)["a"].break_even_usd == pytest.approx((300 - 213) * MUSD)


def test_a_closed_site_opens_when_its_opening_costs_less_than_it_saves() -> None:
    cheap = tuple(replace(s, shortage_musd_per_quarter=(21.5,)) for s in small().streams)

    one = found(replace(small(), streams=cheap), Thing.SITE)["a"]

    assert one.bought_mw == 0
    assert one.break_even_usd == pytest.approx((215 - 213) * MUSD)


def test_what_must_be_bought_has_no_break_even_price() -> None:
    take = MinimumTake("deal", ("g",), Window("2027Q1", "2027Q1", 5.0))

    one = found(replace(small(), minimum_takes=(take,)), Thing.CHIP)["g"]

    assert one.break_even_usd is None
    assert one.linear_holds is Holds.NOT_CHECKED


def test_prices_count_in_budgets_too() -> None:
    # the budget buys a hall, and 6 MW at the price of today
    inputs = replace(small(), budgets=(Budget("year", TODAY, TODAY + 3, 13 + 6 * 20.5),))

    one = found(inputs, Thing.CHIP)["g"]

    assert one.break_even_usd == pytest.approx(29.5 * MUSD)
    assert one.linear_holds is Holds.YES
    # less than 6 MW as they are dearer
    assert one.mw_below == pytest.approx(6 * 20.5 / (0.98 * 29.5 + 0.5))


@pytest.mark.parametrize("thing_id", ["g", "h"])
def test_plans_in_whole_numbers_hold_where_sites_stay(thing_id: str) -> None:
    inputs = two_chips(25.0)
    decisions = explained(inputs).decisions

    checked = check_whole(inputs, decisions, found(inputs, Thing.CHIP)[thing_id], EXACT)

    assert checked.whole_holds is Holds.YES


def test_sites_that_follow_move_a_break_even_price() -> None:
    # With its hall paid for, the chip may cost 29.5. Without, the opening and the hall take 1.3 a MW of that.
    inputs = small()

    checked = check_whole(inputs, explained(inputs).decisions, found(inputs, Thing.CHIP)["g"], EXACT)

    assert checked.whole_holds is Holds.NEITHER


def test_the_table_has_its_columns_and_stands_in_the_document() -> None:
    frame = break_even_frame(list(found(small()).values()))
    document = (Path(__file__).parents[2] / "docs" / "run-folder.md").read_text("utf-8")

    assert list(frame.columns) == SCHEMA.names
    assert list(frame["thing"]) == ["chip", "power", "site"]
    assert describe_table(NAME, SCHEMA) in document


def test_the_command_writes_the_table_beside_the_plan(tiny_run: Path, planner: Command) -> None:  # noqa: F811
    outcome = planner("breakeven", str(tiny_run), "--chips", "--power")

    assert outcome.code == 0
    frame = read_run(tiny_run).more_tables[NAME]
    assert set(frame["thing"]) == {"chip", "power"}
    priced = frame[frame["break_even_usd"].notna()]
    assert len(priced) >= 4
    assert set(priced["linear_holds"]) == {"yes"}


@pytest.mark.slow
def test_every_break_even_price_of_a_mid_size_case_holds_2_percent_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    solved = api.solve("lab-4gw-10-months", out=folder)
    inputs = load_inputs((folder / "inputs.json").read_bytes())

    some = list(break_evens(inputs, decided(inputs, solved.plan.tables), (Thing.CHIP, Thing.POWER)))

    priced = [one for one in some if one.break_even_usd is not None]
    assert len(priced) > 20
    assert {one.linear_holds for one in priced} == {Holds.YES}
