"""Strong rows: each holds in every plan, so none is lost, but the relaxation may not know it.

(T1) serve[s, z, t] <= peak[z, t] * open[s, t], where few sites reach the zone.
     Proof: a site without the ledger's halls and not open has no halls (S1), no fleet (F2), no work
     (D1), serves nothing (D2); an open one serves no more than the demand (D3).
(T2) serve[s, z, t] <= peak[z, t] * new_halls[s, t], same zones and sites.
     Proof: with no hall as in T1; with one or more the right side is at least the demand.
(T3) mixed-integer rounding of halls against power that cannot exceed most_mw IT: with
     U = most_mw / hall_mw, F = floor(U), f = U - F,
     fleet / hall_mw - f * halls <= F * (1 - f).
     Proof: for halls <= F, fleet <= hall_mw * halls gives fleet/hall_mw - f*halls <= (1-f)*halls
     <= (1-f)*F. For halls >= F + 1, fleet <= hall_mw * (F + f) gives at most F + f - f*(F+1) = F*(1-f).
"""

from __future__ import annotations

import math

import pyomo.environ as pyo

from buildout.expressions import Expression
from buildout.fleet import standing_mw
from buildout.inputs import Inputs, Site
from buildout.power import FIRM, committed_mw
from buildout.reach import is_narrow
from buildout.sets import Sets
from buildout.siting import halls_online


def add_strong_rows(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    """Add rows that tighten the relaxation."""
    b = m.strong = pyo.Block(concrete=True)
    zones = {zone.zone_id: zone for zone in inputs.zones}
    arcs = [
        (s, z, t)
        for s, z, t in m.service.serve
        if is_narrow(sets, zones[z]) and s in sets.builds and not sets.committed_halls[s, sets.labels[-1]]
    ]

    def peak(z: str, t: str) -> float:
        return zones[z].peak[sets.position[t]]

    @b.Constraint(arcs)
    def serve_needs_opening(b: pyo.Block, s: str, z: str, t: str) -> Expression:  # T1
        return m.service.serve[s, z, t] <= peak(z, t) * m.siting.open[s, t]

    @b.Constraint(arcs)
    def serve_needs_hall(b: pyo.Block, s: str, z: str, t: str) -> Expression:  # T2
        return m.service.serve[s, z, t] <= peak(z, t) * m.siting.new_halls[s, t]

    cuts = {
        (s, t): cut
        for s in sets.builds
        for t in sets.labels
        if sets.room[s, t] and (cut := _rounding(sets, sets.sites[s], t)) is not None
    }

    @b.Constraint(list(cuts))
    def halls_against_power(b: pyo.Block, s: str, t: str) -> Expression:  # T3
        whole, part = cuts[s, t]
        standing = standing_mw(m, sets, s, t) / sets.sites[s].hall_mw
        return standing - part * halls_online(m, sets, s, t) <= whole * (1 - part)


def _rounding(sets: Sets, site: Site, t: str) -> tuple[int, float] | None:
    """Return whole and fractional halls that the most power of a site can feed, if it may bind."""
    most_mw = sum(
        o.availability
        * (committed_mw(sets, o, t) + o.unit_mw * sets.most_units[site.site_id, o.option_id, t])
        for o in sets.power[site.site_id]
        if o.delivery in FIRM
    )
    halls = most_mw / site.pue / site.hall_mw
    whole, part = math.floor(halls), halls - math.floor(halls)
    if halls >= sets.room[site.site_id, t] + sets.committed_halls[site.site_id, t] or not 1e-3 < part < 0.999:
        return None
    return whole, part
