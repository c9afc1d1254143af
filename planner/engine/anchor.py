"""A plan to stay near to, in the columns of a matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from buildout.decisions import Decisions
from planner.engine.matrix import Compiled, Index, Ints, Vector

Weights: TypeAlias = Mapping[str, Mapping[Index, float]]
"""Distance for a unit of difference, by variable and index; what is missing counts nothing."""
Held: TypeAlias = Mapping[str, frozenset[Index]]
"""Indices of variables that are held where they are."""


@dataclass(frozen=True)
class Anchor:
    """An earlier plan, and how far from it a search may end.

    Parameters
    ----------
    decisions
        The earlier plan: siting, power units and purchases.
    weights
        What a difference counts.
    held
        Decisions that stay as they are.
    slack
        Most that a nearer plan may cost more than the cheapest that was found, as a share.
    seconds
        How long a nearer plan is looked for.
    pulls
        Whether the search starts from the earlier plan and ends near it. Without, the plan is the cheapest
        that is found from nothing; distances from the earlier plan are told all the same.
    """

    decisions: Decisions
    weights: Weights
    held: Held
    slack: float
    seconds: float
    pulls: bool = True


@dataclass(frozen=True)
class Near:
    """The plan nearest to an anchor within the slack. Money is million USD.

    Parameters
    ----------
    decisions, cost_musd, distance
        The plan; the distance is the weighted sum of differences from the anchor, as far as bounds of today
        allow the anchor at all.
    best_musd, best_distance
        The cheapest plan that was found.
    kept_musd, kept_distance
        The anchor's own decisions with the rest solved for; where limits do not allow its purchases, with
        less of them. None where they cannot be kept, or the anchor does not pull.
    bound_musd
        A lower bound on the cost without anything held; None where there is none.
    """

    decisions: Decisions
    cost_musd: float
    distance: float
    best_musd: float
    best_distance: float
    kept_musd: float | None
    kept_distance: float | None
    bound_musd: float | None


@dataclass(frozen=True)
class Pull:
    """The anchor on the columns of a matrix.

    Attributes
    ----------
    columns, at, weight
        The columns that count in the distance, their values in the anchor, and the distance of a unit.
    """

    columns: Ints
    at: Vector
    weight: Vector

    def distance(self, x: Vector) -> float:
        """Return the distance of a point."""
        return float(self.weight @ np.abs(x[self.columns] - self.at))


def pull_of(compiled: Compiled, weights: Weights, start: Vector) -> Pull:
    """Return the pull towards a point.

    Parameters
    ----------
    start
        The anchor as a point of the matrix, within its bounds; shape (n,).
    """
    pairs = {
        compiled.columns[name][index]: weight
        for name, some in weights.items()
        for index, weight in some.items()
        if weight > 0 and index in compiled.columns.get(name, {})
    }
    columns = np.array(sorted(pairs), dtype=np.int64)
    weight = np.array([pairs[column] for column in columns], dtype=float)
    return Pull(columns, start[columns], weight)


def hold(compiled: Compiled, held: Held, start: Vector) -> Compiled:
    """Return the problem with some decisions held where they are at a point."""
    columns = np.array(
        sorted(
            compiled.columns[name][index]
            for name, some in held.items()
            for index in some
            if index in compiled.columns.get(name, {})
        ),
        dtype=np.int64,
    )
    whole = np.where(compiled.matrix.integer, np.round(start), start)
    return replace(compiled, matrix=compiled.matrix.fixed(columns, whole))
