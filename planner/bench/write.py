"""The results as files: a table for reading elsewhere, and everything, traces included."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from planner.bench.columns import Cell, Column, Empty, Row
from planner.bench.growth import growth_of
from planner.bench.machine import Machine
from planner.bench.results import CaseResult
from planner.bench.rows import contradiction, rows_of
from planner.problems import InputError, Problem

CSV_FILE = "bench.csv"
JSON_FILE = "bench.json"
WHY_EMPTY = "why_empty"


def prepare(folder: Path) -> None:
    """Make the folder, and see that it can be written to before hours are spent.

    Raises
    ------
    InputError
        If it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CSV_FILE).touch()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError([Problem(str(folder), reason, "a folder to write to", "choose another")]) from error


def write_results(folder: Path, results: Sequence[CaseResult], machine: Machine) -> None:
    """Write what was measured so far; each file is replaced whole."""
    _replace(folder / CSV_FILE, results_csv(results, machine))
    _replace(folder / JSON_FILE, results_json(results, machine))


def results_csv(results: Sequence[CaseResult], machine: Machine) -> str:
    """Return a line for each contender of each case; the last column says why cells are empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*Column, WHY_EMPTY])
    for result in results:
        for row in rows_of(result, machine):
            writer.writerow([*("" if isinstance(row[c], Empty) else row[c] for c in Column), _why(row)])
    return text.getvalue()


def results_json(results: Sequence[CaseResult], machine: Machine) -> str:
    """Return machine, settings, rows and the trace of every contender."""
    content = {
        "machine": asdict(machine),
        "cases": [_case(result, machine) for result in results],
        "growth": asdict(growth_of(results)),
    }
    return json.dumps(content, indent=1) + "\n"


def _case(result: CaseResult, machine: Machine) -> dict[str, object]:
    settings = result.settings
    return {
        "case": result.case,
        "time_limit_s": settings.seconds,
        "gap": settings.gap,
        "threads": settings.threads,
        "contradiction": contradiction(result) or None,
        "rows": [_plain(row) for row in rows_of(result, machine)],
        "traces": {
            run.contender.value: [
                [point.seconds, point.cost_musd, point.bound_musd, point.what] for point in run.history.points
            ]
            for run in result.runs
        },
    }


def _plain(row: Row) -> Mapping[str, Cell | dict[str, str] | None]:
    values = {column.value: None if isinstance(row[column], Empty) else row[column] for column in Column}
    reasons = {column.value: value.why for column, value in row.items() if isinstance(value, Empty)}
    return {**values, WHY_EMPTY: reasons}


def _why(row: Row) -> str:
    """Return each reason once, with the columns it holds for."""
    columns: dict[str, list[str]] = {}
    for column, value in row.items():
        if isinstance(value, Empty):
            columns.setdefault(value.why, []).append(column.value)
    return "; ".join(f"{', '.join(names)}: {why}" for why, names in columns.items())


def _replace(file: Path, text: str) -> None:
    """Write a file so that it is whole at any moment, whoever reads or stops it."""
    beside = file.with_name(f".{file.name}.part")
    beside.write_text(text, "utf-8")
    beside.replace(file)
