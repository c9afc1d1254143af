"""What limits are worth: duals of the linear problem that is left when the large whole numbers are fixed.

Fixed, as the plan has them, are openings, halls, the sites of training blocks and the volume tiers reached.
Racks and power units stay in fractions: a rack is small, and with whole units fixed no headroom and no pool
would be worth anything (see docs/design/0019-prices.md, with what that costs in accuracy).

So that each price stands in one place,

- the strong rows are left out: they say nothing new about whole halls and openings;
- boxes that rows imply are left out, as `buildout` has them for the bound alone;
- so is a bound of ``units`` that is no tighter than the headroom of the area;
- what power needs of an opening (P5) is in the bounds of ``units``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from buildout.inputs import Inputs
from buildout.power import headroom_step_mw, headroom_users
from buildout.sets import build_sets
from planner.engine.highs import Options, Outcome, Reason, Solver
from planner.engine.matrix import Compiled, Index, Ints, Matrix, Vector

FIXED = ("siting.open", "siting.new_halls", "service.hosted", "supply.reached")
BOXED_FOR_THE_BOUND = (
    "fleet.fleet_mw",
    "fleet.retire_mw",
    "fleet.racks",
    "fleet.left_mw",
    "power.energy_gwh",
    "service.run_mw",
    "service.serve",
    "service.sent",
    "service.flow",
    "service.short",
    "supply.tier_mw",
    "policy.survive",
)
"""Variables whose upper bounds follow from rows. One of zero is a promise, and stays."""
HEADROOM = "power.headroom_limit"
STRONG = "strong."
NEEDS_OPENING = "power.power_needs_opening"
SMALLEST = 1e-7
"""Prices below this are the solver's last digits; million USD."""


class NoPricesError(Exception):
    """The linear problem at the plan was not solved, for lack of time or numerically."""


@dataclass(frozen=True)
class Prices:
    """The prices at a solution of a linear problem. Only those that are not zero are listed.

    Attributes
    ----------
    cost_musd
        Cost of that solution, million USD.
    rows
        By family of constraints (``supply.chip_supply``) and index: by how much the cost rises when the
        right side of the row, all its variables being on the left, rises by one unit; million USD.
        Never above zero for ``<=``, never below it for ``>=``.
    reduced_costs
        By variable (``power.units``) and index: by how much the cost rises if the variable is moved up by
        one unit from the bound where it stands. Above zero at a lower bound: it is too dear by so much to
        enter. Below zero at an upper bound: what each unit of a higher bound would save. Of what is fixed,
        either.
    """

    cost_musd: float
    rows: Mapping[str, Mapping[Index, float]]
    reduced_costs: Mapping[str, Mapping[Index, float]]

    def row(self, family: str, index: Index) -> float:
        """Return the price of one row, 0 where it has none."""
        return self.rows.get(family, {}).get(index, 0.0)

    def reduced_cost(self, variable: str, index: Index) -> float:
        """Return the reduced cost of one variable, 0 where it has none."""
        return self.reduced_costs.get(variable, {}).get(index, 0.0)


def prices_at(compiled: Compiled, x: Vector, *, seconds: float | None = None) -> Prices:
    """Return the prices around a plan, its sites and halls being fixed.

    Parameters
    ----------
    compiled
        The whole problem.
    x
        A plan; shape (n,). Only what is fixed of it counts.
    seconds
        Time limit.

    Raises
    ------
    NoPricesError
        If the linear problem was not solved in time.
    """
    matrix, kept = around(compiled, x)
    options = Options(seconds=seconds, extra={"solver": "ipx", "run_crossover": "on"})
    outcome = Solver(matrix, options, relax=True).run()
    if outcome.reason is not Reason.OPTIMAL or outcome.row_dual is None:
        raise NoPricesError(outcome.reason.value)
    row_dual = np.zeros(compiled.matrix.shape[0])
    row_dual[kept] = outcome.row_dual
    return prices_of(compiled, replace(outcome, row_dual=row_dual))


def prices_of(compiled: Compiled, outcome: Outcome) -> Prices:
    """Return the prices at a solution of a relaxation, with the names of the model.

    Raises
    ------
    NoPricesError
        If the solution has no duals.
    """
    if outcome.row_dual is None or outcome.reduced_cost is None:
        raise NoPricesError(outcome.reason.value)
    return Prices(
        outcome.objective,
        _named(compiled.rows, outcome.row_dual),
        _named(compiled.columns, outcome.reduced_cost),
    )


def headroom_per_mw(inputs: Inputs, prices: Prices) -> Prices:
    """Return the same prices with those of headroom per MW; a row may count whole units of one size.

    Parameters
    ----------
    inputs
        Those the model was built of.
    prices
        As they come from its matrix.
    """
    users = headroom_users(inputs, build_sets(inputs))
    per_mw: dict[Index, float] = {
        (a, t): price / (headroom_step_mw(users[a, t]) or 1.0)
        for (a, t), price in prices.rows.get(HEADROOM, {}).items()
    }
    return replace(prices, rows={**prices.rows, HEADROOM: per_mw}) if per_mw else prices


def around(compiled: Compiled, x: Vector) -> tuple[Matrix, Ints]:
    """Return the linear problem around a plan, and the numbers of its rows in the whole one."""
    matrix = compiled.matrix
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    boxed = _columns(compiled, BOXED_FOR_THE_BOUND)
    upper[boxed] = np.where(upper[boxed] > 0, np.inf, upper[boxed])
    fixed = _columns(compiled, FIXED)
    lower[fixed] = upper[fixed] = np.round(x[fixed])
    units, opens = compiled.columns.get("power.units", {}), compiled.columns.get("siting.open", {})
    for s, o, t in compiled.rows.get(NEEDS_OPENING, {}):
        upper[units[s, o, t]] *= upper[opens[s, t]]
    bounded = _bounded_by_rows(compiled, HEADROOM, upper)
    upper[bounded] = np.inf
    left_out = np.zeros(matrix.shape[0], dtype=bool)
    for family, rows in compiled.rows.items():
        left_out[list(rows.values())] = family == NEEDS_OPENING or family.startswith(STRONG)
    kept = np.flatnonzero(~left_out)
    problem = replace(
        matrix,
        lower=lower,
        upper=upper,
        a=matrix.a[kept],
        row_lower=matrix.row_lower[kept],
        row_upper=matrix.row_upper[kept],
    )
    return problem, kept


def _bounded_by_rows(compiled: Compiled, family: str, upper: Vector) -> Ints:
    """Return the columns whose upper bounds above zero follow from a family of rows with only plus signs."""
    matrix = compiled.matrix
    rows = np.array(list(compiled.rows.get(family, {}).values()), dtype=np.int64)
    some = matrix.a[rows].tocoo()
    most = matrix.row_upper[rows][some.row] / some.data
    implied: Ints = some.col[(upper[some.col] > 0) & (upper[some.col] >= most * (1 - 1e-9))]
    return implied


def _columns(compiled: Compiled, names: tuple[str, ...]) -> Ints:
    found = [column for name in names for column in compiled.columns.get(name, {}).values()]
    return np.array(found, dtype=np.int64)


def _named(places: Mapping[str, Mapping[Index, int]], values: Vector) -> dict[str, dict[Index, float]]:
    named = ((name, dict(_nonzero(some, values))) for name, some in places.items())
    return {name: some for name, some in named if some}


def _nonzero(places: Mapping[Index, int], values: Vector) -> Iterator[tuple[Index, float]]:
    for index, place in places.items():
        if abs(values[place]) > SMALLEST:
            yield index, float(values[place])
