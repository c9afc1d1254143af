"""Distance, round-trip time and reach."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from buildout.inputs import Network, Node, Site

EARTH_KM = 6371.0088
"""Mean radius of the Earth."""

Floats = npt.NDArray[np.float64]


def distance_km(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Return great-circle distances between points on a sphere, km; angles are degrees."""
    a, b = np.radians(lat_a), np.radians(lat_b)
    half = np.sin((b - a) / 2) ** 2
    half = half + np.cos(a) * np.cos(b) * np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))), dtype=float)


def rtt_ms(network: Network, sites: tuple[Site, ...], nodes: tuple[Node, ...], access_ms: float) -> Floats:
    """Return the round-trip time of every site and node, ms.

    Parameters
    ----------
    network
        Speed, inflation and overhead, or a table that replaces them.
    sites, nodes
        Rows and columns of the result.
    access_ms
        Access RTT of the stream; a table already includes it.

    Returns
    -------
    array of shape (sites, nodes)
        Infinite where a table has no entry; 0 for nodes without a place.
    """
    placed = np.array([node.lat is not None for node in nodes], dtype=bool)
    if network.rtt_table_ms:
        known = {(site, node): rtt for site, node, rtt in network.rtt_table_ms}
        table = [[known.get((s.site_id, n.node_id), math.inf) for n in nodes] for s in sites]
        found = np.array(table, dtype=float).reshape(len(sites), len(nodes))
    else:
        km = distance_km(
            np.array([s.lat for s in sites], dtype=float)[:, None],
            np.array([s.lon for s in sites], dtype=float)[:, None],
            np.array([n.lat or 0.0 for n in nodes], dtype=float)[None, :],
            np.array([n.lon or 0.0 for n in nodes], dtype=float)[None, :],
        )
        found = 2 * km * network.ms_per_km * network.inflation + access_ms + network.overhead_ms
    return np.where(placed[None, :], found, 0.0)
