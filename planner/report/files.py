"""The report and the pictures of a run, in its folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from planner.audit import AuditReport, audit
from planner.figures import Figure, figures_of, write_figures
from planner.plan import Run, read_run
from planner.problems import InputError, Problem
from planner.report.facts import Facts
from planner.report.report import report_page
from planner.serial import load_inputs

REPORT = "report.html"
PICTURES = "figures"


def with_report(run: Run, report: AuditReport) -> Run:
    """Return a run with its report among its files.

    Raises
    ------
    InputError
        If its inputs or tables cannot be read.
    """
    facts = Facts.of(run, report)
    return replace(run, extras=MappingProxyType({**run.extras, REPORT: report_page(facts, figures_of(run))}))


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
    facts = _facts(folder)
    drawn = figures_of(facts.run)
    page = report_page(facts, drawn)
    with _telling(folder):
        _replace(folder / REPORT, page)
        _replace_pictures(folder / PICTURES, drawn)
    return folder / REPORT


def write_page(folder: Path, page: Path) -> None:
    """Audit a run again, and write its report to a file, in a folder that is made where it is missing.

    Raises
    ------
    InputError
        If it is no run folder, or the file cannot be written.
    """
    facts = _facts(folder)
    content = report_page(facts, figures_of(facts.run))
    with _telling(page):
        page.parent.mkdir(parents=True, exist_ok=True)
        _replace(page, content)


def _facts(folder: Path) -> Facts:
    """Return what is known of a run, its plan audited again."""
    run = read_run(folder)
    return Facts.of(run, audit(load_inputs(run.inputs_json), run.plan.tables, run.plan.cost_usd))


@contextmanager
def _telling(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        fix = "make room, or change its permissions"
        raise InputError([Problem(str(place), reason, "a place that can be written", fix)]) from error


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
