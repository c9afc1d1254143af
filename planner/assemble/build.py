"""Case and tables become `Inputs`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buildout.inputs import Delivery, Inputs
from planner.assemble import policies
from planner.assemble.ambition import build_ambition
from planner.assemble.areas import build_areas
from planner.assemble.check_demand import check_demand, check_spread, check_units
from planner.assemble.check_drivers import check_drivers
from planner.assemble.check_ids import build_names, check_ids
from planner.assemble.check_inputs import check_inputs, check_ledger_chips, check_pairs
from planner.assemble.check_rules import check_dates, check_rules
from planner.assemble.chips import build_chips
from planner.assemble.context import Context, build_context, build_finance, build_network
from planner.assemble.demand import DemandBook, build_demand
from planner.assemble.elements import build_elements, check_elements
from planner.assemble.ledger import committed_cash, committed_chips
from planner.assemble.nodes import candidate_nodes, stream_weights
from planner.assemble.periods import check_horizon
from planner.assemble.places import candidate_places
from planner.assemble.pools import build_pools
from planner.assemble.power import build_power
from planner.assemble.reach import FarNode, check_reach, far_nodes, reach_notes
from planner.assemble.sites import build_sites, usable_places
from planner.assemble.streams import Profile, build_profiles, build_workloads, with_workloads
from planner.assemble.zones import build_zones
from planner.cases.case import Case
from planner.cases.overrides import case_overrides
from planner.cases.pairs import Pairs, read_pairs
from planner.problems import InputError, Problem
from planner.reference import Reference, load_reference


@dataclass(frozen=True)
class Assembly:
    """Inputs, and what a reader should know about how they came about."""

    inputs: Inputs
    notes: tuple[str, ...]
    """What was left out and why, one sentence each."""
    out_of_reach: tuple[FarNode, ...]
    """Demand that no site can serve."""
    reference: Reference
    """The tables it was built from, the case's own figures in them."""
    context: Context
    profiles: tuple[Profile, ...]
    """The streams, with the work each chip does for them."""
    book: DemandBook
    """Demand with where it comes from."""


def assemble_case(case: Case, *, chips_have_room: bool = True) -> Assembly:
    """Return the inputs of a case, read from the shipped tables with the case's own figures in them.

    Parameters
    ----------
    case
        From `planner.cases.load_case`.
    chips_have_room
        Whether chips of the ledger must have halls and power of the ledger. What a plan has ordered need not
        yet: power may be ordered later than the chips it is for.

    Raises
    ------
    InputError
        If a figure of the case cannot be used, and see `build_inputs`.
    """
    try:
        return assemble(case, load_reference(case_overrides(case)), chips_have_room=chips_have_room)
    except InputError as error:
        raise InputError(case.located(error.problems)) from error


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


def assemble(case: Case, reference: Reference, *, chips_have_room: bool = True) -> Assembly:
    """Return the inputs of a case and notes on what was left out; see `assemble_case`.

    Raises
    ------
    InputError
        See `build_inputs`.
    """
    pairs = read_pairs(case)
    _refuse(check_case(case, reference, pairs))
    try:
        assembly = _assemble(case, reference, pairs)
    except ArithmeticError as error:
        found = f"figures that cannot be multiplied or divided ({error})"
        fix = "look for figures that are zero or absurdly large, those set by the case first"
        raise InputError([Problem(case.path.name, found, "figures of a usual size", fix)]) from error
    inputs = assembly.inputs
    _refuse(
        [
            *check_inputs(case, inputs, assembly.notes),
            *(check_ledger_chips(case, inputs) if chips_have_room else ()),
            *check_pairs(case, inputs, pairs),
            *check_reach(case, inputs, assembly.out_of_reach),
        ]
    )
    return assembly


def _assemble(case: Case, reference: Reference, pairs: Pairs) -> Assembly:
    context = build_context(case, reference)
    elements = build_elements(context)
    candidates, left_out = candidate_places(context, elements)
    places, unusable = usable_places(context, candidates)
    chips = build_chips(context, sum(place.most_facility_mw / place.pue for place in places))
    sites = build_sites(context, places, elements, chips)
    power = build_power(context, places, elements)
    profiles = build_profiles(context)
    workloads = build_workloads(profiles, tuple(chip.chip_id for chip in chips))
    nodes, node_weights, node_notes = candidate_nodes(context, pairs.named_nodes)
    weights = stream_weights(node_weights, pairs.weights, [profile.stream_id for profile in profiles])
    _refuse([*check_units(case, profiles, pairs.demand), *check_spread(case, profiles, weights)])
    book = build_demand(context, profiles, pairs, weights)
    demand = book.demand
    network = build_network(context, pairs.rtt_ms)
    zones = build_zones(context, profiles, sites, nodes, demand, network, pairs.costs_musd)
    placed = {entry.node_id for entry in demand}
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
        streams=with_workloads(profiles, workloads),
        nodes=tuple(node for node in nodes if node.node_id in placed),
        demand=demand,
        zones=zones,
        pools=build_pools(context, sites, power, chips),
        vendor_shares=policies.vendor_shares(context),
        minimum_takes=policies.minimum_takes(context),
        volume_tiers=policies.volume_tiers(context),
        budgets=policies.budgets(context),
        survival=policies.survival(context),
        caps=policies.caps(context),
        whole_racks=case.whole_racks,
        ambition=build_ambition(context),
    )
    site_notes = _left_out(left_out | unusable)
    far = far_nodes(inputs)
    notes = (*site_notes, *node_notes, *reach_notes(far), *_without_power(inputs))
    return Assembly(inputs, notes, far, reference, context, profiles, book)


def _left_out(reasons: Mapping[str, str]) -> list[str]:
    by_reason: dict[str, list[str]] = {}
    for site, reason in reasons.items():
        by_reason.setdefault(reason, []).append(site)
    return [f"Left out, as {reason}: {', '.join(sites)}." for reason, sites in by_reason.items()]


def _without_power(inputs: Inputs) -> list[str]:
    firm = {o.site_id for o in inputs.power if o.delivery is not Delivery.OVER_GRID}
    return [f"{s.site_id} has no firm power option." for s in inputs.sites if s.site_id not in firm]


def check_case(case: Case, reference: Reference, pairs: Pairs) -> list[Problem]:
    """Return everything in a case that does not agree with the tables or with itself."""
    names = build_names(case, reference)
    return [
        *check_horizon(case),
        *check_ids(case, names),
        *check_dates(case),
        *check_rules(case),
        *check_drivers(case, names, reference),
        *check_demand(case, names, pairs),
        *check_elements(reference),
    ]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)
