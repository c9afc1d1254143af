"""A case solved, priced and explained in this process."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from buildout.model import build_model
from buildout.money import USD_PER_MUSD
from planner.engine.extract import read_decisions
from planner.engine.highs import Options, Solver
from planner.engine.matrix import Compiled, Vector, compile_model
from planner.engine.prices import Prices, headroom_per_mw, prices_at, prices_of
from planner.why.meanings import loosened, priced_limits
from planner.why.priced_limit import PricedLimit, PriceKind


@dataclass(frozen=True)
class Explained:
    """A best plan of a case, and its limits that have a price."""

    inputs: Inputs
    compiled: Compiled
    x: Vector
    decisions: Decisions
    limits: tuple[PricedLimit, ...]
    linear_musd: float

    def of(self, kind: PriceKind) -> list[PricedLimit]:
        """Return the limits of a kind."""
        return [limit for limit in self.limits if limit.kind is kind]

    def linear_saving_usd(self, limit: PricedLimit, part: float) -> float:
        """Return what a part of a step saves with the same sites and halls, by solving again."""
        changed = loosened(self.inputs, replace(limit, step=limit.step * part))
        compiled = compile_model(build_model(changed))
        x = np.zeros(compiled.matrix.shape[1])
        for name, columns in compiled.columns.items():
            for index, column in columns.items():
                old = self.compiled.columns[name].get(index)
                x[column] = 0.0 if old is None else self.x[old]
        return (self.linear_musd - prices_at(compiled, x).cost_musd) * USD_PER_MUSD


def explained(inputs: Inputs) -> Explained:
    """Solve a case to the end and explain its plan."""
    compiled = compile_model(build_model(inputs))
    x = Solver(compiled.matrix, Options(gap=0.0)).run().x
    assert x is not None
    these = headroom_per_mw(inputs, prices_at(compiled, x))
    relaxed = Solver(compiled.matrix, relax=True).run()
    follow = headroom_per_mw(inputs, prices_of(compiled, relaxed))
    decisions = read_decisions(inputs, compiled, x)
    limits = priced_limits(inputs, decisions, these, follow)
    return Explained(inputs, compiled, x, decisions, limits, these.cost_musd)


def prices_of_plan(plan: Explained) -> Prices:
    """Return the prices around a plan, headroom per MW."""
    return headroom_per_mw(plan.inputs, prices_at(plan.compiled, plan.x))
