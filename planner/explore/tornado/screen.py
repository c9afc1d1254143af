"""A first estimate of what each uncertainty moves: the relaxation of the case in years.

To solve for all of them would take hours. The relaxation of a case whose periods are years takes a second
or two, counts every limit and every price, and lets the plan adapt. It is coarse on lead times, where a
quarter more may count as none or as a year.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pyomo.common.errors import InfeasibleConstraintException

from buildout.model import build_model
from planner.assemble import assemble_case
from planner.cases import Case
from planner.engine.highs import Options, Reason, Solver
from planner.engine.matrix import compile_model
from planner.explore.tornado.figure import Side
from planner.explore.tornado.sides import by_year, changed_case
from planner.problems import InputError
from planner.reduce import reduce_inputs
from planner.serial import dump_inputs, sha256_of


@dataclass(frozen=True)
class Probe:
    """One end of an uncertainty, to be estimated."""

    case: Case
    input_sha256: str
    """Hash of the inputs of the case as it is."""
    name: str
    side: Side | None
    """None for the case as it is."""
    changes: tuple[str, ...]
    in_years: bool = True
    """Whether its periods become years; as they are where the case cannot be kept in years."""


@dataclass(frozen=True)
class Estimate:
    """What the relaxation in years costs at one end of an uncertainty."""

    name: str
    side: Side | None
    cost_musd: float
    """NaN where there is none."""
    is_used: bool
    """Whether the inputs of the case differ at all."""
    failed: str = ""
    """Why there is no cost."""
    in_years: bool = True


def estimate(probe: Probe) -> Estimate:
    """Return what the relaxation in years costs at one end; what cannot be solved says why."""
    try:
        case = changed_case(probe.case, probe.changes)
        inputs = assemble_case(case).inputs
    except InputError as error:
        return Estimate(probe.name, probe.side, math.nan, is_used=True, failed=reason_of(error))
    if probe.side is not None and sha256_of(dump_inputs(inputs)) == probe.input_sha256:
        return Estimate(probe.name, probe.side, math.nan, is_used=False)
    cost = _relaxed_musd(case, in_years=probe.in_years)
    failed = "" if math.isfinite(cost) else "no plan exists: promises of the case cannot be kept together"
    cost = math.nan if failed else cost
    return Estimate(probe.name, probe.side, cost, is_used=True, failed=failed, in_years=probe.in_years)


def reason_of(error: InputError) -> str:
    """Return the problems of an input on one line."""
    first, more = str(error.problems[0]), len(error.problems) - 1
    return first + (f" (and {more} more)" if more else "")


def _relaxed_musd(case: Case, *, in_years: bool) -> float:
    """Return the cost of the relaxation, infinite where it has no solution."""
    try:
        inputs = assemble_case(by_year(case) if in_years else case).inputs
    except InputError:  # a rule may ask for periods that a year would cut
        inputs = assemble_case(case).inputs
    try:
        matrix = compile_model(build_model(reduce_inputs(inputs).inputs)).matrix
    except InfeasibleConstraintException:
        return math.inf
    outcome = Solver(matrix, Options(extra={"solver": "simplex"}), relax=True).run()
    return outcome.objective if outcome.reason is Reason.OPTIMAL else math.inf
