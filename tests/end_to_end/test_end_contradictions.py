"""Cases whose promises cannot be kept: the answer names them and says what to do.

Most tests ask for the promises alone, in this process; two follow the answer to the user.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import api
from planner.assemble import assemble_case
from planner.cases import load_case
from planner.engine.driver import End, Solution, SolveOptions
from planner.exits import ExitCode
from planner.feasible.conflict_text import contradicting
from planner.outcome import NoPlanError, plan_of
from planner.problems import InputError
from tests.end_to_end.command import planner
from tests.model.optimum import is_possible

# The eight clusters of the town hold 40 MW, which serve 40 reference MW of edge at most.
TOO_MUCH_EDGE = "demand.rows.5.amount=100"
NO_SHORT_EDGE = "policies.no_shortage=[edge]"
TAKE_OLD = "policies.minimum_takes=[{id: deal, chips: [old], it_mw: 100}]"


def budget(musd: int) -> str:
    return f"policies.budgets=[{{id: all, usd: {musd * 1_000_000}}}]"


BOUGHT = "at least 100 MW of old are bought from 2029 to 2032"
IN_ONE_BILLION = "capital spending from 2026Q4 to 2032Q4 is at most 1,000 million USD"

ROOM_IN_TOWN = "town has room for 8 clusters (5 MW IT each) in 2032"

CONTRADICTIONS = {
    "a stream nobody can serve": ([NO_SHORT_EDGE, TOO_MUCH_EDGE], ["edge may not fall short", ROOM_IN_TOWN]),
    # 100 MW of old alone cost two billion.
    "a promise to buy and a budget": ([TAKE_OLD, budget(1000)], [BOUGHT, IN_ONE_BILLION]),
    "a lock and a budget": (
        ["locks=[{site: town, open: true}]", budget(10)],
        ["capital spending from 2026Q4 to 2032Q4 is at most 10 million USD", "town is open by 2032Q1"],
    ),
    "a stream and a limit on carbon": (
        [NO_SHORT_EDGE, "policies.carbon_t_per_year=10"],
        ["edge may not fall short", "carbon is at most 10 t a year"],
    ),
    "a stream and a vendor": (
        ["policies.no_shortage=[chat]", "policies.vendor_shares=[{vendor: Acme, max_share: 0.1}]"],
        [
            "chat may not fall short",
            "240 MW IT of new are on sale to us from 2030 to 2032",
            "Acme has 0% to 10% of what is bought from 2029 to 2032",
        ],
    ),
}


@pytest.mark.parametrize(("changes", "promises"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_promises_that_contradict_are_named_and_no_others(changes: list[str], promises: list[str]) -> None:
    assert list(contradicting(assemble_case(load_case("tiny", changes)).inputs)) == promises


@pytest.mark.parametrize("change", [NO_SHORT_EDGE, TAKE_OLD, budget(1000)])
def test_either_promise_alone_can_be_kept(change: str) -> None:
    assert is_possible(assemble_case(load_case("tiny", [change])).inputs)


IMPOSSIBLE_AT_SIGHT = {
    "open before it can be": (
        ["sites.custom.town.first_quarter=2031Q1", "locks=[{site: town, latest: 2029Q1}]"],
        ["locks.town", "2031Q1 or later"],
    ),
    "open after the horizon": (
        ["sites.custom.town.first_quarter=2034Q1", "locks=[{site: town, open: true}]"],
        ["locks.town", "too late"],
    ),
    # 20 MW a quarter, three years.
    "more than is on sale": (
        ["policies.minimum_takes=[{id: deal, chips: [new], it_mw: 300}]"],
        ["policies.minimum_takes.deal", "300 MW", "at most 240"],
    ),
}


@pytest.mark.parametrize(("changes", "parts"), IMPOSSIBLE_AT_SIGHT.values(), ids=IMPOSSIBLE_AT_SIGHT)
def test_what_can_be_seen_is_said_before_any_solve(changes: list[str], parts: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        assemble_case(load_case("tiny", changes))
    assert all(part in str(caught.value) for part in parts)


def test_the_user_gets_the_promises_and_an_exit_code(tmp_path: Path) -> None:
    done = planner("solve", "tiny", "--set", NO_SHORT_EDGE, "--set", TOO_MUCH_EDGE, folder=tmp_path)
    assert done.returncode == ExitCode.NO_PLAN
    assert "edge may not fall short" in done.stderr
    assert "chat" not in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def without_a_plan(end: End) -> Solution:
    return Solution(
        end=end,
        decisions=None,
        cost_musd=None,
        bound_musd=None,
        seconds=1.0,
        seconds_to_first_plan=None,
        peak_memory_mb=1.0,
        size=None,
        trace=(),
        exit_code=0,
    )


def test_whole_numbers_alone_can_contradict() -> None:
    """60 MW of old would cost 1.2 billion USD, but racks of 50 MW come at one billion each."""
    changes = [
        "policies.minimum_takes=[{id: deal, chips: [old], it_mw: 60}]",
        "chips.custom.old.rack_mw=50",
        budget(1500),
    ]
    inputs = assemble_case(load_case("tiny", changes)).inputs
    assert not is_possible(inputs)
    assert contradicting(inputs) == (
        "at least 60 MW of old are bought from 2029 to 2032",
        "capital spending from 2026Q4 to 2032Q4 is at most 1,500 million USD",
        "racks come in whole numbers",
    )
    with pytest.raises(NoPlanError, match="racks come in whole numbers"):
        plan_of(inputs, without_a_plan(End.CONTRADICTION), "")


def test_a_promise_that_the_ledger_breaks_is_no_bug_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time ran out before a plan was found, and what stands cannot serve what must be served."""
    monkeypatch.setattr(api, "solve_inputs", lambda *_: without_a_plan(End.TIME_UP))
    with pytest.raises(NoPlanError) as caught:
        api.solve("tiny", changes=[NO_SHORT_EDGE], options=SolveOptions(seconds=1.0))
    assert "more time" in str(caught.value)
    assert "edge" in str(caught.value)
    assert "bug" not in str(caught.value)
