"""What a process of the benchmark is asked to do, and what it may send back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from planner.bench.change import Change
from planner.engine.progress import Point, Size


class Contender(Enum):
    """Who solves a case. The LP is one relaxation: the measure for the others' time."""

    ENGINE = "engine"
    HIGHS = "highs"
    SCIP = "scip"
    LP = "lp"
    WARM = "warm"
    """Our engine, from a plan of the case before its inputs changed."""


class Task(Enum):
    """What a process can do; the value is the module whose ``run(job, tell)`` does it."""

    BUILD = "planner.bench.contenders.build"
    ENGINE = "planner.bench.contenders.engine"
    HIGHS = "planner.bench.contenders.highs"
    SCIP = "planner.bench.contenders.scip"
    LP = "planner.bench.contenders.lp"
    BEFORE = "planner.bench.contenders.before"
    WARM = "planner.bench.contenders.warm"

    @classmethod
    def of(cls, contender: Contender) -> Task:
        """Return the task in which a contender solves a case."""
        return cls[contender.name]


class Stage(Enum):
    """A part of building: from the file to what a solver gets."""

    VALIDATION = "validation"
    INPUTS = "inputs"
    MODEL = "model"
    MATRIX = "matrix"


@dataclass(frozen=True)
class Job:
    """One case for one contender.

    Parameters
    ----------
    case
        A YAML file or the name of a shipped case.
    seconds
        Limit on the contender's clock, building included.
    gap
        Relative gap at which it may stop.
    threads
        The same for every contender of a run.
    model_file
        MPS file that the build writes and SCIP reads; None where nobody needs it.
    built_in
        Seconds of building that count for a contender which is handed the file.
    change
        What has changed since the case was written; nothing where None.
    start_file
        Where the solve before the change leaves what the warm solve starts from.
    """

    case: str
    seconds: float
    gap: float
    threads: int
    model_file: Path | None = None
    built_in: float = 0.0
    change: Change | None = None
    start_file: Path | None = None


@dataclass(frozen=True)
class Built:
    """How large a case is and how long building takes."""

    sites: int
    size: Size
    presolved: Size
    """What HiGHS presolve leaves."""
    seconds: Mapping[Stage, float]
    direct_seconds: float
    """Handing the same matrix to highspy, a call for each column and row."""

    @property
    def total_seconds(self) -> float:
        """All stages together."""
        return sum(self.seconds.values())


@dataclass(frozen=True)
class Ended:
    """The end of a contender, at the seconds of its clock."""

    how: str
    seconds: float
    lp_seconds: float | None = None
    """What the solver alone took, where it solved one LP to its end."""


@dataclass(frozen=True)
class Audited:
    """What the audit says of a plan of our engine."""

    is_clean: bool
    summary: str


@dataclass(frozen=True)
class Peak:
    """Peak resident memory of the process that sends it, MB."""

    megabytes: float


Message: TypeAlias = Point | Size | Built | Ended | Audited | Peak
Tell: TypeAlias = Callable[[Message], None]
