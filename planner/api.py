"""From a case to a published run: what the command line, a notebook and a nightly job call."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.audit import AuditReport, audit
from planner.cases import Case, load_case
from planner.checkpoints import Checkpoints
from planner.engine.driver import End, Solution, SolveOptions, Start, solve_inputs
from planner.engine.fallback import ledger_decisions
from planner.engine.progress import Progress, Silent
from planner.engine.trace import point_text, size_text
from planner.feasible.report import contradicting
from planner.plan import Plan, PlanStatus, check_writable, decided, make_plan, read_run, write_run
from planner.reduce import Reduced, reduce_inputs
from planner.subject import Subject, subject_of, subject_of_run, versions

USD_PER_MUSD = 1e6
STATUSES = {
    End.GAP_REACHED: PlanStatus.OPTIMAL,
    End.TIME_UP: PlanStatus.FEASIBLE,
    End.NO_PROGRESS: PlanStatus.FEASIBLE,
    End.INTERRUPTED: PlanStatus.FEASIBLE,
    End.CRASHED: PlanStatus.FEASIBLE,
    End.MEMORY_FULL: PlanStatus.FEASIBLE,
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

    With a folder, good plans are published there while the search goes on: a computer that fails leaves
    the last of them, and `resume` goes on from it.

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
    subject = subject_of(case)
    if tell is not None:
        for note in subject.notes:
            tell(note)
    return _solve(subject, options, out, progress, start=None)


def resume(
    run: Path,
    *,
    options: SolveOptions | None = None,
    out: Path | None = None,
    progress: Progress | None = None,
) -> Solved:
    """Go on from the plan of a run, with the inputs it was made for.

    Parameters
    ----------
    run
        Run folder, also of a solve that was cut off.
    options
        Gap and limits of this solve.
    out
        Run folder to write; the same one where None.
    progress
        Who is told on the way.

    Returns
    -------
    Solved
        A plan at most as dear as the one it started from.

    Raises
    ------
    InputError
        If the folder is no run, or cannot be written.
    NoPlanError
        If the plan that is found fails its audit.
    """
    earlier, folder = read_run(run), out or run
    check_writable(folder)
    subject = subject_of_run(earlier)
    bound_usd = earlier.plan.bound_usd
    start = Start(
        decided(subject.inputs, earlier.plan.tables),
        bound_usd / USD_PER_MUSD if math.isfinite(bound_usd) else None,
    )
    return _solve(subject, options, folder, progress, start=start)


def _solve(
    subject: Subject,
    options: SolveOptions | None,
    out: Path | None,
    progress: Progress | None,
    *,
    start: Start | None,
) -> Solved:
    reduced = reduce_inputs(subject.inputs)
    with Checkpoints(subject, out, progress or Silent()) as checkpoints:
        solution = solve_inputs(reduced.inputs, options, checkpoints, start)
    plan = plan_of(subject.inputs, solution, subject.input_sha256)
    report = audit(subject.inputs, plan.tables, plan.cost_usd)
    if not report.is_clean:
        raise NoPlanError(_failed_audit(report, plan.status))
    log = _log(subject, reduced, report, solution)
    run = subject.run(plan, report, log, solution.trace)
    if out is not None:
        write_run(out, run)
    return Solved(plan, report, solution, run.summary, out)


def plan_of(inputs: Inputs, solution: Solution, input_sha256: str) -> Plan:
    """Return the plan of a solution; the ledger alone where the search found none.

    Raises
    ------
    NoPlanError
        If the case contradicts itself.
    """
    if solution.end is End.CONTRADICTION:
        raise NoPlanError(_contradiction(inputs))
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


def _log(subject: Subject, reduced: Reduced, report: AuditReport, solution: Solution) -> str:
    lines = [
        *subject.notes,
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


def _contradiction(inputs: Inputs) -> str:
    said = contradicting(inputs)
    if not said:
        return (
            "no plan exists: the promises of the case cannot be kept together in whole halls and units; "
            "allow a stream to fall short, or drop a lock, a minimum take or a limit"
        )
    lines = "\n".join(f"  - {line}" for line in said)
    return (
        f"no plan exists: these cannot be kept together; give up or loosen one of them:\n{lines}\n"
        "planner feasible, with the same case, says what would be enough, when, and how much can be done"
    )
