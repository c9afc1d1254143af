"""Case and tables become `Inputs`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from buildout.inputs import Inputs, Network
from planner.assemble import policies
from planner.assemble.areas import build_areas
from planner.assemble.check_ids import build_names, check_ids
from planner.assemble.check_inputs import check_inputs, check_pairs
from planner.assemble.check_rules import check_dates, check_demand, check_rules
from planner.assemble.chips import build_chips
from planner.assemble.context import Context, build_context, build_finance
from planner.assemble.demand import build_demand
from planner.assemble.elements import build_elements, check_elements
from planner.assemble.ledger import committed_cash, committed_chips
from planner.assemble.nodes import candidate_nodes, nodes_with_demand
from planner.assemble.periods import check_horizon
from planner.assemble.places import candidate_places
from planner.assemble.pools import build_pools
from planner.assemble.power import build_power
from planner.assemble.rows import number, rows_by
from planner.assemble.sites import build_sites, usable_places
from planner.assemble.streams import build_profiles, build_workloads
from planner.assemble.zones import build_zones
from planner.cases.case import Case
from planner.cases.pairs import Pairs, read_pairs
from planner.problems import InputError, Problem
from planner.reference import Reference


@dataclass(frozen=True)
class Assembly:
    """Inputs, and what a reader should know about how they came about."""

    inputs: Inputs
    notes: tuple[str, ...]
    """What was left out and why, one sentence each."""


def build_inputs(case: Case, reference: Reference) -> Inputs:
    """Return the inputs of a case.

    Parameters
    ----------
    case
        From `planner.cases.load_case`.
    reference
        The tables, the case's own figures laid over them.

    Raises
    ------
    InputError
        If the case names what the tables do not have, or contradicts them or itself.
    """
    return assemble(case, reference).inputs


def assemble(case: Case, reference: Reference) -> Assembly:
    """Return the inputs of a case and notes on what was left out.

    Raises
    ------
    InputError
        See `build_inputs`.
    """
    pairs = read_pairs(case)
    _refuse(check_case(case, reference, pairs))
    context = build_context(case, reference)
    elements = build_elements(context)
    candidates, place_notes = candidate_places(context, elements)
    places, late_notes = usable_places(context, candidates)
    chips = build_chips(context, sum(place.most_facility_mw / place.pue for place in places))
    sites = build_sites(context, places, elements, chips)
    power = build_power(context, places, elements)
    profiles = build_profiles(context)
    workloads = build_workloads(context, profiles, tuple(chip.chip_id for chip in chips))
    nodes, weights, node_notes = candidate_nodes(context)
    demand = build_demand(context, profiles, weights, pairs.demand)
    network = _network(context, pairs)
    workload_of = {stream: w.workload_id for w in workloads for stream in w.stream_ids}
    inputs = Inputs(
        case_id=case.id,
        title=case.title,
        today=case.today,
        periods=context.periods,
        finance=build_finance(context),
        network=network,
        elements=elements,
        sites=sites,
        areas=build_areas(context, places),
        power=power,
        chips=chips,
        committed_chips=committed_chips(context),
        committed_cash=committed_cash(context),
        workloads=workloads,
        streams=tuple(replace(p.stream, workload_id=workload_of[p.stream_id]) for p in profiles),
        nodes=nodes_with_demand(nodes, {d.node_id for d in demand}),
        demand=demand,
        zones=build_zones(context, profiles, sites, tuple(nodes), demand, network, pairs.costs_musd),
        pools=build_pools(context, sites, power, chips),
        vendor_shares=policies.vendor_shares(context),
        minimum_takes=policies.minimum_takes(context),
        volume_tiers=policies.volume_tiers(context),
        budgets=policies.budgets(context),
        survival=policies.survival(context),
        caps=policies.caps(context),
        whole_racks=case.whole_racks,
    )
    _refuse([*check_inputs(case, inputs), *check_pairs(case, inputs, pairs)])
    return Assembly(inputs=inputs, notes=(*place_notes, *late_notes, *node_notes))


def check_case(case: Case, reference: Reference, pairs: Pairs) -> list[Problem]:
    """Return everything in a case that does not agree with the tables or with itself."""
    names = build_names(case, reference)
    return [
        *check_horizon(case),
        *check_ids(case, names),
        *check_dates(case),
        *check_rules(case),
        *check_demand(case, names, reference, pairs.demand),
        *check_elements(reference),
    ]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)


def _network(context: Context, pairs: Pairs) -> Network:
    latency = rows_by(context.reference.latency, "parameter")
    own = context.case.network.inflation
    return Network(
        ms_per_km=number(latency["fibre_one_way_us_per_km"], "value") / 1000,
        inflation=number(latency["route_inflation_backbone_default"], "value") if own is None else own,
        overhead_ms=number(latency["peering_and_router_overhead_rtt"], "value"),
        rtt_table_ms=pairs.rtt_ms,
    )
