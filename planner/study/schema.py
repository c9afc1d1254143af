"""What a study file may say; `planner.study.read` proves it."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field, JsonValue

from planner.cases.fields import CaseId, Id, Strict

Value: TypeAlias = JsonValue
"""What a change may set: as with ``--set``, also lists and mappings."""
Path: TypeAlias = Annotated[str, Field(min_length=1, max_length=400)]
Paths: TypeAlias = Annotated[tuple[Path, ...], Field(min_length=1)]
Number: TypeAlias = Annotated[float, Field(ge=-1e15, le=1e15)]


class Named(Strict):
    """An explicit scenario: changes by path, as with ``--set``."""

    name: Id
    changes: dict[Path, Value]


class Axis(Strict):
    """One dimension of a grid; all paths get the same value, or their own value times the same factor."""

    name: Id
    paths: Paths
    values: tuple[Value, ...] = ()
    factors: tuple[Number, ...] = ()


class Grid(Strict):
    """Every combination of the steps of some axes."""

    name: Id
    axes: Annotated[tuple[Axis, ...], Field(min_length=1)]


class Triangular(Strict):
    """Least, likeliest and most; the range and the figure of the tables where not given."""

    low: Number | None = None
    mode: Number | None = None
    high: Number | None = None


class Lognormal(Strict):
    """The 5 % and the 95 % quantile; the range of the tables where not given."""

    low: Number | None = None
    high: Number | None = None


class Discrete(Strict):
    """Some values, each with its probability."""

    values: Annotated[tuple[Value, ...], Field(min_length=1)]
    weights: tuple[Number, ...]


class Uncertain(Strict):
    """An uncertain quantity: its paths move together, each to the same quantile of its own range."""

    name: Id
    paths: Paths
    triangular: Triangular | None = None
    lognormal: Lognormal | None = None
    discrete: Discrete | None = None


class RankCorrelation(Strict):
    """Rank correlations of some quantities; the others are independent of them."""

    of: Annotated[tuple[Id, ...], Field(min_length=2)]
    matrix: tuple[tuple[Number, ...], ...]


class Draws(Strict):
    """Scenarios drawn by Latin hypercube."""

    name: Id
    count: Annotated[int, Field(ge=2, le=1_000_000)]
    inputs: Annotated[tuple[Uncertain, ...], Field(min_length=1)]
    rank_correlation: RankCorrelation | None = None


class Solving(Strict):
    """Limits of each solve."""

    gap: Annotated[float, Field(ge=0, le=1)] = 0.02
    seconds: Annotated[float, Field(ge=1)] = 120.0


class StudyFile(Strict):
    """A study file."""

    study: CaseId
    case: Annotated[str, Field(min_length=1)]
    seed: Annotated[int, Field(ge=0)] = 0
    solve: Solving = Solving()
    scenarios: tuple[Named, ...] = ()
    grids: tuple[Grid, ...] = ()
    draws: tuple[Draws, ...] = ()
