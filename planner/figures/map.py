"""The map: sites by size, kind and opening, places of demand, and how far the strictest stream reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from buildout.inputs import SiteKind
from buildout.quarters import parse_quarter, quarter_year
from planner.draw import styled
from planner.figures.chips import MW_PER_GW
from planner.figures.figure import Figure, Layers
from planner.figures.ground import Outline, Reach, circle, ground_of, strictest_reach
from planner.figures.map_layers import MapStyle, map_layers
from planner.figures.source import Source
from planner.plan import TableName
from planner.plan.markdown import counted

LEDGER = "ledger"


@dataclass(frozen=True)
class MapContent:
    """What the maps of a run show.

    Parameters
    ----------
    sites
        ``site``, ``name``, ``kind``, ``opens`` (a year, or the ledger), ``lat``, ``lon``.
    sizes
        ``site``, ``t`` (number of the period) and ``mw``, facility power.
    nodes
        ``name``, ``lat`` and ``lon`` of places of demand.
    circles
        GeoJSON features with ``t``, the period from which they are drawn.
    states
        ``t`` and ``words``: how much stands where in each period.
    """

    ground: Outline
    sites: pd.DataFrame
    sizes: pd.DataFrame
    nodes: pd.DataFrame
    circles: tuple[Mapping[str, Any], ...]
    states: pd.DataFrame


def map_figure(source: Source) -> Figure | None:
    """Return the map with a slider over time, and stills of three states; None where nothing stands."""
    reach = strictest_reach(source.inputs.network, source.inputs.streams)
    content = map_content(source, reach)
    if content.sizes.empty:
        return None
    rings = ""
    if reach is not None:
        rings = (
            f" Rings: {reach.km:,.0f} km around an open site, as far as {reach.stream.name} can be served "
            f"within {reach.stream.rtt_budget_ms:g} ms."
        )
    return Figure(
        name="map",
        title="Where it is built",
        caption="Sites by facility power (area), kind (shape) and year of opening (colour); the largest are "
        f"named, with their GW. Crosses: places of demand.{rings}",
        chart=styled(_moving(content)),
        still=styled(_stills(content)),
    )


def map_content(source: Source, reach: Reach | None) -> MapContent:
    """Return what the maps of a run show."""
    halls = source.tables[TableName.HALLS]
    halls = halls[halls["facility_mw"] > 0]
    number = {label: t for t, label in enumerate(source.periods)}
    ids = list(dict.fromkeys(map(str, halls["site_id"])))
    place = {site_id: i for i, site_id in enumerate(ids)}
    sizes = pd.DataFrame(
        {
            "site": halls["site_id"].map(place),
            "t": halls["period"].map(number),
            "mw": halls["facility_mw"].round(1),
        }
    ).sort_values("mw", ascending=False, kind="stable")  # small sites are drawn over large ones
    sites = [source.sites[site_id] for site_id in ids]
    first = sizes.groupby("site")["t"].min()
    return MapContent(
        ground=ground_of(sites),
        sites=_sites(source, ids),
        sizes=sizes,
        nodes=_nodes(source, only_us=ground_of(sites).only_us),
        circles=tuple(
            {"type": "Feature", "t": int(first[i]), "geometry": circle(site.lat, site.lon, reach.km)}
            for i, site in enumerate(sites)
            if reach is not None and reach.stream.usable.get(site.kind, 0.0) > 0
        ),
        states=_states(source, sizes),
    )


def _sites(source: Source, ids: list[str]) -> pd.DataFrame:
    table = source.tables[TableName.SITES].set_index("site_id")
    opens = {
        site_id: LEDGER if table.at[site_id, "from_ledger"] else str(quarter_year(parse_quarter(opened)))
        for site_id, opened in table["opened"].items()
    }
    sites = [source.sites[site_id] for site_id in ids]
    return pd.DataFrame(
        {
            "site": range(len(ids)),
            "name": [source.site_names[site_id] for site_id in ids],
            "kind": ["edge site" if site.kind is SiteKind.EDGE else "campus" for site in sites],
            "opens": [opens[site_id] for site_id in ids],
            "lat": [round(site.lat, 2) for site in sites],
            "lon": [round(site.lon, 2) for site in sites],
        }
    )


def _nodes(source: Source, *, only_us: bool) -> pd.DataFrame:
    """Return the places of demand that lie on the map."""
    rows = [
        (node.name, round(node.lat, 2), round(node.lon, 2))
        for node in source.inputs.nodes
        if node.lat is not None and node.lon is not None and (node.country == "US" or not only_us)
    ]
    return pd.DataFrame(rows, columns=["name", "lat", "lon"])


def _states(source: Source, sizes: pd.DataFrame) -> pd.DataFrame:
    labels = list(source.periods)
    gw = sizes.groupby("t")["mw"].sum() / MW_PER_GW
    count = sizes.groupby("t")["site"].nunique()
    words = [
        f"{labels[t]}: {gw.get(t, 0.0):,.2f} GW at {counted(int(count.get(t, 0)), 'site')}"
        for t in range(len(labels))
    ]
    return pd.DataFrame({"t": range(len(labels)), "words": words})


def _moving(content: MapContent) -> Layers:
    """Return the map with a slider; it starts at the end."""
    last = len(content.states) - 1
    slider = alt.param(
        name="shown", value=last, bind=alt.binding_range(min=0, max=last, step=1, name="period ")
    )
    drawn: Layers = map_layers(content, MapStyle(content.ground.width, content.ground.height), "shown")
    return drawn.add_params(slider)


def _stills(content: MapContent) -> alt.VConcatChart:
    """Return the first and the middle state, small, over the last one."""
    last = len(content.states) - 1
    gap, width, height = 12, content.ground.width, content.ground.height
    small = MapStyle((width - gap) // 2, height // 2, scale=0.4, has_names=False)
    earlier = [map_layers(content, small, str(t)) for t in sorted({0, last // 2} - {last})]
    large = map_layers(content, MapStyle(width, height), str(last))
    above = [alt.hconcat(*earlier, spacing=gap)] if earlier else []
    stills: alt.VConcatChart = alt.vconcat(*above, large, spacing=8)
    return stills
