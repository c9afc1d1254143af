"""From what was measured to the table: a row for each contender of a case."""

from __future__ import annotations

import math

from planner.bench.columns import Cell, Column, Empty, Row, cell
from planner.bench.history import gap_between
from planner.bench.jobs import Built, Contender, Stage
from planner.bench.machine import Machine, versions_text
from planner.bench.process import Fate
from planner.bench.results import OURS, CaseResult, Run
from planner.engine.progress import Size

GAPS = {
    0.05: (Column.OWN_5PCT_S, Column.BEST_5PCT_S),
    0.01: (Column.OWN_1PCT_S, Column.BEST_1PCT_S),
    0.005: (Column.OWN_HALF_PCT_S, Column.BEST_HALF_PCT_S),
}
STAGES = {
    Stage.VALIDATION: Column.VALIDATION_S,
    Stage.INPUTS: Column.INPUTS_S,
    Stage.MODEL: Column.MODEL_S,
    Stage.MATRIX: Column.MATRIX_S,
}
SIZE = (Column.VARIABLES, Column.INTEGERS, Column.ROWS, Column.NONZEROS)
PRESOLVED = (
    Column.PRESOLVED_VARIABLES,
    Column.PRESOLVED_INTEGERS,
    Column.PRESOLVED_ROWS,
    Column.PRESOLVED_NONZEROS,
)
REDUCED = (
    Column.REDUCED_VARIABLES,
    Column.REDUCED_INTEGERS,
    Column.REDUCED_ROWS,
    Column.REDUCED_NONZEROS,
)
US_PER_S = 1e6
CROSSED = 1e-6
"""A bound may lie above a plan by this much, relative: solvers keep rows to 1e-6."""


def rows_of(result: CaseResult, machine: Machine) -> list[Row]:
    """Return a row for each contender that has run, or one of the build alone if none has yet."""
    runs: list[Run | None] = list(result.runs) or [None]
    return [_row(result, run, machine) for run in runs]


def contradiction(result: CaseResult) -> str:
    """Return what is wrong where one contender's bound excludes another's plan; "" where nothing is."""
    cost, bound = result.best_cost, result.best_bound
    if math.isinf(cost) or math.isinf(bound) or bound - cost <= CROSSED * max(1.0, abs(cost)):
        return ""
    plan = next(run for run in result.runs if run.history.last.cost == cost)
    proof = next(run for run in result.runs if run.history.last.bound == bound)
    return (
        f"{result.case}: the bound of {proof.contender.value} ({bound:,.3f}) lies above the plan of "
        f"{plan.contender.value} ({cost:,.3f} million USD): one of the two is wrong"
    )


def _row(result: CaseResult, run: Run | None, machine: Machine) -> Row:
    cells: dict[Column, Cell] = {
        Column.CASE: result.case,
        Column.THREADS: result.settings.threads,
        Column.CORES: machine.cores,
        Column.VERSIONS: versions_text(machine),
        **_build_cells(result.built),
        **_reduced_cells(result.run_of(Contender.ENGINE)),
        **_run_cells(result, run),
    }
    missing = Empty(result.not_built or "not measured yet")
    return {column: cells.get(column, missing) for column in Column}


def _build_cells(built: Built | None) -> dict[Column, Cell]:
    if built is None:
        return {}
    variables = max(1, built.size.columns)
    pyomo_seconds = built.seconds[Stage.MODEL] + built.seconds[Stage.MATRIX]
    return {
        Column.SITES: built.sites,
        **_sizes(SIZE, built.size),
        **_sizes(PRESOLVED, built.presolved),
        **{column: built.seconds[stage] for stage, column in STAGES.items()},
        Column.BUILD_S: built.total_seconds,
        Column.PYOMO_US: US_PER_S * pyomo_seconds / variables,
        Column.DIRECT_US: US_PER_S * built.direct_seconds / variables,
    }


def _reduced_cells(engine: Run | None) -> dict[Column, Cell]:
    if engine is None or engine.size is None:
        return dict.fromkeys(REDUCED, Empty("our engine has not said what it solves"))
    return _sizes(REDUCED, engine.size)


def _sizes(columns: tuple[Column, ...], size: Size) -> dict[Column, Cell]:
    return dict(zip(columns, (size.columns, size.integers, size.rows, size.nonzeros), strict=True))


def _run_cells(result: CaseResult, run: Run | None) -> dict[Column, Cell]:
    if run is None:
        return {}
    ended = run.end
    return {
        Column.CONTENDER: run.contender.value,
        Column.PEAK_MEMORY_MB: run.peak_memory_mb,
        Column.ENDED: run.how,
        Column.ENDED_S: cell(None if ended is None else ended.seconds, run.how),
        Column.AUDIT: _audit_cell(run),
        **_bound_cells(run),
        **_plan_cells(result, run),
        **_lp_cells(result, run),
        Column.WARM_PER_COLD: _warm_cell(result, run),
    }


def _warm_cell(result: CaseResult, run: Run) -> Cell:
    if run.contender is not Contender.WARM:
        return Empty("only a solve from an earlier plan is compared with a cold one")
    return cell(result.warm_over_cold, "one of the two did not end")


def _audit_cell(run: Run) -> Cell:
    if run.contender not in OURS:
        return Empty("only plans of our engine are audited")
    if run.audit is None:
        return Empty(run.voided or "there was no plan to audit")
    return f"{'clean' if run.audit.is_clean else 'broken'}: {run.audit.summary}"


def _bound_cells(run: Run) -> dict[Column, Cell]:
    bound = run.history.last.bound
    return {Column.BOUND_MUSD: cell(None if math.isinf(bound) else bound, f"no bound: {run.how}")}


def _plan_cells(result: CaseResult, run: Run) -> dict[Column, Cell]:
    """Return when plans came and how good they are; all empty for the LP, which seeks none."""
    columns = [column for pair in GAPS.values() for column in pair]
    columns += [Column.FIRST_PLAN_S, Column.COST_MUSD, Column.OWN_GAP, Column.BEST_GAP]
    if run.contender is Contender.LP:
        return dict.fromkeys([*columns, Column.PRIMAL_INTEGRAL_S], Empty("a relaxation gives no plan"))
    seconds, history, last = result.settings.seconds, run.history, run.history.last
    no_plan = Empty(run.voided or f"no plan: {run.how}")
    cells: dict[Column, Cell] = dict.fromkeys(columns, no_plan)
    if math.isfinite(last.cost):
        cells = {
            Column.FIRST_PLAN_S: cell(history.seconds_to_plan(), "no plan"),
            Column.COST_MUSD: last.cost,
            Column.OWN_GAP: _gap_cell(last.cost, last.bound),
            Column.BEST_GAP: _gap_cell(last.cost, result.best_bound),
        } | _gap_times(result, run)
    if run.fate is Fate.INTERRUPTED:
        return cells | {Column.PRIMAL_INTEGRAL_S: Empty(run.how)}
    return cells | {Column.PRIMAL_INTEGRAL_S: history.primal_integral(result.best_cost, seconds)}


def _gap_times(result: CaseResult, run: Run) -> dict[Column, Cell]:
    cells: dict[Column, Cell] = {}
    for most, (own, best) in GAPS.items():
        never = f"a gap of {most:.1%} was never reached: {run.how}"
        cells[own] = cell(run.history.seconds_to_gap(most), never)
        cells[best] = cell(run.history.seconds_to_gap(most, result.best_bound), never)
    return cells


def _gap_cell(cost: float, bound: float) -> Cell:
    gap = gap_between(cost, bound)
    return Empty("there is no bound") if math.isinf(gap) else gap


def _lp_cells(result: CaseResult, run: Run) -> dict[Column, Cell]:
    """Return the LP's time and the ratios of the time to 1 % with it and with the build."""
    lp = result.run_of(Contender.LP)
    lp_seconds = None if lp is None or lp.end is None else lp.end.lp_seconds
    reached = run.history.seconds_to_gap(0.01)
    build_seconds = None if result.built is None else result.built.total_seconds
    return {
        Column.LP_S: cell(lp_seconds, "no LP was solved" if lp is None else f"the LP: {lp.how}"),
        Column.OWN_1PCT_PER_LP: _ratio(reached, lp_seconds),
        Column.BUILD_PER_OWN_1PCT: _ratio(build_seconds, reached),
    }


def _ratio(over: float | None, under: float | None) -> Cell:
    if over is None or not under:
        return Empty("one of its two times is missing")
    return over / under
