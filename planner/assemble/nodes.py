"""Where demand sits, and how it is spread."""

from __future__ import annotations

from collections.abc import Iterable

from buildout.inputs import Node
from planner.assemble.context import Context
from planner.assemble.places import chosen_metros
from planner.assemble.rows import flag, number, text

ANYWHERE = Node(node_id="anywhere", name="Anywhere", country="", lat=None, lon=None)
"""The node of streams without a place, such as training."""


def candidate_nodes(context: Context) -> tuple[list[Node], dict[str, float], list[str]]:
    """Return the nodes of the case, the weight of each, and what was left out and why.

    The node `ANYWHERE` is the first; it has no weight.
    """
    nodes, weights, notes = [ANYWHERE], {}, []
    for row in chosen_metros(list(context.metros.values()), context.case.nodes):
        if flag(row, "export_restricted"):
            notes.append(f"Demand in {row['metro_id']} is left out: export rules.")
            continue
        node = Node(
            node_id=text(row, "metro_id"),
            name=text(row, "metro"),
            country=text(row, "country_iso2"),
            lat=number(row, "lat"),
            lon=number(row, "lon"),
        )
        nodes.append(node)
        weights[node.node_id] = number(row, "ai_demand_weight")
    for own in context.case.nodes.custom:
        nodes.append(Node(own.id, own.name or own.id, own.country, own.lat, own.lon))
        weights[own.id] = own.weight
    return nodes, weights, notes


def nodes_with_demand(nodes: Iterable[Node], node_ids: set[str]) -> tuple[Node, ...]:
    """Return the nodes that have demand of some stream."""
    return tuple(node for node in nodes if node.node_id in node_ids)
