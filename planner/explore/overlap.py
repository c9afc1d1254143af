"""The cheapest plan that has little in common with those before: modelling to generate alternatives.

What earlier plans use is penalised, as in the method of Hop, Skip and Jump: a GW at a site, of a vendor or of
a kind of power costs the more, the more of the plans have it (Brill, Chang and Hopkins 1982; DeCarolis
2011). The penalty is part of the cost, so that the search for whole halls, units and racks weighs real
dollars on its way, as it does for the cheapest plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from buildout.inputs import Inputs
from planner.engine.matrix import Compiled
from planner.engine.strategy import SMALL_COLUMNS
from planner.engine.worker import cheapest_plan
from planner.explore.features import Aspect, Feature, Features, feature_columns, feature_weights
from planner.explore.linear import Linear, cost_of, terms, with_columns, with_cost, with_rows

NOISE = 0.5
"""Most that chance adds to a penalty whose full size is 1: what all plans use is told apart by it alone."""
MORE_SHORT = "explore.more_short"
SHORT_FACTOR = 1.0
"""Times its price that what falls short beyond the cheapest plan costs on top.

A plan is to be different, not to do less.
"""
STRESS, EASE = 2.0, 0.5
"""Factors on the aspect in which a plan is to differ most, and on the others."""
STRESSED: tuple[Aspect | None, ...] = (None, *Aspect)
"""In turn: all aspects alike, then one of them before the others."""


@dataclass(frozen=True)
class LeastOverlap:
    """A formulation: the model's cost, and a price on what earlier plans use.

    Parameters
    ----------
    weights
        Penalty of a GW of each feature; what is missing has none.
    price_musd
        Price of a unit of penalty, million USD.
    short
        What falls short in the cheapest plan, by stream and period, in the unit of the stream. More is made
        dearer.
    most_musd
        Most that a plan may cost without it, million USD. Where branch and bound solves the whole case at
        once this is a row; where whole numbers are found step by step it would leave them no room, and
        the price alone must keep to it.
    """

    weights: Mapping[Feature, float]
    price_musd: float
    short: Mapping[tuple[str, str], float]
    most_musd: float

    def __call__(self, inputs: Inputs) -> Compiled:
        """Build it."""
        compiled = cheapest_plan(inputs)
        cost = cost_of(compiled)
        penalties = (
            (column, gw * self.weights.get(feature, 0.0))
            for column, feature, gw in feature_columns(inputs, compiled)
        )
        overlap = terms(compiled, penalties)
        dearer = Linear(cost.coefficients + self.price_musd * overlap.coefficients, cost.constant)
        if compiled.matrix.shape[1] <= SMALL_COLUMNS:
            over = Linear(cost.coefficients, cost.constant - self.most_musd)
            compiled = with_rows(compiled, "explore.most_cost", [over])
        return _serving_as_much(inputs, with_cost(compiled, dearer), self.short)


def _serving_as_much(inputs: Inputs, compiled: Compiled, short: Mapping[tuple[str, str], float]) -> Compiled:
    """Make what falls short beyond some amounts by stream and period dearer."""
    stream_of = {zone.zone_id: zone.stream_id for zone in inputs.zones}
    columns: dict[tuple[str, str], list[int]] = {}
    for (z, t), column in compiled.columns.get("service.short", {}).items():
        columns.setdefault((stream_of[z], t), []).append(column)
    matrix, keys = compiled.matrix, {",".join(key): key for key in columns}
    longer = with_columns(
        compiled,
        MORE_SHORT,
        keys,
        upper=np.array([matrix.upper[some].sum() for some in columns.values()]),
        cost=SHORT_FACTOR * np.array([matrix.cost[some[0]] for some in columns.values()]),
    )
    more = longer.columns[MORE_SHORT]
    limits = (
        terms(longer, [(more[name,], -1.0), *((c, 1.0) for c in columns[key])], -short.get(key, 0.0))
        for name, key in keys.items()
    )
    return with_rows(longer, MORE_SHORT, limits)


def penalties(
    inputs: Inputs, earlier: Sequence[Features], shares: Sequence[float], number: int, attempt: int
) -> dict[Feature, float]:
    """Return the penalty of a GW of each feature.

    In each aspect the penalty of a plan like all the earlier ones is about 1: penalties are shares of
    their GW there, times how many of them have how much of the feature.

    Parameters
    ----------
    earlier
        The features of the plans so far, at least one.
    shares
        How much each of them is to be avoided, together 1.
    number, attempt
        Which alternative is looked for, and how often before: they choose the aspect to stress, and
        are the seed of chance.
    """
    rng = np.random.default_rng((number, attempt))
    stressed = STRESSED[(number - 1 + attempt) % len(STRESSED)]
    every = dict.fromkeys(feature for *_, feature, _ in feature_weights(inputs))
    chance = {key: NOISE * float(rng.random()) for key in dict.fromkeys((f.aspect, f.name) for f in every)}
    total = dict.fromkeys(Aspect, 0.0)
    for plan in earlier:
        for feature, gw in plan.items():
            total[feature.aspect] += gw / len(earlier)
    found: dict[Feature, float] = {}
    for feature in every:
        if total[feature.aspect] > 0:
            size = _use(feature, earlier, shares) + chance[feature.aspect, feature.name]
            found[feature] = _factor(feature.aspect, stressed) * size / total[feature.aspect]
    return found


def _use(feature: Feature, earlier: Sequence[Features], shares: Sequence[float]) -> float:
    """Return the mean use of a feature, as a share of the plan that uses most of it."""
    gw = [plan.get(feature, 0.0) for plan in earlier]
    most = max(gw)
    return sum(share * some for share, some in zip(shares, gw, strict=True)) / most if most > 0 else 0.0


def _factor(aspect: Aspect, stressed: Aspect | None) -> float:
    if stressed is None:
        return 1.0
    return STRESS if aspect is stressed else EASE
