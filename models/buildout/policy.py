"""Policy: survive a loss, and yearly limits on carbon and water. Each is off unless named.

Sets        lost x: a site, or all sites of an area
Variables   survive[x, s, z, t]   what site s serves of zone z when x is gone

(R1a) sum over sites left of survive >= share * sum over all sites of serve
(R1b) sum over protected zones of survive / usable <= work of the site's fleet for the workload
(E1)  carbon, t, and water, m3, per calendar year <= limit * quarters of the horizon in it / 4
"""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from buildout.expressions import Expression, is_constant
from buildout.inputs import Inputs, Survival
from buildout.service import work
from buildout.sets import Sets


def add_policy(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    """Add the policies that the inputs name."""
    m.policy = pyo.Block(concrete=True)
    _add_survival(m, inputs, sets)
    _add_carbon(m, inputs, sets)
    _add_water(m, inputs, sets)


def losses(sets: Sets, rule: Survival) -> dict[str, frozenset[str]]:
    """Return what can be lost, and the sites that go with it."""
    gone: dict[str, set[str]] = defaultdict(set)
    for s, site in sets.sites.items():
        gone[site.area_id if rule.by_area else s].add(s)
    return {lost: frozenset(some) for lost, some in gone.items()}


def _add_survival(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    b = m.policy
    zones = {zone.zone_id: zone for zone in inputs.zones}
    share = {d: rule.share for rule in inputs.survival for d in rule.stream_ids}
    lost = {d: losses(sets, rule) for rule in inputs.survival for d in rule.stream_ids}
    served = [(s, z, t) for s, z, t in m.service.serve if zones[z].stream_id in share]
    flows = [
        (x, s, z, t) for s, z, t in served for x, gone in lost[zones[z].stream_id].items() if s not in gone
    ]
    b.survive = pyo.Var(flows, bounds=lambda b, x, s, z, t: (0, zones[z].peak[sets.position[t]]))
    left: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    load: dict[tuple[str, str, str, str], list[tuple[str, float]]] = defaultdict(list)
    for x, s, z, t in flows:
        stream = sets.streams[zones[z].stream_id]
        left[x, z, t].append(s)
        load[x, s, stream.workload_id, t].append((z, 1.0 / stream.usable[sets.sites[s].kind]))
    serving: dict[tuple[str, str], list[str]] = defaultdict(list)
    for s, z, t in served:
        serving[z, t].append(s)
    whole = [(x, z, t) for z, t in serving for x in lost[zones[z].stream_id]]

    @b.Constraint(whole)
    def rest_serves(b: pyo.Block, x: str, z: str, t: str) -> Expression:  # R1a
        kept = pyo.quicksum(b.survive[x, s, z, t] for s in left.get((x, z, t), ()))
        all_served = pyo.quicksum(m.service.serve[s, z, t] for s in serving[z, t])
        return kept >= share[zones[z].stream_id] * all_served

    @b.Constraint(list(load))
    def rest_can(b: pyo.Block, x: str, s: str, w: str, t: str) -> Expression:  # R1b
        used = pyo.quicksum(per * b.survive[x, s, z, t] for z, per in load[x, s, w, t])
        return used <= work(m, sets, s, w, t)


def _years(sets: Sets) -> dict[int, list[str]]:
    years: dict[int, list[str]] = defaultdict(list)
    for t, period in sets.periods.items():
        years[period.year].append(t)
    return years


def _part_of_year(sets: Sets, times: list[str]) -> float:
    return sum(sets.periods[t].quarters for t in times) / 4


def _add_carbon(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    limit = inputs.caps.carbon_t_per_year
    if limit is None:
        return
    years = _years(sets)
    rate = {(o.site_id, o.option_id): o.carbon_kg_per_mwh for some in sets.power.values() for o in some}
    flows: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for s, o, t in m.power.energy_gwh:
        flows[t].append((s, o))
    emitted = {
        year: pyo.quicksum(rate[key] / 1e3 * m.power.energy_gwh[(*key, t)] for t in times for key in flows[t])
        for year, times in years.items()
    }

    @m.policy.Constraint([year for year, total in emitted.items() if not is_constant(total)])
    def carbon_limit(b: pyo.Block, year: int) -> Expression:  # E1
        return emitted[year] <= limit * _part_of_year(sets, years[year]) / 1e3  # thousand t


def _add_water(m: pyo.ConcreteModel, inputs: Inputs, sets: Sets) -> None:
    limit = inputs.caps.water_m3_per_year
    if limit is None:
        return
    years = _years(sets)
    fleet: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for s, g, t in m.fleet.fleet_mw:
        fleet[sets.periods[t].year].append((s, g, t))
    used = {
        year: pyo.quicksum(
            sets.sites[s].water_m3_per_it_mwh
            * inputs.finance.mean_load_factor
            * (sets.periods[t].hours / 1e3)
            * m.fleet.fleet_mw[s, g, t]
            for s, g, t in fleet[year]
        )
        for year in years
    }

    @m.policy.Constraint([year for year, total in used.items() if not is_constant(total)])
    def water_limit(b: pyo.Block, year: int) -> Expression:  # E1
        return used[year] <= limit * _part_of_year(sets, years[year]) / 1e3  # thousand m3
