"""Cash and cost, against figures worked out by hand.

k counts quarters from today; a quarter's money is worth 1.1 ** -(k + 0.5). Prices are million USD.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.plan import Category, Plan, Tables, build_tables


def ahead(age: int, life: int) -> float:
    """Return the share of a chip's work still ahead, each quarter's worth 0.9 of the one before."""
    return (0.9**age - 0.9**life) / (1 - 0.9**life)


NOMINAL = {
    "openings": 102.0,
    # Shell 367.2 + 374.544, network 153 + 156.06.
    "halls": 1050.804,
    # Gas 80 + 244.8, grid 62.424, move 20.808.
    "power": 408.032,
    # 1200 + 1800 of gb, 2000 of tp.
    "chips": 5000.0,
    # A tenth of 30 million on 40 MW.
    "rebates": -120.0,
    # Per year 113, 193 and 251: halls 2, 6, 10; chips 90, 150, 190; power 21, 37, 51.
    "operation": 113 / 4 + 193 / 4 + 251 / 2,
    "energy": 25.6,
    # 200,000 t at 50 USD.
    "carbon": 10.0,
    # 50 x 0.001; 40 x 0.001 + 15 x 0.002; two quarters of 40 x 0.001 + 40 x 0.002.
    "transit": 0.05 + 0.07 + 0.24,
    "retirement": 1.0,
    "shortage": 15.0,
    # Shell 339.66 + 355.8168 with half paid two quarters early, network 124.3125 + 136.5525 paid when
    # online, grid 56.1816 with 0.4 paid a quarter early; of gb 1200 and 1800 with 0.3 paid two quarters
    # early, of tp 2000; rented gas, the opening and the move leave nothing.
    "value left": -(
        (339.66 + 355.8168) * (0.5 * 1.1**2 + 0.5)
        + 124.3125
        + 136.5525
        + 56.1816 * (0.4 * 1.1 + 0.6)
        + (1200 * ahead(4, 8) + 1800 * ahead(3, 8)) * (0.3 * 1.1**2 + 0.7)
        + 2000 * ahead(2, 4)
    ),
}

PAID = {
    "openings": {0: 102.0},
    "halls": {-1: 183.6, 0: 187.272, 1: 183.6 + 153.0, 2: 187.272 + 156.06},
    "power": {0: 80.0, 1: 244.8 + 24.9696, 2: 37.4544 + 20.808},
    "chips": {-2: 360.0, -1: 540.0, 0: 840.0, 1: 1260.0, 2: 2000.0},
    "rebates": {1: -120.0},
    "operation": {0: 28.25, 1: 48.25, 2: 62.75, 3: 62.75},
    "energy": {0: 5.0, 1: 10.6, 2: 5.0, 3: 5.0},
    "carbon": {0: 2.0, 1: 4.0, 2: 2.0, 3: 2.0},
    "transit": {0: 0.05, 1: 0.07, 2: 0.12, 3: 0.12},
    "retirement": {2: 1.0},
    "shortage": {1: 15.0},
    "value left": {4: NOMINAL["value left"]},
}
QUARTERS = {-2: "2026Q3", -1: "2026Q4", 0: "2027Q1", 1: "2027Q2", 2: "2027Q3", 3: "2027Q4"}


def present(paid: dict[int, float]) -> float:
    return sum(musd * 1.1 ** -(k + 0.5) for k, musd in paid.items())


def test_nominal_cost_by_category(tables: Tables) -> None:
    found = tables["costs"].set_index("category")["nominal_usd"].to_dict()
    assert found == pytest.approx({category: musd * 1e6 for category, musd in NOMINAL.items()})


def test_present_value_by_category(tables: Tables) -> None:
    found = tables["costs"].set_index("category")["present_value_usd"].to_dict()
    assert found == pytest.approx({category: present(paid) * 1e6 for category, paid in PAID.items()})


def test_cash_by_quarter(tables: Tables) -> None:
    """Shortage and value left are no cash; the ledger's last payment is."""
    cash = tables["cash"].set_index(["category", "quarter"])["usd"].to_dict()
    expected = {
        (category, QUARTERS[k]): musd * 1e6
        for category, paid in PAID.items()
        if category not in ("shortage", "value left")
        for k, musd in paid.items()
    }
    assert cash == pytest.approx(expected | {("committed", "2027Q2"): 7e6})


def test_ledger_alone_costs_its_operation_and_the_shortage(empty_plan: Plan) -> None:
    """One hall at 2 and 130 MW at 0.1 million a year; 190 units of chat and 100 of training are short."""
    nominal = empty_plan.tables["costs"].set_index("category")["nominal_usd"].to_dict()
    assert nominal == pytest.approx({"operation": 15e6, "shortage": (50 + 60 + 2 * 80) * 3e6 + 2 * 100e6})
    assert empty_plan.cost_usd == pytest.approx(empty_plan.tables["costs"]["present_value_usd"].sum())


def test_newest_chips_have_the_value_left(inputs: Inputs) -> None:
    """Of 20 + 20 MW 30 stand: all of the second quarter's, half of the first's."""
    kept = Decisions(
        buy_mw={("south", "gb", "2027Q1"): 20.0, ("south", "gb", "2027Q2"): 20.0},
        fleet_mw={("south", "gb", "2027H2"): 30.0},
    )
    costs = build_tables(inputs, kept)["costs"].set_index("category")["nominal_usd"]
    interest = 0.3 * 1.1**2 + 0.7
    expected = (20 * 30 * ahead(3, 8) + 10 * 30 * ahead(4, 8)) * interest
    assert costs[Category.VALUE_LEFT] == pytest.approx(-expected * 1e6)


def test_money_times_a_thousand(inputs: Inputs) -> None:
    """Prices a thousand times as high make a cost a thousand times as high."""
    chips = tuple(replace(chip, capex_musd_per_mw=chip.capex_musd_per_mw * 1e3) for chip in inputs.chips)
    bought = Decisions(buy_mw={("south", "tp", "2027Q2"): 5.0})

    def chip_cost(case: Inputs) -> float:
        costs = build_tables(case, bought)["costs"].set_index("category")["present_value_usd"]
        return float(costs[Category.CHIPS])

    assert chip_cost(replace(inputs, chips=chips)) == pytest.approx(1e3 * chip_cost(inputs))
