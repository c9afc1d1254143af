"""What is solved: the frozen inputs, and what a reader of the plan should know about them."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from buildout.inputs import Inputs
from planner.assemble import assemble_case
from planner.audit import AuditReport
from planner.cases import Case
from planner.engine.progress import Point
from planner.engine.trace import trace_csv
from planner.leaning import leaning_lines
from planner.plan import Plan, Run, summarise
from planner.problems import InputError, Problem
from planner.serial import dump_inputs, load_inputs, sha256_of
from planner.sources import NAME as SOURCES
from planner.sources import sources_frame
from planner.why.bottlenecks import Bottlenecks
from planner.why.limits_summary import bottlenecks_section
from planner.why.limits_tables import limits_tables
from planner.why.priced_limit import PricedLimit
from planner.why.summary import prices_section
from planner.why.table import NAME as PRICES
from planner.why.table import prices_frame

VERSIONED = ("buildout-planner", "pyomo", "highspy", "numpy", "scipy", "pandas", "pydantic")
"""Packages whose version a plan records."""
NOTES = "notes.json"
"""File of a run folder: what was left out of its case, and what its figures lean on."""


@dataclass(frozen=True)
class Subject:
    """The inputs of a solve, with what of the case goes into its run folder."""

    inputs: Inputs
    frozen: bytes
    """The inputs as canonical JSON."""
    notes: tuple[str, ...]
    """What was left out of the case and why, a sentence each."""
    leaning: tuple[str, ...]
    """What the figures lean on, a line each."""
    case_yaml: bytes | None
    sources: pd.DataFrame | None = field(default=None, compare=False)
    """The figures it uses, with their sources; None of a run that does not say."""

    @property
    def input_sha256(self) -> str:
        """Hash of the frozen inputs."""
        return sha256_of(self.frozen)

    def run(
        self,
        plan: Plan,
        report: AuditReport,
        log: str,
        trace: Sequence[Point],
        prices: Sequence[PricedLimit] | None = None,
        bottlenecks: Bottlenecks | None = None,
    ) -> Run:
        """Return what a run folder of a plan holds; with what limits it, and the prices, where known."""
        by_price = (
            bottlenecks_section(bottlenecks) if bottlenecks is not None and bottlenecks.is_priced else None
        )
        summary = summarise(
            self.inputs, plan, audit=report.summary(), assumptions=self.leaning, limits_by_price=by_price
        )
        notes = json.dumps({"notes": self.notes, "leaning": self.leaning}, ensure_ascii=False, indent=2)
        extras = {"trace.csv": trace_csv(trace), NOTES: notes.encode()}
        tables = {} if bottlenecks is None else dict(limits_tables(bottlenecks))
        if prices is not None:
            summary = f"{summary}\n{prices_section(prices)}\n"
            tables[PRICES] = prices_frame(prices)
        if self.sources is not None:
            tables[SOURCES] = self.sources
        return Run(plan, self.frozen, summary, log, self.case_yaml, extras, tables)


def subject_of(case: Case) -> Subject:
    """Return what is solved for a case.

    Raises
    ------
    InputError
        If the case cannot be used; every reason is listed.
    """
    assembly = assemble_case(case)
    return Subject(
        inputs=assembly.inputs,
        frozen=dump_inputs(assembly.inputs),
        notes=assembly.notes,
        leaning=leaning_lines(assembly.reference, assembly.notes),
        case_yaml=case.path.read_bytes(),
        sources=sources_frame(assembly.reference, assembly.inputs),
    )


def subject_of_run(run: Run) -> Subject:
    """Return what was solved for a run.

    Raises
    ------
    InputError
        If its inputs or its notes cannot be read.
    """
    inputs = load_inputs(run.inputs_json)
    try:
        said = json.loads(run.extras.get(NOTES, b'{"notes": [], "leaning": []}'))
        notes, leaning = tuple(said["notes"]), tuple(said["leaning"])
    except (ValueError, KeyError, TypeError) as error:
        fix = "solve the case again"
        raise InputError([Problem(NOTES, str(error), "notes that a solve wrote", fix)]) from error
    return Subject(inputs, run.inputs_json, notes, leaning, run.case_yaml, run.more_tables.get(SOURCES))


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages a plan depends on."""
    return {"python": platform.python_version()} | {
        name: importlib.metadata.version(name) for name in VERSIONED
    }
