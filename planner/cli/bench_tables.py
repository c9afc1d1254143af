"""How a benchmark is shown: a line for each step, then tables with the reasons for empty cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TextIO

from rich.markup import escape
from rich.table import Table

from planner.bench.columns import Column, Empty, Row
from planner.bench.growth import growth_of
from planner.bench.jobs import Ended, Message, Task
from planner.bench.machine import Machine, versions_text
from planner.bench.results import CaseResult
from planner.bench.rows import contradiction, rows_of
from planner.cli.show import show

NOTHING = "-"
DOING = {
    Task.BUILD: "building",
    Task.LP: "one LP",
    Task.ENGINE: "our engine",
    Task.BEFORE: "our engine, before the change",
    Task.WARM: "our engine, from the plan before the change",
    Task.HIGHS: "HiGHS alone",
    Task.SCIP: "SCIP",
}

Format = Callable[[float], str]


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _seconds(value: float) -> str:
    return f"{value:,.1f}"


def _short(value: float) -> str:
    return f"{value:,.2f}"


def _percent(value: float) -> str:
    return f"{value:.2%}"


SIZE: Mapping[str, tuple[Column, Format]] = {
    "variables": (Column.VARIABLES, _count),
    "integer": (Column.INTEGERS, _count),
    "rows": (Column.ROWS, _count),
    "non-zeros": (Column.NONZEROS, _count),
    "presolved\nvariables": (Column.PRESOLVED_VARIABLES, _count),
    "presolved\nrows": (Column.PRESOLVED_ROWS, _count),
    "our\nvariables": (Column.REDUCED_VARIABLES, _count),
    "our\nrows": (Column.REDUCED_ROWS, _count),
}
BUILD: Mapping[str, tuple[Column, Format]] = {
    "sites": (Column.SITES, _count),
    "validation\ns": (Column.VALIDATION_S, _short),
    "Inputs\ns": (Column.INPUTS_S, _short),
    "model\ns": (Column.MODEL_S, _short),
    "matrix\ns": (Column.MATRIX_S, _short),
    "all\ns": (Column.BUILD_S, _short),
    "Pyomo\nus/variable": (Column.PYOMO_US, _seconds),
    "highspy\nus/variable": (Column.DIRECT_US, _seconds),
    "LP\ns": (Column.LP_S, _short),
}
SPEED: Mapping[str, tuple[Column, Format]] = {
    "first plan\ns": (Column.FIRST_PLAN_S, _seconds),
    "5 %\ns": (Column.OWN_5PCT_S, _seconds),
    "1 %\ns": (Column.OWN_1PCT_S, _seconds),
    "0.5 %\ns": (Column.OWN_HALF_PCT_S, _seconds),
    "gap to\nown bound": (Column.OWN_GAP, _percent),
    "gap to\nbest bound": (Column.BEST_GAP, _percent),
    "primal\nintegral s": (Column.PRIMAL_INTEGRAL_S, _seconds),
    "ended\ns": (Column.ENDED_S, _seconds),
    "1 %\nper LP": (Column.OWN_1PCT_PER_LP, _seconds),
    "warm\nper cold": (Column.WARM_PER_COLD, _percent),
    "peak\nMB": (Column.PEAK_MEMORY_MB, _count),
}


class LineWatcher:
    """Writes a line when a process begins and when a contender ends."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def begins(self, case: str, task: Task) -> None:
        """Say who begins on what."""
        self._say(f"{case}: {DOING[task]}")

    def hears(self, message: Message) -> None:
        """Say how a contender ended; its plans and bounds are in the traces."""
        if isinstance(message, Ended):
            self._say(f"  {message.how} after {message.seconds:,.1f} s")

    def _say(self, line: str) -> None:
        self._stream.write(f"{line}\n")
        self._stream.flush()


def show_results(results: Sequence[CaseResult], machine: Machine) -> None:
    """Print size, build and contenders of every case, and what is to be said about them."""
    rows = [row for result in results for row in rows_of(result, machine)]
    of_cases = list({str(row[Column.CASE]): row for row in rows}.values())
    show(_table("Size: whole, after HiGHS presolve, and what our engine solves", SIZE, of_cases))
    show(_table("Build", BUILD, of_cases))
    show(_contenders(rows))
    for line in (*_remarks(results), _machine_line(machine)):
        print(line)


def _table(title: str, columns: Mapping[str, tuple[Column, Format]], rows: Sequence[Row]) -> Table:
    shown = Table("case", title=title)
    for header in columns:
        shown.add_column(header, justify="right")
    for row in rows:
        shown.add_row(escape(str(row[Column.CASE])), *_figures(row, columns))
    return shown


def _contenders(rows: Sequence[Row]) -> Table:
    shown = Table("case", "contender", title="Contenders: the clock runs from the case's file on")
    for header in SPEED:
        shown.add_column(header, justify="right")
    shown.add_column("audit")
    for row in rows:
        if not isinstance(row[Column.CONTENDER], Empty):
            names = (escape(str(row[c])) for c in (Column.CASE, Column.CONTENDER))
            shown.add_row(*names, *_figures(row, SPEED), _audit(row))
    return shown


def _figures(row: Row, columns: Mapping[str, tuple[Column, Format]]) -> list[str]:
    return [_text(row, column, form) for column, form in columns.values()]


def _text(row: Row, column: Column, form: Format) -> str:
    value = row[column]
    return NOTHING if isinstance(value, Empty | str) else form(value)


def _audit(row: Row) -> str:
    value = row[Column.AUDIT]
    if isinstance(value, Empty):
        return NOTHING
    return str(value).partition(":")[0]


def _remarks(results: Sequence[CaseResult]) -> list[str]:
    """Return why cells are empty, bounds that contradict plans, and how time grows."""
    lines = []
    for result in results:
        lines += [f"{result.case}: {result.not_built}"] if result.not_built else []
        lines += [f"{result.case}, {run.contender.value}: {run.how}" for run in result.runs]
        lines += [
            f"{result.case}, {run.contender.value}: its plans do not count, as {run.voided}"
            for run in result.runs
            if run.voided
        ]
        lines += [wrong] if (wrong := contradiction(result)) else []
    return [*lines, *_growth(results)]


def _growth(results: Sequence[CaseResult]) -> list[str]:
    """Return the lines on how time grows; none where fewer than two cases were drawn."""
    growth = growth_of(results)
    if len(growth.seconds) + len(growth.left_out) <= 1:
        return []
    lines = [f"{sites} sites: 1 % after {seconds:,.1f} s" for sites, seconds in growth.seconds]
    lines += [f"{sites} sites: 1 % was not reached, left out of the fit" for sites in growth.left_out]
    if growth.fit is None:
        return [*lines, "Fewer than two sizes reached 1 %: there is no exponent to fit."]
    error = growth.fit.standard_error
    shown = "no error from two sizes" if error is None else f"standard error {error:.2f}"
    return [*lines, f"Time to 1 % grows with sites to the power of {growth.fit.exponent:.2f} ({shown})."]


def _machine_line(machine: Machine) -> str:
    load = "" if machine.load is None else f", load {machine.load:.1f} before"
    return f"{machine.cores} cores, {machine.processor}{load}; {versions_text(machine)}"
