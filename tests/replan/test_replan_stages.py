"""The second stage on cases that are solved by hand: see `tests.explore.pieces`.

Campuses a, b and c open for 5, 6 and 15 million USD; the cheapest plans with one of them cost 218, 219 and
228.
"""

from __future__ import annotations

import pandas as pd
import pytest

from buildout.decisions import Decisions
from planner.compare.decisions import match_lots
from planner.engine.anchor import Anchor, Near
from planner.engine.driver import SolveOptions, Start, solve_inputs
from planner.plan import TableName
from planner.plan.columns import TABLES, to_frame
from planner.replan.changes import announced
from planner.replan.nearness import Nearness, frozen_decisions, nearness_weights
from tests.explore.pieces import three_campuses
from tests.small import TODAY

LABEL = "2027Q1"


def plan_at(site: str) -> Decisions:
    """Return the plan with one hall, 12.5 MW of power and 10 MW of chips at a campus."""
    return Decisions(
        open={(site, LABEL): 1.0},
        new_halls={(site, LABEL): 1.0},
        units={(site, "grid", LABEL): 12.5},
        buy_mw={(site, "g", LABEL): 10.0},
    )


def near(site: str, slack: float, frozen: int = 0) -> Near:
    """Return what the two stages find from the plan at a campus."""
    inputs, published = three_campuses(), plan_at(site)
    weights = nearness_weights(inputs, TODAY, Nearness())
    held = frozen_decisions(inputs, TODAY, frozen)
    anchor = Anchor(published, weights, held, slack, 5.0)
    options = SolveOptions(gap=0.0, threads=1, prices=False)
    found = solve_inputs(inputs, options, start=Start(published), anchor=anchor).near
    assert found is not None
    return found


def test_a_plan_within_the_slack_stays() -> None:
    # 219 is 0.46 % more than 218.
    found = near("b", 0.005)
    assert found.cost_musd == pytest.approx(219.0)
    assert found.distance == pytest.approx(0.0)
    assert (found.best_musd, found.kept_musd) == (pytest.approx(218.0), pytest.approx(219.0))
    assert found.best_distance > 0


def test_a_plan_beyond_the_slack_is_given_up() -> None:
    found = near("b", 0.004)
    assert found.cost_musd == pytest.approx(218.0)
    assert found.kept_musd == pytest.approx(219.0)


def test_what_is_frozen_stays_at_any_price_and_the_bound_is_still_that_of_the_case() -> None:
    found = near("c", 0.005, frozen=1)
    assert found.cost_musd == pytest.approx(228.0)
    assert found.best_musd == pytest.approx(228.0)
    assert found.bound_musd is None or found.bound_musd <= 218.0 + 1e-6


def test_distance_counts_in_gw_years() -> None:
    """Half a GW for an opening and 12.5 MW of a hall, a quarter of a year each, and the hall at the end.

    What is to be ordered now counts three times: 3 * (0.5 / 4 + 0.0125 / 4 + 0.0125) for each of the two
    campuses; 12.5 MW of power count like the hall, and 10 MW of chips 0.01 each.
    """
    of_one = 3 * (0.5 / 4 + 2 * (0.0125 / 4 + 0.0125) + 0.01)
    assert near("b", 0.004).distance == pytest.approx(2 * of_one)


def test_power_that_is_bought_and_leaves_at_once_is_no_change() -> None:
    """Bridge power is counted by what stands: 3 MW bought are the same as 4 bought and 1 that leaves."""

    def tables(bought: float, moved: float, left: float) -> dict[str, pd.DataFrame]:
        row = {
            "site_id": "a",
            "option_id": "turbine",
            "period": LABEL,
            "units": 3.0,
            "firm_mw": 3.0,
            "added_mw": 3.0,
            "bought_mw": bought,
            "reused_mw": moved,
            "dropped_mw": left,
        }
        some = {name: to_frame(name, {c: [] for c in TABLES[name].names}) for name in TableName}
        return {**some, TableName.POWER: pd.DataFrame([{"committed_mw": 0.0, **row}])}

    plain = announced(tables(3.0, 0.0, 0.0))
    (lots,) = plain.values()
    assert lots[TODAY].quantity == 3.0
    for other in (tables(4.0, 0.0, 1.0), tables(2.0, 1.0, 0.0)):
        assert match_lots(plain, announced(other)) == ()
