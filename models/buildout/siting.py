"""Siting: which sites open, and how many halls (clusters) they have.

Sets        builds             sites that can get a hall beyond the ledger's
Parameters  room[s, t]         most halls beyond the ledger's; 0 before the chain of lead times
            halls_per_quarter[s], min_halls[s], committed_halls[s, t]
Variables   open[s, t]         1 where the site is open, binary
            new_halls[s, t]    halls online beyond the ledger's, integer, cumulative

(S1) new_halls[s, t] <= room[s, t] * open[s, t]
(S2) new_halls[s, t] - new_halls[s, t-1] <= halls_per_quarter * quarters(t)
(S3) by bounds: nothing before the chain; a site of the ledger is open; a site with a date is open by it
(S4) open and new_halls never fall
(S5) halls[s, u(t)] >= least(s, t) * open[s, t], u(t) the first period by which the site can have
     been built to its minimum size
"""

from __future__ import annotations

from itertools import accumulate

import pyomo.environ as pyo

from buildout.expressions import Expression
from buildout.inputs import Inputs, Site
from buildout.sets import Sets


def add_siting(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    """Add the siting block to the model."""
    b = m.siting = pyo.Block(concrete=True)
    places = [(s, t) for s in sets.builds for t in sets.labels]
    steps = [(s, t) for s, t in places if sets.before[t] is not None]
    openings = [(s, t) for s, t in places if not sets.sites[s].in_ledger]

    b.open = pyo.Var(places, domain=pyo.Binary, bounds=lambda b, s, t: open_bounds(sets, s, t))
    b.new_halls = pyo.Var(places, domain=pyo.NonNegativeIntegers, bounds=lambda b, s, t: (0, sets.room[s, t]))

    @b.Constraint([(s, t) for s, t in openings if sets.room[s, t]])
    def halls_need_opening(b: pyo.Block, s: str, t: str) -> Expression:  # S1
        return b.new_halls[s, t] <= sets.room[s, t] * b.open[s, t]

    @b.Constraint([(s, t) for s, t in places if sets.room[s, t]])
    def build_rate(b: pyo.Block, s: str, t: str) -> Expression:  # S2
        return halls_added(b, sets, s, t) <= (sets.sites[s].halls_per_quarter * sets.periods[t].quarters)

    @b.Constraint([(s, t) for s, t in steps if (s, t) in set(openings)])
    def stays_open(b: pyo.Block, s: str, t: str) -> Expression:  # S4
        return b.open[s, t] >= b.open[s, sets.before[t]]

    @b.Constraint(steps)
    def halls_stay(b: pyo.Block, s: str, t: str) -> Expression:  # S4
        return b.new_halls[s, t] >= b.new_halls[s, sets.before[t]]

    least = {(s, t): minimum_size(sets, sets.sites[s], t) for s, t in openings if sets.room[s, t]}

    @b.Constraint(list(least))
    def minimum_campus(b: pyo.Block, s: str, t: str) -> Expression:  # S5
        by, halls = least[s, t]
        return b.new_halls[s, by] >= halls * b.open[s, t]


def open_bounds(sets: Sets, s: str, t: str) -> tuple[int, int]:
    """Return the bounds of ``open`` that the ledger, the lead times and the locks leave (S3)."""
    site, period = sets.sites[s], sets.periods[t]
    if site.in_ledger:
        return 1, 1
    must = site.open_by_quarter is not None and period.start >= site.open_by_quarter
    can = sets.room[s, t] > 0 or sets.committed_halls[s, t] > 0
    return int(must), int(can or must)


def minimum_size(sets: Sets, site: Site, t: str) -> tuple[str, int]:
    """Return by which period a site open in ``t`` has how many new halls at least (S5)."""
    later = sets.labels[sets.position[t] :]
    built = accumulate(sets.periods[u].quarters * site.halls_per_quarter for u in later)
    for u, halls in zip(later, built, strict=True):
        if halls >= site.min_halls or u == later[-1]:
            return u, min(site.min_halls, halls, sets.room[site.site_id, u])
    raise AssertionError("a period is always among those from itself on")


def halls_added(b: pyo.Block, sets: Sets, s: str, t: str) -> Expression:
    """Return the new halls that come online in a period, as an expression."""
    before = sets.before[t]
    return b.new_halls[s, t] - (b.new_halls[s, before] if before is not None else 0)


def halls_online(m: pyo.ConcreteModel, sets: Sets, s: str, t: str) -> Expression:
    """Return all halls online, the ledger's included, as an expression or a number."""
    own = m.siting.new_halls[s, t] if sets.room.get((s, t)) else 0
    return own + sets.committed_halls[s, t]
