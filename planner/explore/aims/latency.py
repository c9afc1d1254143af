"""Latency: how far interactive work is from who asks for it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from buildout.inputs import Inputs, Stream, Zone
from buildout.model import build_model
from planner.engine.matrix import compile_model
from planner.explore.aims.aim import AimRows
from planner.explore.linear import terms
from planner.network import rtt_ms
from planner.plan import TableName, Tables

INTERACTIVE_MS = 1000.0
"""Streams with a larger budget of RTT, or none, do not care how far away they are served."""


@dataclass(frozen=True)
class Latency:
    """Mean RTT of interactive demand with a place, weighted by amount and time.

    What falls short counts with the budget of its stream, so that not serving is no way to be near.
    """

    title: str = "mean RTT of interactive demand"
    unit: str = "ms"

    def measure(self, inputs: Inputs, tables: Tables) -> float:
        """Return the mean RTT in a plan."""
        rtt, quarters = _rtt(inputs), {p.label: p.quarters for p in inputs.periods}
        budgets = {d: stream.rtt_budget_ms or 0.0 for d, stream in interactive(inputs).items()}
        placed = _located(inputs)
        total = 0.0
        for s, d, n, t, served in _rows(tables, TableName.SERVICE, "site_id", "served"):
            if d in budgets and n in placed:
                total += served * quarters[t] * rtt[d, s][n]
        for d, n, t, short in _rows(tables, TableName.SHORTAGE, "short"):
            if d in budgets and n in placed:
                total += short * quarters[t] * budgets[d]
        return total / _weight(inputs)

    def ideal(self, _inputs: Inputs) -> float:
        """Return 0."""
        return 0.0

    def rows(self, inputs: Inputs, level: float) -> AimRows:
        """Add up the RTT of all flows; that of a zone is the mean of its nodes."""
        compiled = compile_model(build_model(inputs, shared=False))
        rtt, streams, weight = _rtt(inputs), interactive(inputs), _weight(inputs)
        periods = {period.label: (i, period.quarters) for i, period in enumerate(inputs.periods)}
        peaks = {(row.stream_id, row.node_id): row.peak for row in inputs.demand}
        zones = {zone.zone_id: zone for zone in inputs.zones if zone.stream_id in streams}

        def share(zone: Zone, t: str, ms: Mapping[str, float]) -> float:
            """Return what a unit of the zone adds to the mean; ``ms`` is by node with a place."""
            i, quarters = periods[t]
            far = sum(peaks[zone.stream_id, n][i] * ms[n] for n in zone.node_ids if n in ms)
            return far / zone.peak[i] * quarters / weight

        pairs = [
            (column, share(zones[z], t, rtt[zones[z].stream_id, s]))
            for (s, z, t), column in compiled.columns.get("service.serve", {}).items()
            if z in zones
        ]
        for (z, t), column in compiled.columns.get("service.short", {}).items():
            if z in zones:
                budget = streams[zones[z].stream_id].rtt_budget_ms or 0.0
                pairs.append((column, share(zones[z], t, dict.fromkeys(_located(inputs), budget))))
        return AimRows(compiled, (terms(compiled, pairs, constant=-level),))


def _rows(tables: Tables, name: TableName, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of stream, node and period of a table, with one column before them and one after."""
    *before, after = columns
    some = [tables[name][column] for column in (*before, "stream_id", "node_id", "period", after)]
    return zip(*some, strict=True)


def _weight(inputs: Inputs) -> float:
    """Return the interactive demand with a place, amount x quarters."""
    located = _located(inputs)
    streams = interactive(inputs)
    return sum(
        peak * period.quarters
        for row in inputs.demand
        if row.stream_id in streams and row.node_id in located
        for peak, period in zip(row.peak, inputs.periods, strict=True)
    )


def interactive(inputs: Inputs) -> Mapping[str, Stream]:
    """Return the streams for which distance matters."""
    return {
        stream.stream_id: stream
        for stream in inputs.streams
        if stream.rtt_budget_ms is not None and stream.rtt_budget_ms <= INTERACTIVE_MS
    }


def _located(inputs: Inputs) -> frozenset[str]:
    """Return the nodes with a place."""
    return frozenset(node.node_id for node in inputs.nodes if node.lat is not None)


def _rtt(inputs: Inputs) -> dict[tuple[str, str], dict[str, float]]:
    """Return the RTT in ms to each node with a place that can be reached, by interactive stream and site."""
    placed = [(i, node.node_id) for i, node in enumerate(inputs.nodes) if node.lat is not None]
    found: dict[tuple[str, str], dict[str, float]] = {}
    for stream in interactive(inputs).values():
        ms = rtt_ms(inputs.network, inputs.sites, inputs.nodes, stream.access_ms)
        for k, site in enumerate(inputs.sites):
            found[stream.stream_id, site.site_id] = {
                node_id: float(ms[k, i]) for i, node_id in placed if math.isfinite(ms[k, i])
            }
    return found
