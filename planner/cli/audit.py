"""``planner audit``: check a published plan again, without the model and without the solver."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from planner.audit import audit as audit_plan
from planner.audit import read_tables
from planner.exits import ExitCode
from planner.problems import InputError, Problem
from planner.serial import load_inputs

MOST_SHOWN = 50


def audit(
    run: Annotated[Path, typer.Argument(help="Run folder that a solve wrote.")],
    show: Annotated[int, typer.Option(help="Most violations to list.", min=1)] = MOST_SHOWN,
) -> None:
    """Recompute every constraint and the cost of a run from its tables and inputs."""
    inputs = load_inputs(_read(run / "inputs.json"))
    try:
        cost_usd = float(json.loads(_read(run / "plan.json"))["cost_usd"])
    except (ValueError, KeyError, TypeError) as error:
        problem = Problem(f"{run}/plan.json", str(error), "the plan's cost_usd", "solve the case again")
        raise InputError([problem]) from error
    report = audit_plan(inputs, read_tables(run / "tables"), cost_usd)
    for violation in report.violations[:show]:
        print(violation)
    hidden = len(report.violations) - show
    if hidden > 0:
        print(f"and {hidden:,} more")
    print(report.summary())
    if not report.is_clean:
        raise typer.Exit(ExitCode.VIOLATIONS)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        problem = Problem(str(path), reason, "a file of a run folder", "give a folder that a solve wrote")
        raise InputError([problem]) from error
