"""Where demand sits, and how it is spread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from buildout.inputs import Node
from planner.assemble.context import Context
from planner.assemble.places import chosen_metros
from planner.assemble.rows import flag, number, text
from planner.cases.demand import DirectRow, SpreadBy
from planner.cases.places import CustomNode
from planner.demand import ANYWHERE

COLUMNS = {SpreadBy.WEIGHT: "ai_demand_weight", SpreadBy.POPULATION: "metro_population_est"}
"""Column of metros.csv that demand is spread by."""

NOWHERE = Node(node_id=ANYWHERE, name="Anywhere", country="", lat=None, lon=None)
"""The node of streams without a place, such as training."""


def candidate_nodes(
    context: Context, direct: Iterable[DirectRow]
) -> tuple[tuple[Node, ...], dict[str, float], list[str]]:
    """Return the nodes of the case, the weight of each, and what was left out and why.

    Metros that direct demand names are nodes too, without a weight; so is `NOWHERE`.
    """
    own = context.case.nodes.custom
    chosen = chosen_metros(list(context.metros.values()), context.case.nodes)
    restricted = [text(row, "metro_id") for row in chosen if flag(row, "export_restricted")]
    weights = {
        text(row, "metro_id"): number(row, COLUMNS[context.case.demand.spread.by], 0.0)
        for row in chosen
        if text(row, "metro_id") not in restricted
    }
    named = dict.fromkeys(row.node for row in direct if row.node in context.metros)
    nodes = [_metro(context, metro_id) for metro_id in dict.fromkeys([*weights, *named])]
    nodes += [Node(node.id, node.name or node.id, node.country, node.lat, node.lon) for node in own]
    weights |= {node.id: _own_weight(context, node) for node in own}
    notes = [f"Demand in {len(restricted)} metros under export rules is left out."] if restricted else []
    return (NOWHERE, *nodes), weights, notes


def stream_weights(
    weights: Mapping[str, float], own: Mapping[str, Mapping[str, float]], stream_ids: Iterable[str]
) -> dict[str, Mapping[str, float]]:
    """Return the weight of each node for every stream.

    Parameters
    ----------
    weights
        Weights by node that hold where the case has no table of its own.
    own
        The case's table, by stream; "" is for streams that are not in it.
    stream_ids
        The streams.
    """
    general = own.get("", weights)
    return {stream_id: own.get(stream_id, general) for stream_id in stream_ids}


def _own_weight(context: Context, node: CustomNode) -> float:
    by_people = context.case.demand.spread.by is SpreadBy.POPULATION
    return (node.population or 0.0) if by_people else node.weight


def _metro(context: Context, metro_id: str) -> Node:
    row = context.metros[metro_id]
    return Node(
        node_id=metro_id,
        name=text(row, "metro"),
        country=text(row, "country_iso2"),
        lat=number(row, "lat"),
        lon=number(row, "lon"),
    )
