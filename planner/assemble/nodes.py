"""Where demand sits, and how it is spread."""

from __future__ import annotations

from collections.abc import Iterable

from buildout.inputs import Node
from planner.assemble.context import Context
from planner.assemble.places import chosen_metros
from planner.assemble.rows import flag, number, text
from planner.cases.demand import DirectRow
from planner.demand import ANYWHERE

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
        text(row, "metro_id"): number(row, "ai_demand_weight")
        for row in chosen
        if text(row, "metro_id") not in restricted
    }
    named = dict.fromkeys(row.node for row in direct if row.node in context.metros)
    nodes = [_metro(context, metro_id) for metro_id in dict.fromkeys([*weights, *named])]
    nodes += [Node(node.id, node.name or node.id, node.country, node.lat, node.lon) for node in own]
    weights |= {node.id: node.weight for node in own}
    notes = [f"Demand in {len(restricted)} metros under export rules is left out."] if restricted else []
    return (NOWHERE, *nodes), weights, notes


def _metro(context: Context, metro_id: str) -> Node:
    row = context.metros[metro_id]
    return Node(
        node_id=metro_id,
        name=text(row, "metro"),
        country=text(row, "country_iso2"),
        lat=number(row, "lat"),
        lon=number(row, "lon"),
    )
