"""From a case to a published run: what the command line, a notebook and a nightly job call."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.assemble import Assembly, assemble_case
from planner.audit import AuditReport, audit
from planner.cases import Case, load_case
from planner.engine.driver import End, Solution, SolveOptions, solve_inputs
from planner.engine.fallback import ledger_decisions
from planner.engine.progress import Progress
from planner.engine.trace import point_text, size_text, trace_csv
from planner.leaning import leaning_lines
from planner.plan import Plan, PlanStatus, Run, check_writable, make_plan, summarise, write_run
from planner.reduce import Reduced, reduce_inputs
from planner.serial import dump_inputs, sha256_of

VERSIONED = ("buildout-planner", "pyomo", "highspy", "numpy", "scipy", "pandas", "pydantic")
"""Packages whose version a plan records."""
USD_PER_MUSD = 1e6
STATUSES = {
    End.GAP_REACHED: PlanStatus.OPTIMAL,
    End.TIME_UP: PlanStatus.FEASIBLE,
    End.NO_PROGRESS: PlanStatus.FEASIBLE,
    End.INTERRUPTED: PlanStatus.FEASIBLE,
    End.CRASHED: PlanStatus.FEASIBLE,
}


class NoPlanError(RuntimeError):
    """There is no plan to publish; the message says why and what to do."""


@dataclass(frozen=True)
class Solved:
    """A plan, its audit, and how the search for it went."""

    plan: Plan
    report: AuditReport
    solution: Solution
    summary: str
    folder: Path | None
    """Where the run was written, None where it was not asked for."""


def solve(
    case: Case | str | Path,
    *,
    changes: Sequence[str] = (),
    options: SolveOptions | None = None,
    out: Path | None = None,
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
) -> Solved:
    """Solve a case, audit the plan and, where asked, write the run folder.

    Parameters
    ----------
    case
        A case, a YAML file, or the name of a shipped case.
    changes
        ``path=value`` to change in a case that is read here.
    options
        Gap and limits of the solve.
    out
        Run folder to write; it is checked before the solve begins.
    progress
        Who is told on the way.
    tell
        Who is told, before the search, what was left out of the case and what no site can reach: a
        sentence each.

    Returns
    -------
    Solved
        The plan. It is published only if its audit is clean.

    Raises
    ------
    InputError
        If the case cannot be used or the folder cannot be written; every reason is listed.
    NoPlanError
        If the case contradicts itself, or a plan fails its audit.
    """
    if not isinstance(case, Case):
        case = load_case(case, changes)
    if out is not None:
        check_writable(out)
    assembly = assemble_case(case)
    if tell is not None:
        for note in assembly.notes:
            tell(note)
    reduced = reduce_inputs(assembly.inputs)
    solution = solve_inputs(reduced.inputs, options, progress)
    frozen = dump_inputs(assembly.inputs)
    plan = plan_of(assembly.inputs, solution, sha256_of(frozen))
    report = audit(assembly.inputs, plan.tables, plan.cost_usd)
    if not report.is_clean:
        raise NoPlanError(_failed_audit(report, plan.status))
    summary = summarise(
        assembly.inputs,
        plan,
        audit=report.summary(),
        assumptions=leaning_lines(assembly.reference, assembly.notes),
    )
    if out is not None:
        log = _log(assembly, reduced, report, solution)
        write_run(out, _run(case, plan, frozen, summary, log, solution))
    return Solved(plan, report, solution, summary, out)


def plan_of(inputs: Inputs, solution: Solution, input_sha256: str) -> Plan:
    """Return the plan of a solution; the ledger alone where the search found none.

    Raises
    ------
    NoPlanError
        If the case contradicts itself.
    """
    if solution.end is End.CONTRADICTION:
        raise NoPlanError(_contradiction(solution.contradiction))
    status, decisions = _chosen(inputs, solution)
    bound = solution.bound_musd
    return make_plan(
        inputs,
        decisions,
        status=status,
        bound_usd=float("-inf") if bound is None else bound * USD_PER_MUSD,
        seconds=solution.seconds,
        seconds_to_first_plan=solution.seconds_to_first_plan or solution.seconds,
        peak_memory_mb=solution.peak_memory_mb,
        versions=versions(),
        input_sha256=input_sha256,
    )


def _chosen(inputs: Inputs, solution: Solution) -> tuple[PlanStatus, Decisions]:
    if solution.decisions is None:
        return PlanStatus.FALLBACK, ledger_decisions(inputs)
    return STATUSES[solution.end], solution.decisions


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages a plan depends on."""
    return {"python": platform.python_version()} | {
        name: importlib.metadata.version(name) for name in VERSIONED
    }


def _run(case: Case, plan: Plan, frozen: bytes, summary: str, log: str, solution: Solution) -> Run:
    return Run(
        plan=plan,
        inputs_json=frozen,
        summary=summary,
        log=log,
        case_yaml=case.path.read_bytes(),
        extras={"trace.csv": trace_csv(solution.trace)},
    )


def _log(assembly: Assembly, reduced: Reduced, report: AuditReport, solution: Solution) -> str:
    lines = [
        *assembly.notes,
        reduced.text,
        *([size_text(solution.size)] if solution.size is not None else []),
        *(point_text(point) for point in solution.trace),
        f"ended: {solution.end.value} after {solution.seconds:.1f} s",
        f"audit: {report.summary()}",
    ]
    return "\n".join(lines) + "\n"


def _failed_audit(report: AuditReport, status: PlanStatus) -> str:
    lines = [f"  - {violation}" for violation in report.violations[:10]]
    if status is PlanStatus.FALLBACK:
        head = f"no plan was found, and the ledger alone breaks promises of the case ({report.summary()}):"
        fix = "give the solve more time, or loosen a promise: let a stream fall short, drop a lock or a limit"
    else:
        head = f"the plan fails its audit and is not published ({report.summary()}):"
        fix = "this is a bug: please report the case"
    return "\n".join([head, *lines, fix])


def _contradiction(promises: Sequence[str]) -> str:
    if not promises:
        return (
            "no plan exists: the promises of the case cannot be kept together in whole halls and units; "
            "allow a stream to fall short, or drop a lock, a minimum take or a limit"
        )
    lines = "\n".join(f"  - {promise}" for promise in promises)
    return f"no plan exists: these cannot be kept together; give up or loosen one of them:\n{lines}"
