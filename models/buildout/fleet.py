"""Fleet: chips bought, standing and retired at each site.

Parameters  committed_mw[s, g, t] ledger's chips coming online, life_quarters[g], hall_mw[s], rack_mw[g]
Variables   racks[s, g, t]                  racks bought, integer where the case asks for whole ones
            retire_mw, fleet_mw [s, g, t]   IT MW
            left_mw[s, g, t]                bought in t and still there at the end, IT MW

buy_mw[s, g, t] = rack_mw * racks                                                           (F3)

(F1a) fleet_mw[t] = fleet_mw[t-1] + buy_mw[t] + committed_mw[t] - retire_mw[t]
(F1b) sum of retire_mw up to t >= what has reached the end of its life by t
(F2)  sum over chips of fleet_mw <= hall_mw * halls
(V)   left_mw[t] <= buy_mw[t];  sum over t of left_mw <= fleet_mw at the end

Every variable has a finite upper bound that the rows imply, so that any dual values give a bound on
the cost (see `planner.engine.bound`).
"""

from __future__ import annotations

from typing import TypeAlias

import pyomo.environ as pyo

from buildout.expressions import Expression, at
from buildout.inputs import Inputs
from buildout.sets import Sets
from buildout.siting import halls_online

Key: TypeAlias = tuple[str, str, str]


def add_fleet(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    """Add the fleet block to the model."""
    b = m.fleet = pyo.Block(concrete=True)
    stands = [(s, g, t) for (s, g), when in sets.stands.items() for t in when]
    buys = [(s, g, t) for (s, g), when in sets.buys.items() for t in when]
    lasting = _with_value_left(inputs, sets, buys)
    b.fleet_mw = pyo.Var(stands, bounds=lambda b, s, g, t: (0, sets.most_mw[s, t]))
    b.retire_mw = pyo.Var(stands, bounds=lambda b, s, g, t: (0, most_retired_mw(sets, s, g, t)))
    b.racks = pyo.Var(
        buys,
        domain=pyo.NonNegativeIntegers if inputs.whole_racks else pyo.NonNegativeReals,
        bounds=lambda b, s, g, t: (0, most_bought_mw(sets, s, g, t) / sets.chips[g].rack_mw),
    )
    b.left_mw = pyo.Var(lasting, bounds=lambda b, s, g, t: (0, most_bought_mw(sets, s, g, t)))

    @b.Constraint(stands)
    def fleet_balance(b: pyo.Block, s: str, g: str, t: str) -> Expression:  # F1a
        before = (s, g, sets.before[t])
        was = at(b.fleet_mw, before)
        bought = buy_mw(m, sets, s, g, t)
        came = sets.committed_mw.get((s, g, t), 0.0)
        return b.fleet_mw[s, g, t] == was + bought + came - b.retire_mw[s, g, t]

    _add_retirement(m, inputs, sets, stands)

    @b.Constraint(list({(s, t): None for s, _, t in stands}))
    def halls_hold_fleet(b: pyo.Block, s: str, t: str) -> Expression:  # F2
        return standing_mw(m, sets, s, t) <= sets.sites[s].hall_mw * halls_online(m, sets, s, t)

    @b.Constraint(list(b.left_mw))
    def left_of_purchase(b: pyo.Block, s: str, g: str, t: str) -> Expression:  # V
        return b.left_mw[s, g, t] <= buy_mw(m, sets, s, g, t)

    @b.Constraint(list({(s, g): None for s, g, _ in b.left_mw}))
    def left_in_fleet(b: pyo.Block, s: str, g: str) -> Expression:  # V
        kept = pyo.quicksum(b.left_mw[s, g, t] for t in sets.buys[s, g] if (s, g, t) in b.left_mw)
        return kept <= b.fleet_mw[s, g, sets.labels[-1]]


def buy_mw(m: pyo.ConcreteModel, sets: Sets, s: str, g: str, t: str) -> Expression:
    """Return the IT MW of a chip bought for a site, 0 where it is not on sale (F3)."""
    racks = m.fleet.racks
    return sets.chips[g].rack_mw * racks[s, g, t] if (s, g, t) in racks else 0.0


def most_bought_mw(sets: Sets, s: str, g: str, t: str) -> float:
    """Return a bound on a purchase: what is on sale, and what the halls can hold."""
    return min(sets.most_mw[s, t], sets.chips[g].supply_mw[sets.position[t]])


def most_retired_mw(sets: Sets, s: str, g: str, t: str) -> float:
    """Return a bound on what leaves at once: what stood, what came and what was bought."""
    before = sets.before[t]
    stood = sets.most_mw[s, before] if before is not None else 0.0
    return stood + sets.committed_mw.get((s, g, t), 0.0) + most_bought_mw(sets, s, g, t)


def standing_mw(m: pyo.ConcreteModel, sets: Sets, s: str, t: str) -> Expression:
    """Return the IT MW of all chips standing at a site, as an expression."""
    fleet = m.fleet.fleet_mw
    return pyo.quicksum(fleet[s, g, t] for g in sets.chips_at[s] if (s, g, t) in fleet)


def _with_value_left(inputs: Inputs, sets: Sets, buys: list[Key]) -> list[Key]:
    """Return the purchases that are younger than their life at the end of the horizon."""
    return [(s, g, t) for s, g, t in buys if sets.periods[t].start + sets.chips[g].life_quarters > inputs.end]


def _add_retirement(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets, stands: list[Key]) -> None:
    """Retire what has reached the end of its life, wherever something has (F1b)."""
    b = m.fleet
    aged_committed = {key: _aged_committed_mw(inputs, sets, *key) for key in stands}
    aged_bought = {
        (s, g, t): [
            v
            for v in sets.buys.get((s, g), ())
            if sets.periods[v].start + sets.chips[g].life_quarters <= sets.periods[t].start
        ]
        for s, g, t in stands
    }

    @b.Constraint([key for key in stands if aged_committed[key] > 0 or aged_bought[key]])
    def retire_by_age(b: pyo.Block, s: str, g: str, t: str) -> Expression:  # F1b
        gone = pyo.quicksum(
            b.retire_mw[s, g, v] for v in sets.labels[: sets.position[t] + 1] if (s, g, v) in b.retire_mw
        )
        bought = pyo.quicksum(buy_mw(m, sets, s, g, v) for v in aged_bought[s, g, t])
        return gone >= aged_committed[s, g, t] + bought


def _aged_committed_mw(inputs: Inputs, sets: Sets, s: str, g: str, t: str) -> float:
    """Return the ledger's MW of a chip at a site that have reached the end of their life."""
    now, life = sets.periods[t].start, sets.chips[g].life_quarters
    return sum(
        lot.it_mw
        for lot in inputs.committed_chips
        if lot.site_id == s and lot.chip_id == g and lot.online_quarter + life <= now
    )
