"""The small plan audits clean, and each part of its cost is the one derived here by hand."""

import numpy as np
import pytest

from planner.audit import audit
from planner.audit.flows import work_ahead
from tests.audit.small_case import END, H2, INPUTS, Q1, Q2, Y28
from tests.audit.small_plan import COST_USD, plan_tables, up, worth

IN_H2 = (worth(H2) + worth(H2 + 1)) / 2
IN_2028 = sum(worth(Y28 + k) for k in range(4)) / 4


@pytest.fixture(scope="module")
def report():
    return audit(INPUTS, plan_tables(), COST_USD)


def test_the_small_plan_is_clean(report):
    assert report.violations == ()
    assert report.is_clean
    assert report.rows > 2000


def test_the_cost_is_the_one_worked_out_by_hand(report):
    assert report.cost_usd == pytest.approx(502_201_019.89, abs=0.01)
    assert report.cost_usd == pytest.approx(sum(cost.present_value_usd for cost in report.costs))


def present_musd(report, category):
    (cost,) = [cost for cost in report.costs if cost.category == category]
    return cost.present_value_usd / 1e6


def test_openings_are_paid_as_their_element_says(report):
    # Beta: 6 half a year before and half on the day; corner: 2 on the day. Alpha is of the ledger.
    beta = 6 * up(Q2) * (0.5 * worth(Q2 - 2) + 0.5 * worth(Q2))
    assert present_musd(report, "openings") == pytest.approx(beta + 2 * up(H2) * worth(H2))


def test_halls_are_their_elements(report):
    # Shells: 8 at alpha, 1.1 x 8 at beta. Cooling: 2 for each of 12.5 facility MW at alpha, 1.1 x 2 for
    # each of 12 at beta. The pod: 1.5 for each of 5 IT MW.
    shells = (8 + 8.8) * up(Q2) * (0.1 * worth(Q2 - 4) + 0.9 * worth(Q2))
    shells += 8.8 * up(H2) * (0.1 * worth(H2 - 4) + 0.9 * worth(H2))
    cooling = (25 + 26.4) * up(Q2) * worth(Q2 - 1) + 26.4 * up(H2) * worth(H2 - 1)
    pod = 7.5 * up(H2) * worth(H2)
    assert present_musd(report, "halls") == pytest.approx(shells + cooling + pod)


def test_power_is_bought_and_moved(report):
    # 15 MW of turbines twice, at 1; 10 MW of grid, then 8 and 6, at 0.5; 5 MW moved at a tenth of 1.
    turbines = sum(15 * up(q) * (0.2 * worth(q - 1) + 0.8 * worth(q)) for q in (Q2, H2))
    grid = 5 * up(Q2) * worth(Q2 - 2) + 7 * up(H2) * worth(H2 - 2)
    assert present_musd(report, "power") == pytest.approx(turbines + grid + 0.5 * up(Y28) * worth(Y28))


def test_chips_have_no_inflation_and_earn_rebates(report):
    # 2 MW of g1 at 10; 18 and 22 MW of g2 at 20, of which 20 MW earn 5 % and 10 MW earn 10 %.
    g2 = sum(musd * (0.3 * worth(q - 2) + 0.7 * worth(q)) for q, musd in ((Q2, 360), (H2, 440)))
    assert present_musd(report, "chips") == pytest.approx(20 * worth(Q1) + g2)
    assert present_musd(report, "rebates") == pytest.approx(-(20 * 1.0 + 10 * 2.0) * worth(Y28 - 1))


def test_operation_counts_the_ledger(report):
    # Halls at 0.5 (corner 0.4), g1 at 0.4, g2 at 0.8, grid at 0.01, turbines at 0.05 a year.
    q1 = 2 * 0.5 + 14 * 0.4 + 20 * 0.01
    q2 = 4 * 0.5 + 14 * 0.4 + 18 * 0.8 + 30 * 0.01 + 15 * 0.05
    h2 = 5 * 0.5 + 0.4 + 2 * 0.4 + 40 * 0.8 + 44 * 0.01 + 15 * 0.05
    y28 = 5 * 0.5 + 0.4 + 3 * 0.4 + 40 * 0.8 + 44 * 0.01 + 20 * 0.05
    expected = q1 / 4 * worth(Q1) + q2 / 4 * worth(Q2) + h2 / 2 * IN_H2 + y28 * IN_2028
    assert present_musd(report, "operation") == pytest.approx(expected)


def test_energy_and_its_carbon(report):
    grid, turbines = (30.681, 56.83072, 117.66, 244.086), (0, 12.596, 35.73824, 71.47648)
    contract, corner = (0, 0, 10, 20), (0, 0, 18.23328, 36.46656)
    discounts = (worth(Q1), worth(Q2), IN_H2, IN_2028)
    rows = list(zip(grid, turbines, contract, corner, discounts, strict=True))
    energy = sum((g * 60 + t * 90 + c * 40 + e * 80) / 1e3 * d for g, t, c, e, d in rows)
    carbon = sum(((g + e) * 300 + t * 500) * 50 / 1e6 * d for g, t, _, e, d in rows)
    assert present_musd(report, "energy") == pytest.approx(energy)
    assert present_musd(report, "carbon") == pytest.approx(carbon)


def test_transit_retirement_and_shortage(report):
    # South costs 0.01 from beta and 0.002 from corner, middle 0.01 from alpha and 0.02 from beta.
    transit = (4 * 0.01 + 2 * 0.02) * worth(Q2)
    transit += (5 * 0.01 + 3 * 0.002 + 8 * 0.01) * 2 * IN_H2
    transit += (6 * 0.01 + 3 * 0.002 + 9 * 0.01) * 4 * IN_2028
    assert present_musd(report, "transit") == pytest.approx(transit)
    assert present_musd(report, "retirement") == pytest.approx(1.2 * worth(H2) + 0.2 * worth(Y28))
    assert present_musd(report, "shortage") == pytest.approx(1.5 * 2 * IN_H2)


def test_value_left_of_what_was_bought(report):
    # Ages at the end: 7 quarters since 2027Q2, 6 since 2027Q3. The 2 MW of g1 lived 4 quarters. What is
    # paid early grows at 10 % a year until the online date.
    year, half, quarter = 1.1, 1.1**0.5, 1.1**0.25
    shells = (0.1 * year + 0.9) * (16.8 * up(Q2) * 53 / 60 + 8.8 * up(H2) * 54 / 60)
    cooling = quarter * (51.4 * up(Q2) * 33 / 40 + 26.4 * up(H2) * 34 / 40)
    pod = 7.5 * up(H2) * 34 / 40
    turbines = (0.2 * quarter + 0.8) * 15 * (up(Q2) * 33 / 40 + up(H2) * 34 / 40)
    grid = half * (5 * up(Q2) * 113 / 120 + 7 * up(H2) * 114 / 120)
    # g2 lives 20 quarters; the price of its work falls to 0.8 in each 4.
    ahead = sum(musd * (0.8 ** (age / 4) - 0.8**5) / (1 - 0.8**5) for musd, age in ((360, 7), (440, 6)))
    left = shells + cooling + pod + turbines + grid + (0.3 * half + 0.7) * ahead
    assert present_musd(report, "value left") == pytest.approx(-left * worth(END))


def test_work_ahead_without_a_decline_is_the_time_ahead():
    assert work_ahead(np.array([5.0, 25.0]), np.array([20.0, 20.0]), 0.0).tolist() == [0.75, 0.0]
