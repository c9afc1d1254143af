"""Round-trip times, from the table of the case or from where things are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.audit.facts import Facts
from planner.audit.panels import Ids, Vector

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth."""


def round_trip_ms(facts: Facts, arcs: Ids) -> NDArray[np.float64]:
    """Return the RTT of each (site_id, stream_id, node_id) in ms, access and overhead included.

    An arc that the table of the case leaves out is infinitely long; so is one to a node without a
    place.
    """
    sites, nodes = arcs.get_level_values("site_id"), arcs.get_level_values("node_id")
    network = facts.inputs.network
    if network.rtt_table_ms:
        table = {(site, node): rtt for site, node, rtt in network.rtt_table_ms}
        return np.array([table.get(arc, np.inf) for arc in zip(sites, nodes, strict=True)], dtype=float)
    access = {stream.stream_id: stream.access_ms for stream in facts.inputs.streams}
    access_ms = np.array([access[stream] for stream in arcs.get_level_values("stream_id")], dtype=float)
    there_and_back = 2.0 * distance_km(facts.sites.loc[sites], _places(facts).loc[nodes])
    rtt_ms = there_and_back * network.ms_per_km * network.inflation + access_ms + network.overhead_ms
    return np.where(np.isnan(rtt_ms), np.inf, rtt_ms)


def distance_km(here: pd.DataFrame, there: pd.DataFrame) -> NDArray[np.float64]:
    """Return great-circle distances between rows of ``lat`` and ``lon`` in degrees, by haversine."""
    lat, lon = np.radians(here["lat"].to_numpy(float)), np.radians(here["lon"].to_numpy(float))
    other_lat, other_lon = np.radians(there["lat"].to_numpy(float)), np.radians(there["lon"].to_numpy(float))
    half_chord = (
        np.sin((other_lat - lat) / 2.0) ** 2
        + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2.0) ** 2
    )
    km: Vector = 2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half_chord, 0.0, 1.0)))
    return km


def _places(facts: Facts) -> pd.DataFrame:
    nodes = facts.inputs.nodes
    place = {"lat": [node.lat for node in nodes], "lon": [node.lon for node in nodes]}
    return pd.DataFrame(place, index=[node.node_id for node in nodes], dtype=float)
