"""Grids and draws as their file writes them, proven and with the figures of the case filled in."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from planner.cases.messages import did_you_mean
from planner.problems import InputError, Problem
from planner.study.distributions import DiscreteFigure, Distribution, LognormalFigure, TriangularFigure
from planner.study.figures import Figures
from planner.study.sampling import Floats, is_positive_semidefinite
from planner.study.scenario import DrawnFamily, GridAxis, GridFamily
from planner.study.schema import (
    Axis,
    Discrete,
    Draws,
    Grid,
    Lognormal,
    RankCorrelation,
    Triangular,
    Uncertain,
    Value,
)

SUM_TOLERANCE = 1e-6
"""Most by which weights may miss 1: they are written with few digits."""


def grid_family(grid: Grid, figures: Figures, where: str) -> GridFamily:
    """Return a grid.

    Raises
    ------
    InputError
        If an axis has no steps or two kinds of them, a factor has nothing to multiply, or a path or a name
        comes twice.
    """
    problems = list(_repeated(grid.axes, where, "axes"))
    axes = []
    for i, axis in enumerate(grid.axes):
        try:
            axes.append(GridAxis(axis.name, _steps(axis, figures, f"{where}.axes.{i}")))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return GridFamily(grid.name, tuple(axes))


def drawn_family(draws: Draws, figures: Figures, seed: int, where: str) -> DrawnFamily:
    """Return draws.

    Raises
    ------
    InputError
        If a range is missing or upside down, weights do not sum to 1, the matrix is none of correlations,
        or a path or a name comes twice.
    """
    problems = list(_repeated(draws.inputs, where, "inputs"))
    quantities = []
    for i, one in enumerate(draws.inputs):
        try:
            quantities.append(_distributions(one, figures, f"{where}.inputs.{i}"))
        except InputError as error:
            problems.extend(error.problems)
    correlation = None
    if draws.rank_correlation is not None:
        names = [one.name for one in draws.inputs]
        problems.extend(_correlation_problems(draws.rank_correlation, names, f"{where}.rank_correlation"))
        if draws.count <= len(names):
            fix = "draw more scenarios"
            problems.append(
                Problem(f"{where}.count", str(draws.count), f"more than {len(names)}, the inputs", fix)
            )
        if not problems:
            correlation = _correlation(draws.rank_correlation, names)
    if problems:
        raise InputError(problems)
    return DrawnFamily(draws.name, draws.count, seed, tuple(quantities), correlation)


def _repeated(parts: Sequence[Axis] | Sequence[Uncertain], where: str, key: str) -> Iterator[Problem]:
    names = Counter(part.name for part in parts)
    paths = Counter(path for part in parts for path in part.paths)
    for text, count in (*names.items(), *paths.items()):
        if count > 1:
            yield Problem(f"{where}.{key}", f"{text} {count} times", "every name and path once", "remove one")


def _steps(axis: Axis, figures: Figures, where: str) -> tuple[tuple[str, dict[str, Value]], ...]:
    if bool(axis.values) == bool(axis.factors):
        raise InputError([Problem(where, "both or none", "either values or factors", "write one of the two")])
    steps = axis.values or axis.factors
    if len(set(map(str, steps))) < len(steps):
        raise InputError([Problem(where, f"{list(steps)}", "every step once", "remove the repetition")])
    if axis.values:
        return tuple((str(value), dict.fromkeys(axis.paths, value)) for value in axis.values)
    own = {path: _own(figures, path, where) for path in axis.paths}
    return tuple(
        (f"x {factor:g}", {path: _times(value, factor) for path, value in own.items()})
        for factor in axis.factors
    )


def _own(figures: Figures, path: str, where: str) -> float | int:
    value = figures.value(path)
    if value is None:
        fix = f"write values instead; {did_you_mean(path, figures.ranged)}"
        raise InputError(
            [Problem(f"{where}.paths", path, "a path to a number of the case or the tables", fix)]
        )
    return value


def _times(value: float | int, factor: float) -> Value:
    return round(value * factor) if isinstance(value, int) else value * factor


def _distributions(one: Uncertain, figures: Figures, where: str) -> tuple[tuple[str, Distribution], ...]:
    kinds = [kind for kind in (one.triangular, one.lognormal, one.discrete) if kind is not None]
    if len(kinds) != 1:
        fix = "write one of triangular, lognormal and discrete"
        raise InputError([Problem(where, f"{len(kinds)} distributions", "one", fix)])
    return tuple((path, _distribution(kinds[0], path, figures, where)) for path in one.paths)


def _distribution(
    kind: Triangular | Lognormal | Discrete, path: str, figures: Figures, where: str
) -> Distribution:
    match kind:
        case Triangular():
            return _triangular(kind, path, figures, f"{where}.triangular")
        case Lognormal():
            return _lognormal(kind, path, figures, f"{where}.lognormal")
        case Discrete():
            return _discrete(kind, f"{where}.discrete")


def _triangular(kind: Triangular, path: str, figures: Figures, where: str) -> TriangularFigure:
    low, high, is_whole = _range(kind, path, figures, where)
    mode = kind.mode if kind.mode is not None else figures.value(path)
    if mode is None or not low <= mode <= high or low == high:
        found = f"low {low:g}, mode {'none' if mode is None else f'{mode:g}'}, high {high:g} of {path}"
        raise InputError([Problem(where, found, "low <= mode <= high, low below high", "correct the ends")])
    return TriangularFigure(low, mode, high, is_whole)


def _lognormal(kind: Lognormal, path: str, figures: Figures, where: str) -> LognormalFigure:
    low, high, is_whole = _range(kind, path, figures, where)
    if not 0 < low < high:
        found = f"low {low:g}, high {high:g} of {path}"
        raise InputError([Problem(where, found, "0 < low < high", "correct the ends")])
    return LognormalFigure(low, high, is_whole)


def _range(
    kind: Triangular | Lognormal, path: str, figures: Figures, where: str
) -> tuple[float, float, bool]:
    """Return both ends, of the tables where they are not given, and whether the figure is whole."""
    ranged = figures.ranged.get(path)
    low = kind.low if kind.low is not None or ranged is None else ranged.low
    high = kind.high if kind.high is not None or ranged is None else ranged.high
    if low is None or high is None:
        fix = f"write low and high, or correct the path; {did_you_mean(path, figures.ranged)}"
        raise InputError([Problem(where, f"no range of {path}", "both ends, here or in the tables", fix)])
    is_whole = ranged.is_whole if ranged is not None else isinstance(figures.value(path), int)
    return low, high, is_whole


def _discrete(kind: Discrete, where: str) -> DiscreteFigure:
    problems = []
    if len(kind.weights) != len(kind.values):
        found = f"{len(kind.weights)} weights, {len(kind.values)} values"
        problems.append(Problem(where, found, "a weight for each value", "add or remove some"))
    if any(weight < 0 for weight in kind.weights):
        problems.append(Problem(f"{where}.weights", str(list(kind.weights)), "none below 0", "correct them"))
    if not math.isclose(sum(kind.weights), 1.0, abs_tol=SUM_TOLERANCE):
        found = f"a sum of {sum(kind.weights):g}"
        problems.append(Problem(f"{where}.weights", found, "a sum of 1", "divide each by their sum"))
    if problems:
        raise InputError(problems)
    return DiscreteFigure(kind.values, kind.weights)


def _correlation_problems(given: RankCorrelation, names: Sequence[str], where: str) -> Iterator[Problem]:
    for name in given.of:
        if name not in names:
            yield Problem(f"{where}.of", name, "the name of an input of the draws", did_you_mean(name, names))
    if len(set(given.of)) < len(given.of):
        yield Problem(f"{where}.of", ", ".join(given.of), "every name once", "remove one")
    size = len(given.of)
    if len(given.matrix) != size or any(len(row) != size for row in given.matrix):
        yield Problem(f"{where}.matrix", "another shape", f"{size} rows of {size} numbers", "correct it")
        return
    matrix = np.array(given.matrix, dtype=float)
    if not np.allclose(matrix, matrix.T) or not np.allclose(np.diag(matrix), 1) or np.abs(matrix).max() > 1:
        expected = "ones on the diagonal, the same on both sides of it, nothing beyond -1 and 1"
        yield Problem(f"{where}.matrix", "another matrix", expected, "correct it")
    elif not is_positive_semidefinite(matrix):
        least = np.linalg.eigvalsh(matrix).min()
        fix = "these cannot all hold at once; bring the largest ones nearer to 0"
        yield Problem(
            f"{where}.matrix", f"an eigenvalue of {least:.3g}", "a positive semi-definite matrix", fix
        )


def _correlation(given: RankCorrelation, names: Sequence[str]) -> Floats:
    """Return the matrix of all inputs, in their order."""
    full = np.eye(len(names))
    places = [names.index(name) for name in given.of]
    full[np.ix_(places, places)] = np.array(given.matrix, dtype=float)
    return full
