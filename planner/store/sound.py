"""Whether a run may be published: its audit is done again, from the tables as they are on the disk."""

from __future__ import annotations

from pathlib import Path

from planner.audit import AuditReport, audit, read_tables
from planner.plan import read_run
from planner.plan.folder import TABLE_FOLDER
from planner.problems import InputError, Problem
from planner.serial import load_inputs


class UnsoundRunError(RuntimeError):
    """A run fails its audit, and is not published; `report` has every violation."""

    def __init__(self, folder: Path, report: AuditReport) -> None:
        self.report = report
        super().__init__(f"{folder}: the plan fails its audit and is not published ({report.summary()})")


def check_sound(folder: Path) -> None:
    """Check that a run folder is whole and its plan keeps every rule of its inputs at the cost it states.

    Raises
    ------
    InputError
        If a file is missing or damaged, or the two formats of a table do not hold the same.
    UnsoundRunError
        If the plan fails its audit.
    """
    run = read_run(folder)
    problems = [
        Problem(
            f"{folder / TABLE_FOLDER / name}.csv",
            "not what its Parquet file holds",
            "the same",
            "solve again",
        )
        for name, frame in run.plan.tables.items()
        if (folder / TABLE_FOLDER / f"{name}.csv").read_bytes()
        != frame.to_csv(index=False, lineterminator="\n").encode()
    ]
    if problems:
        raise InputError(problems)
    report = audit(load_inputs(run.inputs_json), read_tables(folder / TABLE_FOLDER), run.plan.cost_usd)
    if not report.is_clean:
        raise UnsoundRunError(folder, report)
