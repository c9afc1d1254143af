"""The shipped cases, from the name to an audited plan within its gap.

Plans of the larger cases are not compared with stored ones, as many are equally good. The best cost
and the best bound known lie around the optimum: no bound may pass the one, no plan the other.
"""

from __future__ import annotations

from pathlib import Path

import highspy
import pandas as pd
import pytest

from planner import api
from planner.api import Solved
from planner.assemble import assemble_case
from planner.audit import audit, read_tables
from planner.cases import load_case, shipped_cases
from planner.engine.driver import End, SolveOptions
from planner.export import write_model
from planner.plan import Plan, PlanStatus, read_run
from planner.plan.columns import TableName
from planner.plan.figures import cost_per_gw
from planner.plan.headline import PUBLISHED_USD_PER_GW
from planner.serial import load_inputs

MOST_MEMORY_MB = 2000.0
ROUNDING = 1e-4
"""What a better solver, or a cost rounded here, may move a best known figure by."""


def check_plausible(solved: Solved, best_known_usd: float, best_bound_usd: float) -> None:
    plan = solved.plan
    assert plan.status is PlanStatus.OPTIMAL
    assert solved.report.is_clean
    assert plan.gap <= 0.01
    assert plan.bound_usd <= best_known_usd * (1 + ROUNDING)
    assert plan.cost_usd >= best_bound_usd * (1 - ROUNDING)
    assert plan.peak_memory_mb < MOST_MEMORY_MB
    assert plan.seconds_to_first_plan <= plan.seconds


@pytest.mark.parametrize("name", [case.case_id for case in shipped_cases()])
def test_every_case_can_be_assembled(name: str) -> None:
    inputs = assemble_case(load_case(name)).inputs
    assert inputs.case_id == name
    assert inputs.sites
    assert inputs.demand


def test_tiny_is_proved_optimal(tiny: Solved) -> None:
    assert tiny.solution.end is End.GAP_REACHED
    assert tiny.plan.status is PlanStatus.OPTIMAL
    assert tiny.plan.gap == 0.0
    assert tiny.plan.bound_usd == pytest.approx(tiny.plan.cost_usd, rel=1e-6)
    assert tiny.report.is_clean


def test_processes_and_tables_change_no_cost(tiny: Solved, base: Plan) -> None:
    assert tiny.solution.cost_musd == pytest.approx(tiny.plan.cost_usd / 1e6, rel=1e-9)
    assert base.cost_usd == pytest.approx(tiny.plan.cost_usd, rel=1e-9)


def test_run_folder_says_what_was_returned(tiny: Solved) -> None:
    assert tiny.folder is not None
    run = read_run(tiny.folder)
    assert run.plan.to_json() == tiny.plan.to_json()
    assert run.summary == tiny.summary
    inputs = load_inputs(run.inputs_json)
    assert audit(inputs, read_tables(tiny.folder / "tables"), run.plan.cost_usd).is_clean


@pytest.mark.parametrize("suffix", [".mps", ".lp"])
def test_any_solver_finds_the_same_optimum_in_the_exported_model(
    tiny: Solved, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"tiny{suffix}"
    write_model(assemble_case(load_case("tiny")).inputs, file)

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    assert solver.readModel(str(file)) == highspy.HighsStatus.kOk
    solver.run()

    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found_musd = solver.getInfo().objective_function_value
    assert found_musd * 1e6 == pytest.approx(tiny.plan.cost_usd, rel=1e-6)


def test_four_gigawatts_in_ten_months(lab: Solved) -> None:
    check_plausible(lab, best_known_usd=LAB_BEST_USD, best_bound_usd=LAB_BOUND_USD)
    # No new campus can be ready in time; what grows are halls of the ledger and edge sites.
    sites = lab.plan.tables[TableName.SITES]
    assert set(sites.loc[~sites["from_ledger"], "kind"]) <= {"edge"}
    facility_gw = {step.year: step.facility_gw for step in lab.plan.gw_by_year}
    assert facility_gw[2027] - facility_gw[2026] == pytest.approx(4.0, abs=0.5)


def test_a_deterministic_solve_gives_the_same_plan_again(lab: Solved) -> None:
    options = SolveOptions(gap=0.004, seconds=120.0, deterministic=True)
    first, second = (api.solve("lab-4gw-10-months", options=options) for _ in range(2))
    assert first.plan.status is PlanStatus.OPTIMAL
    for name in (TableName.HALLS, TableName.POWER, TableName.FLEET, TableName.SERVICE):
        pd.testing.assert_frame_equal(first.plan.tables[name], second.plan.tables[name], check_exact=True)
    assert first.plan.cost_usd == second.plan.cost_usd
    assert [p.what for p in first.solution.trace] == [p.what for p in second.solution.trace]
    assert first.plan.cost_usd >= lab.plan.bound_usd


LAB_BEST_USD, LAB_BOUND_USD = 47.056e9, 47.047e9
US_BEST_USD, US_BOUND_USD = 271.99e9, 271.08e9


@pytest.mark.slow
def test_main_case_is_planned_within_its_limits() -> None:
    solved = api.solve("us-inference-2030", options=SolveOptions(gap=0.01, seconds=300.0))
    check_plausible(solved, best_known_usd=US_BEST_USD, best_bound_usd=US_BOUND_USD)

    inputs = assemble_case(load_case("us-inference-2030")).inputs
    cost = cost_per_gw(inputs, solved.plan.tables)
    assert cost is not None
    low_usd, high_usd = PUBLISHED_USD_PER_GW
    assert low_usd <= cost.total_usd <= high_usd
