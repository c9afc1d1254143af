"""Loads spread over nodes, with peaks that do not coincide counted as they fall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from planner.demand.facts import ANYWHERE, Factor, Load, Peaks, Series, StreamFacts
from planner.demand.sun import coincidence

SUN = "peaks that do not coincide"
"""Factor: the peak of places that share capacity, over the sum of their own peaks."""


@dataclass(frozen=True)
class Place:
    """A node as demand sees it."""

    node_id: str
    utc_offset_hours: float
    sun_group: str
    """Nodes of one group share capacity wherever it is built; a group of one shares with nobody."""


@dataclass(frozen=True)
class Ground:
    """Where the demand of one stream falls."""

    places: Mapping[str, Place]
    weights: Mapping[str, float]
    """Weight of each node that demand is spread over."""


@dataclass(frozen=True)
class Term:
    """A load and where it falls: one product of factors, and its part at each node.

    ``mean_over_peak`` is the mean over the day of what has this peak, by node and period.
    """

    load: Load
    parts: Mapping[str, float]
    mean_over_peak: Mapping[str, Series]

    @property
    def peaks(self) -> dict[str, Series]:
        """Peak demand by node and period, in the stream's unit."""
        total = self.load.total
        return {node: tuple(part * value for value in total) for node, part in self.parts.items()}

    @property
    def means(self) -> dict[str, Series]:
        """Mean demand by node and period, in the stream's unit."""
        return {
            node: tuple(a * b for a, b in zip(self.mean_over_peak[node], peak, strict=True))
            for node, peak in self.peaks.items()
        }


def spread_loads(loads: Iterable[Load], stream: StreamFacts, ground: Ground) -> list[Term]:
    """Return the terms of one stream.

    Parameters
    ----------
    loads
        Its loads.
    stream
        The stream.
    ground
        Its nodes. A stream without a place falls on `ANYWHERE`.
    """
    some = list(loads)
    spread_out = [_terms_of_spread(load, stream, ground) for load in some if load.node_id is None]
    direct = [load for load in some if load.node_id is not None]
    return [*spread_out, *_terms_of_direct(direct, stream, ground)]


def add_peaks(terms: Iterable[Term]) -> Peaks:
    """Return the sum of some terms by stream and node."""
    return _summed((term.load.stream_id, term.peaks) for term in terms)


def add_means(terms: Iterable[Term]) -> Peaks:
    """Return the sum of the means of some terms by stream and node."""
    return _summed((term.load.stream_id, term.means) for term in terms)


def _summed(parts: Iterable[tuple[str, Mapping[str, Series]]]) -> Peaks:
    total: Peaks = {}
    for stream_id, by_node in parts:
        for node, series in by_node.items():
            before = total.get((stream_id, node), (0.0,) * len(series))
            total[stream_id, node] = tuple(a + b for a, b in zip(before, series, strict=True))
    return total


def _terms_of_spread(load: Load, stream: StreamFacts, ground: Ground) -> Term:
    total = sum(ground.weights.values())
    parts = {node: w / total for node, w in ground.weights.items()} if stream.is_placed else {ANYWHERE: 1.0}
    together = _constant_coincidence(parts, stream, ground)
    periods = len(load.total)
    mean_over_peak = {node: (1.0 / (stream.peak_to_mean * together[node]),) * periods for node in parts}
    if not load.is_local:
        return Term(load, parts, mean_over_peak)
    at_peak = {node: part * together[node] for node, part in parts.items()}
    whole = sum(at_peak.values())
    sun = Factor(SUN, (whole,) * periods)
    return Term(
        replace(load, factors=(*load.factors, sun)),
        {node: value / whole for node, value in at_peak.items()},
        mean_over_peak,
    )


def _terms_of_direct(loads: list[Load], stream: StreamFacts, ground: Ground) -> list[Term]:
    groups: dict[str, list[Load]] = {}
    for load in loads:
        groups.setdefault(_group(load.node_id or ANYWHERE, ground), []).append(load)
    return [term for group in groups.values() for term in _direct_group(group, stream, ground)]


def _direct_group(loads: list[Load], stream: StreamFacts, ground: Ground) -> list[Term]:
    offsets = np.array([_offset(load.node_id or ANYWHERE, ground) for load in loads])
    local = np.array([load.total for load in loads])
    together: Series = tuple(coincidence(local, offsets, stream.peak_to_mean).tolist())
    mean_over_peak = tuple(1.0 / (stream.peak_to_mean * value) for value in together)
    sun, terms = Factor(SUN, together), []
    for load in loads:
        node = load.node_id or ANYWHERE
        terms.append(Term(replace(load, factors=(*load.factors, sun)), {node: 1.0}, {node: mean_over_peak}))
    return terms


def _constant_coincidence(
    parts: Mapping[str, float], stream: StreamFacts, ground: Ground
) -> dict[str, float]:
    """Return the coincidence of each node's group, for local peaks in these proportions."""
    groups: dict[str, list[str]] = {}
    for node in parts:
        groups.setdefault(_group(node, ground), []).append(node)
    together: dict[str, float] = {}
    for nodes in groups.values():
        local = np.array([[parts[node]] for node in nodes])
        offsets = np.array([_offset(node, ground) for node in nodes])
        value = float(coincidence(local, offsets, stream.peak_to_mean)[0])
        together |= dict.fromkeys(nodes, value)
    return together


def _group(node: str, ground: Ground) -> str:
    return ground.places[node].sun_group if node in ground.places else node


def _offset(node: str, ground: Ground) -> float:
    return ground.places[node].utc_offset_hours if node in ground.places else 0.0
