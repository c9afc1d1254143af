"""From a case to a published run: what the command line, a notebook and a nightly job call."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from buildout.inputs import Inputs
from buildout.money import USD_PER_MUSD
from planner.audit import AuditReport, audit
from planner.cases import Case, load_case
from planner.checkpoints import Checkpoints
from planner.engine.driver import Solution, SolveOptions, Start, solve_inputs
from planner.engine.last_relaxation import START
from planner.engine.progress import Progress, Silent
from planner.engine.trace import point_text, size_text
from planner.engine.worker import Priced
from planner.excel.plan import with_workbook
from planner.outcome import NoPlanError, plan_of
from planner.plan import Plan, PlanStatus, Run, check_writable, decided, read_run, write_run
from planner.reduce import Reduced, reduce_inputs
from planner.report.files import with_report
from planner.serial import load_inputs
from planner.starts import relaxation_of, with_start
from planner.subject import Subject, subject_of, subject_of_run
from planner.why.bottlenecks import Bottlenecks, find_bottlenecks
from planner.why.price_run import explain
from planner.why.priced_limit import PricedLimit


@dataclass(frozen=True)
class Solved:
    """A plan, its audit, and how the search for it went."""

    plan: Plan
    report: AuditReport
    solution: Solution
    summary: str
    folder: Path | None
    """Where the run was written, None where it was not asked for."""
    prices: tuple[PricedLimit, ...] = ()
    """What limits are worth around the plan, the dearest first; empty where that was not worked out."""
    bottlenecks: Bottlenecks | None = None
    """What limits each site, and what is behind each shortage."""


def solve(
    case: Case | str | Path,
    *,
    changes: Sequence[str] = (),
    options: SolveOptions | None = None,
    out: Path | None = None,
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
    earlier: Path | None = None,
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
    earlier
        Run folder of an earlier state of the case, to start from. Decisions on what the case no longer
        has are left out.

    Returns
    -------
    Solved
        The plan. It is published only if its audit is clean.

    Raises
    ------
    InputError
        If the case cannot be used, the earlier run cannot be read, or the folder cannot be written;
        every reason is listed.
    NoPlanError
        If the case contradicts itself, or a plan fails its audit.
    """
    if not isinstance(case, Case):
        case = load_case(case, changes)
    if out is not None:
        check_writable(out)
    start = None if earlier is None else _start_from(read_run(earlier), str(earlier / START))
    subject = subject_of(case)
    if tell is not None:
        for note in subject.notes:
            tell(note)
    return _solve(subject, options, out, progress, start=start)


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
    start = replace(
        _start_from(earlier, str(run / START)),
        bound_musd=bound_usd / USD_PER_MUSD if math.isfinite(bound_usd) else None,
    )
    return _solve(subject, options, folder, progress, start=start)


def _start_from(run: Run, where: str) -> Start:
    """Return what a run tells a search that starts from it, whatever the inputs of that search."""
    decisions = decided(load_inputs(run.inputs_json), run.plan.tables)
    return Start(decisions, relaxation=relaxation_of(run, where))


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
    limits = _prices(subject.inputs, plan, solution)
    priced = None if solution.prices is None else (reduced.inputs, solution.prices)
    bottlenecks = find_bottlenecks(subject.inputs, plan.tables, priced)
    run = subject.run(plan, report, log, solution.trace, limits, bottlenecks)
    if out is not None:
        run = with_workbook(run, subject.inputs, report.verdict(), bottlenecks)
        _publish(out, with_start(run, solution.relaxation), report)
    return Solved(plan, report, solution, run.summary, out, limits or (), bottlenecks)


def _publish(out: Path, run: Run, report: AuditReport) -> None:
    """Write a run with its report; should a page or a picture fail, the run is there without it."""
    try:
        run = with_report(run, report)
    finally:
        write_run(out, run)


def _prices(inputs: Inputs, plan: Plan, solution: Solution) -> tuple[PricedLimit, ...] | None:
    """Return what limits are worth, dearest first; None where that was not worked out."""
    if solution.prices is None:
        return None
    return explain(inputs, plan.tables, Priced(solution.prices, solution.prices_if_sites_follow))


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
