"""What a map lies on: the outline of the US or the world, and circles on the globe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import resources
from typing import Any, Literal

import altair as alt
import numpy as np

from buildout.inputs import Network, Site, Stream
from planner.network import EARTH_KM

CORNERS = 36
"""Corners of a circle."""


@dataclass(frozen=True)
class Outline:
    """An outline that ships with the package (`outlines/README.md` has its licence)."""

    file: str
    layer: str
    projection: Literal["albersUsa", "equalEarth"]
    width: int
    height: int
    px_per_degree: tuple[float, float]
    """Points for a degree of longitude and of latitude, about, in the middle of a map of that size."""
    largest_px2: float
    """Area of the largest site on a map of that size."""
    only_us: bool

    def chart(self) -> alt.Chart:
        """Return land and borders in light grey."""
        # As text: altair copies and checks a chart many times over, and a thousand points each time.
        content = resources.files("planner.figures").joinpath("outlines", self.file).read_text("utf-8")
        data = alt.InlineData(content, format=alt.TopoDataFormat(feature=self.layer, type="topojson"))
        drawn: alt.Chart = alt.Chart(data).mark_geoshape(fill="#f1f1f1", stroke="#cfcfcf", strokeWidth=0.7)
        return drawn


class Ground(Enum):
    """The two outlines."""

    US = Outline(
        "us_states.json", "states", "albersUsa", 720, 440, (12.3, 15.5), largest_px2=1200.0, only_us=True
    )
    WORLD = Outline(
        "world_countries.json",
        "countries",
        "equalEarth",
        800,
        390,
        (2.1, 2.5),
        largest_px2=500.0,
        only_us=False,
    )


def ground_of(sites: Iterable[Site]) -> Outline:
    """Return the US where all sites are there, else the world."""
    is_us = all(site.country == "US" for site in sites)
    ground: Outline = (Ground.US if is_us else Ground.WORLD).value
    return ground


@dataclass(frozen=True)
class Reach:
    """How far from a site a stream is served: km of a great circle."""

    stream: Stream
    km: float


def strictest_reach(network: Network, streams: Iterable[Stream]) -> Reach | None:
    """Return the reach of the stream with the shortest one.

    None where no stream has a limit, where a table of RTTs stands in for distance, or where the limit
    reaches around half the globe.
    """
    if network.rtt_table_ms:
        return None
    ms_per_km = 2 * network.ms_per_km * network.inflation
    reaches = [
        Reach(stream, max(0.0, stream.rtt_budget_ms - stream.access_ms - network.overhead_ms) / ms_per_km)
        for stream in streams
        if stream.rtt_budget_ms is not None
    ]
    shortest = min(reaches, key=lambda reach: reach.km, default=None)
    return shortest if shortest is not None and shortest.km < np.pi * EARTH_KM / 2 else None


def circle(lat: float, lon: float, km: float) -> Mapping[str, Any]:
    """Return the points at a great-circle distance from a place, as a GeoJSON polygon.

    Clockwise as seen from above: d3 would fill the other side of the globe else.
    """
    bearing = np.linspace(0.0, 2.0 * np.pi, CORNERS + 1)
    angle, phi, theta = km / EARTH_KM, np.radians(lat), np.radians(lon)
    lats = np.arcsin(np.sin(phi) * np.cos(angle) + np.cos(phi) * np.sin(angle) * np.cos(bearing))
    lons = theta + np.arctan2(
        np.sin(bearing) * np.sin(angle) * np.cos(phi), np.cos(angle) - np.sin(phi) * np.sin(lats)
    )
    turned = (np.degrees(lons) + 180.0) % 360.0 - 180.0
    points = np.column_stack([turned, np.degrees(lats)]).round(1).tolist()
    return {"type": "Polygon", "coordinates": [[*points[:-1], points[0]]]}
