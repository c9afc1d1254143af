"""What a solve may use, and how it goes about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.engine.last_relaxation import LastRelaxation
from planner.engine.matrix import Compiled

Formulation: TypeAlias = Callable[[Inputs], Compiled]
"""Builds what is asked of some inputs: their model, with costs changed, or columns and rows added."""


class Method(StrEnum):
    """How a case is solved."""

    AUTO = "auto"
    """What suits its size: branch and bound for small cases, else construct and improve."""
    MONOLITH = "monolith"
    """The whole matrix to branch and bound, whatever its size: the plain way, to compare with."""


@dataclass(frozen=True)
class SolveOptions:
    """What a solve may use.

    Parameters
    ----------
    gap
        Relative gap at which it may stop.
    seconds
        Wall-clock limit, building included.
    threads
        Neighbourhoods searched side by side.
    method
        How it is solved.
    deterministic
        Whether every run gives the same plan: solves stop after so many nodes instead of seconds, one
        at a time. Slower; should ``seconds`` end the search all the same, plans may differ.
    memory_mb
        Most resident memory of the solver's processes; above it they are ended, and the best plan
        stays. No limit where None, or where the system does not say what a process holds.
    prices
        Whether to say, after the search, what limits are worth; it takes one more linear problem.
    """

    gap: float = 0.01
    seconds: float = 300.0
    threads: int = 2
    method: Method = Method.AUTO
    deterministic: bool = False
    memory_mb: float | None = None
    prices: bool = True


@dataclass(frozen=True)
class Start:
    """Where a search starts: what an earlier one found, of the same inputs or of others."""

    decisions: Decisions
    """Siting, power and purchases at least; the rest is solved for."""
    bound_musd: float | None = None
    """A lower bound on the cost, proved for the same inputs; million USD."""
    relaxation: LastRelaxation | None = None
    """Basis and duals of the earlier relaxation."""
