"""HiGHS, reached by one small adapter on the matrix.

Options are checked, every status has a meaning here, and nothing is printed. One number of threads
per process: HiGHS keeps a global scheduler that does not change its mind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

import highspy
import numpy as np

from planner.engine.matrix import Ints, Matrix, Vector

Status = highspy.HighsModelStatus


class Reason(Enum):
    """Why a solve ended."""

    OPTIMAL = "proved optimal"
    FEASIBLE = "stopped early, with a solution"
    NO_SOLUTION = "stopped early, without a solution"
    INFEASIBLE = "no solution exists"
    UNBOUNDED = "unbounded"
    ERROR = "solver error"


class Stop(Enum):
    """What a status says: that the solve ran to its end, was stopped, or failed."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    EARLY = "early"
    ERROR = "error"


STOPS: Mapping[Status, Stop] = {
    Status.kNotset: Stop.ERROR,
    Status.kLoadError: Stop.ERROR,
    Status.kModelError: Stop.ERROR,
    Status.kPresolveError: Stop.ERROR,
    Status.kSolveError: Stop.ERROR,
    Status.kPostsolveError: Stop.ERROR,
    Status.kModelEmpty: Stop.OPTIMAL,
    Status.kOptimal: Stop.OPTIMAL,
    Status.kInfeasible: Stop.INFEASIBLE,
    Status.kUnboundedOrInfeasible: Stop.INFEASIBLE,
    Status.kUnbounded: Stop.UNBOUNDED,
    Status.kObjectiveBound: Stop.EARLY,
    Status.kObjectiveTarget: Stop.EARLY,
    Status.kTimeLimit: Stop.EARLY,
    Status.kIterationLimit: Stop.EARLY,
    Status.kSolutionLimit: Stop.EARLY,
    Status.kInterrupt: Stop.EARLY,
    Status.kHighsInterrupt: Stop.EARLY,  # type: ignore[attr-defined]
    Status.kMemoryLimit: Stop.EARLY,
    Status.kUnknown: Stop.EARLY,
}
"""Total over the statuses of HiGHS; a test iterates the enumeration."""

BASIS_STATUSES = tuple(highspy.HighsBasisStatus(number) for number in range(5))
INTERIOR_POINT: Mapping[str, str | float | int | bool] = MappingProxyType(
    {"solver": "ipx", "run_crossover": "on"}
)
"""Options for a large linear problem with nothing to start from. The crossover costs a fifth of the time and
makes the duals exact; without it the bound was 0.7 % lower on the US case, as the duals of what presolve
removed are then wrong."""
AT_LOWER, BASIC = 0, 1
"""Two statuses of a basis, as HiGHS numbers them."""
DUAL, PRIMAL = 1, 4
"""Methods of the simplex solver, by HiGHS's numbers for its option ``simplex_strategy``."""


@dataclass(frozen=True)
class Options:
    """What a solve may use. Unset means the solver's own default.

    Parameters
    ----------
    seconds
        Wall-clock limit; the solver may overrun it a little.
    gap
        Relative gap at which a mixed-integer solve may stop.
    threads
        Threads of this process, the same for all its solves.
    nodes
        Most nodes of a mixed-integer solve.
    extra
        Options of HiGHS by name; an unknown name or value raises.
    """

    seconds: float | None = None
    nodes: int | None = None
    gap: float | None = None
    threads: int = 1
    seed: int = 0
    extra: Mapping[str, str | float | int | bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a solve found. ``x`` is None without a solution; duals only after a linear solve."""

    reason: Reason
    objective: float
    bound: float
    x: Vector | None
    reduced_cost: Vector | None
    row_dual: Vector | None


@dataclass(frozen=True)
class Basis:
    """Which columns and rows are basic, at a bound or free: the statuses of HiGHS as numbers.

    Attributes
    ----------
    columns, rows
        Status of each; shapes (n,) and (m,).
    """

    columns: Ints
    rows: Ints


class OptionError(ValueError):
    """HiGHS does not know an option, or not that value of it."""


class Solver:
    """A loaded problem: bounds can change between solves, which start from the last basis."""

    def __init__(self, matrix: Matrix, options: Options | None = None, *, relax: bool = False) -> None:
        self._highs = highspy.Highs()
        self._set(_option_values(options or Options()))
        self._matrix = matrix
        self._linear = relax or not bool(matrix.integer.any())
        _check(self._highs.passModel(linear_problem(matrix, relax=self._linear)), "passModel")

    def set_options(self, **values: str | float | int | bool) -> None:
        """Set options of HiGHS by name; an unknown name or value raises OptionError."""
        self._set(values)

    def _set(self, values: Mapping[str, str | float | int | bool]) -> None:
        for name, value in values.items():
            if self._highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise OptionError(f"HiGHS refuses option {name}={value!r}")

    def fix_bounds(self, columns: np.ndarray, lower: Vector, upper: Vector) -> None:
        """Change the bounds of some columns."""
        _check(
            self._highs.changeColsBounds(
                len(columns), columns.astype(np.int32), lower.astype(float), upper.astype(float)
            ),
            "changeColsBounds",
        )

    def start_from(self, x: Vector) -> None:
        """Give a point to start a mixed-integer solve from; one that breaks rows costs little."""
        solution = highspy.HighsSolution()
        solution.col_value = x.tolist()
        self._highs.setSolution(solution)

    def basis(self) -> Basis:
        """Return the current basis."""
        now = self._highs.getBasis()
        columns, rows = (np.array([int(s) for s in some]) for some in (now.col_status, now.row_status))
        return Basis(columns, rows)

    def start_at(self, basis: Basis) -> None:
        """Start the next linear solve from a basis; one with too few or too many columns is mended."""
        start = highspy.HighsBasis()
        start.col_status = [BASIS_STATUSES[s] for s in basis.columns]
        start.row_status = [BASIS_STATUSES[s] for s in basis.rows]
        start.valid = start.alien = True
        _check(self._highs.setBasis(start), "setBasis")

    def on_solution(self, report: Callable[[float, float, Vector], None]) -> None:
        """Call ``report(objective, bound, x)`` whenever a better integer solution is found."""

        def forward(event: object) -> None:
            data = event.data_out  # type: ignore[attr-defined]
            report(
                float(data.objective_function_value),
                float(data.mip_dual_bound),
                np.array(data.mip_solution),
            )

        self._highs.cbMipImprovingSolution += forward

    def on_bound(self, report: Callable[[float], bool]) -> None:
        """Call ``report(bound)`` often while a mixed-integer solve runs; it stops once that returns False."""

        def forward(event: highspy.HighsCallbackEvent) -> None:
            if not report(float(event.data_out.mip_dual_bound)):
                event.interrupt()

        self._highs.cbMipInterrupt += forward

    def run(self) -> Outcome:
        """Solve, and say what was found."""
        rows, columns = self._matrix.shape
        if not columns:
            # HiGHS finds no solution of a model without columns, and forgets its constant cost.
            cost = self._matrix.offset
            return Outcome(Reason.OPTIMAL, cost, cost, np.zeros(0), np.zeros(0), np.zeros(rows))
        self._highs.run()
        stop = STOPS[self._highs.getModelStatus()]
        info = self._highs.getInfo()
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        solution = self._highs.getSolution()
        # An interior point without crossover leaves no status "feasible" but usable values.
        usable = found or (self._linear and stop in (Stop.OPTIMAL, Stop.EARLY) and solution.value_valid)
        duals = self._linear and solution.dual_valid
        return Outcome(
            reason=_reason(stop, found=found),
            objective=float(info.objective_function_value) if usable else np.inf,
            bound=float(info.objective_function_value if self._linear else info.mip_dual_bound),
            x=np.array(solution.col_value) if usable else None,
            reduced_cost=np.array(solution.col_dual) if duals else None,
            row_dual=np.array(solution.row_dual) if duals else None,
        )


def _reason(stop: Stop, *, found: bool) -> Reason:
    if stop is Stop.EARLY:
        return Reason.FEASIBLE if found else Reason.NO_SOLUTION
    return {
        Stop.OPTIMAL: Reason.OPTIMAL,
        Stop.INFEASIBLE: Reason.INFEASIBLE,
        Stop.UNBOUNDED: Reason.UNBOUNDED,
        Stop.ERROR: Reason.ERROR,
    }[stop]


def _option_values(options: Options) -> dict[str, str | float | int | bool]:
    values: dict[str, str | float | int | bool] = {
        "output_flag": False,
        "threads": options.threads,
        "random_seed": options.seed,
    }
    if options.seconds is not None:
        values["time_limit"] = float(max(options.seconds, 0.01))
    if options.nodes is not None:
        values["mip_max_nodes"] = options.nodes
    if options.gap is not None:
        values["mip_rel_gap"] = float(options.gap)
    return values | dict(options.extra)


def linear_problem(matrix: Matrix, *, relax: bool) -> highspy.HighsLp:
    """Return a matrix as HiGHS takes it, without its whole numbers if ``relax``."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.offset_ = matrix.cost, matrix.offset
    lp.col_lower_, lp.col_upper_ = matrix.lower, matrix.upper
    lp.row_lower_, lp.row_upper_ = matrix.row_lower, matrix.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.a.indptr
    lp.a_matrix_.index_ = matrix.a.indices
    lp.a_matrix_.value_ = matrix.a.data
    if not relax:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(is_integer)] for is_integer in matrix.integer]
    return lp


def _check(status: highspy.HighsStatus, what: str) -> None:
    if status == highspy.HighsStatus.kError:
        raise RuntimeError(f"HiGHS refused {what}: the matrix is malformed")
