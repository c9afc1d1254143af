"""The report and the pictures of a run, in its folder."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from planner.audit import audit
from planner.figures import Figure, figures_of, write_figures
from planner.plan import read_run
from planner.problems import InputError, Problem
from planner.report.report import report_page
from planner.serial import load_inputs

REPORT = "report.html"
PICTURES = "figures"


def write_report(folder: Path) -> Path:
    """Audit a run again, and write its report and its figures as pictures into its folder.

    Returns
    -------
    Path
        The report.

    Raises
    ------
    InputError
        If it is no run folder, or nothing can be written there.
    """
    run = read_run(folder)
    report = audit(load_inputs(run.inputs_json), run.plan.tables, run.plan.cost_usd)
    drawn = figures_of(run)
    page = report_page(run, report, drawn)
    try:
        _replace(folder / REPORT, page)
        _replace_pictures(folder / PICTURES, drawn)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        fix = "make room, or change its permissions"
        raise InputError([Problem(str(folder), reason, "a folder that can be written", fix)]) from error
    return folder / REPORT


def _replace(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}-") as box:
        new = Path(box) / file.name
        new.write_bytes(content)
        new.replace(file)


def _replace_pictures(folder: Path, drawn: Sequence[Figure]) -> None:
    """Write pictures beside their place, then put them there: those of an earlier plan do not stay."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as box:
        new = Path(box) / "new"
        write_figures(new, drawn)
        if folder.exists():
            folder.rename(Path(box) / "earlier")
        new.rename(folder)
