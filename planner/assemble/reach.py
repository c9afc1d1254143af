"""Demand that no site can serve: named before the solve, with the nearest site and its RTT."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from buildout.inputs import Inputs, Stream, Zone
from planner.cases.case import Case
from planner.network import rtt_ms
from planner.problems import Problem


@dataclass(frozen=True)
class FarNode:
    """A node with demand of a stream that no site of the case may serve."""

    stream_id: str
    node_id: str
    budget_ms: float | None
    nearest_site: str
    """The site nearest by RTT of those that may serve the stream; "" where there is none."""
    nearest_ms: float

    def __str__(self) -> str:
        """Return the node with its nearest site, in a few words."""
        if not self.nearest_site or not math.isfinite(self.nearest_ms):
            return f"{self.node_id} (no site may serve it)"
        if self.budget_ms is not None and self.nearest_ms > self.budget_ms:
            rtt = f"{self.nearest_ms:.1f} of {self.budget_ms:g} ms"
            return f"{self.node_id} (nearest {self.nearest_site}, {rtt})"
        return f"{self.node_id} (nearest {self.nearest_site}, kept out by its residency rule)"


def far_nodes(inputs: Inputs) -> tuple[FarNode, ...]:
    """Return every node whose demand of a stream no site of the case can serve."""
    streams = {stream.stream_id: stream for stream in inputs.streams}
    return tuple(
        node
        for zone in inputs.zones
        if not zone.site_ids
        for node in _nearest(inputs, streams[zone.stream_id], zone)
    )


def _nearest(inputs: Inputs, stream: Stream, zone: Zone) -> list[FarNode]:
    nodes = tuple(node for node in inputs.nodes if node.node_id in zone.node_ids)
    sites = tuple(site for site in inputs.sites if stream.usable[site.kind] > 0)
    if not sites:
        return [FarNode(stream.stream_id, node.node_id, stream.rtt_budget_ms, "", math.inf) for node in nodes]
    rtt = rtt_ms(inputs.network, sites, nodes, stream.access_ms)
    return [
        FarNode(
            stream.stream_id,
            node.node_id,
            stream.rtt_budget_ms,
            sites[int(np.argmin(column))].site_id,
            float(column.min()),
        )
        for node, column in zip(nodes, rtt.T, strict=True)
    ]


def reach_notes(far: Iterable[FarNode]) -> list[str]:
    """Return a sentence for each stream with demand out of reach: it falls short there."""
    by_stream: dict[str, list[str]] = {}
    for node in far:
        by_stream.setdefault(node.stream_id, []).append(str(node))
    return [f"No site reaches {stream} demand in {', '.join(nodes)}." for stream, nodes in by_stream.items()]


def check_reach(case: Case, inputs: Inputs, far: Iterable[FarNode]) -> list[Problem]:
    """Return a problem for every node out of reach of a stream that may not fall short."""
    may_fall_short = {stream.stream_id: stream.may_fall_short for stream in inputs.streams}
    fix = "add a site near it, or let the stream fall short"
    return [
        Problem(
            case.where(f"demand, {node.stream_id}"),
            str(node),
            "a site that may serve a stream of no_shortage",
            fix,
        )
        for node in far
        if not may_fall_short[node.stream_id]
    ]
