"""The columns of the benchmark's table, and cells that are empty for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Column(StrEnum):
    """Every column, by the name it has in the files; units are in the name.

    ``own`` is the gap against the contender's own bound at the time, ``best`` that against the best
    bound any contender of the run proved.
    """

    CASE = "case"
    CONTENDER = "contender"
    SITES = "sites"
    VARIABLES = "variables"
    INTEGERS = "integers"
    ROWS = "rows"
    NONZEROS = "nonzeros"
    PRESOLVED_VARIABLES = "presolved_variables"
    PRESOLVED_INTEGERS = "presolved_integers"
    PRESOLVED_ROWS = "presolved_rows"
    PRESOLVED_NONZEROS = "presolved_nonzeros"
    REDUCED_VARIABLES = "reduced_variables"
    REDUCED_INTEGERS = "reduced_integers"
    REDUCED_ROWS = "reduced_rows"
    REDUCED_NONZEROS = "reduced_nonzeros"
    VALIDATION_S = "validation_s"
    INPUTS_S = "inputs_s"
    MODEL_S = "model_s"
    MATRIX_S = "matrix_s"
    BUILD_S = "build_s"
    PYOMO_US = "pyomo_us_per_variable"
    DIRECT_US = "direct_us_per_variable"
    FIRST_PLAN_S = "first_plan_s"
    OWN_5PCT_S = "own_5pct_s"
    OWN_1PCT_S = "own_1pct_s"
    OWN_HALF_PCT_S = "own_0.5pct_s"
    BEST_5PCT_S = "best_5pct_s"
    BEST_1PCT_S = "best_1pct_s"
    BEST_HALF_PCT_S = "best_0.5pct_s"
    COST_MUSD = "cost_musd"
    BOUND_MUSD = "bound_musd"
    OWN_GAP = "own_gap"
    BEST_GAP = "best_gap"
    PRIMAL_INTEGRAL_S = "primal_integral_s"
    ENDED_S = "ended_s"
    LP_S = "lp_s"
    OWN_1PCT_PER_LP = "own_1pct_per_lp"
    BUILD_PER_OWN_1PCT = "build_per_own_1pct"
    WARM_PER_COLD = "warm_per_cold"
    PEAK_MEMORY_MB = "peak_memory_mb"
    AUDIT = "audit"
    ENDED = "ended"
    THREADS = "threads"
    CORES = "cores"
    VERSIONS = "versions"


@dataclass(frozen=True)
class Empty:
    """A cell without a figure, and why."""

    why: str


Cell: TypeAlias = float | int | str | Empty
Row: TypeAlias = Mapping[Column, Cell]


def cell(value: float | None, why: str) -> Cell:
    """Return the value, or an empty cell where there is none."""
    return Empty(why) if value is None else value
