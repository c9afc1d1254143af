"""Prices of a run: in its folder, on the command line, and held against the truth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from buildout.inputs import Inputs
from planner.engine import driver
from planner.engine.driver import End, SolveOptions, price_inputs, solve_inputs
from planner.plan import decided, read_run
from planner.plan.columns import describe_table
from planner.serial import load_inputs
from planner.why.check import Verdict, check_prices
from planner.why.meanings import sentence
from planner.why.price_run import explain, price_run
from planner.why.priced_limit import PricedLimit, PriceKind
from planner.why.summary import prices_section
from planner.why.table import NAME, SCHEMA, limits_of, prices_frame
from tests.cli.conftest import Command, planner, tiny_run  # noqa: F401
from tests.model import workers
from tests.small import chip, small
from tests.why.explained import explained

MUSD = 1e6
EXACT = SolveOptions(gap=0.0, seconds=60.0, threads=1)
LIMIT = PricedLimit(
    PriceKind.HEADROOM, ("o",), "grid headroom", "Ohio", "2028Q1", "2030Q4", "MW", 100.0, 41e6, None
)


def scarce(mw: float = 6.0) -> Inputs:
    """Return the small case with so many MW of chips on sale."""
    return replace(small(), chips=(replace(chip(), supply_mw=(mw,)),))


def test_a_solve_prices_its_plan() -> None:
    solution = solve_inputs(scarce(), EXACT)

    assert solution.end is End.GAP_REACHED
    assert solution.prices is not None
    assert solution.prices.row("supply.chip_supply", ("g", "2027Q1")) == pytest.approx(-9.5)
    assert solution.prices_if_sites_follow is not None


def test_prices_can_be_left_out() -> None:
    solution = solve_inputs(scarce(), replace(EXACT, prices=False))

    assert solution.prices is None
    assert solution.cost_musd == pytest.approx(256.0)


def test_an_earlier_plan_is_priced_alike() -> None:
    solution = solve_inputs(scarce(), EXACT)
    assert solution.decisions is not None

    priced = price_inputs(scarce(), solution.decisions, EXACT)

    assert priced is not None
    assert priced.with_these_sites == solution.prices


def test_prices_that_never_come_cost_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "work", workers.finds_and_never_prices)
    monkeypatch.setattr(driver, "most_price_seconds", lambda _: 0.5)

    solution = solve_inputs(small(), SolveOptions(gap=0.5, seconds=600.0))

    assert solution.end is End.GAP_REACHED
    assert solution.decisions == workers.PLAN
    assert solution.prices is None


def test_the_document_of_the_run_folder_has_the_table() -> None:
    document = Path(__file__).parents[2] / "docs" / "run-folder.md"

    assert describe_table(NAME, SCHEMA) in document.read_text("utf-8")


def test_the_table_comes_back_as_it_was() -> None:
    limits = (LIMIT, *explained(scarce()).limits)

    frame = prices_frame(limits)

    assert list(frame.columns) == SCHEMA.names
    assert frame["text"][0] == "100 MW more grid headroom in Ohio from 2028Q1 saves 41.00 million USD"
    assert limits_of(frame) == limits


def test_the_summary_names_the_dearest_and_counts_the_rest() -> None:
    demand = replace(LIMIT, kind=PriceKind.DEMAND, subject="Chat")
    text = prices_section((demand, *(replace(LIMIT, step=float(k)) for k in range(1, 12))))

    assert text.count("more grid headroom in Ohio") == 8
    assert "3 more limits" in text
    assert "Chat" not in text
    assert "they hold for this plan" in text
    assert "No limit has a price" in prices_section((demand,))


def test_a_run_has_its_prices(tiny_run: Path) -> None:  # noqa: F811
    run = read_run(tiny_run)

    frame = run.more_tables[NAME]
    written = pd.read_csv(tiny_run / "tables" / "prices.csv", keep_default_na=False)
    assert list(written.columns) == SCHEMA.names
    assert frame["text"].tolist() == written["text"].tolist()
    limits = [limit for limit in limits_of(frame) if limit.is_limit]
    assert limits
    assert all(sentence(limit) in run.summary for limit in limits[:8])


def test_an_older_run_is_priced_anew(tiny_run: Path) -> None:  # noqa: F811
    run = read_run(tiny_run)
    inputs = load_inputs(run.inputs_json)

    priced = price_run(inputs, decided(inputs, run.plan.tables), EXACT)

    assert priced is not None
    found = explain(inputs, run.plan.tables, priced)
    as_published = {
        (x.kind, x.ids, x.first): x.with_these_sites_usd for x in limits_of(run.more_tables[NAME])
    }
    for limit in found:
        assert limit.with_these_sites_usd == pytest.approx(
            as_published[limit.kind, limit.ids, limit.first], rel=1e-6
        )


def test_a_price_that_holds_and_one_whose_step_is_too_large() -> None:
    found = explained(scarce())
    (limit,) = found.of(PriceKind.CHIPS)
    larger = replace(limit, step=8.0, with_these_sites_usd=8 * 9.5 * MUSD)

    small_step, large_step = check_prices(scarce(), found.decisions, [limit, larger], EXACT)

    assert small_step.verdict is Verdict.HOLDS
    assert small_step.saved_usd == pytest.approx(2 * 9.5 * MUSD)
    assert small_step.least_usd <= 2 * 9.5 * MUSD + 1.0
    assert small_step.most_usd >= 2 * 9.5 * MUSD - 1.0
    # Only 4 MW are short: the other 4 of the step serve nobody.
    assert large_step.verdict is Verdict.STEP_TOO_LARGE
    assert large_step.linear_usd == pytest.approx(4 * 9.5 * MUSD)


def test_whole_racks_save_less_than_fractions_would() -> None:
    whole = replace(scarce(6.0), whole_racks=True)
    found = explained(whole)
    (limit,) = found.of(PriceKind.CHIPS)
    part = replace(limit, step=0.25, with_these_sites_usd=0.25 * 9.5 * MUSD)  # half a rack

    (checked,) = check_prices(whole, found.decisions, [part], EXACT)

    assert checked.saved_usd == pytest.approx(0.0, abs=1.0)
    assert checked.verdict in {Verdict.WHOLE_NUMBERS, Verdict.STEP_TOO_LARGE}


def test_the_command_prints_prices_and_checks_them(planner: Command, tiny_run: Path) -> None:  # noqa: F811
    outcome = planner("why", tiny_run, "--check-prices", 1)

    assert outcome.code == 0, outcome.err
    assert "saves" in outcome.out
    assert "Prices beside the truth" in outcome.out


def test_the_command_refuses_what_is_no_run(planner: Command, tmp_path: Path) -> None:  # noqa: F811
    outcome = planner("why", tmp_path / "nothing")

    assert outcome.code == 2
    assert "a run folder" in outcome.err
